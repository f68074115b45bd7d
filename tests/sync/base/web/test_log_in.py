"""Logging in and out: cookies, what is refused and how it is said, and for how long one stays."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update
from starlette.requests import Request
from starlette.types import Message

from sync.base.database import Database
from sync.base.settings import Settings
from sync.base.tables import reader, sitting
from sync.base.web import desk, passwords
from sync.base.web.readers import set_password
from sync.base.web.words import catalogue
from tests.sync.base.web.conftest import Watch
from tests.sync.base.web.town import NAME, NEWEST, PASSWORD, RUNNING
from tests.sync.base.web.visitor import Browser, hidden, log_in, press

COOKIE = "samspill"


def test_the_way_in_and_out(browser: Browser, town: Database) -> None:
    assert browser.get("/").headers["location"] == "/login"
    answer = log_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "TRO01" in browser.get("/").text
    assert browser.get("/login").headers["location"] == "/"
    assert press(browser, "/logout").headers["location"] == "/login"
    assert COOKIE not in browser.cookies and _sittings(town) == 0
    assert browser.get("/").headers["location"] == "/login"


@pytest.mark.parametrize(
    "said",
    [
        {"password": "not the password at all"},
        {"name": "Nobody"},
        {"name": ""},
        {"name": "Turid\x00", "password": PASSWORD},
        {"name": "T" * 41, "password": PASSWORD},
        {"name": "Tu\u202erid", "password": PASSWORD},
        {"password": ""},
        {"password": "x" * 5000},
        {"password": PASSWORD.upper()},
    ],
)
def test_what_does_not_fit_is_said_in_the_same_words(browser: Browser, town: Database, said: dict[str, str]) -> None:
    answer = log_in(browser, **said)
    assert answer.status_code == 403
    assert catalogue()["login.wrong"]["nb"] in answer.text and "\x00" not in answer.text and "\u202e" not in answer.text
    assert COOKIE not in browser.cookies and _sittings(town) == 0


def test_an_unknown_name_costs_the_same_work(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    verify = passwords._hasher().verify

    class Counting:
        def verify(self, known: str, password: str) -> bool:
            looked_at.append(known.rsplit("$", 2)[0])
            return verify(known, password)

    monkeypatch.setattr(passwords, "_hasher", Counting)
    log_in(browser, password="wrong wrong wrong")
    log_in(browser, name="Nobody")
    log_in(browser, name="no\x00body")
    assert len(looked_at) == 3 and len(set(looked_at)) == 1, "one check each, with the same parameters"


def test_the_cookie_is_out_of_reach_and_new_each_time(browser: Browser, town: Database) -> None:
    first = log_in(browser)
    said = next(line for line in first.headers.get_list("set-cookie") if line.startswith(f"{COOKIE}="))
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(said.split("; ")) and "Secure" not in said and "Domain" not in said
    assert "Max-Age" not in said and "expires" not in said.lower()
    before = browser.cookies[COOKIE]
    fields = {"form": "f" * 43}
    browser.cookies.set("samspill-form", "f" * 43)
    browser.post("/login", data={**fields, "name": NAME, "password": PASSWORD})
    assert browser.cookies[COOKIE] != before and _sittings(town) == 1, "the one before ended"
    with town.connect() as connection:
        kept = connection.execute(select(sitting)).one()
    assert browser.cookies[COOKIE].encode() not in kept.cookie_sha256


def test_over_https_the_cookie_goes_over_https_only(town: Database, watch: Watch) -> None:
    settings = Settings(address="https://base.example.org", now=watch)
    browser = Browser.of(town, settings)
    answer = log_in(browser)
    said = [line for line in answer.headers.get_list("set-cookie") if not line.startswith("__Host-samspill-form")]
    assert len(said) == 1 and said[0].startswith("__Host-samspill=") and "Secure" in said[0].split("; ")
    assert answer.headers["strict-transport-security"]
    assert browser.get("/").status_code == 200


def test_a_cookie_that_was_set_for_the_victim_gets_nobody_in(browser: Browser) -> None:
    browser.cookies.set(COOKIE, "a" * 43)
    log_in(browser)
    assert browser.cookies.jar is not None
    values = [cookie.value for cookie in browser.cookies.jar if cookie.name == COOKIE and cookie.domain != ""]
    assert values and "a" * 43 not in values, "fixing a session before the log-in is of no use"


@pytest.mark.parametrize("cookie", [b"", b"x", b"a" * 43, "æ".encode() * 43, b"a" * 9000, b"' OR 1=1 --"], ids=range(6))
def test_a_made_up_cookie_is_nobody(browser: Browser, cookie: bytes) -> None:
    answer = browser.get("/", headers=[(b"cookie", COOKIE.encode() + b"=" + cookie)])
    assert answer.headers["location"] == "/login"


def test_half_an_hour_without_a_page_ends_it(browser: Browser, watch: Watch) -> None:
    log_in(browser)
    for _ in range(3):
        watch.pass_by(minutes=29)
        assert browser.get("/").status_code == 200
    watch.pass_by(minutes=30)
    assert browser.get("/").status_code == 303


def test_twelve_hours_end_it_whatever_one_does(browser: Browser, watch: Watch) -> None:
    log_in(browser)
    for _ in range(24):
        assert browser.get("/").status_code == 200
        watch.pass_by(minutes=29, seconds=59)
    watch.pass_by(seconds=24)
    assert browser.get("/").status_code == 303


def test_a_clock_that_was_put_back_opens_nothing(browser: Browser, watch: Watch) -> None:
    log_in(browser)
    watch.pass_by(days=-2)
    assert browser.get("/").status_code == 303


def test_a_new_password_ends_what_the_old_one_began(browser: Browser, town: Database) -> None:
    log_in(browser)
    with town.begin() as connection:
        set_password(connection, NAME, "blå blåbær i bøtta")
    assert browser.get("/").status_code == 303
    assert log_in(browser).status_code == 403
    assert log_in(browser, password="blå blåbær i bøtta").status_code == 303


def test_the_name_stays_in_the_form_and_the_password_does_not(browser: Browser) -> None:
    page = log_in(browser, name='Kari "K" <b>', password="guess guess guess").text
    assert 'value="Kari &#34;K&#34; &lt;b&gt;"' in page and "guess" not in page
    assert page.index("autofocus") > page.index('id="password"'), "the password is what is typed again"


def test_five_tries_then_a_wait_also_for_the_right_password(browser: Browser) -> None:
    for _ in range(5):
        assert log_in(browser, password="guess guess guess").status_code == 403
    answer = log_in(browser)
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    assert log_in(browser, name="Somebody").status_code == 403, "others are not kept out"


@pytest.mark.parametrize("action", ["/logout", "/language"])
@pytest.mark.parametrize("csrf", [None, "", "a" * 43, "æ"])
def test_a_form_without_its_secret_changes_nothing(browser: Browser, town: Database, action: str, csrf: str | None) -> None:
    log_in(browser)
    answer = browser.post(action, data={"language": "en"} | ({} if csrf is None else {"csrf": csrf}))
    assert answer.status_code == 403
    assert _sittings(town) == 1 and _language(town) == "nb"


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": {"sec-fetch-site": "cross-site"}},
        {"headers": {"sec-fetch-site": "same-site"}},
        {"headers": {"content-type": "text/plain"}},
        {"headers": {"content-type": "application/json"}, "content": b"{}"},
        {"content": b"form=%FF&name=a"},
        {"content": b"&".join(b"a%d=1" % number for number in range(40))},
        {"content": b"form=1&form=2"},
        {"content": b"x" * 20_000},
        {"content": b"\xff\xfe"},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(browser: Browser, request_: dict[str, Any]) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"} | request_.get("headers", {})
    answer = browser.post("/login", headers=headers, content=request_.get("content", b"form=a&name=b&password=c"))
    assert answer.status_code in (400, 403) and "set-cookie" not in answer.headers


def test_a_form_that_is_too_large_is_not_read_to_its_end() -> None:
    said = b"form=a&name=" + b"b" * desk.MOST_FORM_BYTES
    asked: list[int] = []

    async def receive() -> Message:
        asked.append(1)
        return {"type": "http.request", "body": said, "more_body": True}

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    assert asyncio.run(desk.read_form(Request({"type": "http", "method": "POST", "headers": headers}, receive))) is None
    assert len(asked) == 1


@pytest.mark.parametrize("gone", [True, False], ids=["hangs up", "says no more"])
def test_a_form_that_never_ends(gone: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "FORM_SECONDS", 0.05)
    parts: list[Message] = [{"type": "http.request", "body": b"form=a", "more_body": True}]
    headers = [(b"content-type", b"application/x-www-form-urlencoded")]

    async def receive() -> Message:
        if parts:
            return parts.pop()
        await asyncio.sleep(0 if gone else 60)
        return {"type": "http.disconnect"}

    async def read() -> dict[str, str] | None:
        return await desk.read_form(Request({"type": "http", "method": "POST", "headers": headers}, receive))

    assert asyncio.run(read()) is None


def test_a_log_in_that_another_site_prepared_is_refused(browser: Browser) -> None:
    fields = hidden(browser.get("/login").text, "/login")
    browser.cookies.clear()
    answer = browser.post("/login", data={**fields, "name": NAME, "password": PASSWORD})
    assert answer.status_code == 403 and catalogue()["login.again"]["nb"] in answer.text
    assert COOKIE not in browser.cookies


def test_the_language_stays_with_the_reader(browser: Browser, town: Database) -> None:
    log_in(browser)
    assert 'lang="nb"' in browser.get("/").text
    press(browser, "/language")
    assert '<html lang="en">' in browser.get("/").text and _language(town) == "en"
    press(browser, "/language", language="xx")
    assert _language(town) == "en"


@pytest.mark.parametrize("path", [f"/?quarter={RUNNING}", f"/report/{NEWEST}"])
def test_another_language_leaves_one_where_one_was(browser: Browser, path: str) -> None:
    log_in(browser)
    fields = hidden(browser.get(path).text, "/language")
    assert browser.post("/language", data=fields).headers["location"] == path


@pytest.mark.parametrize(
    "here", ["", "//elsewhere.example", "https://elsewhere.example/", "/report/2026-Q3\r\nx: y", "/report/2026-Q3/../x"]
)
def test_another_language_leads_nowhere_else(browser: Browser, here: str) -> None:
    log_in(browser)
    assert press(browser, "/language", here=here).headers["location"] == "/"


def test_whoever_was_away_for_long_is_told_so_once(browser: Browser, watch: Watch) -> None:
    assert catalogue()["login.ended"]["nb"] not in browser.get("/login").text, "not to whom was never in"
    log_in(browser)
    watch.pass_by(hours=1)
    assert browser.get("/").headers["location"] == "/login"
    assert catalogue()["login.ended"]["nb"] in browser.get("/login").text
    assert COOKIE not in browser.cookies and catalogue()["login.ended"]["nb"] not in browser.get("/login").text


def test_the_form_itself_speaks_both_languages(browser: Browser) -> None:
    assert '<html lang="en">' in browser.get("/login?language=en").text
    assert '<html lang="nb">' in browser.get("/login?language=<script>").text


def test_an_old_hash_is_made_anew_at_log_in(browser: Browser, town: Database) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=512, parallelism=1).hash(PASSWORD)
    with town.begin() as connection:
        connection.execute(update(reader).values(password_hash=cheap))
    assert log_in(browser).status_code == 303
    with town.connect() as connection:
        assert not passwords.is_old(connection.execute(select(reader.c.password_hash)).scalar_one())


def test_more_checks_than_the_machine_can_do_are_told_so(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    full = threading.BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(passwords, "_checks", full)
    monkeypatch.setattr(passwords, "WAIT_FOR_CHECK_S", 0.01)
    answer = log_in(browser)
    assert answer.status_code == 503 and catalogue()["login.busy"]["nb"] in answer.text


def _sittings(database: Database) -> int:
    with database.connect() as connection:
        return connection.execute(select(func.count()).select_from(sitting)).scalar_one()


def _language(database: Database) -> str:
    with database.connect() as connection:
        return str(connection.execute(select(reader.c.language)).scalar_one())


def test_a_password_that_is_changed_while_it_is_looked_at_opens_nothing(
    browser: Browser, town: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does the old one come back where its hash is made anew."""
    looked = passwords.fits

    def slowly(known: str | None, password: str) -> bool:
        fitted = looked(known, password)
        with town.begin() as connection:
            set_password(connection, NAME, "another one by now")
        return fitted

    monkeypatch.setattr(passwords, "fits", slowly)
    monkeypatch.setattr(passwords, "is_old", lambda _known: True)
    assert log_in(browser).status_code == 403
    assert COOKIE not in browser.cookies and _sittings(town) == 0
    monkeypatch.undo()
    assert log_in(browser, password="another one by now").status_code == 303

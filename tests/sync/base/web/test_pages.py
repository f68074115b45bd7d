"""The pages of a made-up town: what is on them, what is not, and how they travel."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from app.domain.errors import Circumstance, ErrorCode
from sync.base.database import Database
from sync.base.figures import TABLES
from sync.base.publishing import Quarter, publish_changed, read_published
from sync.base.settings import Settings
from sync.base.tables import device, team
from sync.base.web.overview import NOT_SHOWN
from sync.base.web.readers import add_reader
from sync.base.web.words import catalogue
from tests.sync.base.rows import Team
from tests.sync.base.web.conftest import Watch
from tests.sync.base.web.town import DEVICES, NEWEST, NOW, PASSWORD, RUNNING, settle
from tests.sync.base.web.visitor import Browser, log_in, press

PAGES = ("/", f"/?quarter={RUNNING}", f"/report/{NEWEST}", f"/report/{NEWEST}?language=en", "/login", "/nowhere", "/assets/dashboard.css")
WITHIN = ("/", f"/report/{NEWEST}", "/tables/contact.csv", f"/tables/laptops.csv?quarter={NEWEST}")


@pytest.mark.parametrize("path", WITHIN)
def test_nobody_sees_a_figure_without_logging_in(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["location"], answer.content) == (303, "/login", b"")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_allows_nothing_from_elsewhere_and_no_script(browser: Browser, path: str) -> None:
    log_in(browser)
    answer = browser.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "script" not in policy and "http" not in policy
    assert {"form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy.split("; "))
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == ("max-age=600" if "assets" in path else "no-store")
    assert not re.search(r"<script|\bstyle=|<style|\son[a-z]+=|//(?!www\.w3\.org/)\w", answer.text.split("/*")[0]), (
        "nothing written into the page"
    )


def test_laptops_answers_are_left_as_they_are(browser: Browser) -> None:
    assert "content-security-policy" not in browser.get("/v1/health").headers


def test_the_overview_says_what_is_published(browser: Browser, town: Database) -> None:
    log_in(browser)
    page = browser.get("/").text
    newest = _quarters(town)[1]
    assert newest.period == NEWEST and "3. kvartal 2026" in page
    assert f"<strong>{newest.figures['attendance'].total}</strong>" in page
    for name in DEVICES:
        assert name in page
    for name in TABLES:
        if name in newest.figures:
            assert catalogue()[f"figure.{name}"]["nb"] in page


def test_what_is_hidden_is_nowhere_on_the_pages(browser: Browser, town: Database) -> None:
    """A hidden cell has no figure in the page: its row says so, and its mark is of the size of every hidden one."""
    log_in(browser)
    hidden = [bucket for bucket, cell in _quarters(town)[1].figures["contact"].cells.items() if cell is None]
    assert hidden, "the town has small cells"
    page = browser.get("/").text
    for bucket in hidden:
        label = catalogue()[f"value.contact.{bucket}"]["nb"]
        assert f'aria-label="{label}: ikke vist' in page
    heights = set(
        re.findall(
            r'class="mark[^"]* hidden" x="[0-9.]+" y="[0-9.]+" width="[0-9.]+" height="([0-9.]+)"', page.partition('class="sections"')[2]
        )
    )
    assert heights == {"10.0", "12.0"}, "a small column and a bar"


def test_a_quarter_that_runs_shows_laptops_only(browser: Browser) -> None:
    log_in(browser)
    page = browser.get(f"/?quarter={RUNNING}").text
    assert catalogue()["overview.none.title"]["nb"] in page and DEVICES[0] in page and 'class="chart"' not in page
    assert "22.1.2027" in page, "the day from which there can be figures"
    assert browser.get(f"/report/{RUNNING}").status_code == 404


def test_a_quarter_that_is_over_and_has_too_little_says_so(browser: Browser, watch: Watch) -> None:
    log_in(browser)
    watch.pass_by(days=90)
    log_in(browser)
    page = browser.get(f"/?quarter={RUNNING}").text
    assert "4. kvartal 2026 kunne publiseres fra 22.1.2027" in page


def test_a_small_team_is_told_why_it_sees_so_little(database: Database, watch: Watch) -> None:
    settle(database, quarters=2, visits=22)
    with Browser.of(database, Settings(now=watch)) as browser:
        log_in(browser)
        page = browser.get("/").text
        assert catalogue()["overview.few.title"]["nb"] in page and 'class="chart"' not in page


def test_a_large_team_is_told_no_such_thing(browser: Browser) -> None:
    log_in(browser)
    assert catalogue()["overview.few.title"]["nb"] not in browser.get("/").text


@pytest.mark.parametrize(
    "path", ["/?quarter=2019-Q1", "/?quarter=<b>", "/report/2019-Q1", "/report/x", "/tables/x.csv", "/tables/laptops.csv", "/x"]
)
def test_what_is_not_there_is_said_in_words(browser: Browser, path: str) -> None:
    log_in(browser)
    answer = browser.get(path)
    assert answer.status_code == 404 and catalogue()["sorry.nowhere.title"]["nb"] in answer.text and "<b>" not in answer.text


def test_a_method_that_is_not_meant(browser: Browser) -> None:
    assert browser.delete("/login").status_code == 405


@pytest.mark.parametrize("name", list(TABLES))
def test_each_table_as_a_file(browser: Browser, town: Database, name: str) -> None:
    log_in(browser)
    answer = browser.get(f"/tables/{name}.csv")
    assert answer.headers["content-disposition"] == f'attachment; filename="TRO01-{name}.csv"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    shown = [quarter for quarter in _quarters(town) if name in quarter.figures]
    assert [line[0] for line in lines[1:]] == [quarter.period for quarter in shown]
    assert lines[0][0] == "Kvartal" and all(len(line) == len(TABLES[name].buckets) + 2 for line in lines)


def test_files_speak_the_readers_language(browser: Browser) -> None:
    log_in(browser)
    press(browser, "/language")
    assert browser.get("/tables/transfer.csv").content.decode("utf-8-sig").startswith("Quarter,to more support,to less support,")
    laptops = browser.get(f"/tables/laptops.csv?quarter={RUNNING}").content.decode("utf-8-sig").splitlines()
    assert laptops[0].startswith("Laptop,film overdue") and len(laptops) == 1 + len(DEVICES)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_report_speaks_the_language_that_is_asked_for(browser: Browser, language: str) -> None:
    log_in(browser)
    page = browser.get(f"/report/{NEWEST}?language={language}").text
    assert f'<html lang="{language}">' in page and catalogue()["report.title"][language] in page
    assert catalogue()["report.lead"][language] in page


def test_one_team_sees_nothing_of_another(browser: Browser, town: Database) -> None:
    with town.begin() as connection:
        connection.execute(insert(team).values(team_id=2, code="OSL07"))
        add_reader(connection, "OSL07", "Berit", PASSWORD)
    log_in(browser, name="Berit")
    page = browser.get("/").text
    assert "OSL07" in page and "TRO01" not in page and catalogue()["overview.none.title"]["nb"] in page
    assert browser.get(f"/report/{NEWEST}").status_code == 404 and browser.get(f"/?quarter={NEWEST}").status_code == 404
    assert browser.get("/tables/contact.csv").content.decode("utf-8-sig").splitlines()[1:] == []
    assert browser.get(f"/tables/laptops.csv?quarter={NEWEST}").status_code == 404


def test_names_are_written_as_they_are(browser: Browser, town: Database) -> None:
    with town.begin() as connection:
        connection.execute(update(device).where(device.c.name == DEVICES[0]).values(name="<i>=a&b</i>"))
        connection.execute(update(team).values(threshold=7))
    _new_counters(town)
    log_in(browser)
    page = browser.get(f"/?quarter={RUNNING}").text
    assert "&lt;i&gt;=a&amp;b&lt;/i&gt;" in page and "<i>" not in page


def test_when_the_database_does_not_answer(browser: Browser, town: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: Database) -> None:
        raise Circumstance(ErrorCode.BASE_STORE_UNREACHABLE)

    monkeypatch.setattr(Database, "connect", broken)
    answer = browser.get("/")
    assert answer.status_code == 503 and catalogue()["sorry.busy.title"]["nb"] in answer.text


def test_the_same_pages_on_each_database(database: Database, watch: Watch) -> None:
    settle(database, quarters=2)
    with database.begin() as connection:
        add_reader(connection, "TRO01", "Åse", PASSWORD, "en")
    figure = _quarters(database)[1].figures["contact"]
    with Browser.of(database, Settings(now=watch)) as browser:
        assert log_in(browser, name="Åse").status_code == 303
        page = browser.get("/").text
        assert f"<strong>{figure.total}</strong>" in page and f"film visit: {figure.cells['film']} · " in page and NOT_SHOWN in page
        watch.pass_by(minutes=5)
        assert browser.get(f"/report/{NEWEST}").status_code == 200
        assert press(browser, "/logout").status_code == 303


def test_a_page_costs_no_look_at_what_laptops_sent(browser: Browser, town: Database) -> None:
    log_in(browser)
    with town.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE record RENAME TO out_of_reach")
    assert browser.get("/").status_code == 200


def test_the_pages_ship(project: Path) -> None:
    for name in ("layout.html", "dashboard.css", "words.toml", "icon.svg"):
        assert (project / "resources" / "base" / name).is_file()
    said = (project / "pyproject.toml").read_text("utf-8")
    assert '"**/*.html"' in said and '"**/*.css"' in said


def _quarters(database: Database) -> tuple[Quarter, ...]:
    with database.connect() as connection:
        return read_published(connection, 1)


def _new_counters(database: Database) -> None:
    """As if a laptop had sent its counters again."""
    with database.begin() as connection:
        Team(database).changed(connection, {RUNNING})
    publish_changed(database, NOW)

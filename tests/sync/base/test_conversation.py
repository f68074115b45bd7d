"""The conversation of docs/sync.md with a real base on loopback: joining, tokens, batches, documents, leaving."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection

from app.domain.outbox import DocumentKind
from sync.base import auth
from sync.base.documents import put_document
from sync.base.signing import make_key
from sync.base.teams import find_team, revoke_device
from sync.signatures import document_words, fits
from sync.wire import SCHEMA_ID, batch_bytes, digest_of
from tests.sync.base.kit import Laptop, code_of, visit
from tests.sync.base.live import LIVE, TEAM, LiveBase


class Watch:
    """The base's clock, to be put forward."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def base(tmp_path: Path, database_url: str, watch: Watch) -> Iterator[LiveBase]:
    """On SQLite, then on PostgreSQL."""
    with LiveBase(tmp_path, database_url, replace(LIVE, now=watch)) as made:
        yield made


@pytest.fixture
def http(base: LiveBase) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base.url, trust_env=False) as made:
        yield made


@pytest.fixture
def laptop(base: LiveBase, http: httpx.Client) -> Laptop:
    """Has joined, and has a token."""
    made = Laptop(http, base.key)
    assert made.join(base.invite().code).status_code == 200
    assert made.greet().status_code == 200
    return made


def test_who_is_this(base: LiveBase, http: httpx.Client) -> None:
    said = Laptop(http, base.key).ask("GET", "/v1/health").json()
    assert said == {"base": base.key.hex(), "schemas": [str(SCHEMA_ID)]}


def test_joining_gives_a_device_a_name_and_a_team(base: LiveBase, http: httpx.Client) -> None:
    invited = base.invite()
    said = Laptop(http, base.key).join(invited.code).json()
    assert uuid.UUID(said["device"]).version == 4
    assert (said["name"], said["team"]) == (invited.name, TEAM)


def test_a_code_is_good_for_one_laptop_and_its_lost_answer(base: LiveBase, http: httpx.Client) -> None:
    invited = base.invite()
    first = Laptop(http, base.key)
    said = first.join(invited.code).json()
    assert first.join(invited.code).json() == said
    other = Laptop(http, base.key).join(invited.code)
    assert (other.status_code, code_of(other)) == (403, "code_refused")


def test_a_code_runs_out(base: LiveBase, http: httpx.Client, watch: Watch) -> None:
    invited = base.invite()
    watch.now += timedelta(hours=24)
    assert code_of(Laptop(http, base.key).join(invited.code)) == "code_refused"


def test_a_laptop_that_was_put_out_does_not_come_back_with_its_code(base: LiveBase, http: httpx.Client) -> None:
    invited = base.invite()
    laptop = Laptop(http, base.key)
    laptop.join(invited.code)
    base.revoke(invited.name)
    assert code_of(laptop.join(invited.code)) == "code_refused"
    assert code_of(laptop.greet()) == "device_revoked"


def test_a_batch_and_its_receipt(base: LiveBase, laptop: Laptop) -> None:
    name = str(uuid.uuid4())
    items = [visit(), visit()]
    said = laptop.send(*items, batch=name).json()
    body = batch_bytes(name, TEAM, items)  # type: ignore[arg-type]  # a BatchId
    assert (said["batch"], said["body"], said["stored"]) == (name, digest_of(body), 2)
    assert [one["outcome"] for one in said["items"]] == ["stored", "stored"]
    assert [one["digest"] for one in said["items"]] == [digest_of(item) for item in items]


def test_the_same_again_other_bytes_and_nonsense(laptop: Laptop) -> None:
    record = str(uuid.uuid4())
    laptop.send(visit(record))
    said = laptop.send(visit(record), visit(record, place="clinic"), visit(record, 2, place="moon")).json()
    assert [(one["outcome"], one["refusal"]) for one in said["items"]] == [("same", None), ("conflict", None), ("refused", "not_valid")]
    assert laptop.greet().json()["stored"] == 1


def test_what_was_stored_is_there_after_a_restart(base: LiveBase, laptop: Laptop) -> None:
    laptop.send(visit())
    base.stop()
    base.start()
    assert laptop.send(visit()).json()["stored"] == 2


def test_a_token_runs_out(laptop: Laptop, watch: Watch) -> None:
    watch.now += timedelta(seconds=600)
    assert code_of(laptop.send(visit())) == "token_unknown"
    assert laptop.greet().status_code == 200
    assert laptop.send(visit()).status_code == 200


def test_a_challenge_is_good_for_a_minute(base: LiveBase, laptop: Laptop, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = laptop.ask

    def slowly(method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> httpx.Response:
        if target == "/v1/token":
            watch.now += timedelta(seconds=60)
        return asked(method, target, body, headers)

    monkeypatch.setattr(laptop, "ask", slowly)
    assert code_of(laptop.greet()) == "proof_wrong"


def test_documents_come_signed_and_in_order(base: LiveBase, laptop: Laptop, watch: Watch) -> None:
    with base.database.begin() as connection:
        key = make_key(connection, watch.now)
        team_id, _code = find_team(connection, TEAM)
        for kind, body in ((DocumentKind.POLICY, b"one"), (DocumentKind.SCHEMES, b"two"), (DocumentKind.POLICY, b"\0\xff")):
            put_document(connection, key, team_id, kind, body)
    assert laptop.greet().json()["documents"] == 3
    said = laptop.tell("GET", "/v1/documents?after=1").json()["documents"]
    assert [(one["kind"], one["version"], one["number"]) for one in said] == [("schemes", 1, 2), ("policy", 2, 3)]
    assert fits(base.key, said[1]["signature"], document_words(TEAM, "policy", 2, 3, b"\0\xff"))
    assert said[1]["body"] == "AP8="


def test_leaving_is_for_good(laptop: Laptop) -> None:
    assert laptop.tell("POST", "/v1/leave", b"{}").json() == {}
    assert code_of(laptop.send(visit())) == "device_revoked"
    assert code_of(laptop.greet()) == "device_revoked"


def test_two_teams_do_not_meet(base: LiveBase, laptop: Laptop) -> None:
    laptop.team = "BOD02"
    answer = laptop.send(visit())
    assert (answer.status_code, code_of(answer)) == (403, "wrong_team")


def test_side_by_side_a_request_is_let_in_once(laptop: Laptop) -> None:
    headers = laptop.headers("GET", "/v1/documents", b"")
    with ThreadPoolExecutor(6) as several:
        answers = list(several.map(lambda _n: laptop.ask("GET", "/v1/documents", headers=headers), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]


def test_side_by_side_a_code_is_good_for_one(base: LiveBase, http: httpx.Client) -> None:
    code = base.invite().code
    with ThreadPoolExecutor(6) as several:
        answers = list(several.map(lambda _n: Laptop(http, base.key).join(code), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, *[403] * 5]


def test_laptops_send_side_by_side(base: LiveBase, http: httpx.Client) -> None:
    laptops = [Laptop(http, base.key) for _ in range(4)]
    for one in laptops:
        one.join(base.invite().code)
        one.greet()
    with ThreadPoolExecutor(4) as several:
        answers = list(several.map(lambda one: [one.send(*(visit() for _ in range(20))).json()["stored"] for _ in range(3)], laptops))
    assert answers == [[20, 40, 60]] * 4
    assert base.stored() == 240


def test_a_laptop_that_is_put_out_while_its_request_is_looked_at_is_out(
    base: LiveBase, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at its token and the work."""
    looked = auth.prove

    def slowly(connection: Connection, said: auth.Proved, now: datetime) -> auth.Caller:
        caller = looked(connection, said, now)
        connection.rollback()
        with base.database.begin() as other:
            revoke_device(other, caller.team_id, caller.device, now)
        return caller

    monkeypatch.setattr(auth, "prove", slowly)
    assert code_of(laptop.send(visit())) == "device_revoked"
    assert base.stored() == 0

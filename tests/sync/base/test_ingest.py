"""What becomes of each item of a batch, on SQLite and PostgreSQL."""

from __future__ import annotations

import random
import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, select

from sync.base.database import Database
from sync.base.ingest import read_batch, take
from sync.base.tables import changed_period, erased, record
from sync.wire import Envelope, ItemReceipt, Outcome, Refusal, canonical, digest_of
from tests.sync.base.model import Model, shown, stored
from tests.sync.base.summaries import KINDS, Said, add_team, envelope, gone, item, token


@pytest.fixture
def devices(database: Database) -> list[UUID]:
    with database.begin() as connection:
        return add_team(connection)


@pytest.fixture
def source() -> random.Random:
    return random.Random(7)


def give(database: Database, who: UUID, *items: Said) -> list[ItemReceipt]:
    receipts, _ = database.trying(lambda connection: take(connection, 1, who, read_batch(envelope(list(items)))))
    return receipts


def outcomes(receipts: list[ItemReceipt]) -> list[Outcome]:
    return [receipt.outcome for receipt in receipts]


def due(connection: Connection) -> dict[str, int]:
    return {row.period: row.changes - row.counted for row in connection.execute(select(changed_period))}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_stored_as_it_was_said(database: Database, devices: list[UUID], source: random.Random, kind: str) -> None:
    said = item(source, kind=kind)
    receipts, held = database.trying(lambda connection: take(connection, 1, devices[0], read_batch(envelope([said]))))
    digest = digest_of(canonical(said))
    assert (receipts[0].record, receipts[0].revision, receipts[0].outcome) == (UUID(said["record"]), 1, Outcome.STORED)
    assert (receipts[0].digest, receipts[0].refusal, held) == (digest, None, 1)
    with database.connect() as connection:
        assert shown(connection) == ({UUID(said["record"]): (1, digest, said["summary"])}, {})
        assert due(connection) == {said["summary"]["period"]: 1}
        assert connection.scalar(select(record.c.device_id)) == devices[0]


def test_an_episode_of_which_little_is_known(database: Database, devices: list[UUID], source: random.Random) -> None:
    said = item(source, kind="episode", referral=None, measure=None, change=None, goal_change=None)
    assert outcomes(give(database, devices[0], said)) == [Outcome.STORED]
    with database.connect() as connection:
        assert shown(connection)[0][UUID(said["record"])][2] == said["summary"]


def test_the_same_again_is_the_same_and_nothing_is_counted_twice(database: Database, devices: list[UUID], source: random.Random) -> None:
    items = [item(source) for _ in range(100)]
    assert outcomes(give(database, devices[0], *items)) == [Outcome.STORED] * 100
    with database.connect() as connection:
        before = (shown(connection), due(connection))
    assert outcomes(give(database, devices[0], *reversed(items))) == [Outcome.SAME] * 100
    with database.connect() as connection:
        assert (shown(connection), due(connection)) == before
        assert stored(connection) == {devices[0]: 100}


def test_other_bytes_under_the_same_revision_change_nothing(database: Database, devices: list[UUID], source: random.Random) -> None:
    first = item(source, kind="visit", travel="0-14")
    other = item(source, first["record"], kind="visit", travel="90+")
    assert outcomes(give(database, devices[0], first, other, first)) == [Outcome.STORED, Outcome.CONFLICT, Outcome.SAME]
    assert outcomes(give(database, devices[1], other)) == [Outcome.CONFLICT]
    with database.connect() as connection:
        assert shown(connection)[0][UUID(first["record"])][2] == first["summary"]


def test_a_correction_counts_in_its_period_and_in_the_one_it_leaves(database: Database, devices: list[UUID], source: random.Random) -> None:
    first = item(source, kind="visit", period="2026-Q1")
    give(database, devices[0], first)
    give(database, devices[0], item(source, first["record"], 2, kind="visit", period="2026-Q2"))
    with database.connect() as connection:
        assert due(connection) == {"2026-Q1": 2, "2026-Q2": 1}


def test_a_tombstone_takes_what_was_there_and_what_comes_late(database: Database, devices: list[UUID], source: random.Random) -> None:
    """Not even digests stay: all summaries there can be are few enough to be tried."""
    first = item(source, kind="visit")
    second, third = (item(source, first["record"], revision, kind="visit") for revision in (2, 3))
    give(database, devices[0], first, second)
    assert outcomes(give(database, devices[0], gone(first["record"], 4))) == [Outcome.STORED]
    assert outcomes(give(database, devices[0], third, first, gone(first["record"], 1))) == [Outcome.SAME] * 3
    with database.connect() as connection:
        newest, others = shown(connection)
        row = connection.execute(select(record)).mappings().one()
    assert newest[UUID(first["record"])][2] == {"kind": "gone"}
    assert others == {}
    empty = set(row) - {"team_id", "record", "revision", "digest", "kind", "device_id"}
    assert {row[name] for name in empty} == {None}


def test_what_is_counted_again_after_a_tombstone(database: Database, devices: list[UUID], source: random.Random) -> None:
    """Consent was given again: a higher revision counts, and what lay below the tombstone stays forgotten."""
    first = item(source, kind="visit")
    again = item(source, first["record"], 3, kind="visit")
    give(database, devices[0], first, again)
    assert outcomes(give(database, devices[0], gone(first["record"], 2))) == [Outcome.STORED]
    assert outcomes(give(database, devices[0], first, again, gone(first["record"], 2))) == [Outcome.SAME] * 3
    with database.connect() as connection:
        newest, others = shown(connection)
    assert newest[UUID(first["record"])][2] == again["summary"]
    assert set(others) == {(UUID(first["record"]), 2)}


def test_a_tombstone_of_what_never_came_is_kept(database: Database, devices: list[UUID], source: random.Random) -> None:
    name = token(source)
    assert outcomes(give(database, devices[0], gone(name, 2))) == [Outcome.STORED]
    assert outcomes(give(database, devices[0], item(source, name, 1, kind="visit"))) == [Outcome.SAME]
    with database.connect() as connection:
        assert shown(connection)[0][UUID(name)][2] == {"kind": "gone"}
        assert due(connection) == {}


def test_what_the_base_has_erased_does_not_come_back(database: Database, devices: list[UUID], source: random.Random) -> None:
    said, other = item(source), item(source)
    with database.begin() as connection:
        connection.execute(erased.insert().values(team_id=1, record=UUID(said["record"])))
    receipts = give(database, devices[0], said, other, gone(said["record"], 2))
    assert [(one.outcome, one.refusal) for one in receipts] == [
        (Outcome.REFUSED, Refusal.ERASED),
        (Outcome.STORED, None),
        (Outcome.REFUSED, Refusal.ERASED),
    ]
    with database.connect() as connection:
        assert set(shown(connection)[0]) == {UUID(other["record"])}


def test_teams_know_nothing_of_each_other(database: Database, devices: list[UUID], source: random.Random) -> None:
    said = item(source)
    with database.begin() as connection:
        others = add_team(connection, 2, "OSL02")
    give(database, devices[0], said)
    receipts, held = database.trying(lambda connection: take(connection, 2, others[0], read_batch(envelope([said]))))
    assert (outcomes(receipts), held) == ([Outcome.STORED], 1)


def test_another_schema_is_refused_item_by_item(database: Database, devices: list[UUID], source: random.Random) -> None:
    said = item(source)
    other = Envelope.model_validate({"schema": str(uuid4()), "batch": token(source), "team": "TRO01", "items": [said, {"x": float("nan")}]})
    receipts, held = database.trying(lambda connection: take(connection, 1, devices[0], read_batch(other)))
    assert [(one.outcome, one.refusal) for one in receipts] == [(Outcome.REFUSED, Refusal.UNKNOWN_SCHEMA)] * 2
    assert (receipts[0].record, receipts[0].digest, receipts[1].record, receipts[1].digest, held) == (
        UUID(said["record"]),
        digest_of(canonical(said)),
        None,
        None,
        0,
    )


def _deep() -> Said:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    return {"summary": deep}


BAD: dict[str, Said] = {
    "nothing": {},
    "not a number": {"revision": float("nan")},
    "without end": {"revision": float("inf")},
    "huge": {"revision": 10**200_000},
    "huge below": {"revision": -(10**5000)},
    "zero": {"revision": 0},
    "a half": {"revision": 1.5},
    "true": {"revision": True},
    "words": {"revision": "1"},
    "another version of UUID": {"record": "00000000-0000-1000-8000-000000000000"},
    "no UUID": {"record": "K7Q2M"},
    "a record in a list": {"record": []},
    "half a letter": {"record": "\ud800"},
    "a zero byte": {"record": "\x00"},
    "unknown field": {"name": "K7Q2M"},
    "deep": _deep(),
    "a list": {"summary": []},
}
BAD_SUMMARIES: dict[str, Said] = {
    "unknown kind": {"kind": "song"},
    "unknown field": {"name": "K7Q2M"},
    "free text": {"place": "home, second floor"},
    "a month": {"period": "2026-11"},
    "a line more": {"period": "2026-Q4\n"},
    "a number for a word": {"interpreter": 1},
    "a word for yes": {"interpreter": "yes"},
    "an empty word": {"travel": None},
    "an episode by name": {"episode": "K7Q2M"},
}


@pytest.mark.parametrize("what", [*BAD, *(f"summary: {name}" for name in BAD_SUMMARIES)])
def test_what_the_wire_does_not_allow_is_refused_and_keeps_no_other_back(
    database: Database, devices: list[UUID], source: random.Random, what: str
) -> None:
    good = item(source)
    name = what.removeprefix("summary: ")
    wrong = {**item(source, kind="visit")}
    if what == name:
        wrong = {} if what == "nothing" else wrong | BAD[what]
    else:
        wrong["summary"] = wrong["summary"] | BAD_SUMMARIES[name]
    read = envelope([good])
    read.items.append(wrong)  # as it may come out of JSON
    receipts, held = database.trying(lambda connection: take(connection, 1, devices[0], read_batch(read)))
    assert [(one.outcome, one.refusal) for one in receipts] == [(Outcome.STORED, None), (Outcome.REFUSED, Refusal.NOT_VALID)]
    assert held == 1


@pytest.mark.parametrize("seed", range(3))
def test_laptops_that_send_the_same_at_once_store_each_item_once(database: Database, devices: list[UUID], seed: int) -> None:
    """Four senders, two of each laptop, the same records in their own orders: what counts is what one after the other would have given."""
    source = random.Random(seed)
    names = [token(source) for _ in range(30)]
    items = [item(source, name, revision) for name in names for revision in (1, 2)]
    receipts: list[ItemReceipt] = []

    def send(who: UUID, order: random.Random) -> None:
        mine = order.sample(items, len(items))
        for begin in range(0, len(mine), 20):
            receipts.extend(give(database, who, *mine[begin : begin + 20]))

    threads = [threading.Thread(target=send, args=(devices[n % 2], random.Random(seed * 10 + n))) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 4 * len(items)
    assert {one.outcome for one in receipts} == {Outcome.STORED, Outcome.SAME}
    assert sum(one.outcome is Outcome.STORED for one in receipts) == len(items)
    model = Model()
    for said in items:
        model.take(devices[0], said)
    with database.connect() as connection:
        assert shown(connection) == model.shown()
        assert sum(stored(connection).values()) == len(items)

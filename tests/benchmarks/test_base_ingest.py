"""How fast the base takes batches in, on SQLite and on PostgreSQL, each as it is run for real (all that is acknowledged is on the disk).

The reference is the same number of rows by the driver's own batched INSERT into the same table of the same database, batch by batch in
turns with ours. Ours reads the batch's JSON, looks at every item, and answers with a receipt.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sync.base.database import Database
from sync.base.ingest import read_batch, take
from sync.base.tables import record
from sync.wire import Envelope, Outcome
from tests.sync.base.many import fill
from tests.sync.base.summaries import add_team, envelope, item, laptops

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]
BATCH, BATCHES = 100, 500  # the slowest twentieth of fewer is whatever else the machine did
FEW, MANY = 10_000, 3_000_000
LEAST_SHARE, MOST_GROWTH = 0.5, 1.3
LAPTOP = laptops(1)[0]
NAMES = [column.name for column in record.columns]


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def new_base(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[int], Database]]:
    """Makes a base with this many records."""
    opened: list[Database] = []

    def make(records: int) -> Database:
        sqlite = f"sqlite:///{tmp_path / f'{records}.sqlite3'}"
        base = Database.open(sqlite if kind == "sqlite" else request.getfixturevalue("cluster").new())
        opened.append(base)
        with base.begin() as connection:
            add_team(connection)
        fill(base, records)
        return base

    yield make
    for base in opened:
        base.close()


def ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def bodies(source: random.Random, number: int) -> Iterator[bytes]:
    for _ in range(number):
        read = envelope([item(source, period="2026-Q4") for _ in range(BATCH)], source)
        yield json.dumps(read.model_dump(mode="json", by_alias=True)).encode()


def took(base: Database, body: bytes) -> None:
    read = read_batch(Envelope.model_validate_json(body))
    receipts, _ = base.trying(lambda connection: take(connection, 1, LAPTOP, read))
    assert {one.outcome for one in receipts} == {Outcome.STORED}


def plain_rows(source: random.Random, sqlite: bool) -> list[tuple[Any, ...]]:
    rows = []
    for _ in range(BATCH):
        said = item(source, period="2026-Q4")
        row = {**said["summary"], "team_id": 1, "record": UUID(said["record"]), "revision": 1, "digest": bytes(32), "device_id": LAPTOP}
        if "episode" in row:
            row["episode"] = UUID(row["episode"])
        values = tuple(row.get(name) for name in NAMES)
        rows.append(tuple(value.bytes if sqlite and isinstance(value, UUID) else value for value in values))
    return rows


def put_plainly(base: Database, rows: list[tuple[Any, ...]]) -> None:
    mark = "?" if base.dialect == "sqlite" else "%s"
    with base.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO record ({', '.join(NAMES)}) VALUES ({', '.join([mark] * len(NAMES))})", rows)


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def test_a_batch_beside_plain_sql(new_base: Callable[[int], Database]) -> None:
    base = new_base(FEW)
    source = random.Random(3)
    ours, plain = [], []
    for body in bodies(source, BATCHES):
        rows = plain_rows(source, base.dialect == "sqlite")
        plain.append(ms(partial(put_plainly, base, rows)))
        ours.append(ms(partial(took, base, body)))
    share = statistics.median(plain) / statistics.median(ours)
    print(
        f"\n{base.dialect}: a batch of {BATCH} {statistics.median(ours):.1f} ms (p95 {p95(ours):.1f}), "
        f"plain SQL {statistics.median(plain):.1f} ms (p95 {p95(plain):.1f}): {share:.2f}x, goal {LEAST_SHARE}x"
    )
    assert share >= LEAST_SHARE


def test_a_batch_takes_as_long_with_millions_stored(new_base: Callable[[int], Database]) -> None:
    """In turns with a small base, so that whatever else the machine does is the same for both."""
    few = new_base(FEW)
    started = time.perf_counter()
    many = new_base(MANY)
    filled = time.perf_counter() - started
    times: dict[Database, list[float]] = {few: [], many: []}
    for body in bodies(random.Random(5), BATCHES + 5):
        for base, taken in times.items():
            taken.append(ms(partial(took, base, body)))
    before, after = (p95(taken[5:]) for taken in times.values())
    print(
        f"\n{few.dialect}: p95 of a batch of {BATCH}: {before:.1f} ms at {FEW:,} stored, {after:.1f} ms at {MANY:,}: "
        f"{after / before:.2f}x, goal {MOST_GROWTH}x (medians {statistics.median(times[few][5:]):.1f} and "
        f"{statistics.median(times[many][5:]):.1f} ms; filled in {filled:.0f} s)"
    )
    assert after <= before * MOST_GROWTH

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
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sync.base.database import Database
from sync.base.ingest import take
from sync.base.tables import record
from sync.wire import Envelope, Outcome
from tests.sync.base.many import fill
from tests.sync.base.stores import Cluster
from tests.sync.base.summaries import add_team, envelope, item, laptops

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]
BATCH, BATCHES, ROUNDS = 100, 80, 3
FEW, MANY = 10_000, 3_000_000
LEAST_SHARE, MOST_GROWTH = 0.5, 1.3
AS_FOR_REAL = ("shared_buffers=512MB", "max_wal_size=4GB", "wal_compression=lz4")
LAPTOP = laptops(1)[0]
NAMES = [column.name for column in record.columns]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster(AS_FOR_REAL)
    yield made
    made.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    sqlite = request.param == "sqlite"
    opened = Database.open(f"sqlite:///{tmp_path / 'base.sqlite3'}" if sqlite else request.getfixturevalue("cluster").new())
    with opened.begin() as connection:
        add_team(connection)
    fill(opened, FEW)
    yield opened
    opened.close()


def ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def bodies(source: random.Random, number: int) -> Iterator[bytes]:
    for _ in range(number):
        read = envelope([item(source, period="2026-Q4") for _ in range(BATCH)], source)
        yield json.dumps(read.model_dump(mode="json", by_alias=True)).encode()


def took(base: Database, body: bytes) -> None:
    read = Envelope.model_validate_json(body)
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


def rounds(base: Database, seed: int) -> list[list[float]]:
    """Times of batches, some rounds of them; the first few batches warm up."""
    all_bodies = list(bodies(random.Random(seed), BATCHES * ROUNDS + 5))
    for body in all_bodies[:5]:
        took(base, body)
    times = [ms(partial(took, base, body)) for body in all_bodies[5:]]
    return [times[begin : begin + BATCHES] for begin in range(0, len(times), BATCHES)]


def test_a_batch_beside_plain_sql(base: Database) -> None:
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


def test_a_batch_takes_as_long_with_millions_stored(base: Database) -> None:
    few = rounds(base, 5)
    started = time.perf_counter()
    fill(base, MANY - FEW, seed=2)
    filled = time.perf_counter() - started
    many = rounds(base, 6)
    before, after = min(p95(times) for times in few), min(p95(times) for times in many)
    medians = [statistics.median(chain.from_iterable(times)) for times in (few, many)]
    print(
        f"\n{base.dialect}: p95 of a batch of {BATCH}: {before:.1f} ms at {FEW:,}, {after:.1f} ms at {MANY:,} stored: "
        f"{after / before:.2f}x, goal {MOST_GROWTH}x (medians {medians[0]:.1f} and {medians[1]:.1f} ms; filled in {filled:.0f} s)"
    )
    assert after <= before * MOST_GROWTH

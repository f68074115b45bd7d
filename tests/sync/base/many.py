"""A base with millions of summaries, as years of a large service would leave them, for benchmarks.

Rows go in past `ingest`, with the indexes in place, so that these are as ragged as they grow. The same seed gives the same rows.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select

from sync.base.database import Database
from sync.base.tables import device, record
from tests.sync.base.summaries import summary

QUARTERS = tuple(f"{year}-Q{number}" for year in range(2022, 2027) for number in range(1, 5))
VISITS_OF_AN_EPISODE = 8
_AT_ONCE = 20_000
_KINDS = ("visit",) * 17 + ("episode", "transfer", "hours")
_NAMES = [column.name for column in record.columns]
Values = tuple[Any, ...]


def fill(database: Database, records: int, seed: int = 1) -> None:
    """Add this many records to team 1, which has its devices already, spread over QUARTERS."""
    with database.connect() as connection:
        devices = list(connection.scalars(select(device.c.device_id).where(device.c.team_id == 1).order_by(device.c.name)))
    rows = islice(_rows(random.Random(seed), devices), records)
    if database.dialect == "sqlite":
        _fill_sqlite(database, rows)
    else:
        _fill_postgresql(database, rows)


def _fill_sqlite(database: Database, rows: Iterator[Values]) -> None:
    words = f"INSERT INTO record ({', '.join(_NAMES)}) VALUES ({', '.join('?' * len(_NAMES))})"
    with database.alone() as connection:
        for pragma in ("cache_size = -1000000", "synchronous = OFF"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        while portion := list(islice(rows, _AT_ONCE)):
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql(
                words, [tuple(value.bytes if isinstance(value, UUID) else value for value in row) for row in portion]
            )
            connection.exec_driver_sql("COMMIT")
        for pragma in ("wal_checkpoint(TRUNCATE)", "cache_size = -32768", "synchronous = FULL"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")


def _fill_postgresql(database: Database, rows: Iterator[Values]) -> None:
    with database.begin() as connection:
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY record ({', '.join(_NAMES)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    with database.alone() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE record")
        connection.exec_driver_sql("CHECKPOINT")


def _rows(source: random.Random, devices: list[UUID]) -> Iterator[Values]:
    """Contents from a stock of some thousands; tokens of their own."""
    stock = [summary(source, kind) for kind in _KINDS for _ in range(200)]
    episodes = [_token(source) for _ in range(500)]  # that run at present
    while True:
        said = stock[source.randrange(len(stock))]
        place = source.randrange(len(episodes))
        if source.random() * VISITS_OF_AN_EPISODE < 1:
            episodes[place] = _token(source)
        which = {"team_id": 1, "record": _token(source), "revision": 1, "digest": source.randbytes(32)}
        row = {**said, **which, "device_id": devices[place % len(devices)], "period": QUARTERS[source.randrange(len(QUARTERS))]}
        if "episode" in said:
            row["episode"] = episodes[place]
        yield tuple(row.get(name) for name in _NAMES)


def _token(source: random.Random) -> UUID:
    return UUID(int=source.getrandbits(128), version=4)

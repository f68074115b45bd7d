"""The one place where a batch costs most: records that are new, which nearly all are. Each database has its own quickest way.

SQLite takes rows one by one in no time, and its writers take turns: what is there is looked up first. PostgreSQL takes one JSON text for
the whole batch and says what was new, so that two laptops which send the same at once need no second look at the others.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import URL, Connection, Dialect, bindparam, insert, select

from sync.base.tables import erased, record

Row = dict[str, Any]


def _dialect(name: str) -> Dialect:
    return URL.create(name).get_dialect()()


_NAMES = [column.name for column in record.columns]
_TYPED = [f"{column.name} {column.type.compile(_dialect('postgresql+psycopg'))}" for column in record.columns if column.name != "digest"]
_TAKEN = [f"decode({name}, 'hex')" if name == "digest" else name for name in _NAMES]
_FROM_JSON = (
    f"INSERT INTO record ({', '.join(_NAMES)}) SELECT {', '.join(_TAKEN)} "  # noqa: S608 (names of our own columns)
    f"FROM json_to_recordset(%s) AS sent (digest text, {', '.join(_TYPED)}) ON CONFLICT DO NOTHING RETURNING record"
)
_ANY_ERASED = select(erased.c.record).where(erased.c.team_id == bindparam("of_team")).limit(1)
_in_columns = itemgetter(*_NAMES)
_ROW_BY_ROW = str(insert(record).compile(dialect=_dialect("sqlite")))


def erased_among(connection: Connection, team_id: int, names: Collection[UUID]) -> set[UUID]:
    """Which of these the team lead has had erased."""
    if connection.scalar(_ANY_ERASED, {"of_team": team_id}) is None:
        return set()
    return set(connection.scalars(select(erased.c.record).where(erased.c.team_id == team_id, erased.c.record.in_(sorted(names)))))


def add_new(connection: Connection, rows: Sequence[Row]) -> set[UUID]:
    """Add those that are not there, each row another record and with every column; says which. In the order of their names, so that two
    batches cannot wait for each other."""
    if not rows:
        return set()
    ordered = sorted(rows, key=lambda row: row["record"].int)
    return _add_to_sqlite(connection, ordered) if connection.dialect.name == "sqlite" else _add_to_postgresql(connection, ordered)


def _add_to_sqlite(connection: Connection, rows: Sequence[Row]) -> set[UUID]:
    names = [row["record"].bytes for row in rows]
    asked = f"SELECT record FROM record WHERE team_id = ? AND record IN ({', '.join('?' * len(names))})"  # noqa: S608
    there = {name for (name,) in connection.exec_driver_sql(asked, (rows[0]["team_id"], *names))}
    new = [row for row, name in zip(rows, names, strict=True) if name not in there]
    if new:
        connection.exec_driver_sql(_ROW_BY_ROW, [_in_columns(row | _tokens(row)) for row in new])
    return {row["record"] for row in new}


def _tokens(row: Row) -> Row:
    """As `columns.Token` has them on SQLite."""
    episode = row["episode"]
    return {"record": row["record"].bytes, "device_id": row["device_id"].bytes, "episode": None if episode is None else episode.bytes}


def _add_to_postgresql(connection: Connection, rows: Sequence[Row]) -> set[UUID]:
    said = json.dumps(rows, default=lambda value: value.hex() if isinstance(value, bytes) else str(value))
    return {row.record for row in connection.exec_driver_sql(_FROM_JSON, (said,))}

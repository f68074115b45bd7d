"""The one place where a batch costs most: records that are new, which nearly all are. Each database has its own quickest way.

SQLite takes rows one by one in no time, and its writers take turns: the last ones in the table are those that were new. PostgreSQL takes
one JSON text for the whole batch and says what was new, so that two laptops which send the same at once need no second look at the others.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import URL, Connection, Dialect, bindparam, exists, insert, select

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
_HAS_ERASED = select(exists().where(erased.c.team_id == bindparam("of_team")))
_RECORD, _DEVICE, _EPISODE = map(_NAMES.index, ("record", "device_id", "episode"))
_ROW_BY_ROW = f"{insert(record).compile(dialect=_dialect('sqlite'))} ON CONFLICT DO NOTHING"


def has_erased(connection: Connection, team_id: int) -> bool:
    """Whether the team lead has had anything erased at all: a small part of what it costs to ask which of a batch."""
    return connection.execute(_HAS_ERASED, {"of_team": team_id}).scalar_one()


def erased_among(connection: Connection, team_id: int, names: Collection[UUID]) -> set[UUID]:
    """Which of these the team lead has had erased."""
    return set(connection.scalars(select(erased.c.record).where(erased.c.team_id == team_id, erased.c.record.in_(sorted(names)))))


def add_new(connection: Connection, rows: Collection[Row]) -> list[Row]:
    """Add those that are not there, all of one laptop, each another record and with every column in the table's order; returns these. In
    the order of their names, so that two batches cannot wait for each other."""
    if not rows:
        return []
    ordered = sorted(rows, key=lambda row: row["record"].int)
    return _add_to_sqlite(connection, ordered) if connection.dialect.name == "sqlite" else _add_to_postgresql(connection, ordered)


def _add_to_sqlite(connection: Connection, rows: Sequence[Row]) -> list[Row]:
    device = rows[0]["device_id"].bytes
    added = connection.exec_driver_sql(_ROW_BY_ROW, [_tokens_as_bytes(row, device) for row in rows]).rowcount
    if added == len(rows):
        return list(rows)
    asked = "SELECT record FROM record ORDER BY rowid DESC LIMIT ?"  # nobody else writes meanwhile: those are ours
    new = {name for (name,) in connection.exec_driver_sql(asked, (added,))}
    return [row for row in rows if row["record"].bytes in new]


def _tokens_as_bytes(row: Row, device: bytes) -> tuple[Any, ...]:
    """The row with its tokens as `columns.Token` has them on SQLite."""
    values = list(row.values())
    values[_RECORD], values[_DEVICE] = values[_RECORD].bytes, device
    if values[_EPISODE] is not None:
        values[_EPISODE] = values[_EPISODE].bytes
    return tuple(values)


def _add_to_postgresql(connection: Connection, rows: Sequence[Row]) -> list[Row]:
    said = json.dumps(rows, default=lambda value: value.hex() if isinstance(value, bytes) else str(value))
    new = {row.record for row in connection.exec_driver_sql(_FROM_JSON, (said,))}
    return [row for row in rows if row["record"] in new]

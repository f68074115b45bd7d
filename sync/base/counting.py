"""Counts the rows behind the cells of one table of one quarter: rows, distinct episodes and the rows of each device, in one question to
the database."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, null, select, union_all
from sqlalchemy.sql.elements import KeyedColumnElement

from app.domain.summary import SummaryKind
from sync.base.figures import NO, NOT_SAID, TABLES, YES, Table
from sync.base.suppression import Count
from sync.base.tables import record

HIDDEN = "*"  # the hidden buckets of a table taken together


def count_cells(
    connection: Connection, team_id: int, period: str, table: Table, hidden: frozenset[str] = frozenset()
) -> Mapping[str, Count]:
    """What stands behind each bucket of `table`; those that are `hidden` together as HIDDEN. Values that are in no bucket are not
    counted."""
    bucket = _bucket(table)
    taken = case((bucket.in_(sorted(hidden)), literal(HIDDEN)), else_=bucket) if hidden else bucket
    # Hours are of no episode: each entry counts as one.
    unit = record.c.record if table.kind is SummaryKind.HOURS else record.c.episode
    units = (
        select(taken.label("bucket"), record.c.device_id.label("device"), unit.label("unit"), func.count().label("n"))
        .where(_population(team_id, period, table))
        .group_by("bucket", "device", "unit")
        .cte("units")
    )
    rows_of = func.sum(units.c.n)
    by_device = select(units.c.bucket, units.c.device, rows_of, literal(0)).group_by(units.c.bucket, units.c.device)
    whole = select(units.c.bucket, null(), rows_of, func.count(units.c.unit.distinct())).group_by(units.c.bucket)
    found: dict[str, tuple[int, int]] = {}
    devices: dict[str, dict[str, int]] = {}
    for name, device, rows, episodes in connection.execute(union_all(by_device, whole)):
        if device is None:
            found[name] = (int(rows), int(episodes))
        else:
            devices.setdefault(name, {})[str(device)] = int(rows)
    names = [name for name in table.buckets if name not in hidden] + ([HIDDEN] if hidden else [])
    return {name: Count(*found[name], devices[name]) if name in found else Count() for name in names}


def latest_counters(connection: Connection, team_id: int, period: str) -> list[tuple[UUID, str, str, str]]:
    """Of each device, as it stood when it last said: overdue deletions, unwiped cards, expiring consents."""
    columns = (record.c.device_id, record.c.overdue_deletions, record.c.unwiped_cards, record.c.expiring_consents)
    asked = select(*columns).where(record.c.team_id == team_id, record.c.period == period, record.c.kind == SummaryKind.COUNTERS.value)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(asked)]


def _bucket(table: Table) -> ColumnElement[str]:
    column: KeyedColumnElement[str] = record.c[table.column]
    if table.column == "interpreter":
        return case((record.c.interpreter, literal(YES)), else_=literal(NO))
    said = func.coalesce(column, literal(NOT_SAID))
    return case(dict(table.folds), value=said, else_=said) if table.folds else said


def _population(team_id: int, period: str, table: Table) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [
        record.c.team_id == team_id,
        record.c.period == period,
        record.c.kind == table.kind.value,
    ]
    within = table.within
    while within is not None:
        outer = TABLES[within[0]]
        conditions.append(_bucket(outer) == within[1])
        within = outer.within
    return and_(*conditions)

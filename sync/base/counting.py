"""Counts the rows behind the cells of tables of one quarter: rows, distinct episodes and the rows of each practitioner: a device, or
those that IT said to be of the same person (`samspill base enrol --again`).

One question to the database for all tables of a kind: it reads the quarter's rows once, however large the base has grown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Connection, Select, and_, case, func, literal, null, select, true, union_all

from app.domain.summary import SummaryKind
from sync.base.figures import NO, NOT_SAID, TABLES, YES, Table
from sync.base.suppression import Count
from sync.base.tables import record
from sync.base.teams import person_of

HIDDEN = "*"  # the hidden buckets of a table taken together

Wish = tuple[Table, frozenset[str]]  # a table, and which of its buckets are taken together
Cells = Mapping[str, Count]


def count_cells(connection: Connection, team_id: int, period: str, wishes: Sequence[Wish]) -> list[Cells]:
    """For each wish what stands behind each bucket; those that are taken together as HIDDEN. Tables of one kind at a time."""
    if not wishes:
        return []
    rows = _rows(team_id, period, wishes)
    parts = [part for number, wish in enumerate(wishes) for part in _counted(rows, number, wish)]
    person = person_of(connection, team_id)
    whole: dict[tuple[int, str], tuple[int, int]] = {}
    people: dict[tuple[int, str], Counter[str]] = {}
    for number, bucket, device, found, episodes in connection.execute(union_all(*parts)):
        if device is None:
            whole[number, bucket] = (int(found), int(episodes))
        else:
            people.setdefault((number, bucket), Counter())[str(person.get(device, device))] += int(found)
    counts = {key: Count(*whole[key], people[key]) for key in whole}
    return [{bucket: counts.get((number, bucket), Count()) for bucket in _buckets(*wish)} for number, wish in enumerate(wishes)]


def latest_counters(connection: Connection, team_id: int, period: str) -> list[tuple[UUID, str, str, str]]:
    """Of each device, as it stood when it last said: overdue deletions, unwiped cards, expiring consents."""
    columns = (record.c.device_id, record.c.overdue_deletions, record.c.unwiped_cards, record.c.expiring_consents)
    asked = select(*columns).where(record.c.team_id == team_id, record.c.period == period, record.c.kind == SummaryKind.COUNTERS.value)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(asked)]


def _buckets(table: Table, together: frozenset[str]) -> list[str]:
    return [bucket for bucket in table.buckets if bucket not in together] + ([HIDDEN] if together else [])


def _rows(team_id: int, period: str, wishes: Sequence[Wish]) -> CTE:
    """The quarter's rows of a kind, read once: every part of the question goes through these."""
    kind = wishes[0][0].kind
    # Hours are of no episode: each entry counts as one.
    unit = record.c.record if kind is SummaryKind.HOURS else record.c.episode
    columns = sorted({table.column for table in TABLES.values() if table.kind is kind})
    asked = select(record.c.device_id.label("device"), unit.label("unit"), *(record.c[name] for name in columns))
    return asked.where(record.c.team_id == team_id, record.c.period == period, record.c.kind == kind.value).cte("rows_of_quarter")


def _counted(rows: CTE, number: int, wish: Wish) -> tuple[Select[Any], ...]:
    """By device, and of all devices with the distinct episodes."""
    table, together = wish
    bucket = _bucket(rows, table)
    taken = case((bucket.in_(sorted(together)), literal(HIDDEN)), else_=bucket) if together else bucket
    units = (
        select(taken.label("bucket"), rows.c.device, rows.c.unit, func.count().label("n"))
        .where(_population(rows, table))
        .group_by("bucket", rows.c.device, rows.c.unit)
        .cte(f"units_{number}")
    )
    found = func.sum(units.c.n)
    which = literal(number).label("number")
    return (
        select(which, units.c.bucket, units.c.device, found, literal(0)).group_by(units.c.bucket, units.c.device),
        select(which, units.c.bucket, null(), found, func.count(units.c.unit.distinct())).group_by(units.c.bucket),
    )


def _bucket(rows: CTE, table: Table) -> ColumnElement[str]:
    if table.column == "interpreter":
        return case((rows.c.interpreter, literal(YES)), else_=literal(NO))
    said = func.coalesce(rows.c[table.column], literal(NOT_SAID))
    return case(dict(table.folds), value=said, else_=said) if table.folds else said


def _population(rows: CTE, table: Table) -> ColumnElement[bool]:
    conditions = []
    within = table.within
    while within is not None:
        outer = TABLES[within[0]]
        conditions.append(_bucket(rows, outer) == within[1])
        within = outer.within
    return and_(true(), *conditions)

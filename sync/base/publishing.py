"""Publishes the figures of each quarter for the dashboard, and reads what is published. Pages read nothing else of what laptops sent.

Figures of families come out once the quarter is over and laptops had time to come home (SETTLE_DAYS); until then a figure would have to
change with each visit. What laptops say of themselves (overdue deletions, unwiped cards) is shown at once, by device: it is of no
family, and is there to be acted upon.

`published.cells` is JSON: `{"total": 120, "cells": {"film": 80, "phone": null, …}}`, null for what is hidden; `total` null for a table
that is withheld. `published.basis` is what the next edition is compared with, small counts among it: it is never shown, and leaves with
a backup only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from app.domain.summary import Count as Band
from app.domain.summary import SummaryKind
from sync.base.counting import count_cells, latest_counters
from sync.base.database import Database
from sync.base.editions import Edition, Shown, first_edition, next_edition
from sync.base.figures import GROUPS, TABLES, Table
from sync.base.suppression import Count
from sync.base.tables import changed_period, device, published, team

SETTLE_DAYS = 21  # from the end of a quarter to its figures: a laptop works for weeks without a network
LAPTOPS = "laptops"


@dataclass(frozen=True, slots=True)
class Figure:
    """One table of a quarter. A cell that is None is hidden: few or none, or what would give such a one away."""

    table: Table
    total: int
    cells: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Laptop:
    """How a device stood when it last said something in the quarter, in bands."""

    name: str
    overdue_deletions: Band
    unwiped_cards: Band
    expiring_consents: Band


@dataclass(frozen=True, slots=True)
class Quarter:
    """What is published of one quarter ("2026-Q3"). `figures` by the table's name, in the order of `figures.TABLES`; what is withheld is
    not in it."""

    period: str
    edition: int
    published_at: datetime
    figures: Mapping[str, Figure]
    laptops: tuple[Laptop, ...]


@dataclass(frozen=True, slots=True)
class Share:
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class _Due:
    team_id: int
    threshold: int
    period: str
    changes: int
    counted: int


@dataclass(frozen=True, slots=True)
class _Row:
    table_name: str
    edition: int
    cells: bytes
    basis: bytes


def publish_changed(database: Database, now: datetime) -> int:
    """Looks at each quarter in which something changed, and publishes what may be. Returns how many tables were written. May be done
    again, and by two at a time: of two, one writes."""
    with database.connect() as connection:
        found = connection.execute(
            select(team.c.team_id, team.c.threshold, changed_period.c.period, changed_period.c.changes, changed_period.c.counted)
            .join(team, team.c.team_id == changed_period.c.team_id)
            .where(changed_period.c.changes > changed_period.c.counted)
            .order_by(team.c.team_id, changed_period.c.period)
        )
        due = [_Due(*row) for row in found]
    return sum(_publish(database, each, now) for each in due)


def settled_on(period: str) -> date:
    """The first day on which the figures of this quarter may come out."""
    year, number = int(period[:4]), int(period[6])
    end = date(year + 1, 1, 1) if number == 4 else date(year, number * 3 + 1, 1)
    return end + timedelta(days=SETTLE_DAYS)


def read_published(connection: Connection, team_id: int) -> tuple[Quarter, ...]:
    """Newest first. Cheap: a few rows for each quarter, whatever was sent."""
    found = connection.execute(
        select(published.c.period, published.c.table_name, published.c.edition, published.c.published_at, published.c.cells)
        .where(published.c.team_id == team_id)
        .order_by(published.c.period.desc())
    )
    quarters: dict[str, dict[str, tuple[int, datetime, Any]]] = {}
    for period, name, edition, at, cells in found:
        quarters.setdefault(period, {})[name] = (edition, at, json.loads(cells))
    return tuple(_quarter(period, tables) for period, tables in quarters.items())


def share(figure: Figure | None, part: Iterable[str], of: Iterable[str] | None = None) -> Share | None:
    """How many of the buckets `of` (all, where it is None) are in `part`. None unless every cell it takes is shown."""
    if figure is None:
        return None
    above = [figure.cells[bucket] for bucket in part]
    below = [figure.total] if of is None else [figure.cells[bucket] for bucket in of]
    shown_above, shown_below = [n for n in above if n is not None], [n for n in below if n is not None]
    if len(shown_above) < len(above) or len(shown_below) < len(below):
        return None
    return Share(sum(shown_above), sum(shown_below))


def not_attended(quarter: Quarter) -> Share | None:
    """Did not attend: nobody there, of the visits that were to take place. Cancelled ones are neither."""
    return share(quarter.figures.get("attendance"), ("no_access",), ("kept", "no_access"))


def _publish(database: Database, due: _Due, now: datetime) -> int:
    """Counts in a transaction that only reads, so that laptops can send meanwhile, and writes in a short one."""
    settled = now.date() >= settled_on(due.period)
    with database.connect() as connection:
        before = _rows(connection, due)
        made = _laptops(connection, due, before)
        if settled:
            for kind in GROUPS:
                made += _group(connection, due, kind, before)
    return database.trying(partial(_write, due=due, made=made, now=now, settled=settled))


def _rows(connection: Connection, due: _Due) -> dict[str, _Row]:
    asked = select(published.c.table_name, published.c.edition, published.c.cells, published.c.basis)
    found = connection.execute(asked.where(published.c.team_id == due.team_id, published.c.period == due.period))
    return {row[0]: _Row(*row) for row in found}


def _group(connection: Connection, due: _Due, kind: SummaryKind, before: Mapping[str, _Row]) -> list[_Row]:
    tables = GROUPS[kind]
    number = max((before[table.name].edition for table in tables if table.name in before), default=0)
    count = partial(count_cells, connection, due.team_id, due.period)
    if number:
        # a table that an older program did not have stays withheld in the quarters that it published
        last = {table.name: _read_basis(before[table.name].basis) if table.name in before else Shown(None) for table in tables}
        edition = next_edition(tables, last, count, due.threshold)
    else:
        edition = first_edition(tables, count, due.threshold)
    return [] if edition is None else _written(tables, edition, number + 1)


def _written(tables: tuple[Table, ...], edition: Edition, number: int) -> list[_Row]:
    return [_Row(table.name, number, _cells(table, edition[table.name]), _basis(edition[table.name])) for table in tables]


def _laptops(connection: Connection, due: _Due, before: Mapping[str, _Row]) -> list[_Row]:
    order = list(Band)
    worst: dict[UUID, list[Band]] = {}  # a device has one such record in a quarter; should it have two, the worse counts
    for device_id, *said in latest_counters(connection, due.team_id, due.period):
        bands = [Band(word) for word in said]
        worst[device_id] = [max(pair, key=order.index) for pair in zip(worst.get(device_id, bands), bands, strict=True)]
    asked = select(device.c.device_id, device.c.name).where(device.c.team_id == due.team_id, device.c.revoked_at.is_(None))
    names = {row[0]: row[1] for row in connection.execute(asked)}
    lines = sorted((names[device_id], *bands) for device_id, bands in worst.items() if device_id in names)
    cells = json.dumps({LAPTOPS: lines}).encode("ascii")
    old = before.get(LAPTOPS)
    if old.cells == cells if old else not lines:
        return []
    return [_Row(LAPTOPS, old.edition + 1 if old else 1, cells, b"{}")]


def _write(connection: Connection, *, due: _Due, made: list[_Row], now: datetime, settled: bool) -> int:
    mine = (changed_period.c.team_id == due.team_id, changed_period.c.period == due.period)
    counted = connection.execute(select(changed_period.c.counted).where(*mine).with_for_update()).scalar_one_or_none()
    if counted != due.counted:
        return 0  # somebody else published meanwhile: what was counted here is compared with the wrong edition
    if settled:
        connection.execute(update(changed_period).where(*mine).values(counted=due.changes))
    for row in made:
        where = (published.c.team_id == due.team_id, published.c.period == due.period, published.c.table_name == row.table_name)
        connection.execute(delete(published).where(*where))
        connection.execute(insert(published).values(team_id=due.team_id, period=due.period, published_at=now, **asdict(row)))
    return len(made)


def _cells(table: Table, shown: Shown) -> bytes:
    if shown.hidden is None:
        return b'{"total": null}'
    cells = {bucket: None if bucket in shown.hidden else shown.counts[bucket].rows for bucket in table.buckets}
    return json.dumps({"total": sum(count.rows for count in shown.counts.values()), "cells": cells}).encode("ascii")


def _basis(shown: Shown) -> bytes:
    hidden = None if shown.hidden is None else sorted(shown.hidden)
    counts = {bucket: [count.rows, count.episodes, dict(count.devices)] for bucket, count in shown.counts.items()}
    return json.dumps({"hidden": hidden, "counts": counts}).encode("ascii")


def _read_basis(basis: bytes) -> Shown:
    said = json.loads(basis)
    counts = {bucket: Count(rows, episodes, devices) for bucket, (rows, episodes, devices) in said["counts"].items()}
    return Shown(None if said["hidden"] is None else frozenset(said["hidden"]), counts)


def _quarter(period: str, tables: Mapping[str, tuple[int, datetime, Any]]) -> Quarter:
    figures: dict[str, Figure] = {}
    for name, table in TABLES.items():
        if name in tables and (said := tables[name][2])["total"] is not None:
            figures[name] = Figure(table, said["total"], said["cells"])
    laptops = tables[LAPTOPS][2][LAPTOPS] if LAPTOPS in tables else []
    return Quarter(
        period,
        max(edition for edition, _, _ in tables.values()),
        max(at for _, at, _ in tables.values()),
        figures,
        tuple(Laptop(name, *(Band(word) for word in bands)) for name, *bands in laptops),
    )

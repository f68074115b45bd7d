"""The figures once more, over plain rows in Python: what the database's counting is compared with, and the world that attackers look at."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.summary import SummaryKind
from sync.base.counting import HIDDEN
from sync.base.editions import Counter as CellCounter
from sync.base.figures import GROUPS, TABLES, Table
from sync.base.suppression import Count

Row = Mapping[str, Any]


def bucket_of(table: Table, row: Row) -> str:
    value = row[table.column]
    if isinstance(value, bool):
        return "yes" if value else "no"
    word = "not_said" if value is None else str(value)
    return table.folds.get(word, word)


def looked_at(table: Table, rows: Sequence[Row]) -> list[Row]:
    """The rows of the table's population."""
    if table.within is None:
        return [row for row in rows if row["kind"] == table.kind]
    outer = TABLES[table.within[0]]
    return [row for row in looked_at(outer, rows) if bucket_of(outer, row) == table.within[1]]


def behind(table: Table, rows: Sequence[Row], buckets: frozenset[str]) -> list[Row]:
    return [row for row in looked_at(table, rows) if bucket_of(table, row) in buckets]


def units(table: Table, rows: Sequence[Row]) -> set[Any]:
    return {row["record"] if table.kind is SummaryKind.HOURS else row["episode"] for row in rows}


def counter(rows: Sequence[Row]) -> CellCounter:
    def cells_of(table: Table, hidden: frozenset[str]) -> dict[str, Count]:
        cells = {bucket: frozenset({bucket}) for bucket in table.buckets if bucket not in hidden}
        if hidden:
            cells[HIDDEN] = hidden
        counts = {}
        for name, buckets in cells.items():
            found = behind(table, rows, buckets)
            counts[name] = Count(len(found), len(units(table, found)), Counter(row["device"] for row in found))
        return counts

    return lambda wishes: [cells_of(*wish) for wish in wishes]


def made_up(group: SummaryKind, size: int, dice: random.Random, *, families: int, devices: int, mark: str = "") -> list[dict[str, Any]]:
    """`size` rows of a group: some values common and some rare, as in life. An episode is one device's."""
    tables = [table for table in GROUPS[group] if table.column not in ("film_minutes", "clips_shown") or table.name == table.column]
    shapes = {table.column: [dice.random() ** 3 + 0.001 for _ in _values(table)] for table in tables}
    rows = []
    for number in range(size):
        family = dice.randrange(families)
        row: dict[str, Any] = {"kind": group, "record": f"{mark}{number}", "episode": f"{group}{family}", "device": family % devices}
        for table in tables:
            row[table.column] = dice.choices(_values(table), shapes[table.column])[0]
        rows.append(row)
    return rows


def _values(table: Table) -> tuple[Any, ...]:
    """Of the table's column, as a record can have them."""
    if table.column == "interpreter":
        return (True, False)
    unfolded = [value for value in table.folds if value not in table.buckets]
    zero = ("0",) if table.name in ("film_minutes", "clips_shown") else ()
    named = tuple(value for value in table.buckets if value not in table.folds.values())
    return (*zero, *unfolded, *(None if value == "not_said" and table.kind is SummaryKind.EPISODE else value for value in named))

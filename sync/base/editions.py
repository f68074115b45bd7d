"""Editions of the figures of one group of tables in one quarter: what is hidden is decided with the first, and stays so in all that
follow.

Two editions of the same table are a third table: their difference. It must give nothing away either. So a later edition hides just what
the first one hid, must still be safe that way, and changes each figure it shows by nothing or by enough episodes and devices; until then
what came late waits for company. Tables share totals, so either all of a group follow or none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sync.base.counting import Cells, Wish
from sync.base.figures import Table
from sync.base.suppression import hide, may_follow, protects

Counter = Callable[[Sequence[Wish]], list[Cells]]  # `counting.count_cells` of one quarter


@dataclass(frozen=True, slots=True)
class Shown:
    """What an edition says of a table: the counts of what it shows, and of what it hides, together. `hidden` None: the table is
    withheld."""

    hidden: frozenset[str] | None
    counts: Cells = field(default_factory=lambda: MappingProxyType({}))


Edition = Mapping[str, Shown]  # by the table's name
Pattern = dict[str, frozenset[str] | None]  # what each table hides
_NONE: frozenset[str] = frozenset()


def first_edition(tables: tuple[Table, ...], count: Counter, threshold: int) -> Edition | None:
    """None while there is too little to show anything."""
    counts = _plain(tables, count)
    pattern = _pattern(tables, counts, threshold)
    made = None if pattern is None else _shown(tables, pattern, counts, count)
    return made if made is not None and _enough(made, threshold) else None


def next_edition(tables: tuple[Table, ...], before: Edition, count: Counter, threshold: int) -> Edition | None:
    """What may follow `before`; None while it may not, or when nothing changed."""
    counts = _plain(tables, count)
    pattern = {table.name: before[table.name].hidden for table in tables}
    if any(hidden is not None and not protects(hidden, counts[name], threshold) for name, hidden in pattern.items()):
        return None
    after = _shown(tables, pattern, counts, count)
    if after == before or not _enough(after, threshold):
        return None
    follows = all(may_follow(before[name].counts, shown.counts, threshold) for name, shown in after.items())
    return after if follows else None


def _enough(edition: Edition, threshold: int) -> bool:
    """Whether there is enough behind all that can be read of it: what a table hides is told by its total."""
    return all(count.large(threshold) for shown in edition.values() for count in shown.counts.values())


def _plain(tables: tuple[Table, ...], count: Counter) -> dict[str, Cells]:
    return dict(zip((table.name for table in tables), count([(table, _NONE) for table in tables]), strict=True))


def _pattern(tables: tuple[Table, ...], counts: Mapping[str, Cells], threshold: int) -> Pattern | None:
    """What each table hides, None for one that is withheld because the cell it looks into is hidden. A table that can't be shown has
    that cell hidden; where there is no such cell, nothing of the group is shown."""
    forced: dict[str, frozenset[str]] = {}
    while True:
        pattern: Pattern = {}
        for table in tables:
            if table.within is not None and _out_of_sight(pattern, table.within):
                pattern[table.name] = None
                continue
            hidden = hide(counts[table.name], table.yielding, threshold, forced.get(table.name, frozenset()))
            if hidden is not None:
                pattern[table.name] = hidden
            elif table.within is None:
                return None
            else:
                outer, bucket = table.within
                forced[outer] = forced.get(outer, frozenset()) | {bucket}
                break
        else:
            return pattern


def _out_of_sight(pattern: Pattern, within: tuple[str, str]) -> bool:
    hidden = pattern[within[0]]
    return hidden is None or within[1] in hidden


def _shown(tables: tuple[Table, ...], pattern: Pattern, counts: Mapping[str, Cells], count: Counter) -> dict[str, Shown]:
    wishes = [(table, hidden) for table in tables if (hidden := pattern[table.name])]
    together = dict(zip((table.name for table, _ in wishes), count(wishes), strict=True))
    return {
        name: Shown(None) if hidden is None else Shown(hidden, together[name] if hidden else counts[name])
        for name, hidden in pattern.items()
    }

"""The rows of the timeline from top to bottom, and their places in pixels. Every row that takes the mouse is at least 24 px high.

What was noted while filming (bookmarks, gaps) has a row of its own, there only where there are such marks: the film needs the room.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from app.domain.mark import Mark
from app.domain.scheme import Tier, code_of


class Row(Enum):
    RULER = "ruler"
    STRIP = "strip"
    WAVE = "wave"
    BABY = "baby"
    PARENT = "parent"
    DYAD = "dyad"
    CONTEXT = "context"
    CLIPS = "clips"

    @property
    def tier(self) -> Tier | None:
        return _TIERS.get(self)


_TIERS = {Row.BABY: Tier.BABY, Row.PARENT: Tier.PARENT, Row.DYAD: Tier.DYAD, Row.CONTEXT: Tier.CONTEXT}
_HEIGHTS = {
    Row.RULER: 24, Row.STRIP: 36, Row.WAVE: 24, Row.BABY: 24, Row.PARENT: 24, Row.DYAD: 24, Row.CONTEXT: 24, Row.CLIPS: 26,
}  # fmt: skip
_ROWS = {tier: row for row, tier in _TIERS.items()}
# Names of the rows stand here; wide enough for the longest in both languages.
GUTTER_PX = 84


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row lies."""

    row: Row
    top: int
    height: int

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def bottom(self) -> int:
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Rows:
    """One arrangement of the rows."""

    places: tuple[Place, ...]

    @property
    def total_px(self) -> int:
        return self.places[-1].bottom

    def place_of(self, row: Row) -> Place:
        """Where this row lies. A row that this arrangement has not is a bug of the caller."""
        return next(place for place in self.places if place.row is row)

    def place_of_tier(self, tier: Tier) -> Place:
        return self.place_of(_ROWS[tier])

    def row_at(self, y: float) -> Row:
        """The row under `y`; outside it is the nearest one."""
        return next((place.row for place in self.places if y < place.bottom), self.places[-1].row)


def _stack(*left_out: Row) -> Rows:
    top, places = 0, []
    for row, height in _HEIGHTS.items():
        if row not in left_out:
            places.append(Place(row, top, height))
            top += height
    return Rows(tuple(places))


PLAIN = _stack(Row.CONTEXT)
WITH_CONTEXT = _stack()


def rows_for(marks: Iterable[Mark]) -> Rows:
    """The arrangement in which all these marks have a place."""
    return WITH_CONTEXT if any(code_of(mark.code).tier is Tier.CONTEXT for mark in marks) else PLAIN

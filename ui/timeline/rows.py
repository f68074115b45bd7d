"""The rows of the timeline from top to bottom, and their places in pixels. Every row that takes the mouse is at least 24 px high."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.domain.scheme import Tier


class Row(Enum):
    RULER = "ruler"
    STRIP = "strip"
    WAVE = "wave"
    BABY = "baby"
    PARENT = "parent"
    DYAD = "dyad"
    CLIPS = "clips"

    @property
    def tier(self) -> Tier | None:
        return _TIERS.get(self)


_TIERS = {Row.BABY: Tier.BABY, Row.PARENT: Tier.PARENT, Row.DYAD: Tier.DYAD}
_HEIGHTS = {Row.RULER: 24, Row.STRIP: 36, Row.WAVE: 24, Row.BABY: 24, Row.PARENT: 24, Row.DYAD: 24, Row.CLIPS: 26}
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


def _stack() -> tuple[Place, ...]:
    top, places = 0, []
    for row, height in _HEIGHTS.items():
        places.append(Place(row, top, height))
        top += height
    return tuple(places)


PLACES = _stack()
TOTAL_PX = PLACES[-1].bottom
_BY_ROW = {place.row: place for place in PLACES}
_BY_TIER = {place.row.tier: place for place in PLACES if place.row.tier}


def place_of(row: Row) -> Place:
    return _BY_ROW[row]


def place_of_tier(tier: Tier) -> Place:
    """The row of a tier; context marks share the dyad's."""
    return _BY_TIER.get(tier, _BY_ROW[Row.DYAD])


def row_at(y: float) -> Row:
    """The row under `y`; outside it is the nearest one."""
    return next((place.row for place in PLACES if y < place.bottom), PLACES[-1].row)

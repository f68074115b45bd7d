"""What the microphone hears, judged over a few seconds: well enough, too quiet, nothing at all, or cut off at the top.

Counts levels instead of looking at a clock: the studio gives twenty a second.
"""

from __future__ import annotations

from enum import StrEnum
from math import log10

from app.domain.filming import Level

LEVELS_A_SECOND = 20
QUIET_AFTER = 5 * LEVELS_A_SECOND  # a pause in talking is no fault
CLIPPING_STAYS = 2 * LEVELS_A_SECOND  # long enough to be read
_QUIET_PERMILLE = 32  # -30 dB: speech from a sofa two metres away peaks at -20
_FLOOR_DB = -60.0


class Heard(StrEnum):
    """How it sounds. Words are `filming.heard.<value>`."""

    WELL = "well"
    QUIET = "quiet"
    NOTHING = "nothing"
    CLIPPING = "clipping"


class Hearing:
    """Takes the levels as they come."""

    def __init__(self) -> None:
        self._since_audible = 0
        self._since_anything = 0
        self._since_clipping = CLIPPING_STAYS

    def hear(self, level: Level) -> Heard:
        self._since_audible = 0 if level.peak_permille >= _QUIET_PERMILLE else self._since_audible + 1
        self._since_anything = 0 if level.peak_permille > 0 else self._since_anything + 1
        self._since_clipping = 0 if level.clipping else self._since_clipping + 1
        if self._since_clipping < CLIPPING_STAYS:
            return Heard.CLIPPING
        if self._since_anything >= QUIET_AFTER:
            return Heard.NOTHING
        return Heard.QUIET if self._since_audible >= QUIET_AFTER else Heard.WELL


def share(permille: int) -> float:
    """How far along the meter, 0..1: decibels, as ears hear. The left end is -60 dB."""
    if permille <= 0:
        return 0.0
    return min(1.0, max(0.0, 1 - 20 * log10(permille / 1000) / _FLOOR_DB))

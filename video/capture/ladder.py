"""What gives way when the machine is too slow for the film: first the preview, then quality, and only then pictures.

Looks at how many pictures wait to be encoded. A preset is quick to fall and slow to rise: after two minutes of calm it tries the slower one
again, and each time that was wrong the wait is twice as long. It never gets slower than what it was started with.
"""

from __future__ import annotations

from typing import Final

from app.domain.filming import Preset

RUNGS: Final = (Preset.VERYFAST, Preset.SUPERFAST, Preset.ULTRAFAST)  # slowest first
_S: Final = 1_000_000_000
_SETTLE_NS: Final = _S  # a new preset gets so long to show what it can
_CALM_NS: Final = 5 * _S  # so long without a queue, and the preview may be good again
_RISE_NS: Final = 120 * _S
_LONGEST_RISE_NS: Final = 16 * _RISE_NS
_HURRY, _FALL = 4, 2  # a fourth of the room: hurry; half of it: a faster preset


def faster(preset: Preset) -> Preset:
    """The next faster one; the fastest stays."""
    return RUNGS[min(RUNGS.index(preset) + 1, len(RUNGS) - 1)]


def slower(preset: Preset) -> Preset:
    """The next slower one; the slowest stays."""
    return RUNGS[max(RUNGS.index(preset) - 1, 0)]


class Ladder:
    """`preset` is the one to encode with. `hurried`: the preview shall be small and rare. Moments are nanoseconds of one clock."""

    def __init__(self, start: Preset, now_ns: int) -> None:
        self.preset = start
        self.hurried = False
        self._start = start
        self._changed_ns = now_ns
        self._busy_ns = now_ns  # when there was a queue last
        self._rise_ns = _RISE_NS
        self._tried = False  # the preset was made slower again, and has not failed since

    def judge(self, waiting: int, room: int, now_ns: int) -> None:
        """`waiting` pictures wait where there is room for `room`."""
        if waiting * _HURRY >= room:
            self.hurried = True
            self._busy_ns = now_ns
        if waiting * _FALL >= room and now_ns - self._changed_ns >= _SETTLE_NS:
            self._fall(now_ns)
        calm = now_ns - self._busy_ns
        if calm >= _CALM_NS:
            self.hurried = False
        if min(calm, now_ns - self._changed_ns) >= self._rise_ns and self.preset is not self._start:
            self.preset = slower(self.preset)
            self._changed_ns, self._tried = now_ns, True

    def _fall(self, now_ns: int) -> None:
        if faster(self.preset) is self.preset:
            return
        self.preset = faster(self.preset)
        self._changed_ns = now_ns
        if self._tried:
            self._rise_ns = min(self._rise_ns * 2, _LONGEST_RISE_NS)
            self._tried = False

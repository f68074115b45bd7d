"""The one clock of a film: where a moment of the machine's clock stands in the film that is being taken.

Position = moment - start - what was taken out. Taken out are pauses, and the time in which this process stood still (a stopped process;
a laptop that slept, where the machine's clock counts sleep). Where the machine's clock does not count sleep (Linux, macOS) nothing needs
to be taken out, but the film has a gap all the same, and a second clock that does count it tells how long.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from app.domain.filming import Gap, GapReason

NowNs = Callable[[], int]
_US: Final = 1_000  # nanoseconds
STILL_NS: Final = 2_000_000_000  # nobody looked at the clock for so long: the process stood still (it is looked at 20 times a second)
_SLEPT_NS: Final = 1_000_000_000


def slept_ns() -> int:
    """How long the machine has slept since it was started, where `time.monotonic_ns` leaves that out; else 0."""
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    if sys.platform == "darwin":
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC) - time.clock_gettime_ns(time.CLOCK_UPTIME_RAW)
    return 0


class FilmClock:
    """Any thread may ask. Moments are nanoseconds of `now_ns`, positions microseconds of the film."""

    def __init__(self, now_ns: NowNs = time.monotonic_ns, asleep_ns: NowNs = slept_ns, lead_us: int = 0) -> None:
        """The film starts now, at position `lead_us`."""
        self._now_ns, self._asleep_ns = now_ns, asleep_ns
        self._lock = threading.Lock()
        self._seen_ns = now_ns()
        self._asleep_seen_ns = asleep_ns()
        # What is in the film, in order: (from, to, position of `from` in ns); `to` None: it is being taken. Seldom more than a few.
        self._runs: list[tuple[int, int | None, int]] = [(self._seen_ns, None, lead_us * _US)]
        self._gaps: list[Gap] = []
        self._asleep_from_ns = self._asleep_seen_ns

    @property
    def paused(self) -> bool:
        return self._runs[-1][1] is not None

    def now_us(self) -> int:
        """The position now; while paused where the pause began."""
        with self._lock:
            return self._position_ns(self._look()) // _US

    def look(self) -> None:
        """Whoever hands something over says that the process goes on: one that is only slow has no gap."""
        with self._lock:
            self._look()

    def begin_here(self, position_us: int) -> None:
        """What stood at this position shall stand at 0, and all else as much earlier."""
        with self._lock:
            self._runs = [(start, end, at - position_us * _US) for start, end, at in self._runs]

    def pause(self) -> None:
        """Nothing taken from now on is in the film. Nothing happens when it is paused."""
        with self._lock:
            self._cut(self._look())

    def go_on(self, reason: GapReason = GapReason.PAUSED) -> None:
        """What is taken from now on is in the film again; the gap is kept for `gaps`. Nothing happens when it is not paused."""
        with self._lock:
            if self.paused:
                self._join(self._look(), reason)

    def gaps(self) -> list[Gap]:
        """The gaps that came since this was asked last."""
        with self._lock:
            self._look()
            came, self._gaps = self._gaps, []
            return came

    def place(self, taken_ns: int) -> tuple[int, int] | None:
        """Where a moment stands, and how many gaps are before it; None when it is not in the film. What has not come yet is now."""
        with self._lock:
            taken_ns = min(taken_ns, self._look())
            for gaps in reversed(range(len(self._runs))):
                start, end, at = self._runs[gaps]
                if taken_ns >= start:
                    return ((at + taken_ns - start) // _US, gaps) if end is None or taken_ns < end else None
            return None

    def pieces(self, from_ns: int, to_ns: int) -> list[tuple[int, int, int]]:
        """What of this span is in the film: (from, to, position of `from` in nanoseconds), in order."""
        with self._lock:
            self._look()
            found = []
            for start, end, at in self._runs:
                first, last = max(from_ns, start), to_ns if end is None else min(to_ns, end)
                if first < last:
                    found.append((first, last, at + first - start))
            return found

    def _position_ns(self, now: int) -> int:
        start, end, at = self._runs[-1]
        return max(0, at + (now if end is None else end) - start)

    def _look(self) -> int:
        """What the clock says. Finds out whether the process or the machine stood still since it was looked at."""
        now, asleep = self._now_ns(), self._asleep_ns()
        still, slept = now - self._seen_ns, asleep - self._asleep_seen_ns
        if not self.paused and (still > STILL_NS or slept > _SLEPT_NS):
            self._cut(self._seen_ns if still > STILL_NS else now, asleep - slept)
            self._join(now, GapReason.ASLEEP)
        self._seen_ns, self._asleep_seen_ns = max(now, self._seen_ns), asleep
        return now

    def _cut(self, at_ns: int, asleep_ns: int | None = None) -> None:
        start, end, at = self._runs[-1]
        if end is None:
            self._runs[-1] = (start, max(start, at_ns), at)
            self._asleep_from_ns = self._asleep_ns() if asleep_ns is None else asleep_ns

    def _join(self, now: int, reason: GapReason) -> None:
        _, end, _ = self._runs[-1]
        assert end is not None
        at = self._position_ns(now)
        length = now - end + self._asleep_ns() - self._asleep_from_ns
        self._gaps.append(Gap(at // _US, max(0, length) // _US, reason))
        self._runs.append((now, None, at))

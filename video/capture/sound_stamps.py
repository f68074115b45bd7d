"""Says when each block of sound began, by the monotonic clock, from nothing but when blocks arrive and how long they are.

Blocks come late by as much as the machine is busy, never early; so the least late of them tell when sample 0 was. That moment is let slip a
little all the time, faster than any sound card's clock drifts, and each block that is on time pulls it back. Sound that is lost shows as
blocks that are all late by the same; then the count starts anew. Figures in docs/decisions/0822.
"""

from __future__ import annotations

from typing import Final

_SLIP: Final = 0.001  # nanoseconds a nanosecond: 1000 ppm, five times the worst sound card
_LOST_NS: Final = 80_000_000  # late by more than this is not late but lost,
_SURE_NS: Final = 500_000_000  # when it lasts this long


class SoundStamps:
    """For one run of a microphone at one rate."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._count = 0
        self._zero_ns: float | None = None  # when sample 0 was
        self._last_ns = 0
        self._late_since_ns: int | None = None
        self._least_late_ns = 0.0

    def first_ns(self, samples: int, now_ns: int) -> int:
        """So many samples (of each channel) have just come, whole: the moment of the first of them."""
        before_ns = self._count * 1e9 / self._rate
        self._count += samples
        zero_ns = now_ns - self._count * 1e9 / self._rate
        if self._zero_ns is None:
            self._zero_ns = zero_ns
        else:
            self._zero_ns = min(zero_ns, self._zero_ns + _SLIP * (now_ns - self._last_ns))
            self._notice_loss(zero_ns, now_ns)
        self._last_ns = now_ns
        return round(self._zero_ns + before_ns)

    def _notice_loss(self, zero_ns: float, now_ns: int) -> None:
        assert self._zero_ns is not None
        if zero_ns - self._zero_ns < _LOST_NS:
            self._late_since_ns = None
            return
        if self._late_since_ns is None:
            self._late_since_ns, self._least_late_ns = now_ns, zero_ns
        self._least_late_ns = min(self._least_late_ns, zero_ns)
        if now_ns - self._late_since_ns >= _SURE_NS:
            self._zero_ns = self._least_late_ns
            self._late_since_ns = None

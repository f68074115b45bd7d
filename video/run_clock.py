"""The clock of a run of playing: sound that has been heard, or time that has passed where there is none."""

from __future__ import annotations

import time
from collections.abc import Callable


class RunClock:
    """Tells how far a run has come on its own line of time, in microseconds of film. Stands still until started."""

    def __init__(self, heard_us: Callable[[], int]) -> None:
        """`heard_us` says how much sound of the current stretch has been heard."""
        self._heard_us = heard_us
        self._base_us = 0
        self._speed = 1.0
        self._began: float | None = None
        self._by_sound = False
        self._told_us = 0

    @property
    def runs(self) -> bool:
        return self._began is not None

    def stand_at(self, run_us: int, speed: float) -> None:
        """Stand still here until started; from then on go at this speed."""
        self._base_us = self._told_us = run_us
        self._speed = speed
        self._began = None

    def start(self, *, by_sound: bool) -> None:
        self._began = time.monotonic()
        self._by_sound = by_sound

    def now_us(self) -> int:
        """Never goes back within a stretch."""
        if self._began is None:
            return self._base_us
        passed = self._heard_us() if self._by_sound else int((time.monotonic() - self._began) * 1e6)
        self._told_us = max(self._told_us, self._base_us + int(passed * self._speed))
        return self._told_us

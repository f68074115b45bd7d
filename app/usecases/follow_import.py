"""Keeps count of an import and tells the person: at most ten times a second, and whenever a step begins."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from app.domain.card import FoundFilm
from app.domain.import_job import ImportProgress, ImportStep, Pace

_BETWEEN_SECONDS = 0.1


class Follower:
    """Counts bytes copied and compared over all chosen films. Used by the importing thread only."""

    def __init__(self, tell: Callable[[ImportProgress], None], chosen: Sequence[FoundFilm]) -> None:
        self._tell = tell
        self._count = len(chosen)
        self._total = 2 * sum(film.size_bytes for film in chosen)
        self._number = 0
        self._film_bytes = 0
        self._before = 0  # bytes of the films that are behind us, twice each
        self._step = ImportStep.LOOKING
        self._step_bytes = 0
        self._permille = 0
        self._pace = Pace()
        self._told_at = 0.0

    def next_film(self, film: FoundFilm) -> None:
        self._before += 2 * self._film_bytes
        self._number += 1
        self._film_bytes = film.size_bytes
        self.step(ImportStep.LOOKING)

    def step(self, step: ImportStep) -> None:
        self._step = step
        self._permille = 0
        self._step_bytes = 0
        self._pace = Pace()
        self._say(always=True)

    def bytes_done(self, done: int) -> None:
        """How far copying or comparing of this film is, in bytes."""
        self._step_bytes = done
        self._permille = 1000 * done // max(1, self._film_bytes)
        self._say()

    def part_done(self, done: int, total: int) -> None:
        """How far preparing is, in any unit."""
        self._permille = min(1000, 1000 * done // max(1, total))
        self._say()

    def _say(self, *, always: bool = False) -> None:
        now = time.monotonic()
        done = self._done_bytes()
        self._pace.note(now, done)
        if not always and now - self._told_at < _BETWEEN_SECONDS:
            return
        self._told_at = now
        left = self._pace.seconds_left(self._total - done)
        pace = self._pace.bytes_per_second()
        self._tell(ImportProgress(self._step, self._number, self._count, done, self._total, self._permille, pace, left))

    def _done_bytes(self) -> int:
        """LOOKING counts nothing, COPYING the first half of a film, COMPARING the second, PREPARING all of it."""
        film = self._film_bytes
        inside = {
            ImportStep.LOOKING: 0,
            ImportStep.COPYING: min(self._step_bytes, film),
            ImportStep.COMPARING: film + min(self._step_bytes, film),
            ImportStep.PREPARING: 2 * film,
        }[self._step]
        return self._before + inside

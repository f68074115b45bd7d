"""What goes by itself goes: after unlocking, and once on each day that the vault stays open. Also what a kill left of a deletion.

It looks every ten minutes whether it is another day, so that a laptop that woke up is no case of its own. Never while a film is taken or
looked at: then it is tried again when that is over.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import ErrorCode, SamspillError
from app.ports import Clock, Store
from app.usecases.apply_retention import Purge
from app.usecases.consent_gate import local_day
from app.usecases.forget_at_start import forget_at_start
from ui.jobs import Jobs

_FIRST_AFTER_MS = 1500  # Today is read first
_LOOK_EACH_MS = 10 * 60 * 1000


class Forgetting(QObject):
    """`done(Purge)` when it was through. `failed(SamspillError)` when something could not be deleted: said once, tried again each time."""

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, store: Store, clock: Clock, jobs: Jobs, may: Callable[[], bool], parent: QObject) -> None:
        """`may`: whether films may go now."""
        super().__init__(parent)
        self._store, self._clock, self._jobs, self._may = store, clock, jobs, may
        self._done_on: date | None = None
        self._running = False
        self._suspended = False  # the clock was doubted
        self._told: ErrorCode | None = None
        self._each = QTimer(self)
        self._each.setInterval(_LOOK_EACH_MS)
        self._each.timeout.connect(self.look)

    def start(self) -> None:
        self._each.start()
        QTimer.singleShot(_FIRST_AFTER_MS, self, self.look)

    def stop(self) -> None:
        self._each.stop()

    def look(self) -> None:
        """Do it, if it was not done today."""
        today = local_day(self._clock)
        if self._running or self._done_on == today or not self._may():
            return
        self._running = True
        work = partial(forget_at_start, self._store, self._clock)
        self._jobs.pool(self, work, partial(self._through, today), self._not_all)

    def something_changed(self) -> None:
        """It may be that somebody has confirmed the date: then it is not put off until tomorrow."""
        if self._suspended:
            self._done_on = None
            self.look()

    def _through(self, today: date, purge: Purge) -> None:
        self._running, self._done_on, self._suspended, self._told = False, today, purge.suspended, None
        self.done.emit(purge)

    def _not_all(self, error: SamspillError) -> None:
        self._running = False
        if error.code is not self._told:
            self._told = error.code
            self.failed.emit(error)

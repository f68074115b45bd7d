"""Work in the background of an open vault: what an earlier process left, and films that are being made ready. One job at a time; it rests
while a film is taken, and goes on from where it is once the film has ended.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.ids import RecordingId
from app.usecases.import_card import ImportTools
from app.usecases.resume_imports import finish_at_start, make_waiting_proxies
from ui.jobs import Cancel, Jobs

# The first film, or the one just taken, is opened before the machine is given other work.
_AFTER_MS = 4000


class Upkeep(QObject):
    """`changed` when a film has become ready, and when all is done that was to be done."""

    changed = Signal()

    def __init__(self, tools: ImportTools, jobs: Jobs, may: Callable[[], bool], parent: QObject) -> None:
        """`may`: whether the machine is free for it now."""
        super().__init__(parent)
        self._tools, self._jobs, self._may = tools, jobs, may
        self._home = jobs.way_home(self)
        self._running: Cancel | None = None
        self._again = False

    def soon(self) -> None:
        """In a while, when what the person just asked for is done."""
        QTimer.singleShot(_AFTER_MS, self, self.go_on)

    def rest(self) -> None:
        """A film needs the machine."""
        if self._running is not None:
            self._again = True
            self._running.cancel()

    def go_on(self) -> None:
        """One such job at a time: what comes meanwhile is done in a second turn."""
        if not self._may():
            return
        self._again = self._running is not None
        if self._running is None:
            self._running = Cancel()
            work = partial(self._finish, self._running)
            self._jobs.pool(self, work, lambda _done: self._finished(), lambda _error: self._finished())

    def _finished(self) -> None:
        self._running = None
        self.changed.emit()
        if self._again:
            self.go_on()

    def _finish(self, cancel: Cancel) -> None:
        finish_at_start(self._tools, cancel, self._film_ready)
        make_waiting_proxies(self._tools, cancel)

    def _film_ready(self, _recording: RecordingId) -> None:
        self._home(self.changed.emit)

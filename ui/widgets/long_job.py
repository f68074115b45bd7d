"""Something long that can be stopped: a bar with real progress, a sentence, and one button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.ports import CancelToken, Progress
from ui.jobs import Cancel, Jobs
from ui.texts import say
from ui.widgets.busy import Busy
from ui.widgets.parts import button, column, row

T = TypeVar("T")


@dataclass(frozen=True)
class _Run:
    cancel: Cancel
    take_back: Callable[[], bool]  # see `ui.jobs.Lane`
    broken: Callable[[SamspillError], None]


class LongJob(QWidget):
    """Hidden until `start`. `begun` when it starts, `ended` when it is over, however it ended. One at a time."""

    begun = Signal()
    ended = Signal()

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._run: _Run | None = None
        self.busy = Busy()
        self.stop_button = button(say("wording.stop"), self._stop_asked)
        self.setLayout(column(self.busy, row(self.stop_button, None), spacing=12))
        self.hide()

    def is_running(self) -> bool:
        return self._run is not None

    def start(
        self,
        told: str,
        work: Callable[[Progress, CancelToken], T],
        then: Callable[[T], None],
        failed: Callable[[SamspillError], None],
        *,
        far: bool = False,
    ) -> None:
        """`far`: it speaks with the team base, which takes its turn; else it runs on the pool."""
        cancel = Cancel()
        home = self._jobs.way_home(self)
        shown = -1

        def progress(done: int, total: int) -> None:
            nonlocal shown
            share = 1000 * done // max(1, total)
            if share != shown:  # a few hundred times at most, however large the vault is
                shown = share
                home(lambda: self.busy.set_share(share, 1000))

        def done(result: T) -> None:
            self._end()
            then(result)

        def broken(error: SamspillError) -> None:
            self._end()
            failed(error)

        lane = self._jobs.far if far else self._jobs.pool
        self._run = _Run(cancel, lane(self, lambda: work(progress, cancel), done, broken), broken)
        self.busy.start(told)
        self.stop_button.setEnabled(True)
        self.show()
        self.stop_button.setFocus()
        self.begun.emit()

    def stop(self) -> None:
        """Ask it to stop; it ends within a moment. Nothing happens when nothing runs."""
        if self._run is not None:
            self._run.cancel.cancel()

    def _stop_asked(self) -> None:
        """What still waits for its turn behind another job is over at once, and not when that one is."""
        self.stop_button.setEnabled(False)
        self.busy.start(say("wording.stopping"))
        self.stop()
        if self._run is not None and self._run.take_back():
            self._run.broken(Circumstance(ErrorCode.CANCELLED))

    def _end(self) -> None:
        self._run = None
        self.busy.stop()
        self.hide()
        self.ended.emit()

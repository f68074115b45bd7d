"""Something long that can be stopped: a bar with real progress, a sentence, and one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import SamspillError
from app.ports import CancelToken, Progress
from ui.jobs import Cancel, Jobs
from ui.texts import say
from ui.widgets.busy import Busy
from ui.widgets.parts import button, column, row

T = TypeVar("T")


class LongJob(QWidget):
    """Hidden until `start`. `begun` when it starts, `ended` when it is over, however it ended. One at a time."""

    begun = Signal()
    ended = Signal()

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._cancel: Cancel | None = None
        self.busy = Busy()
        self.stop_button = button(say("wording.stop"), self._stop_asked)
        self.setLayout(column(self.busy, row(self.stop_button, None), spacing=12))
        self.hide()

    def is_running(self) -> bool:
        return self._cancel is not None

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
        cancel = self._cancel = Cancel()
        home = self._jobs.way_home(self)
        shown = -1

        def progress(done: int, total: int) -> None:
            nonlocal shown
            share = 1000 * done // max(1, total)
            if share != shown:  # a few hundred times at most, however large the vault is
                shown = share
                home(lambda: self.busy.set_share(share, 1000))

        self.busy.start(told)
        self.stop_button.setEnabled(True)
        self.show()
        self.stop_button.setFocus()
        self.begun.emit()

        def done(result: T) -> None:
            self._end()
            then(result)

        def broken(error: SamspillError) -> None:
            self._end()
            failed(error)

        lane = self._jobs.far if far else self._jobs.pool
        lane(self, lambda: work(progress, cancel), done, broken)

    def stop(self) -> None:
        """Ask it to stop; it ends within a moment. Nothing happens when nothing runs."""
        if self._cancel is not None:
            self._cancel.cancel()

    def _stop_asked(self) -> None:
        self.stop_button.setEnabled(False)
        self.busy.start(say("wording.stopping"))
        self.stop()

    def _end(self) -> None:
        self._cancel = None
        self.busy.stop()
        self.hide()
        self.ended.emit()

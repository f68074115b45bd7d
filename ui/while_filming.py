"""What holds for the whole application while a film is taken: it stays awake, the task bar shows it, and nothing ends the film by a slip.

Locking, closing and throwing the practice away ask first; idle minutes and sleep do not lock until the film has ended.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.filming_sign import FilmingSign
from ui.main_window import MainWindow
from ui.stay_awake import StayAwake, Wakefulness
from ui.texts import say
from ui.widgets.film_question import CLOSE

if TYPE_CHECKING:
    from ui.workspace import Workspace

_TOLD = {Wakefulness.NOT_THE_LID: "shell.awake.not_the_lid", Wakefulness.REFUSED: "shell.awake.refused"}


class WhileFilming(QObject):
    """`ended_and_slept`: the film is over, and the machine slept or wanted to meanwhile: the lock is due."""

    ended_and_slept = Signal()

    def __init__(self, window: MainWindow, come_forward: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._come_forward = come_forward
        self._workspace: Workspace | None = None
        self._slept = False
        self.awake = StayAwake(self)
        self.awake.changed.connect(self._awake_changed)
        self._sign = FilmingSign(window)
        window.may_close = self._may_close

    def watch(self, workspace: Workspace) -> None:
        """From now on this one's films."""
        self._workspace = workspace
        workspace.filming_changed.connect(self._changed)

    def is_filming(self) -> bool:
        """Whether a film is being taken, or its last bytes are going in."""
        return self._workspace is not None and self._workspace.is_filming()

    def unless_filming(self, what: str, do: Callable[[], None]) -> None:
        """Do it now. While a film is taken ask first (`what`: LOCK, CLOSE, THROW), end the film cleanly, and then do it."""
        workspace = self._workspace
        if workspace is None or not workspace.is_filming():
            do()
            return
        self._come_forward()
        self._window.film_question.ask(what, lambda: workspace.end_film(do))

    def sleep_begins(self) -> bool:
        """The machine goes to sleep, or has slept. True when a film is being taken: it goes on when the machine wakes, with a gap, and
        the lock follows when it has ended. (The keys stay in memory until then; ending the film for a lid would lose the visit.)"""
        self._slept = self._slept or self.is_filming()
        return self.is_filming()

    def say_again(self) -> None:
        """The language may be another one."""
        self._sign.say_again()
        self._awake_changed(self.awake.state)

    def _may_close(self) -> bool:
        """The window's cross."""
        if not self.is_filming():
            return True
        self.unless_filming(CLOSE, lambda: QTimer.singleShot(0, self._window, self._window.close))
        return False

    def _changed(self, filming: bool) -> None:
        self._sign.show(filming)
        if filming:
            self.awake.hold()
            return
        self.awake.release()
        self._window.film_question.put_away()
        if self._slept:
            QTimer.singleShot(0, self, self.ended_and_slept.emit)  # whoever waits for the film's end is told of it first

    def _awake_changed(self, state: Wakefulness) -> None:
        self._window.status.set_fact("awake", say(_TOLD[state]) if state in _TOLD else "", warn=True)

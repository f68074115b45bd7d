"""A film seen from every other screen: a sign in the rail, a line with the time and the way back, and a word when it is over."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.errors import SamspillError
from app.domain.timebase import clock_text
from app.usecases.end_film import FilmResult
from ui.film.desk import DeskState, FilmDesk
from ui.film.screen import FilmScreen
from ui.main_window import MainWindow
from ui.texts import say


class FilmElsewhere(QObject):
    """Follows the desk; `show` when another screen has come into sight."""

    def __init__(self, window: MainWindow, desk: FilmDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._desk = desk
        desk.changed.connect(self.show)
        desk.ticked.connect(self.show)
        desk.finished.connect(self._finished)
        desk.failed.connect(self._failed)

    def show(self) -> None:
        """The sign everywhere, the line on every screen but the film's own."""
        filming, paused = self._desk.is_filming(), self._desk.state is DeskState.PAUSED
        self._window.rail.mark_filming(say("filming.sign.paused" if paused else "shell.filming") if filming else "", paused=paused)
        self._window.film_line.show_film(self._words() if filming and not self._in_sight() else "", paused=paused)

    def _in_sight(self) -> bool:
        return isinstance(self._window.current(), FilmScreen)

    def _words(self) -> str:
        time = clock_text(self._desk.position_us())
        if self._desk.state is DeskState.PAUSED:
            return say("filming.elsewhere_paused", time=time)
        return say("filming.elsewhere_ending") if self._desk.state is DeskState.ENDING else say("filming.elsewhere", time=time)

    def _finished(self, result: FilmResult) -> None:
        if self._in_sight():
            return
        if result.code is not None:
            self._window.notice.show_error(SamspillError(result.code))
        else:
            self._window.notice.show_words(say("filming.ended_elsewhere"), tone="good")

    def _failed(self, error: SamspillError) -> None:
        if not self._in_sight():
            self._window.notice.show_error(error)

"""The rows of the list: kept where nothing changed, and made a few at a time, so that many films never hold the window still.

Of very many the first, and more of them when asked for: each row that is there makes it dearer to place the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.ids import RecordingId
from app.domain.recording import RecordingState
from ui import wording
from ui.library.film_row import FilmRow
from ui.library.shelf import Shelf, Shelved
from ui.texts import say
from ui.widgets.parts import section

_TURN_S = 0.008  # of making; dressing and placing what was made takes about as long again
AT_A_TIME = 60  # films
_FAMILY_GAP_PX = 12


@dataclass
class _Piece:
    """A row, or the heading of a family: what it says decides whether the widget of before can stay."""

    name: str
    says: str | tuple[Shelved, bool]
    widget: QWidget | None = None


class FilmRows(QObject):
    """Fills `layout`, which is its own. `make` gives the row of a film, and knows whether it is on its way in right now."""

    placed = Signal()  # some more rows are there

    def __init__(self, layout: QVBoxLayout, make: Callable[[Shelved, bool], FilmRow], parent: QObject) -> None:
        super().__init__(parent)
        self._layout = layout
        self._make = make
        self._pieces: list[_Piece] = []
        self._next = 0
        self._films = AT_A_TIME  # so many have rows
        self._answered: list[FilmRow] = []
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._some)

    def all(self) -> list[FilmRow]:
        """Those that are there, in their order."""
        return [piece.widget for piece in self._pieces if isinstance(piece.widget, FilmRow)]

    def is_asking(self) -> bool:
        """Whether a question in a row waits for its answer."""
        return any(row.is_asking() for row in self.all() if row not in self._answered)

    def forget_questions(self) -> None:
        """The rows that ask are answered: the next time they are made anew."""
        self._answered = [row for row in self.all() if row.is_asking()]

    def is_whole(self) -> bool:
        """Whether every film that is shown has its row."""
        return self._next == len(self._shown())

    def left(self) -> int:
        """How many films are not shown."""
        return sum(not isinstance(piece.says, str) for piece in self._pieces[len(self._shown()) :])

    def more(self) -> None:
        """Show some more."""
        self._films += AT_A_TIME
        self._some()

    def bring(self, recording: RecordingId) -> None:
        """Show all until this film, if it is there."""
        films = [piece.says[0].recording.id for piece in self._pieces if not isinstance(piece.says, str)]
        if recording in films and films.index(recording) >= self._films:
            self._films = films.index(recording) + 1
            self._some()

    def _shown(self) -> list[_Piece]:
        """Pieces until the last film that is shown."""
        films = 0
        for n, piece in enumerate(self._pieces):
            films += not isinstance(piece.says, str)
            if films > self._films:
                return self._pieces[: n - isinstance(self._pieces[n - 1].says, str)]  # no heading without a film
        return self._pieces

    def show(self, shelf: Shelf, *, importing: bool) -> None:
        """What is new or other than it was is made; the rest keeps its widgets and only moves."""
        before = {piece.name: piece for piece in self._pieces if piece.widget is not None and piece.widget not in self._answered}
        dropped = [piece.widget for piece in self._pieces if piece.widget is not None]
        self._pieces, self._answered, self._next = list(_pieces(shelf, importing)), [], 0
        while self._layout.takeAt(0) is not None:
            pass
        for piece in self._shown():
            old = before.get(piece.name)
            if old is not None and old.widget is not None and old.says == piece.says:
                piece.widget = old.widget
                dropped.remove(old.widget)
                self._layout.addWidget(old.widget)
        for widget in dropped:
            widget.hide()
            widget.deleteLater()
        self._some()

    def _some(self) -> None:
        until = time.monotonic() + _TURN_S
        last = len(self._shown())
        while self._next < last and time.monotonic() < until:
            piece = self._pieces[self._next]
            if piece.widget is None:
                piece.widget = self._made(piece)
                self._layout.insertWidget(self._next, piece.widget)  # all pieces before it are in the layout
            self._next += 1
        if not self.is_whole():
            self._turn.start(0)
        self.placed.emit()

    def _made(self, piece: _Piece) -> QWidget:
        if not isinstance(piece.says, str):
            return self._make(*piece.says)
        heading = section(piece.says)
        if self._next:
            heading.setContentsMargins(0, _FAMILY_GAP_PX, 0, 0)
        return heading


def _pieces(shelf: Shelf, importing: bool) -> Iterator[_Piece]:
    for family, films in shelf.families:
        said = say("library.family", code=family, films=wording.count("wording.recordings", len(films)))
        yield _Piece(f"family {family}", said)
        for one in films:
            coming_in = importing and one.recording.state is RecordingState.COPYING
            yield _Piece(f"film {one.recording.id}", (one, coming_in))

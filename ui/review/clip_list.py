"""The clips of a film as a list, or in its place what to do while there are none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.domain.timebase import clock_text
from ui.review.book import Book
from ui.review.models import ClipsModel
from ui.review.rows import ClipRow
from ui.review.rows_list import RowsList
from ui.texts import say
from ui.widgets.parts import row, section, words


class ClipList(QWidget):
    """`chosen` when a person chose a row; `entered` on Enter or a double click."""

    chosen = Signal(str)
    entered = Signal(str)

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book
        self.model = ClipsModel(book.unsaved)
        self.list = RowsList(say("clips.title"), self.model, ClipRow())
        self.list.chosen.connect(self.chosen)
        self.list.entered_row.connect(self.entered)
        self._empty = words(say("clips.empty"), "secondary")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._begun = words("", "secondary", wrap=False)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(6)
        self._whole.addLayout(row(section(say("clips.title")), None, self._begun))
        self._stack = QStackedLayout()
        self._whole.addLayout(self._stack, 1)  # before anything is in it: a stack without a parent shows its first page as a window
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        book.changed.connect(self._refresh)
        book.saving_changed.connect(self.model.touch)
        self._refresh()

    def lay_below(self, *widgets: QWidget) -> None:
        """These come below the list."""
        for widget in widgets:
            self._whole.addWidget(widget)

    def choose(self, item: str | None) -> None:
        """Show this clip as the chosen one without saying so."""
        self.list.choose(item)

    def show_begun(self, at_us: int | None) -> None:
        """While a clip was begun with I: say where, and what comes next."""
        self._empty.setText(say("clips.empty") if at_us is None else say("clips.begun", time=clock_text(at_us)))
        self._begun.setText("" if at_us is None or not self._book.clips() else say("clips.begun_short", time=clock_text(at_us)))

    def _refresh(self) -> None:
        clips = self._book.clips()
        with self.list.quietly():
            self.model.bring_to(clips)
        self.model.touch()  # numbers move with the order
        self._stack.setCurrentIndex(0 if clips else 1)

"""The clips of the film, and the one large button that leads to the parent."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QStackedLayout, QVBoxLayout, QWidget

from app.domain.clip import Intent
from app.domain.timebase import clock_text
from ui.review.book import Book
from ui.review.mark_editor import quiet_focus
from ui.review.models import ClipsModel
from ui.review.rows import ClipRow
from ui.review.rows_list import RowsList
from ui.texts import say
from ui.widgets.parts import button, row, section, words


class ClipsPanel(QWidget):
    """`chosen` when a person chose a row; `entered` on Enter or a double click."""

    chosen = Signal(str)
    entered = Signal(str)
    parent_mode_wanted = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self.model = ClipsModel(book.unsaved)
        self.list = RowsList(say("clips.title"), self.model, ClipRow())
        self.list.chosen.connect(self.chosen)
        self.list.entered_row.connect(self.entered)
        self._empty = words(say("clips.empty"), "secondary")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._begun = words("", "secondary", wrap=False)
        self._titles = QCheckBox(say("clips.show_titles"))
        self._titles.setToolTip(say("clips.show_titles_tip"))
        self.show_button = button(say("clips.parent_mode_none"), self.parent_mode_wanted.emit, "primary")
        self.show_button.setToolTip(say("clips.parent_mode_tip"))
        quiet_focus(self._titles, self.show_button)
        self._build()
        book.changed.connect(self._refresh)
        book.saving_changed.connect(self.model.touch)
        self._refresh()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row(section(say("clips.title")), None, self._begun))
        self._stack = QStackedLayout()
        layout.addLayout(self._stack, 1)  # before anything is in it: a stack without a parent shows its first page as a window
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        layout.addWidget(self._titles)
        layout.addWidget(self.show_button)

    def shows_titles(self) -> bool:
        """Whether the practitioner ticked that the parent may read the titles."""
        return self._titles.isChecked()

    def choose(self, name: str | None) -> None:
        """Show this clip as the chosen one without saying so."""
        self.list.choose(name)

    def show_begun(self, at_us: int | None) -> None:
        """While a clip was begun with I: say where, and what comes next."""
        text = say("clips.empty") if at_us is None else say("clips.begun", time=clock_text(at_us))
        self._empty.setText(text)
        self._begun.setText("" if at_us is None or not self._book.clips() else say("clips.begun_short", time=clock_text(at_us)))

    def _refresh(self) -> None:
        clips = self._book.clips()
        with self.list.quietly():
            self.model.bring_to(clips)
        self.model.touch()  # numbers move with the order
        self._stack.setCurrentIndex(0 if clips else 1)
        count = sum(clip.intent is Intent.SHOW for clip in clips)
        text = say("clips.parent_mode", count=count) if count else say("clips.parent_mode_none")
        self.show_button.setText(text)
        self.show_button.setAccessibleName(text)

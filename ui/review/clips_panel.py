"""The clips of the film, and below them the one large button that leads to the parent."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from app.domain.clip import Intent
from ui.review.book import Book
from ui.review.clip_list import ClipList
from ui.review.mark_editor import quiet_focus
from ui.texts import say
from ui.widgets.parts import button


class ClipsPanel(ClipList):
    """The button says how many of them the parent would see."""

    parent_mode_wanted = Signal()

    def __init__(self, book: Book) -> None:
        super().__init__(book)
        self._titles = QCheckBox(say("clips.show_titles"))
        self._titles.setToolTip(say("clips.show_titles_tip"))
        self.show_button = button(say("clips.parent_mode_none"), self.parent_mode_wanted.emit, "primary")
        self.show_button.setToolTip(say("clips.parent_mode_tip"))
        quiet_focus(self._titles, self.show_button)
        self.lay_below(self._titles, self.show_button)
        book.changed.connect(self._count)
        self._count()

    def shows_titles(self) -> bool:
        """Whether the practitioner ticked that the parent may read the titles."""
        return self._titles.isChecked()

    def _count(self) -> None:
        count = sum(clip.intent is Intent.SHOW for clip in self._book.clips())
        text = say("clips.parent_mode", count=count) if count else say("clips.parent_mode_none")
        self.show_button.setText(text)
        self.show_button.setAccessibleName(text)

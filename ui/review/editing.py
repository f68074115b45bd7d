"""The fields of the chosen mark and of the chosen clip, joined to what they change; and how far back a mark is set, as it was chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui.preferences import PRE_ROLL_MS, Preferences
from ui.review.book import Book
from ui.review.clip_editor import ClipEditor
from ui.review.code_bar import CodeBar
from ui.review.mark_editor import MarkEditor
from ui.review.marker import Marker


class Editors(QObject):
    """`mark` and `clip` are the fields. Moving an edge is left to the screen, which knows what stands there."""

    def __init__(self, book: Book, marker: Marker) -> None:
        super().__init__(marker)
        self._book, self._marker = book, marker
        self.mark, self.clip = MarkEditor(), ClipEditor()
        self.mark.code_wanted.connect(marker.change_code)
        self.mark.note_kept.connect(marker.keep_note)
        self.mark.reopen_wanted.connect(marker.reopen)
        self.mark.clip_wanted.connect(marker.clip_of_mark)
        self.clip.title_kept.connect(marker.keep_title)
        self.clip.intent_wanted.connect(marker.change_intent)
        self.clip.move_wanted.connect(marker.move_in_order)
        for editor in (self.mark, self.clip):
            editor.delete_wanted.connect(marker.delete_chosen)

    def show_chosen(self) -> None:
        """What is chosen now, as it stands in the book."""
        self.mark.show_mark(self._marker.chosen_mark())
        clip, order = self._marker.chosen_clip(), self._book.clips()
        self.clip.show_clip(clip, order.index(clip) if clip else 0, len(order))

    def finish(self) -> None:
        """What is being written is kept as it stands."""
        self.mark.note.finish()
        self.clip.title.finish()


class PreRoll(QObject):
    """How far back a mark is set: what was chosen under Settings, now and whenever it is changed there."""

    def __init__(self, preferences: Preferences, marker: Marker, code_bar: CodeBar) -> None:
        super().__init__(marker)
        self._preferences, self._marker, self._code_bar = preferences, marker, code_bar
        preferences.changed.connect(self._changed)  # a method: a film that is closed hears of it no more
        self._show()

    def _changed(self, which: str) -> None:
        if which == PRE_ROLL_MS.name:
            self._show()

    def _show(self) -> None:
        pre_roll_us = self._preferences.get(PRE_ROLL_MS) * 1000
        self._marker.pre_roll_us = pre_roll_us
        self._code_bar.show_pre_roll(pre_roll_us)

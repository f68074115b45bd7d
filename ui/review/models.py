"""List models over the book: marks (filtered by tier) and clips, with the words a screen reader says for each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt

from app.domain.clip import Clip
from app.domain.mark import Mark
from app.domain.marking import is_open
from app.domain.scheme import Tier, code_of
from app.domain.timebase import clock_text
from ui.review.list_sync import RowsModel
from ui.texts import say
from ui.widgets.painted_rows import ITEM_ROLE, SPOKEN, Index
from ui.wording import note_of

UNSAVED_ROLE = Qt.ItemDataRole.UserRole + 1
NUMBER_ROLE = Qt.ItemDataRole.UserRole + 2


class MarksModel(RowsModel[Mark]):
    """Marks in order of start. `unsaved` names those that are only on the screen."""

    def __init__(self, unsaved: Callable[[], frozenset[str]]) -> None:
        super().__init__()
        self._unsaved = unsaved
        self._all: Sequence[Mark] = ()
        self._tier: Tier | None = None

    def show(self, marks: Sequence[Mark]) -> None:
        self._all = marks
        self.bring_to([mark for mark in marks if self._tier in (None, code_of(mark.code).tier)])

    def filter(self, tier: Tier | None) -> None:
        """Only marks of this tier; None for all."""
        self._tier = tier
        self.show(self._all)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        mark = self.item(index.row())
        if mark is None:
            return None
        if role == ITEM_ROLE:
            return mark
        if role == UNSAVED_ROLE:
            return mark.id in self._unsaved()
        if role in SPOKEN:
            return _mark_words(mark, unsaved=mark.id in self._unsaved())
        return note_of(mark) or None if role == Qt.ItemDataRole.ToolTipRole else None


def _mark_words(mark: Mark, *, unsaved: bool) -> str:
    code = code_of(mark.code)
    rest = [say("marks.open")] if is_open(mark) else []
    rest += [say("marks.not_saved")] if unsaved else []
    rest += [note_of(mark)] if mark.note else []
    time = clock_text(mark.start_us)
    return say("marks.row", time=time, tier=say(f"tier.{code.tier}"), code=say(f"code.{code.id}"), note=", ".join(rest)).rstrip()


class ClipsModel(RowsModel[Clip]):
    """Clips in the order they are shown."""

    def __init__(self, unsaved: Callable[[], frozenset[str]]) -> None:
        super().__init__()
        self._unsaved = unsaved

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        clip = self.item(index.row())
        if clip is None:
            return None
        if role == ITEM_ROLE:
            return clip
        if role == UNSAVED_ROLE:
            return clip.id in self._unsaved()
        if role == NUMBER_ROLE:
            return index.row() + 1
        if role in SPOKEN:
            title = say("marks.not_saved") if clip.id in self._unsaved() else clip.title
            start, end = clock_text(clip.start_us), clock_text(clip.end_us)
            return say("clips.row", number=index.row() + 1, start=start, end=end, intent=say(f"intent.{clip.intent}"), title=title).rstrip()
        return say("clips.play_tip") if role == Qt.ItemDataRole.ToolTipRole else None

"""The marks beside the picture: filter by tier, choose one to go there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.domain.scheme import Tier, code_of
from ui.review.book import Book
from ui.review.mark_editor import quiet_focus
from ui.review.models import MarksModel
from ui.review.rows import MarkRow
from ui.review.rows_list import RowsList
from ui.texts import say
from ui.theme import TARGET_PX
from ui.timeline.shapes import tier_icon
from ui.widgets.parts import ToolButton, name, row, section, words
from ui.wording import count

_TIERS = (None, Tier.BABY, Tier.PARENT, Tier.DYAD, Tier.CONTEXT)


class MarksPanel(QWidget):
    """`chosen` when a person chose a mark (not when the screen did); `entered` on Enter or a double click."""

    chosen = Signal(str)
    entered = Signal(str)

    def __init__(self, book: Book, parent: QWidget | None = None, *, empty: str = "") -> None:
        """`empty`: what to do while there is no mark, where that is not to play the film."""
        super().__init__(parent)
        self._book = book
        self.model = MarksModel(book.unsaved)
        self.list = RowsList(say("marks.title"), self.model, MarkRow())
        self.list.chosen.connect(self.chosen)
        self.list.entered_row.connect(self.entered)
        self._how_to_begin = empty or say("marks.empty")
        self._empty = words(self._how_to_begin, "secondary")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = section(say("marks.title"))
        self._build()
        book.changed.connect(self._refresh)
        book.saving_changed.connect(self.model.touch)
        self._refresh()

    def _build(self) -> None:
        filters = row(spacing=2)
        # Not a button group: once the keyboard was there, Qt would take all but one of its buttons out of the Tab order.
        self._filters = {tier: self._filter_button(tier) for tier in _TIERS}
        for made in self._filters.values():
            filters.addWidget(made)
        self.context_button = self._filters[Tier.CONTEXT]  # there only where something was noted while filming
        self.context_button.hide()
        top = row(self._title, None)
        top.addLayout(filters)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        self._stack = QStackedLayout()
        layout.addLayout(self._stack, 1)  # before anything is in it: a stack without a parent shows its first page as a window
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)

    def _filter_button(self, tier: Tier | None) -> ToolButton:
        made = ToolButton()
        said = say(f"tier.{tier}") if tier else say("marks.all")
        made.setProperty("role", "filter")
        if tier:
            made.setIcon(tier_icon(tier))
        else:
            made.setText(said)
        name(made, f"{say('marks.filter')}: {said}")
        made.setToolTip(said)
        made.setCheckable(True)
        made.setChecked(tier is None)
        made.setMinimumSize(TARGET_PX, TARGET_PX)
        quiet_focus(made)
        made.clicked.connect(partial(self._filter, tier))
        return made

    def _filter(self, tier: Tier | None, _on: bool = True) -> None:
        for of_tier, made in self._filters.items():
            made.setChecked(of_tier == tier)
        with self.list.quietly():
            self.model.filter(tier)
        self._show_state()

    def show_all(self) -> None:
        """Take the filter off: another film is opened."""
        self._filter(None)

    def choose(self, mark: str | None) -> None:
        """Show this mark as the chosen one without saying so."""
        self.list.choose(mark)

    def _refresh(self) -> None:
        noted = any(code_of(mark.code).tier is Tier.CONTEXT for mark in self._book.marks())
        if not noted and self.context_button.isChecked():
            self.show_all()
        self.context_button.setVisible(noted)
        with self.list.quietly():
            self.model.show(self._book.marks())
        self._show_state()

    def _show_state(self) -> None:
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 1)
        first = f"{self._how_to_begin}\n\n{say('scheme.aid')}"
        self._empty.setText(say("marks.empty_filter") if self._book.marks() else first)
        self._title.setToolTip(count("wording.marks", len(self._book.marks())))

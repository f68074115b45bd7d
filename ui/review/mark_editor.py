"""The chosen mark: its code, its edges, its note. Says what is wanted; the screen makes the edits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QWidget

from app.domain.mark import Mark
from app.domain.marking import Edge, is_open, is_state
from app.domain.scheme import GAP, MOMENTS, code_of
from ui.review.note_field import NoteField
from ui.review.time_field import TimeField
from ui.texts import say
from ui.theme import SPACE_INSIDE
from ui.timeline.shapes import tier_icon
from ui.widgets.boxes import choice_box
from ui.widgets.parts import button, row, secondary


def quiet_focus(*widgets: QWidget) -> None:
    """Reached with Tab, but a click leaves the keyboard with the film, so that the next Space plays."""
    for widget in widgets:
        widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class MarkEditor(QFrame):
    """Hidden while no mark is chosen."""

    code_wanted = Signal(str)
    edge_typed = Signal(Edge, object)
    edge_stepped = Signal(Edge, int)
    note_kept = Signal(str, str)  # the mark it was written for, which may not be the chosen one any more; the words
    delete_wanted = Signal()
    reopen_wanted = Signal()
    clip_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._mark: Mark | None = None
        self._code = choice_box(say("marks.code"))
        for code in MOMENTS:
            self._code.addItem(tier_icon(code.tier), say(f"code.{code.id}"), code.id)
        self._code.activated.connect(lambda row_: self.code_wanted.emit(self._code.itemData(row_)))
        self._fields = {edge: TimeField(say(f"marks.{edge}")) for edge in Edge}
        for edge, field in self._fields.items():
            field.time_typed.connect(lambda us, edge=edge: self.edge_typed.emit(edge, us))
            field.stepped.connect(lambda step, edge=edge: self.edge_stepped.emit(edge, step))
        self.note = NoteField(say("marks.note"), say("marks.note_hint"))
        self.note.kept.connect(lambda words: self.note_kept.emit(self._mark.id, words) if self._mark else None)
        self._build()
        self.hide()

    def _build(self) -> None:
        self._clip = button(say("marks.to_clip"), self.clip_wanted.emit)
        self._clip.setToolTip(say("marks.to_clip_tip"))
        self._reopen = button(say("marks.reopen"), self.reopen_wanted.emit, "quiet")
        self._reopen.setToolTip(say("marks.reopen_tip"))
        self._delete: QPushButton = button(say("marks.delete"), self.delete_wanted.emit, "quiet")
        self._delete.setToolTip(say("marks.delete_tip"))
        quiet_focus(self._clip, self._reopen, self._delete)
        self._dash = secondary("–")
        layout = QGridLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(6)
        what = row(self._code, self._delete, spacing=4)
        what.setStretch(0, 1)
        seen = row(self.note, self._clip, spacing=6)
        seen.setStretch(0, 1)
        layout.addLayout(what, 0, 0, 1, 3)
        layout.addWidget(self._fields[Edge.START], 1, 0)
        layout.addWidget(self._dash, 1, 1)
        layout.addWidget(self._fields[Edge.END], 1, 2)
        layout.addWidget(self._reopen, 2, 0, 1, 3)
        layout.addLayout(seen, 3, 0, 1, 3)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 1)

    def show_mark(self, mark: Mark | None) -> None:
        """Show this mark, or hide. Words still being written for the one before are kept first."""
        if self._mark is not None and (mark is None or mark.id != self._mark.id):
            self.note.finish()
        self._mark = mark
        self.setVisible(mark is not None)
        if mark is None:
            return
        self._offer_codes(mark.code)
        self._fields[Edge.START].show_time(mark.start_us)
        state, going_on = is_state(mark), is_open(mark)
        self._dash.setVisible(state)
        self._fields[Edge.END].setVisible(state)
        self._fields[Edge.END].setEnabled(not going_on)
        if going_on:
            self._fields[Edge.END].setText(say("marks.open"))
        else:
            self._fields[Edge.END].show_time(mark.end_us if mark.end_us is not None else mark.start_us)
        self._reopen.setVisible(state and not going_on)
        self.note.show_words(mark.note)

    def _offer_codes(self, code_id: str) -> None:
        """The moments, and what the mark is if that is none: a bookmark may become the moment it was set for, a gap stays a gap."""
        while self._code.count() > len(MOMENTS):
            self._code.removeItem(len(MOMENTS))
        if self._code.findData(code_id) < 0:
            self._code.addItem(tier_icon(code_of(code_id).tier), say(f"code.{code_id}"), code_id)
        self._code.setCurrentIndex(self._code.findData(code_id))
        self._code.setEnabled(code_id != GAP.id)

    def write_note(self) -> None:
        """Put the keyboard into the note."""
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.note.end(False)

"""The chosen clip: its title, what it is for, its edges, its place in the order. Says what is wanted; the screen makes the edits."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.domain.clip import Clip, Intent
from app.domain.marking import Edge
from ui.review.mark_editor import quiet_focus
from ui.review.note_field import NoteField
from ui.review.time_field import TimeField
from ui.texts import say
from ui.theme import SPACE_INSIDE
from ui.widgets.boxes import choice_box
from ui.widgets.parts import button, name, row, secondary


class ClipEditor(QFrame):
    """Hidden while no clip is chosen."""

    title_kept = Signal(str, str)  # the clip it was written for, the words
    intent_wanted = Signal(Intent)
    edge_typed = Signal(Edge, object)
    edge_stepped = Signal(Edge, int)
    move_wanted = Signal(int)  # -1 earlier, 1 later
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._clip: Clip | None = None
        self.title = NoteField(say("clips.title_field"), say("clips.title_hint"))
        self.title.setMaxLength(200)
        self.title.kept.connect(lambda words: self.title_kept.emit(self._clip.id, words) if self._clip else None)
        self._intent = choice_box(say("clips.intent"))
        self._intent.setToolTip(say("clips.intent"))
        for intent in Intent:
            self._intent.addItem(say(f"intent.{intent}"), intent)
        self._intent.activated.connect(lambda row_: self.intent_wanted.emit(Intent(self._intent.itemData(row_))))
        self._fields = {edge: TimeField(say(f"marks.{edge}")) for edge in Edge}
        for edge, field in self._fields.items():
            field.time_typed.connect(lambda us, edge=edge: self.edge_typed.emit(edge, us))
            field.stepped.connect(lambda step, edge=edge: self.edge_stepped.emit(edge, step))
        self._build()
        self.hide()

    def _build(self) -> None:
        self._earlier = button(say("clips.earlier"), lambda: self.move_wanted.emit(-1), "quiet")
        self._later = button(say("clips.later"), lambda: self.move_wanted.emit(1), "quiet")
        for order in (self._earlier, self._later):
            name(order, f"{order.text()}: {say('clips.order_tip')}")
            order.setToolTip(say("clips.order_tip"))
        delete = button(say("clips.delete"), self.delete_wanted.emit, "quiet")
        delete.setToolTip(say("clips.delete_tip"))
        quiet_focus(self._earlier, self._later, delete)
        layout = QGridLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(6)
        layout.addWidget(self.title, 0, 0, 1, 3)
        layout.addWidget(self._fields[Edge.START], 1, 0)
        layout.addWidget(secondary("–"), 1, 1)
        layout.addWidget(self._fields[Edge.END], 1, 2)
        what = row(self._intent, self._earlier, self._later, delete, spacing=2)
        what.setStretch(0, 1)
        layout.addLayout(what, 2, 0, 1, 3)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 1)

    def show_clip(self, clip: Clip | None, place: int = 0, count: int = 0) -> None:
        """Show this clip, the `place`th (from 0) of `count`, or hide. A title still being written is kept first."""
        if self._clip is not None and (clip is None or clip.id != self._clip.id):
            self.title.finish()
        self._clip = clip
        self.setVisible(clip is not None)
        if clip is None:
            return
        self.title.show_words(clip.title)
        self._intent.setCurrentIndex(list(Intent).index(clip.intent))
        self._fields[Edge.START].show_time(clip.start_us)
        self._fields[Edge.END].show_time(clip.end_us)
        self._earlier.setEnabled(place > 0)
        self._later.setEnabled(place < count - 1)

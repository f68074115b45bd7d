"""The four fields of a note, two by two: what we saw, what the parent said, the next step, the film situation agreed on."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.domain.visit import Note
from app.usecases.note_templates import FIELDS
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.visits.plain_field import PlainField


class NoteFields(QWidget):
    """Says `written` for every change that the person makes."""

    written = Signal()

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_BETWEEN)
        grid.setVerticalSpacing(4)
        self.fields: dict[str, PlainField] = {}
        for n, field in enumerate(FIELDS):
            words = say(f"visits.note.{field}")
            made = PlainField(words, say(f"visits.note.{field}_hint"), self)
            made.written.connect(self.written)
            label = QLabel(words, self)
            label.setBuddy(made)
            grid.addWidget(label, n // 2 * 2, n % 2)
            grid.addWidget(made, n // 2 * 2 + 1, n % 2)
            self.fields[field] = made
        self.setFocusProxy(self.fields[FIELDS[0]])

    def show_note(self, note: Note) -> None:
        for name, field in self.fields.items():
            field.show_words(getattr(note, name))

    def of(self, note: Note) -> Note:
        """The note with the words that stand here now."""
        saw, parent_said, next_step, agreed_film = (self.fields[name].words() for name in FIELDS)
        return replace(note, saw=saw, parent_said=parent_said, next_step=next_step, agreed_film=agreed_film)

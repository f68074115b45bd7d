"""A note that was signed, to be read: what it says, and when it was signed. Nothing in it can be changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from app.domain.visit import Note
from app.usecases.note_templates import FIELDS
from ui import wording
from ui.texts import say
from ui.widgets.parts import card, column, name, secondary, words


def signed_card(note: Note) -> QFrame:
    """The note on a card. Fields without a word are left out."""
    signed = say("visits.note.signed", time=wording.when(note.signed_at))
    heading = say("visits.note.addendum") if note.addendum_to is not None else say("visits.note.title")
    parts = column(secondary(signed), spacing=4)
    if note.addendum_to is not None:
        parts.insertWidget(0, words(heading, "row-title"))
    for field in FIELDS:
        said = getattr(note, field).strip()
        if said:
            parts.addWidget(secondary(say(f"visits.note.{field}")))
            text = words(said)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            name(text, said)
            parts.addWidget(text)
    made = card(parts)
    name(made, f"{heading}. {signed}")
    return made

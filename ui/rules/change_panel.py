"""Before other rules hold: what becomes of each, who says so, and how much would go at once. Nothing changes until somebody says yes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.usecases.foresee_policy import Foreseen
from ui.rules.words import change_words, going_words
from ui.texts import say
from ui.theme import SPACE_BETWEEN, SPACE_INSIDE
from ui.widgets.parts import button, row, words


class ChangePanel(QFrame):
    """Emits `confirmed`, or `left`."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, foreseen: Foreseen, *, signed: bool) -> None:
        super().__init__()
        going = going_words(foreseen)
        self.setProperty("role", "notice-error" if going else "notice-warn")
        self.do_button = button(say("rules.change.do"), self.confirmed.emit, "danger" if going else "primary")
        self.leave_button = button(say("wording.cancel"), self.left.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_INSIDE, SPACE_BETWEEN, SPACE_BETWEEN)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(words(say("rules.change.title"), "notice-title"))
        layout.addWidget(words(say("rules.change.signed" if signed else "rules.change.team")))
        self.lines = change_words(foreseen) + ([going] if going else [])
        for line in self.lines:
            layout.addWidget(words(line))
        layout.addLayout(row(self.do_button, self.leave_button, None))

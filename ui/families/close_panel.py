"""The end of an episode, asked in its place: why it is closed, what came of it, and what that means for clips and notes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from app.domain.family import ClosureReason
from app.usecases.episode_facts import Ending
from ui.families.episode_forms import EndingFields
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.boxes import choice_box
from ui.widgets.parts import button, column, form_key, row, section, words
from ui.wording import begun


class ClosePanel(QFrame):
    """`confirmed(ClosureReason, Ending)`, or `left` when it was thought better of. It puts itself away for both."""

    confirmed = Signal(object, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.reason = choice_box(say("families.why_close"))
        for reason in ClosureReason:
            self.reason.addItem(begun(say(f"families.reason.{reason.value}")), reason.value)
        self.sure_button = button(say("families.close_sure"), self._close)
        self.leave_button = button(say("wording.cancel"), self._leave, "quiet")
        self.ending = EndingFields(across=True)
        asked = (row(self.reason, None), self.ending, row(self.sure_button, self.leave_button, None))
        layout = column(section(say("families.why_close")), words(say("families.close_what")), *asked)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)
        self.hide()

    def begin(self) -> None:
        self.ending.show_ending(Ending())
        self.show()
        self.reason.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not form_key(event, None, self.leave_button):
            super().keyPressEvent(event)

    def _close(self) -> None:
        self.hide()
        self.confirmed.emit(ClosureReason(self.reason.currentData()), self.ending.ending())

    def _leave(self) -> None:
        self.hide()
        self.left.emit()

"""Why a film, or clips of it, may not be looked at now: what is missing in words, and the way to the consents where that helps."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import SamspillError
from ui.texts import error_words, say
from ui.widgets.film_guard import BY_CONSENT
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, row


class Refusal(QWidget):
    """Hidden until there is something to say."""

    consents_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice()
        self.consents = button(say("infilm.consents"), self.consents_wanted.emit)
        line = row(self.notice, column(self.consents, None))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()

    def show_error(self, error: SamspillError, why: str = "") -> None:
        """`why`, where it is known better than the error tells."""
        self.consents.setVisible(error.code in BY_CONSENT)
        if why:
            title, _what, next_step = error_words(error)
            self.notice.show_words(title, why, next_step, tone="error")
        else:
            self.notice.show_error(error)
        self.show()

"""Giving up a film that is half copied, asked once: nothing has been seen or marked in it, and the card still holds it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui import wording
from ui.library.shelf import Shelved
from ui.texts import say
from ui.theme import SPACE_BETWEEN, SPACE_INSIDE
from ui.widgets.parts import button, row, words


class GiveUpPanel(QFrame):
    """Emits `confirmed` once, or `left`."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, shelved: Shelved, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice-error")
        self._size_bytes = shelved.recording.size_bytes
        self._filled = False

    def _fill(self) -> None:
        """When it is first asked: a list of films has one such panel for each."""
        self._filled = True
        self.give_up_button = button(say("library.give_up_sure"), self._confirm, "danger")
        self.keep_button = button(say("library.give_up_keep"), self.left.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_INSIDE, SPACE_BETWEEN, SPACE_BETWEEN)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(words(say("library.give_up_title"), "notice-title"))
        layout.addWidget(words(say("library.give_up_what", size=wording.size(self._size_bytes))))
        layout.addLayout(row(self.give_up_button, self.keep_button, None))

    def begin(self) -> None:
        if not self._filled:
            self._fill()
        self.show()
        self.keep_button.setFocus()  # Enter by a slip keeps

    def _confirm(self) -> None:
        self.setEnabled(False)
        self.confirmed.emit()

"""The line that stands over every other screen while a film is being taken, with the way back to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.parts import button, set_role, words


class FilmLine(QFrame):
    """`show_film(words)`; empty words hide it, and only what is being filmed is red. `back_wanted` when the film is to be seen again."""

    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "film-line")
        self.words = words(wrap=False)
        font = QFont(self.words.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        self.words.setFont(font)
        self.back = button(say("filming.back"), self.back_wanted.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, 4, SPACE_BETWEEN, 4)
        layout.setSpacing(SPACE_BETWEEN)
        self._dot = words("●", "film-dot", wrap=False)
        layout.addWidget(self._dot)
        layout.addWidget(self.words)
        layout.addStretch(1)
        layout.addWidget(self.back)
        self.hide()

    def show_film(self, text: str, *, paused: bool = False) -> None:
        set_role(self, "film-line-off" if paused else "film-line")
        set_role(self._dot, "film-dot-off" if paused else "film-dot")
        if text != self.words.text():
            self.words.setText(text)
            self.setAccessibleName(text)
        self.setVisible(bool(text))

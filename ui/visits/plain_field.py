"""A large field for plain words, typed or dictated: Tab goes on to the next field, and nothing but text comes in."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Signal
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from ui.theme import BODY_PX, SPACE_BETWEEN
from ui.widgets.parts import name

LINES = 6
LONGEST = 20_000
_LEAST_PX = LINES * round(BODY_PX * 1.45) + SPACE_BETWEEN


class PlainField(QPlainTextEdit):
    """Says `written` for every change made by the person; `show_words` says nothing.

    No spelling hints and no completion are asked for or refused: dictation and the system's own tools see an ordinary text field.
    """

    written = Signal()

    def __init__(self, label: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name(self, label, hint)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # The style sheet's least height beats the widget's own.
        self.setStyleSheet(f"min-height: {_LEAST_PX}px")
        self._showing = False
        self.textChanged.connect(self._changed)

    def words(self) -> str:
        return self.toPlainText()

    def show_words(self, text: str) -> None:
        """Show what is kept; an equal text keeps cursor and undo."""
        if text == self.toPlainText():
            return
        self._showing = True
        try:
            self.setPlainText(text)
        finally:
            self._showing = False

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Text only, and not without end: a whole book pasted by a slip is cut."""
        room = LONGEST - len(self.toPlainText()) + len(self.textCursor().selectedText())
        self.insertPlainText(source.text()[: max(0, room)])

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _LEAST_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), _LEAST_PX)

    def _changed(self) -> None:
        if not self._showing:
            self.written.emit()

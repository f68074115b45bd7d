"""A one-line field whose words are kept while they are written: at a pause, on Enter, and when it is left. Nothing waits to be lost."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

LONGEST = 2000
# A pause this long in writing keeps what is written so far.
_PAUSE_MS = 400


class NoteField(QLineEdit):
    """Says `kept` with the new words, once for each change. Escape goes back to the screen; taking words back is what undo is for."""

    kept = Signal(str)

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setMaxLength(LONGEST)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._keep)
        self.textEdited.connect(lambda _text: self._pause.start())
        self.editingFinished.connect(self._keep)

    def show_words(self, words: str) -> None:
        """Show what is stored. What is being written right now is not overwritten when its own saving comes home."""
        if words == self._before:
            return
        self._before = words
        if self.text() != words:
            self.setText(words)

    def finish(self) -> None:
        """Keep what was written: something else is about to be shown."""
        self._keep()

    def _keep(self) -> None:
        self._pause.stop()
        if self.text() != self._before:
            self._before = self.text()
            self.kept.emit(self._before)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._keep()
            self.clearFocus()
        else:
            super().keyPressEvent(event)

"""A field for a passphrase or a code: hidden until asked, kept from input methods' memories, with a hint when caps lock seems on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.texts import say
from ui.theme import TARGET_PX
from ui.widgets.parts import button, name, row, words

_HINTS = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
    | Qt.InputMethodHint.ImhHiddenText
)
MAX_LENGTH = 512


class _Line(QLineEdit):
    """Tells by the letters themselves whether caps lock is on: Qt knows no better on all systems."""

    caps = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if len(typed) == 1 and typed.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.emit(typed.isupper() != shifted)
        super().keyPressEvent(event)


class SecretField(QWidget):
    """`submitted` on Enter, `edited` on each change."""

    submitted = Signal()
    edited = Signal(str)

    def __init__(self, label: str) -> None:
        super().__init__()
        self.line = _Line()
        self.line.setMaxLength(MAX_LENGTH)
        self.line.setMinimumHeight(TARGET_PX + 4)
        self.line.setInputMethodHints(_HINTS)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        name(self.line, label)
        self.line.returnPressed.connect(self.submitted)
        self.line.textEdited.connect(self.edited)
        self._label = QLabel(label)
        self._label.setBuddy(self.line)
        self._show = button(say("shell.show"), self._toggle)
        self._show.setAccessibleName(say("shell.show_name", field=label))
        self._show.setMinimumWidth(self._show_width())
        self._caps = words(say("shell.caps"), "warn")
        self._caps.hide()
        self.line.caps.connect(self._caps.setVisible)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._label)
        layout.addLayout(row(self.line, self._show))
        layout.addWidget(self._caps)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        return self.line.text()

    def wipe(self) -> None:
        """Empty and hidden again."""
        self.line.clear()
        self._set_shown(False)

    def reveal(self) -> None:
        self._set_shown(True)

    def _toggle(self) -> None:
        self._set_shown(self.line.echoMode() == QLineEdit.EchoMode.Password)

    def _set_shown(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._show.setText(say("shell.hide") if shown else say("shell.show"))

    def _show_width(self) -> int:
        """Wide enough for either word, so that nothing moves when it changes."""
        metrics = self._show.fontMetrics()
        return max(metrics.horizontalAdvance(say(key)) for key in ("shell.show", "shell.hide")) + 40

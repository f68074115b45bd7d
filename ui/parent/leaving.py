"""The only way out of parent mode: a quiet panel that asks for the PIN or the passphrase. Checking is slow on purpose: off this thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from ui.jobs import Jobs
from ui.texts import error_words, say
from ui.theme import DARK, SPACE_AROUND, SPACE_BETWEEN
from ui.widgets.parts import button, column, name, row, section, words

PANEL_PX = 460


class LeavePanel(QFrame):
    """`allowed` when the code fitted; `stayed` when the person thought better of it."""

    allowed = Signal()
    stayed = Signal()

    def __init__(self, jobs: Jobs, check_exit: Callable[[str], bool], parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs, self._check_exit = jobs, check_exit
        self._checking = False
        self.setProperty("role", "panel")
        name(self, say("parent.exit_title"))
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.field.setPlaceholderText(say("parent.exit_field"))
        colours = self.field.palette()
        colours.setColor(QPalette.ColorRole.PlaceholderText, QColor(DARK.muted))  # readable in light rooms' theme too
        self.field.setPalette(colours)
        name(self.field, say("parent.exit_field"))
        self.field.returnPressed.connect(self._check)
        self.answer = words()
        self.answer.hide()
        self.leave = button(say("parent.exit_leave"), self._check, "primary")
        self.stay = button(say("parent.exit_stay"), self._stay)
        layout = column(section(say("parent.exit_title")), words(say("parent.exit_what")), self.field, self.answer, spacing=SPACE_BETWEEN)
        layout.addLayout(row(None, self.stay, self.leave))
        layout.setContentsMargins(SPACE_AROUND, SPACE_AROUND, SPACE_AROUND, SPACE_AROUND)
        self.setLayout(layout)
        self.setFixedWidth(PANEL_PX)
        self.hide()

    def ask(self) -> None:
        """Show the panel, empty, with the keyboard in it."""
        if not self.isVisible():
            self.field.clear()
            self._say("")
        self.show()
        self.adjustSize()
        self.centre()
        self.raise_()
        self.field.setFocus()

    def centre(self) -> None:
        """In the middle of the window."""
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 2)

    def _check(self) -> None:
        typed = self.field.text()
        if self._checking or not typed:
            return
        self._set_checking(True)
        self._say(say("parent.exit_checking"))
        self._jobs.pool(self, lambda: self._check_exit(typed), self._answered, self._refused)

    def _answered(self, fits: bool) -> None:
        if not fits:
            self._refused(Circumstance(ErrorCode.WRONG_PIN))
            return
        self._set_checking(False)
        self.field.clear()
        self.allowed.emit()

    def _refused(self, error: SamspillError) -> None:
        self._set_checking(False)
        title, _what, next_step = error_words(error)
        self._say(f"{title}. {next_step}")
        self.field.clear()
        self.field.setFocus()

    def _set_checking(self, checking: bool) -> None:
        self._checking = checking
        self.leave.setEnabled(not checking)

    def _say(self, text: str) -> None:
        self.answer.setText(text)
        self.answer.setVisible(bool(text))
        self.field.setAccessibleDescription(text)
        self.adjustSize()
        self.centre()

    def _stay(self) -> None:
        self.field.clear()
        self.hide()
        self.stayed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._stay()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        event.accept()  # nothing typed here reaches the film

"""What opens a backup: the passphrase of that day, or the recovery code of that day."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.texts import say
from ui.widgets.parts import button, column, row, secondary
from ui.widgets.secret_field import SecretField


class BackupSecret(QWidget):
    """One field for either, and a quiet way from one to the other."""

    edited = Signal()
    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.passphrase = SecretField(say("backup.passphrase_then"))
        self.code = SecretField(say("backup.code_then"))
        self._fields = QStackedWidget()
        for field in (self.passphrase, self.code):
            self._fields.addWidget(field)
            field.edited.connect(lambda _text: self.edited.emit())
            field.submitted.connect(self.submitted)
        self.other_button = button(say("backup.use_code"), self._other, "quiet")
        self.setLayout(column(self._fields, secondary(say("backup.secret_help")), row(self.other_button, None), spacing=8))
        self.setFocusProxy(self.passphrase)

    def text(self) -> str:
        return (self.code if self.is_code() else self.passphrase).text().strip()

    def is_code(self) -> bool:
        return self._fields.currentWidget() is self.code

    def try_again(self) -> None:
        """What was typed did not open it: the keyboard is there, and typing replaces it."""
        field = self.code if self.is_code() else self.passphrase
        field.setFocus()
        field.line.selectAll()

    def wipe(self) -> None:
        self.passphrase.wipe()
        self.code.wipe()
        if self.is_code():
            self.code.reveal()

    def _other(self) -> None:
        self.wipe()
        self._fields.setCurrentWidget(self.passphrase if self.is_code() else self.code)
        if self.is_code():
            self.code.reveal()
        self.other_button.setText(say("backup.use_passphrase") if self.is_code() else say("backup.use_code"))
        self.setFocusProxy(self.code if self.is_code() else self.passphrase)
        self.setFocus()
        self.edited.emit()

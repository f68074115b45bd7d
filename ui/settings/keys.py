"""What opens the vault: a new passphrase, a new recovery code. Both ask for the passphrase of now; both run off the interface's thread."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import SamspillError
from app.usecases.change_keys import change_passphrase, renew_recovery_code
from ui.jobs import Jobs
from ui.services import Session
from ui.setup.new_passphrase import NewPassphrase
from ui.setup.steps import RecoveryStep
from ui.texts import say
from ui.widgets.busy import Busy
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, fields_of, keyboard_before, row, secondary
from ui.widgets.secret_field import SecretField


class _Form(QWidget):
    """A button that opens the fields under it; they close again when done or left."""

    def __init__(self, open_text: str, do_text: str, help_text: str) -> None:
        super().__init__()
        self.notice = Notice()
        self.busy = Busy()
        self.busy.hide()
        self.open_button = button(open_text, self.open_fields)
        self.do_button = button(do_text, self._do)
        self.leave_button = button(say("wording.cancel"), self.leave, "quiet")
        self._fields = QVBoxLayout()
        self._fields.setSpacing(12)
        self.inside = QWidget()
        self.inside.setLayout(
            column(secondary(help_text), self._fields, self.busy, row(self.do_button, self.leave_button, None), spacing=12)
        )
        self.inside.hide()
        self.setLayout(column(row(self.open_button, None), self.notice, self.inside, spacing=12))

    def _put(self, field: QWidget) -> None:
        """Under what is there, for the eye and the keyboard."""
        self._fields.addWidget(field)
        keyboard_before(self.do_button, fields_of(field))

    def open_fields(self) -> None:
        self.notice.clear()
        self.open_button.hide()
        self.inside.show()
        self.inside.setEnabled(True)

    def is_open(self) -> bool:
        """Whether something is being entered."""
        return not self.inside.isHidden()

    def leave(self) -> None:
        self.inside.hide()
        self.open_button.show()
        self.open_button.setFocus()

    def _do(self) -> None:
        """What the form is for."""

    def _begin(self) -> None:
        self.notice.clear()
        self.inside.setEnabled(False)
        self.busy.start(say("settings.working"))

    def _failed(self, error: SamspillError) -> None:
        self.busy.stop()
        self.inside.setEnabled(True)
        self.notice.show_error(error)


class PassphraseForm(_Form):
    """Old one, new one twice."""

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__(say("settings.change_passphrase"), say("settings.change_passphrase_do"), say("settings.change_passphrase_help"))
        self._session = session
        self._jobs = jobs
        self.old = SecretField(say("settings.passphrase_now"))
        self.twice = NewPassphrase(say("settings.passphrase_new"), session.keeper.strength, jobs)
        self._put(self.old)
        self._put(self.twice)
        self.old.edited.connect(lambda _text: self._tell())
        self.old.submitted.connect(self.twice.setFocus)
        self.twice.ready.connect(lambda _ready: self._tell())
        self.twice.submitted.connect(self.do_button.click)
        self._tell()

    def open_fields(self) -> None:
        super().open_fields()
        self.old.setFocus()

    def leave(self) -> None:
        self.old.wipe()
        self.twice.wipe()
        super().leave()

    def _tell(self) -> None:
        self.do_button.setEnabled(bool(self.old.text()) and self.twice.is_ready())

    def _do(self) -> None:
        self._begin()
        work = partial(change_passphrase, self._session.keeper, self.old.text(), self.twice.text())
        self._jobs.pool(self, work, lambda _done: self._changed(), self._failed)

    def _changed(self) -> None:
        self.busy.stop()
        self.leave()
        self.notice.show_words(say("settings.passphrase_changed"), tone="good")


class RecoveryForm(_Form):
    """The passphrase, then the new code, shown this once and typed back."""

    made = Signal()

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__(say("settings.new_code"), say("settings.new_code_do"), say("settings.new_code_help"))
        self._session = session
        self._jobs = jobs
        self.step: RecoveryStep | None = None
        self.passphrase = SecretField(say("settings.passphrase_now"))
        self.passphrase.edited.connect(lambda text: self.do_button.setEnabled(bool(text)))
        self.passphrase.submitted.connect(self.do_button.click)
        self.do_button.setEnabled(False)
        self._put(self.passphrase)

    def open_fields(self) -> None:
        super().open_fields()
        self.passphrase.setFocus()

    def leave(self) -> None:
        self.passphrase.wipe()
        super().leave()

    def _do(self) -> None:
        if self.step is not None:
            self._typed_back()
            return
        self._begin()
        self._jobs.pool(self, partial(renew_recovery_code, self._session.keeper, self.passphrase.text()), self._show, self._failed)

    def _show(self, code: str) -> None:
        self.busy.stop()
        self.inside.setEnabled(True)
        self.passphrase.wipe()
        self.passphrase.hide()
        self.leave_button.hide()
        self.step = RecoveryStep(code)
        self.step.ready.connect(self.do_button.setEnabled)
        self.step.submitted.connect(self.do_button.click)
        self._put(self.step)
        self.do_button.setText(say("setup.finish"))
        self.do_button.setEnabled(False)
        self.made.emit()

    def _typed_back(self) -> None:
        assert self.step is not None
        self.step.wipe()
        self._fields.removeWidget(self.step)
        self.step.deleteLater()
        self.step = None
        self.passphrase.show()
        self.leave_button.show()
        self.do_button.setText(say("settings.new_code_do"))
        self.leave()
        self.notice.show_words(say("settings.code_changed"), tone="good")

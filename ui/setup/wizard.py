"""First set-up: passphrase, locking, then the vault is made, then the recovery code. The only screen that makes a vault from nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from app.domain.errors import SamspillError
from ui.jobs import Jobs
from ui.preferences import IDLE_MINUTES, Preferences
from ui.services import Door, NewSession
from ui.setup.step_page import StepPage
from ui.setup.steps import LockStep, PassphraseStep, RecoveryStep, Step
from ui.texts import say
from ui.unlock.screen import KEYRING_TROUBLE
from ui.widgets.parts import secondary

STEPS = 3


class SetupWizard(StepPage):
    """Emits `finished(Session)` when the code has been typed back, `left()` when the person goes back before anything was made."""

    finished = Signal(object)
    left = Signal()

    def __init__(self, door: Door, jobs: Jobs, preferences: Preferences) -> None:
        where = secondary()
        super().__init__(where, self._next, self._back)
        self._where = where
        self._door = door
        self._jobs = jobs
        self._preferences = preferences
        self._made: NewSession | None = None
        self._add_buttons()
        self.passphrase = PassphraseStep(door, jobs)
        self.lock = LockStep(preferences.get(IDLE_MINUTES))
        self.recovery: RecoveryStep | None = None
        self._go_to(self.passphrase, 1)

    def pin(self) -> str:
        """The PIN chosen for parent mode, or nothing."""
        return self.lock.pin.text()

    def _go_to(self, step: Step, number: int) -> None:
        self._where.setText(say("setup.step", number=number, steps=STEPS))
        self._show(step, say(("setup.next", "setup.make", "setup.finish")[number - 1]), may_go_back=number < STEPS)

    def _back(self) -> None:
        self.notice.clear()
        if self._step is self.lock:
            self._go_to(self.passphrase, 1)
        else:
            self.passphrase.wipe()
            self.left.emit()

    def _next(self) -> None:
        if not self._ready():
            return
        if self._step is self.passphrase:
            self._go_to(self.lock, 2)
        elif self._step is self.lock:
            self._make()
        elif self._made is not None and self.recovery is not None:
            self.recovery.wipe()
            self.finished.emit(self._made.session)

    def _make(self) -> None:
        self.notice.clear()
        self._preferences.set(IDLE_MINUTES, self.lock.minutes.value())
        self._enable(False)
        self.busy.start(say("setup.making"))
        self._jobs.pool(self, partial(self._door.set_up, self.passphrase.passphrase()), self._was_made, self.failed)

    def _was_made(self, made: NewSession) -> None:
        self.busy.stop()
        self._made = made
        self._preferences.move_to(self._door.folder)
        self.passphrase.wipe()
        self.recovery = RecoveryStep(made.recovery_code)
        self._enable(True)
        self._go_to(self.recovery, 3)

    def failed(self, error: SamspillError) -> None:
        """Nothing was made. A keyring that is not there has other words here than at the lock screen: there is no code to use yet."""
        self.show_idle()
        if error.code in KEYRING_TROUBLE:
            self.notice.show_words(say("setup.keyring.title"), say("setup.keyring.what"), say("setup.keyring.next"), tone="error")
        else:
            self.notice.show_error(error)

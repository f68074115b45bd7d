"""First set-up: passphrase, locking, then the vault is made, then the recovery code. The only screen that makes a vault."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import SamspillError
from ui.jobs import Jobs
from ui.preferences import IDLE_MINUTES, Preferences
from ui.services import Door, NewSession
from ui.setup.steps import LockStep, PassphraseStep, RecoveryStep, Step
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.unlock.screen import KEYRING_TROUBLE
from ui.widgets.busy import Busy
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, row, secondary

WIDTH_PX = 680
STEPS = 3


class SetupWizard(Page):
    """Emits `finished(Session)` when the code has been typed back, `left()` when the person goes back before anything was made."""

    finished = Signal(object)
    left = Signal()

    def __init__(self, door: Door, jobs: Jobs, preferences: Preferences) -> None:
        super().__init__(WIDTH_PX, centred=True)
        self._door = door
        self._jobs = jobs
        self._preferences = preferences
        self._made: NewSession | None = None
        self._step: Step | None = None
        self.notice = Notice()
        self.busy = Busy()
        self._where = secondary()
        self.back_button = button(say("setup.back"), self._back, "quiet")
        self.next_button = button(say("setup.next"), self._next, "primary")
        self._place = QVBoxLayout()
        self._place.setSpacing(SPACE_BETWEEN)
        self.add(self._where)
        self.add(self._place)
        self.add(self.notice)
        self.add(self.busy)
        self.add(row(self.next_button, self.back_button, None))
        self.passphrase = PassphraseStep(door, jobs)
        self.lock = LockStep(preferences.get(IDLE_MINUTES))
        self.recovery: RecoveryStep | None = None
        self._show(self.passphrase, 1)

    def pin(self) -> str:
        """The PIN chosen for parent mode, or nothing."""
        return self.lock.pin.text()

    def _show(self, step: Step, number: int) -> None:
        if self._step is not None:
            self._step.ready.disconnect(self.next_button.setEnabled)
            self._place.removeWidget(self._step)
            self._step.hide()
        self._step = step
        self._place.addWidget(step)
        step.show()
        step.ready.connect(self.next_button.setEnabled)
        self._where.setText(say("setup.step", number=number, steps=STEPS))
        self.next_button.setText(say(("setup.next", "setup.make", "setup.finish")[number - 1]))
        self.next_button.setAccessibleName(self.next_button.text())
        self.next_button.setEnabled(self._ready())
        self.back_button.setVisible(number < STEPS)
        _order(step, self.next_button, self.back_button)
        self.setFocusProxy(step)  # whoever gives the wizard the keyboard gives it to the first field
        step.setFocus()

    def _ready(self) -> bool:
        return isinstance(self._step, PassphraseStep | LockStep | RecoveryStep) and self._step.is_ready()

    def _back(self) -> None:
        self.notice.clear()
        if self._step is self.lock:
            self._show(self.passphrase, 1)
        else:
            self.passphrase.wipe()
            self.left.emit()

    def _next(self) -> None:
        if not self._ready():
            return
        if self._step is self.passphrase:
            self._show(self.lock, 2)
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
        self._show(self.recovery, 3)

    def failed(self, error: SamspillError) -> None:
        """Nothing was made. A keyring that is not there has other words here than at the lock screen: there is no code to use yet."""
        self.show_idle()
        if error.code in KEYRING_TROUBLE:
            self.notice.show_words(say("setup.keyring.title"), say("setup.keyring.what"), say("setup.keyring.next"), tone="error")
        else:
            self.notice.show_error(error)

    def show_idle(self) -> None:
        self.busy.stop()
        self._enable(True)

    def _enable(self, on: bool) -> None:
        for part in (self.lock, self.next_button, self.back_button):
            part.setEnabled(on)


def _order(*widgets: QWidget) -> None:
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)

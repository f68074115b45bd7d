"""The lock screen: one passphrase, one button; the recovery code when the passphrase or the keyring is lost.

The slow derivation of keys runs on the pool. After wrong tries the button counts down; nothing is ever wiped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import ErrorCode, SamspillError
from ui.jobs import Jobs
from ui.services import Door, Session
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.busy import Busy
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, row, secondary, title, words
from ui.widgets.secret_field import SecretField

WIDTH_PX = 520
# With these the passphrase cannot help: the way back is the recovery code, so it is put in the person's hand.
KEYRING_TROUBLE = frozenset({ErrorCode.KEYRING_MISSING, ErrorCode.KEYRING_CHANGED, ErrorCode.KEYRING_SILENT, ErrorCode.KEYRING_LOCKED})
# With these no secret opens what is here any more: a backup may.
HARMED = frozenset({ErrorCode.VAULT_DAMAGED, ErrorCode.VAULT_MISSING, ErrorCode.VAULT_OLDER, ErrorCode.KEYSLOTS_DAMAGED})


class UnlockScreen(Page):
    """Emits `opened(Session)` once; the window then puts it away."""

    opened = Signal(object)
    practice_wanted = Signal()
    leave_practice_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, door: Door, jobs: Jobs) -> None:
        super().__init__(WIDTH_PX, centred=True)
        self._door = door
        self._jobs = jobs
        self._wait_s = 0
        self._countdown = QTimer(self)
        self._countdown.setInterval(1000)
        self._countdown.timeout.connect(self._tick)
        self.notice = Notice()
        self.busy = Busy()
        self._ways = QStackedWidget()
        self._ways.addWidget(self._passphrase_way())
        self._ways.addWidget(self._recovery_way())
        self._ways.addWidget(self._practice_way())
        self._ways.setCurrentIndex(2 if door.practice else 0)
        self.add(title(say("unlock.title")))
        self._lead = words(say("unlock.practice") if door.practice else say("unlock.lead"))
        self.add(self._lead)
        self.add(self.notice)
        self.add(self._ways)
        self.add(self.busy)
        self.restore_button = button(say("backup.from_backup"), self.restore_wanted.emit)
        self.restore_button.setVisible(False)
        self.add(_buttons(self.restore_button))
        self.add(_buttons(self._other_vault()))
        self.setFocusProxy(self.practice_button if door.practice else self.passphrase)

    # --- the two ways -----------------------------------------------------------------------------------------------------

    def _passphrase_way(self) -> QWidget:
        self.passphrase = SecretField(say("unlock.passphrase"))
        self.unlock_button = button(say("unlock.open"), self.try_passphrase, "primary")
        self.recovery_button = button(say("unlock.use_code"), partial(self._go, 1), "quiet")
        self.passphrase.submitted.connect(self.try_passphrase)
        return _way(self.passphrase, _buttons(self.unlock_button, self.recovery_button))

    def _recovery_way(self) -> QWidget:
        self.code = SecretField(say("unlock.code"))
        self.code.reveal()
        self.recover_button = button(say("unlock.open_with_code"), self.try_code, "primary")
        self.back_button = button(say("unlock.back"), partial(self._go, 0), "quiet")
        self.code.submitted.connect(self.try_code)
        return _way(self.code, secondary(say("unlock.code_help")), _buttons(self.recover_button, self.back_button))

    def _practice_way(self) -> QWidget:
        """The practice vault opens by itself: nothing in it needs guarding."""
        self.practice_button = button(say("unlock.open_practice"), self.practice_wanted.emit, "primary")
        return _way(_buttons(self.practice_button))

    def _other_vault(self) -> QPushButton:
        """From the vault of one's own to the practice, and back."""
        if self._door.practice:
            return button(say("unlock.leave_practice"), self.leave_practice_wanted.emit)
        return button(say("unlock.practice_instead"), self.practice_wanted.emit)

    def _go(self, way: int) -> None:
        self._ways.setCurrentIndex(way)
        self._lead.setText(say("unlock.lead_code") if way else say("unlock.lead"))
        if not way:
            self.code.wipe()
            self.notice.clear()
        else:
            self.code.reveal()
        (self.code if way else self.passphrase).setFocus()

    # --- trying -------------------------------------------------------------------------------------------------------------

    def try_passphrase(self) -> None:
        typed = self.passphrase.text()
        if typed and not self._wait_s and not self._is_busy():
            self._try(partial(self._door.unlock, typed))

    def try_code(self) -> None:
        typed = self.code.text()
        if typed.strip() and not self._is_busy():
            self._try(partial(self._door.recover, typed))

    def _try(self, open_it: Callable[[], Session]) -> None:
        self.notice.clear()
        self.busy.start(say("unlock.opening"))
        self._enable(False)
        self._jobs.pool(self, open_it, self._done, self.failed)

    def _done(self, session: Session) -> None:
        self.passphrase.wipe()
        self.code.wipe()
        self.opened.emit(session)

    def failed(self, error: SamspillError) -> None:
        """Say why it stayed locked, and put the next thing to do into the person's hand."""
        self.show_idle()
        self.notice.show_error(error)
        wait = error.params.get("seconds", 0)
        if isinstance(wait, int) and wait > 0:
            self._start_waiting(wait)
        self.restore_button.setVisible(error.code in HARMED and not self._door.practice)
        if error.code in KEYRING_TROUBLE:
            self._go(1)
        elif self._ways.currentIndex():
            self.code.setFocus()
        else:
            self.passphrase.line.selectAll()
            self.passphrase.setFocus()

    def show_idle(self) -> None:
        self.setEnabled(True)
        self.busy.stop()
        self._enable(True)

    # --- waiting after wrong tries ------------------------------------------------------------------------------------------

    def _start_waiting(self, seconds: int) -> None:
        self._wait_s = seconds
        self._countdown.start()
        self._show_wait()

    def wait_is_over(self) -> None:
        """The next try is allowed (the vault keeps count of its own)."""
        self._wait_s = 0
        self._countdown.stop()
        self._show_wait()

    def _tick(self) -> None:
        self._wait_s -= 1
        if self._wait_s <= 0:
            self.wait_is_over()
        else:
            self._show_wait()

    def _show_wait(self) -> None:
        waiting = self._wait_s > 0
        self.unlock_button.setText(say("unlock.wait", seconds=self._wait_s) if waiting else say("unlock.open"))
        self.unlock_button.setEnabled(not waiting)

    def _is_busy(self) -> bool:
        return not self._ways.isEnabled()

    def _enable(self, on: bool) -> None:
        self._ways.setEnabled(on)


def _way(*parts: QWidget | QHBoxLayout) -> QWidget:
    way = QWidget()
    layout = QVBoxLayout(way)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE_BETWEEN)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    layout.addStretch(1)
    return way


def _buttons(*buttons: QPushButton) -> QHBoxLayout:
    return row(*buttons, None)

"""Idle while a card is being imported: everything is hidden behind the passphrase, and the import goes on. It really locks when it is done.

The keys stay in this process for as long, which is why this is not called locked.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.ports import VaultKeeper
from ui.jobs import Jobs
from ui.texts import say
from ui.unlock.screen import WIDTH_PX
from ui.widgets.busy import Busy
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, row, title, words
from ui.widgets.secret_field import SecretField


class Curtain(Page):
    """Emits `opened()` when the passphrase fitted."""

    opened = Signal()

    def __init__(self, keeper: VaultKeeper, jobs: Jobs) -> None:
        super().__init__(WIDTH_PX, centred=True)
        self._keeper = keeper
        self._jobs = jobs
        self.notice = Notice()
        self.busy = Busy()
        self.passphrase = SecretField(say("unlock.passphrase"))
        self.passphrase.submitted.connect(self._try)
        self.open_button = button(say("unlock.open"), self._try, "primary")
        self.add(title(say("unlock.curtain.title")))
        self.add(words(say("unlock.curtain.lead")))
        self.add(self.notice)
        self.add(self.passphrase)
        self.add(row(self.open_button, None))
        self.add(self.busy)
        self.setFocusProxy(self.passphrase)

    def _try(self) -> None:
        typed = self.passphrase.text()
        if typed and self.open_button.isEnabled():
            self.notice.clear()
            self.busy.start(say("unlock.opening"))
            self.open_button.setEnabled(False)
            self._jobs.pool(self, partial(self._keeper.is_passphrase, typed), self._answered, self._failed)

    def _answered(self, fits: bool) -> None:
        if fits:
            self.passphrase.wipe()
            self.opened.emit()
        else:
            self._failed(Circumstance(ErrorCode.WRONG_PASSPHRASE))

    def _failed(self, error: SamspillError) -> None:
        self.show_idle()
        self.notice.show_error(error)
        self.passphrase.line.selectAll()
        self.passphrase.setFocus()

    def show_idle(self) -> None:
        self.busy.stop()
        self.open_button.setEnabled(True)

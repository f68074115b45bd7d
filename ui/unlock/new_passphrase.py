"""After the recovery code: a new passphrase, which also gives this machine its half of the key again. May be put off."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from app.domain.errors import SamspillError
from app.usecases.change_keys import choose_passphrase_after_recovery
from ui.jobs import Jobs
from ui.services import Door, Session
from ui.setup.steps import PassphraseStep
from ui.texts import say
from ui.widgets.busy import Busy
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, row

WIDTH_PX = 680


class NewPassphraseScreen(Page):
    """Emits `done()` when chosen or put off."""

    done = Signal()

    def __init__(self, door: Door, session: Session, jobs: Jobs) -> None:
        super().__init__(WIDTH_PX, centred=True)
        self._session = session
        self._jobs = jobs
        self.notice = Notice()
        self.busy = Busy()
        self.step = PassphraseStep(door, jobs)
        self.save_button = button(say("unlock.new.save"), self._save, "primary")
        self.later_button = button(say("unlock.new.later"), self._later, "quiet")
        self.save_button.setEnabled(False)
        self.step.ready.connect(self.save_button.setEnabled)
        self.step.submitted.connect(self.save_button.click)
        self.add(self.notice)
        self.add(self.step)
        self.add(self.busy)
        self.add(row(self.save_button, self.later_button, None))
        self.notice.show_words(say("unlock.new.title"), say("unlock.new.lead"))
        self.setFocusProxy(self.step)

    def _save(self) -> None:
        self.notice.clear()
        self.busy.start(say("settings.working"))
        self._enable(False)
        work = partial(choose_passphrase_after_recovery, self._session.keeper, self.step.passphrase())
        self._jobs.pool(self, work, lambda _done: self._later(), self._failed)

    def _later(self) -> None:
        self.step.wipe()
        self.done.emit()

    def _failed(self, error: SamspillError) -> None:
        self.show_idle()
        self.notice.show_error(error)

    def show_idle(self) -> None:
        self.busy.stop()
        self._enable(True)

    def _enable(self, on: bool) -> None:
        for part in (self.step, self.save_button, self.later_button):
            part.setEnabled(on)

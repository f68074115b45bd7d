"""A vault out of a backup, before anything is unlocked: which file, what opens it, what is in it, and the new recovery code at the end.

Three pages, one step each. Nothing is made before the last button of the second; stopped or failed, everything is as it was.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from app.domain.errors import SamspillError
from app.ports import BackupFacts
from ui import wording
from ui.backup.opening import BackupSecret
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.services import Door, RestoredSession, RestoreWish
from ui.setup.step_page import StepPage
from ui.setup.steps import PassphraseStep, RecoveryStep, Step
from ui.texts import say
from ui.unlock.screen import KEYRING_TROUBLE
from ui.widgets.choose_path import choose_file
from ui.widgets.long_job import LongJob
from ui.widgets.notice import Notice
from ui.widgets.parts import button, row, secondary, words


class FileStep(Step):
    """Which backup, and what opens it."""

    def __init__(self, *, there_is_one: bool) -> None:
        super().__init__(say("backup.restore.title"), say("backup.restore.lead"))
        self.file: Path | None = None
        self.choose_button = button(say("backup.choose_file"), self._choose)
        self.which = secondary()
        self.secret = BackupSecret()
        self.secret.edited.connect(self._tell)
        self.secret.submitted.connect(self.submitted)
        if there_is_one:
            self.column.addWidget(words(say("backup.restore.aside"), "warn"))
        self.column.addLayout(row(self.choose_button, self.which, None))
        self.column.addWidget(self.secret)
        self.setFocusProxy(self.choose_button)

    def set_file(self, file: Path) -> None:
        self.file = file
        self.which.setText(file.name)
        self.secret.setFocus()
        self._tell()

    def is_ready(self) -> bool:
        return self.file is not None and bool(self.secret.text())

    def _choose(self) -> None:
        found = choose_file(self, say("backup.choose_file"))
        if found is not None:
            self.set_file(found)

    def _tell(self) -> None:
        self.ready.emit(self.is_ready())


class FoundStep(Step):
    """What is in it; nothing is to be typed."""

    def __init__(self, facts: BackupFacts) -> None:
        lead = say("backup.restore.found", day=wording.when(facts.made_at), size=wording.size(facts.film_bytes))
        super().__init__(say("backup.restore.found_title"), lead)
        self.column.addWidget(words(wording.count("backup.holds", facts.films)))
        self.column.addWidget(words(say("backup.restore.stays_gone")))


class RestoreScreen(StepPage):
    """Emits `finished(Session)` when the code has been typed back, `left()` when the person goes back before anything was made."""

    finished = Signal(object)
    left = Signal()

    def __init__(self, door: Door, jobs: Jobs, preferences: Preferences) -> None:
        outcome = Notice()
        super().__init__(outcome, self._next, self._back)
        self.outcome = outcome
        self._door = door
        self._jobs = jobs
        self._preferences = preferences
        self._made: RestoredSession | None = None
        self.job = LongJob(jobs, self)
        self.add(self.job)
        self._add_buttons()
        self.file = FileStep(there_is_one=door.exists())
        self.found: FoundStep | None = None
        self.passphrase: PassphraseStep | None = None
        self.recovery: RecoveryStep | None = None
        self._show(self.file, say("backup.restore.look"))

    def failed(self, error: SamspillError) -> None:
        self.show_idle()
        if error.code in KEYRING_TROUBLE:  # as at set-up: there is no code to use yet
            self.notice.show_words(say("setup.keyring.title"), say("setup.keyring.what"), say("setup.keyring.next"), tone="error")
        else:
            self.notice.show_error(error)
        if self._step is self.file:
            self.file.secret.try_again()

    # --- one step after the other ---------------------------------------------------------------------------------------------

    def _back(self) -> None:
        self.notice.clear()
        if self._step is self.file:
            self.file.secret.wipe()
            self.left.emit()
        elif self._step is self.passphrase and self.found is not None:
            self._show_found(self.found)
        else:
            self._show(self.file, say("backup.restore.look"))

    def _next(self) -> None:
        if not self._ready() or not self.next_button.isEnabled():
            return
        self.notice.clear()
        if self._step is self.file:
            self._look()
        elif self._step is self.found and self.file.secret.is_code():
            self.passphrase = self.passphrase or PassphraseStep(self._door, self._jobs)
            self._show(self.passphrase, say("backup.restore.begin"))
        elif self.recovery is not None and self._made is not None:
            self.recovery.wipe()
            self.finished.emit(self._made.session)
        else:
            self._restore()

    def _look(self) -> None:
        assert self.file.file is not None
        self._enable(False)
        self.busy.start(say("backup.restore.opening"))
        work = partial(self._door.look_at_backup, self.file.file, self.file.secret.text(), is_code=self.file.secret.is_code())
        self._jobs.pool(self, work, self._looked, self.failed)

    def _looked(self, facts: BackupFacts) -> None:
        self.show_idle()
        self.found = FoundStep(facts)
        self._show_found(self.found)

    def _show_found(self, found: FoundStep) -> None:
        self._show(found, say("setup.next") if self.file.secret.is_code() else say("backup.restore.begin"))

    def _restore(self) -> None:
        assert self.file.file is not None
        secret, is_code = self.file.secret.text(), self.file.secret.is_code()
        passphrase = self.passphrase.passphrase() if is_code and self.passphrase is not None else secret
        wish = RestoreWish(self.file.file, secret, is_code, passphrase, set_aside=self._door.exists())
        self._enable(False)
        self.job.start(
            say("backup.restore.bringing"), lambda progress, cancel: self._door.restore(wish, progress, cancel), self._restored, self.failed
        )

    def _restored(self, made: RestoredSession) -> None:
        self._made = made
        self._preferences.move_to(self._door.folder)
        self.file.secret.wipe()
        if self.passphrase is not None:
            self.passphrase.wipe()
        self.recovery = RecoveryStep(made.done.recovery_code)
        self.show_idle()
        self._show(self.recovery, say("setup.finish"), may_go_back=False)
        done = made.done
        gone = [wording.count("backup.restore.erased", done.erased)] if done.erased else []
        gone += [wording.count("backup.restore.missing", done.missing)] if done.missing else []
        gone += [say("backup.restore.aside_done", folder=done.aside.name)] if done.aside else []
        told = wording.count("backup.restore.done", done.films)
        self.outcome.show_words(told, " ".join(gone), say("backup.restore.new_keys"), tone="warn" if done.missing else "good")

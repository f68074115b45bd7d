"""Backup in the settings: when the last one was made, making one, and bringing damaged films back from one.

It runs on the pool and can be stopped; nothing half done is left on the drive. While it runs the vault is not locked by itself.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import ErrorCode, SamspillError
from app.ports import CancelToken, Progress
from app.usecases.back_up import BackedUp, back_up
from app.usecases.backups import last_backup
from app.usecases.mend_from_backup import Mended, mend_from_backup
from ui import wording
from ui.backup.opening import BackupSecret
from ui.jobs import Jobs
from ui.services import Session
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.choose_path import choose_file, choose_folder
from ui.widgets.long_job import LongJob
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, row, secondary, section, set_role, words
from ui.widgets.secret_field import SecretField

_OLD_DAYS = 14


class BackupPanel(QWidget):
    """`ended` when a backup, or bringing films back, is over however it ended; `grown` when there is more to see than before."""

    ended = Signal()
    grown = Signal()

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__()
        self._session = session
        self._jobs = jobs
        self.last = words()
        self.notice = Notice()
        self.job = LongJob(jobs, self)
        self.job.ended.connect(self._job_ended)
        self.open_button = button(say("backup.open"), self._open_backup)
        self.mend_button = button(say("backup.mend_open"), self._open_mend, "quiet")
        self._ways = QWidget()
        self._ways.setLayout(row(self.open_button, self.mend_button, None))
        self.making = self._making()
        self.mending = self._mending()
        parts = (self.last, secondary(say("backup.lead")), self._ways, self.making, self.mending, self.job, self.notice)
        self.setLayout(column(section(say("backup.title")), *parts, spacing=SPACE_BETWEEN))
        self._show_only(self._ways)
        self._read_last()

    def is_running(self) -> bool:
        return self.job.is_running()

    def is_asking(self) -> bool:
        """Whether a form is open."""
        return not (self.making.isHidden() and self.mending.isHidden())

    def stop(self) -> None:
        """The vault is being closed."""
        self.job.stop()

    # --- the two forms ------------------------------------------------------------------------------------------------------

    def _making(self) -> QWidget:
        self._folder: Path | None = None
        self.folder_button = button(say("backup.choose_drive"), self._choose_folder)
        self.where = secondary()
        self.passphrase = SecretField(say("backup.passphrase_now"))
        self.passphrase.edited.connect(lambda _text: self._tell())
        self.passphrase.submitted.connect(self.begin)
        self.begin_button = button(say("backup.begin"), self.begin, "primary")
        leave = button(say("wording.cancel"), self._leave, "quiet")
        form = QWidget()
        form.setLayout(
            column(
                row(self.folder_button, self.where, None),
                self.passphrase,
                secondary(say("backup.passphrase_help")),
                row(self.begin_button, leave, None),
                spacing=12,
            )
        )
        return form

    def _mending(self) -> QWidget:
        self._file: Path | None = None
        self.file_button = button(say("backup.choose_file"), self._choose_file)
        self.which = secondary()
        self.secret = BackupSecret()
        self.secret.edited.connect(self._tell)
        self.secret.submitted.connect(self.mend)
        self.do_mend_button = button(say("backup.mend"), self.mend, "primary")
        leave = button(say("wording.cancel"), self._leave, "quiet")
        form = QWidget()
        form.setLayout(
            column(
                secondary(say("backup.mend_help")),
                row(self.file_button, self.which, None),
                self.secret,
                row(self.do_mend_button, leave, None),
                spacing=12,
            )
        )
        return form

    def _open_backup(self) -> None:
        self.notice.clear()
        self._show_only(self.making)
        self._tell()
        self.folder_button.setFocus()

    def _open_mend(self) -> None:
        self.notice.clear()
        self._show_only(self.mending)
        self._tell()
        self.file_button.setFocus()

    def _leave(self) -> None:
        self.passphrase.wipe()
        self.secret.wipe()
        self._show_only(self._ways)
        self.open_button.setFocus()

    def _show_only(self, part: QWidget | None) -> None:
        for one in (self._ways, self.making, self.mending):
            one.setVisible(one is part)
        self.grown.emit()

    def _choose_folder(self) -> None:
        found = choose_folder(self, say("backup.choose_drive"))
        if found is not None:
            self.set_folder(found)

    def set_folder(self, folder: Path) -> None:
        """Where the backup is to lie."""
        self._folder = folder
        self.where.setText(folder.name or str(folder))
        self._tell()
        self.passphrase.setFocus()

    def _choose_file(self) -> None:
        found = choose_file(self, say("backup.choose_file"))
        if found is not None:
            self.set_file(found)

    def set_file(self, file: Path) -> None:
        """The backup that films come from."""
        self._file = file
        self.which.setText(file.name)
        self._tell()
        self.secret.setFocus()

    def _tell(self) -> None:
        self.begin_button.setEnabled(self._folder is not None and bool(self.passphrase.text()))
        self.do_mend_button.setEnabled(self._file is not None and bool(self.secret.text()))

    # --- doing it -----------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        if not self.begin_button.isEnabled() or self._folder is None:
            return
        one, typed, folder = self._session, self.passphrase.text(), self._folder
        self.passphrase.wipe()
        self.notice.clear()
        self._show_only(None)

        def work(progress: Progress, cancel: CancelToken) -> BackedUp:
            return back_up(one.store, one.keeper, one.clock, folder, typed, progress, cancel)

        self.job.start(say("backup.copying"), work, self._made, partial(self._failed, self.making))

    def _made(self, done: BackedUp) -> None:
        facts = done.facts
        said = wording.count("backup.holds", facts.films)
        left = wording.count("backup.left_out", facts.left_out) if facts.left_out else ""
        tone = "warn" if facts.left_out else "good"
        self.notice.show_words(say("backup.made", file=done.file.name), f"{said} {left}".strip(), say("backup.made_next"), tone=tone)
        self._leave()
        self._read_last()

    def mend(self) -> None:
        if not self.do_mend_button.isEnabled() or self._file is None:
            return
        one, file, secret, is_code = self._session, self._file, self.secret.text(), self.secret.is_code()
        self.secret.wipe()
        self.notice.clear()
        self._show_only(None)

        def work(progress: Progress, cancel: CancelToken) -> Mended:
            backup = one.keeper.open_backup(file, secret, is_code=is_code)
            try:
                return mend_from_backup(one.store, one.keeper, one.clock, backup, progress, cancel)
            finally:
                backup.close()

        self.job.start(say("backup.mending"), work, self._mended, partial(self._failed, self.mending))

    def _mended(self, done: Mended) -> None:
        if not done.harmed:
            self.notice.show_words(say("backup.nothing_harmed"), say("backup.nothing_harmed_what"), tone="good")
        else:
            tone = "good" if done.mended == done.harmed else "warn"
            self.notice.show_words(say("backup.mended", mended=done.mended, harmed=done.harmed), say("backup.mended_what"), tone=tone)
        self._leave()

    def _failed(self, form: QWidget, error: SamspillError) -> None:
        """Back to the form, with what is needed to try again; stopped on purpose, there is nothing to try."""
        self.notice.show_error(error)
        if error.code is ErrorCode.CANCELLED:
            self._leave()
        else:
            self._show_only(form)
            self._tell()
            (self.passphrase if form is self.making else self.secret).setFocus()

    def _job_ended(self) -> None:
        self.ended.emit()

    # --- how it stands ------------------------------------------------------------------------------------------------------

    def _read_last(self) -> None:
        def read() -> datetime | None:
            with self._session.store.work() as work:
                return last_backup(work)

        self._jobs.store(self, read, self._show_last)

    def _show_last(self, last: datetime | None) -> None:
        days = (self._session.clock.now() - last).days if last else 0
        self.last.setText(say("backup.last", day=wording.day(last)) if last else say("backup.never"))
        set_role(self.last, "warn" if last is None or days > _OLD_DAYS else "")

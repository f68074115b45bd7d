"""The clock jumped: nothing is deleted by itself until somebody says that the date is right. One question, one button."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.domain.errors import SamspillError
from app.ports import Clock, Store
from app.usecases.watch_clock import confirm_clock
from ui import wording
from ui.jobs import Jobs
from ui.texts import say
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, name, row, words


class DoubtCard(QFrame):
    """`confirmed()` once the vault knows."""

    confirmed = Signal()

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__()
        self._store, self._clock, self._jobs = store, clock, jobs
        self.setProperty("role", "notice-warn")
        self.asked = words(role="notice-title")
        self.notice = Notice()
        self.button = button(say("today.date_right"), self._confirm)
        said = column(self.asked, words(say("today.doubted_what")), spacing=4)
        across = row(said, self.button, spacing=16)
        across.setStretch(0, 1)
        whole = column(across, self.notice)
        whole.setContentsMargins(16, 12, 12, 12)
        self.setLayout(whole)

    def ask(self) -> None:
        """With the time as it is now."""
        self.asked.setText(say("today.doubted", time=wording.when(self._clock.now())))
        name(self, self.asked.text(), say("today.doubted_what"))
        self.button.setEnabled(True)
        self.show()

    def _confirm(self) -> None:
        self.button.setEnabled(False)
        self.notice.clear()
        self._jobs.store(self, partial(confirm_clock, self._store, self._clock), lambda _now: self.confirmed.emit(), self._failed)

    def _failed(self, error: SamspillError) -> None:
        self.button.setEnabled(True)
        self.notice.show_error(error)

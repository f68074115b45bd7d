"""The switch of no-import mode: whether film may come onto this laptop. It takes effect at once, and is written down."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QFrame

from app.domain.errors import SamspillError
from app.ports import Clock, Store
from app.usecases.no_import import footage_is_allowed, set_no_import
from ui import wording
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.notice import Notice
from ui.widgets.parts import column, name, row, secondary, section


class NoImportSwitch(QFrame):
    """Reads the vault by itself. `changed(bool)`: whether the mode is on from now. `answered(QWidget)`: bring this into sight."""

    changed = Signal(bool)
    answered = Signal(object)

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__()
        self._store, self._clock, self._jobs = store, clock, jobs
        self._had_keyboard = False
        self.setProperty("role", "card")
        self.tick = QCheckBox(say("camcorder.switch_on"))
        name(self.tick, say("camcorder.switch_on"), say("camcorder.switch_what"))
        self.tick.setEnabled(False)  # until it is known
        self.tick.toggled.connect(self._switch)
        self.films_here = secondary()
        self.films_here.hide()
        self.notice = Notice()
        layout = column(
            section(say("camcorder.switch_title")),
            row(self.tick, None),
            secondary(say("camcorder.switch_what")),
            self.films_here,
            self.notice,
        )
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)
        self.refresh()

    def refresh(self) -> None:
        """Show what the vault says."""
        self._jobs.store(self, self._read, self._show, self.notice.show_error)

    def _read(self) -> tuple[bool, int]:
        with self._store.work() as work:
            here = sum(not film.stays_on_camcorder for film in work.recordings.all())
            return not footage_is_allowed(work), here

    def _show(self, found: tuple[bool, int]) -> None:
        on, films = found
        with QSignalBlocker(self.tick):
            self.tick.setChecked(on)
        self.tick.setEnabled(True)
        if self._had_keyboard:
            self.tick.setFocus()
            self._had_keyboard = False
        self.films_here.setText(say("camcorder.switch_stays", films=wording.count("wording.recordings", films)))
        self.films_here.setVisible(on and films > 0)

    def _switch(self, on: bool) -> None:
        self._had_keyboard = self.tick.hasFocus()
        self.tick.setEnabled(False)
        self._jobs.store(self, lambda: set_no_import(self._store, self._clock, on), lambda _done: self._switched(on), self._not_switched)

    def _switched(self, on: bool) -> None:
        self.notice.show_words(say("camcorder.switched_on" if on else "camcorder.switched_off"), tone="good")
        self.refresh()
        self.changed.emit(on)
        self.answered.emit(self.notice)

    def _not_switched(self, error: SamspillError) -> None:
        self.refresh()
        self.notice.show_error(error)
        self.answered.emit(self.notice)

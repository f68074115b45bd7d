"""The audit log: what was done, newest first, and whether anybody has tampered with it, which is looked at each time it is opened."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout

from app.domain.audit import AuditEntry, Fault
from app.ports import Clock, Store
from ui import wording
from ui.jobs import Jobs
from ui.privacy.log_reading import Kind, LogView, check_log, read_log
from ui.privacy.log_words import day_of, entry_words, fault_words, time_of
from ui.texts import say
from ui.theme import SPACE_BETWEEN, TARGET_PX
from ui.widgets.boxes import choice_box
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, card, clear_layout, column, name, row, secondary, title, words

WIDTH_PX = 900
AT_A_TIME = 40  # entries
_TYPING_MS = 250
_TIME_PX = 56
_CODE_PX = 140


class LogPage(Page):
    """`refresh` reads and checks the log again."""

    def __init__(self, store: Store, jobs: Jobs, clock: Clock) -> None:
        super().__init__(WIDTH_PX)
        self._store, self._jobs, self._clock = store, jobs, clock
        self.view: LogView | None = None
        self._shown = 0
        self._day: QVBoxLayout | None = None  # of the day that was shown last, and which it was
        self._day_said = ""
        self.notice = Notice()
        self.verdict = words()
        self.check_button = button(say("log.check"), self.check)
        self.kinds = choice_box(say("log.show"))
        for kind in Kind:
            self.kinds.addItem(say(f"log.kind.{kind.value}"), kind.value)
        self.kinds.currentIndexChanged.connect(lambda _at: self._read())
        self.code = self._code_field()
        self._lines = column(spacing=12)
        self.more = secondary()
        self.more_button = button(say("wording.show_older"), self._more)
        self.add(title(say("log.title")))
        self.add(words(say("log.lead")))
        self.add(self.notice)
        whole = row(self.verdict, self.check_button)
        whole.setStretch(0, 1)
        self.add(whole)
        self.add(row(self.kinds, self.code, None))
        self.add(self._lines)
        below = row(self.more, self.more_button)
        below.setStretch(0, 1)
        self.add(below)
        self.end()

    def show_family(self, code: str) -> None:
        """With the next `refresh`: only this family's entries; all of them when empty."""
        self._typing.blockSignals(True)
        self.code.setText(code)
        self._typing.blockSignals(False)

    def refresh(self) -> None:
        self._read()
        self.check()

    def check(self) -> None:
        self.check_button.setEnabled(False)
        self.verdict.setText(say("log.checking"))
        self._jobs.pool(self, partial(check_log, self._store), self._checked, self.notice.show_error)

    # --- what is shown -----------------------------------------------------------------------------------------------------------

    def _code_field(self) -> QLineEdit:
        made = QLineEdit()
        made.setPlaceholderText(say("log.code"))
        made.setMaxLength(16)
        made.setFixedWidth(_CODE_PX)
        made.setMinimumHeight(TARGET_PX)
        name(made, say("log.code_name"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._read)
        made.textChanged.connect(lambda _text: self._typing.start())
        made.returnPressed.connect(self._read)
        return made

    def _read(self) -> None:
        self._typing.stop()
        work = partial(read_log, self._store, Kind(self.kinds.currentData()), self.code.text())
        self._jobs.store(self, work, self._fill, self.notice.show_error)

    def _fill(self, view: LogView) -> None:
        self.view, self._shown = view, 0
        self._day, self._day_said = None, ""
        clear_layout(self._lines)
        if not view.entries:
            self._lines.addWidget(words(say("log.none")))
        self._more()

    def _more(self) -> None:
        view = self.view
        if view is None:
            return
        for entry in view.entries[self._shown : self._shown + AT_A_TIME]:
            self._add(entry, view)
        self._shown = min(len(view.entries), self._shown + AT_A_TIME)
        self.more.setText(say("log.shown", shown=self._shown, written=view.written))
        self.more.setVisible(bool(view.entries))  # that nothing is written down was said already
        self.more_button.setVisible(self._shown < len(view.entries))

    def _add(self, entry: AuditEntry, view: LogView) -> None:
        """A day is a card with its entries in it. Those that were emptied have no day of their own."""
        day = day_of(entry)
        if self._day is None or day != self._day_said:
            self._day, self._day_said = column(words(day, "row-title"), spacing=4), day
            self._lines.addWidget(card(self._day, margin=12))
        line = row(_time(time_of(entry)), words(entry_words(entry, view)), spacing=SPACE_BETWEEN)
        line.setStretch(1, 1)
        self._day.addLayout(line)

    def _checked(self, fault: Fault | None) -> None:
        self.check_button.setEnabled(True)
        if fault is None:
            self.notice.clear()
            self.verdict.setText(say("log.whole", time=wording.when(self._clock.now())))
            return
        self.verdict.setText(say("log.not_whole"))
        self.notice.show_words(*fault_words(fault), tone="error")


def _time(said: str) -> QLabel:
    made = secondary(said)
    made.setFixedWidth(_TIME_PX)
    return made

"""A new family, asked in its place: its code is made, or one that is on paper already is typed; a name is optional.

Where a family goes by that name already this is said once, with the way there; pressed again, another one is added.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from app.domain.errors import SamspillError
from app.domain.ids import FamilyCode
from app.ports import Clock, Store
from app.usecases.list_families import families_named
from app.usecases.open_family import FamilyFacts, open_family
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.notice import Notice
from ui.widgets.parts import button, form_key, labelled, name, row, secondary, section


class NewFamilyPanel(QFrame):
    """`made(code)` once the family is in the vault, `known_wanted(code)` for one that was there; `left` when it was thought better of."""

    made = Signal(str)
    known_wanted = Signal(str)
    left = Signal()

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__()
        self._store, self._clock, self._jobs = store, clock, jobs
        self._known: tuple[FamilyCode, ...] = ()
        self._said_of: str | None = None  # the name that was pressed once
        self.setProperty("role", "card")
        self.notice = Notice()
        self.name_line = _line(say("families.new_name"), say("families.new_name_help"))
        self.code_line = _line(say("families.new_code"), say("families.new_code_help"))
        self.code_line.setMaxLength(12)
        self.make_button = button(say("families.make"), self._make, "primary")
        self.known_button = button("", lambda: self.known_wanted.emit(self._known[0]))
        self.leave_button = button(say("wording.cancel"), self.left.emit, "quiet")
        fields = row(labelled(self.name_line), labelled(self.code_line), spacing=SPACE_BETWEEN)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        layout.addWidget(section(say("families.new")))
        layout.addWidget(secondary(say("families.new_lead")))
        layout.addWidget(self.notice)
        layout.addLayout(fields)
        layout.addLayout(row(self.make_button, self.known_button, self.leave_button, None))
        self.known_button.hide()
        for line in (self.name_line, self.code_line):
            line.returnPressed.connect(self._make)

    def begin(self) -> None:
        self.name_line.clear()
        self.code_line.clear()
        self._said_of = None
        self._say_nothing()
        self.show()
        self.name_line.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not form_key(event, None, self.leave_button):
            super().keyPressEvent(event)

    def _make(self) -> None:
        if not self.make_button.isEnabled():
            return
        called = self.name_line.text()
        self._say_nothing()
        self.make_button.setEnabled(False)
        if called == self._said_of:
            self._open(called)
        else:
            self._jobs.store(self, partial(families_named, self._store, self._clock, called), partial(self._looked, called), self._not_made)

    def _looked(self, called: str, known: tuple[FamilyCode, ...]) -> None:
        if not known:
            self._open(called)
            return
        self._known, self._said_of = known, called
        self.make_button.setEnabled(True)
        self.notice.show_words(say("families.name_known", codes=", ".join(known)), say("families.name_known_what"), tone="warn")
        self.known_button.setText(say("families.open_known", code=known[0]))
        self.known_button.show()
        if self.isVisible():
            self.known_button.setFocus()

    def _open(self, called: str) -> None:
        typed, facts = self.code_line.text(), FamilyFacts(called)
        self._jobs.store(self, lambda: open_family(self._store, self._clock, typed, facts).code, self._was_made, self._not_made)

    def _say_nothing(self) -> None:
        self.notice.clear()
        self.known_button.hide()

    def _was_made(self, code: FamilyCode) -> None:
        self.make_button.setEnabled(True)
        self.made.emit(code)

    def _not_made(self, error: SamspillError) -> None:
        self.make_button.setEnabled(True)
        self.notice.show_error(error)
        self.code_line.setFocus()


def _line(label: str, help_text: str) -> QLineEdit:
    made = QLineEdit()
    name(made, label, help_text)
    made.setPlaceholderText(help_text)
    return made

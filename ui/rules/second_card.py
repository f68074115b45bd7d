"""The second person's code: a colleague sits down at the keyboard and chooses it. Once there is one, only who knows it can change it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.errors import SamspillError
from app.usecases.exit_pin import ExitCheck
from app.usecases.second_person import fits, has_second_code, set_second_code
from ui.jobs import Jobs
from ui.services import Session
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.busy import Busy
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, row, secondary, section, set_role, words
from ui.widgets.secret_field import SecretField

_FIELD_PX = 460


class SecondCard(QFrame):
    """`refresh` asks whether there is a code. `changed` when another one holds."""

    changed = Signal()

    def __init__(self, session: Session, jobs: Jobs, check: Callable[[str], bool]) -> None:
        super().__init__()
        self._session, self._jobs, self._check = session, jobs, check
        self._there = False
        self.setProperty("role", "card")
        self.state = words()
        self.notice = Notice(closable=True)
        self.open_button = button(say("rules.second.set"), self.open_fields)
        self.old, self.new, self.again = (SecretField(say(f"rules.second.{which}")) for which in ("old", "new", "again"))
        self.hint = secondary()
        self.busy = Busy()
        self.do_button = button(say("rules.second.do"), self._do, "primary")
        self.leave_button = button(say("wording.cancel"), self.leave)
        self.inside = QWidget()
        for field in (self.old, self.new, self.again):
            field.setMaximumWidth(_FIELD_PX)
            field.edited.connect(lambda _text: self._tell())
            field.submitted.connect(self._do)
        self.inside.setLayout(
            column(self.old, self.new, self.again, self.hint, self.busy, row(self.do_button, self.leave_button, None), spacing=12)
        )
        layout = column(
            section(say("rules.second.title")), words(say("rules.second.lead")), self.state, self.notice, row(self.open_button, None),
            self.inside, spacing=12,
        )  # fmt: skip
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)
        self.inside.hide()
        self.open_button.setEnabled(False)  # until it is known whether there is a code

    def refresh(self) -> None:
        self._jobs.store(self, partial(has_second_code, self._session.store), self._known, self.notice.show_error)

    def _known(self, there: bool) -> None:
        self._there = there
        self.state.setText(say("rules.second.there" if there else "rules.second.none"))
        set_role(self.state, "good" if there else "warn")
        said = say("rules.second.change" if there else "rules.second.set")
        self.open_button.setText(said)
        self.open_button.setAccessibleName(said)
        self.open_button.setEnabled(True)
        self.old.setVisible(there)
        self._tell()

    def is_open(self) -> bool:
        """Whether a code is being entered."""
        return not self.inside.isHidden()

    def open_fields(self) -> None:
        self.notice.clear()
        self.open_button.hide()
        self.inside.show()
        self._tell()
        (self.old if self._there else self.new).setFocus()

    def leave(self) -> None:
        """Nothing of what was typed stays."""
        for field in (self.old, self.new, self.again):
            field.wipe()
        self.inside.hide()
        self.open_button.show()
        if self.isVisible():
            self.open_button.setFocus()

    def _tell(self) -> None:
        hint = self._missing()
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.do_button.setEnabled(not hint)
        self.do_button.setAccessibleDescription(hint)

    def _missing(self) -> str:
        if self._there and not self.old.text():
            return say("rules.second.hint_old")
        if not fits(self.new.text()):
            return say("rules.second.hint_short")
        return "" if self.new.text() == self.again.text() else say("rules.second.hint_again")

    def _do(self) -> None:
        if not self.do_button.isEnabled():
            return
        self.notice.clear()
        self.inside.setEnabled(False)
        self.busy.start(say("rules.second.working"))
        old, new, session = self.old.text(), self.new.text(), self._session
        is_own = ExitCheck(session.store, session.keeper.is_passphrase)
        work = partial(set_second_code, session.store, session.clock, new, is_own, partial(self._check, old))
        self._jobs.pool(self, work, lambda _done: self._set(), self._failed)

    def _set(self) -> None:
        self.busy.stop()
        self.inside.setEnabled(True)
        self.leave()
        self.notice.show_words(say("rules.second.done"), say("rules.second.done_what"), tone="good")
        self.changed.emit()
        self.refresh()

    def _failed(self, error: SamspillError) -> None:
        self.busy.stop()
        self.inside.setEnabled(True)
        self.notice.show_error(error)
        if self.isVisible():
            (self.old if self._there else self.new).setFocus()

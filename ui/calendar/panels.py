"""The three questions of the calendar, each in its place under the line it is about: place a hold, lift one, delete before the day."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.errors import SamspillError
from app.domain.ids import FamilyCode
from app.domain.receipt import FORCED, DeletionRule
from ui.texts import say
from ui.theme import SPACE_BETWEEN, SPACE_INSIDE, TARGET_PX
from ui.widgets.boxes import choice_box
from ui.widgets.busy import Busy
from ui.widgets.notice import Notice
from ui.widgets.parts import button, labelled, name, row, words
from ui.widgets.secret_field import SecretField

_FIELD_PX = 460
_LONGEST = 500


class Question(QFrame):
    """Emits `confirmed` when it is answered, `left` when it is not to be. What goes wrong is said in it, and what was typed stays."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, heading: str, lead: str, do: str, *, danger: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "notice-error" if danger else "notice-warn")
        self.notice = Notice()
        self.busy = Busy()
        self._keyboard: QWidget | None = None  # where in here it was before the work began
        self.do_button: QPushButton = button(do, self._confirm, "danger" if danger else "primary")
        self.leave_button = button(say("wording.cancel"), self._leave)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE_BETWEEN, SPACE_INSIDE, SPACE_BETWEEN, SPACE_BETWEEN)
        self._column.setSpacing(SPACE_INSIDE)
        for part in (words(heading, "notice-title"), words(lead), self.notice):
            self._column.addWidget(part)

    def _end(self, first: QWidget) -> None:
        """The buttons come after the fields, for the Tab key too. `first` is where the keyboard goes."""
        self._column.addLayout(row(self.do_button, self.leave_button, None))
        self._column.addWidget(self.busy)
        self.first = first

    def work(self, saying: str) -> None:
        """While it is being done: nothing can be changed."""
        at = QApplication.focusWidget()
        self._keyboard = at if at is not None and self.isAncestorOf(at) else None
        self.notice.clear()
        self.busy.start(saying)
        self._let(False)

    def failed(self, error: SamspillError) -> None:
        self.busy.stop()
        self._let(True)
        self.notice.show_error(error)
        if self._keyboard is not None and self.isVisible():
            self._keyboard.setFocus()

    def wipe(self) -> None:
        """Forget what must not stay on screen."""

    def may(self) -> bool:
        return True

    def _let(self, may: bool) -> None:
        for part in self.findChildren(QWidget):
            if isinstance(part, QPushButton | QLineEdit | QComboBox):
                part.setEnabled(may)
        self.do_button.setEnabled(may and self.may())

    def _confirm(self) -> None:
        if self.do_button.isEnabled() and self.may():
            self.confirmed.emit()

    def _leave(self) -> None:
        self.wipe()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.leave_button.isEnabled():
            self._leave()
        else:
            super().keyPressEvent(event)

    def _line(self, label: str) -> QLineEdit:
        made = QLineEdit()
        made.setMaxLength(_LONGEST)
        made.setMaximumWidth(_FIELD_PX)
        made.setMinimumHeight(TARGET_PX)
        made.returnPressed.connect(self._confirm)
        name(made, label)
        self._column.addLayout(labelled(made))
        return made

    def _secret(self) -> SecretField:
        made = SecretField(say("calendar.secret"))
        made.setMaximumWidth(_FIELD_PX)
        made.submitted.connect(self._confirm)
        self._column.addWidget(made)
        return made


class HoldQuestion(Question):
    def __init__(self) -> None:
        super().__init__(say("calendar.hold_title"), say("calendar.hold_lead"), say("calendar.hold_do"))
        self.reason = self._line(say("calendar.reason"))
        self.second = self._line(say("calendar.second"))
        self.secret = self._secret()
        self._end(self.reason)

    def wipe(self) -> None:
        self.secret.wipe()

    def failed(self, error: SamspillError) -> None:
        super().failed(error)
        self.wipe()


class LiftQuestion(Question):
    def __init__(self, second: str) -> None:
        super().__init__(say("calendar.lift_title"), say("calendar.lift_lead", who=second), say("calendar.lift_do"))
        self.secret = self._secret()
        self._end(self.secret)

    def wipe(self) -> None:
        self.secret.wipe()

    def failed(self, error: SamspillError) -> None:
        super().failed(error)
        self.wipe()
        self.secret.setFocus()


class PurgeQuestion(Question):
    """The family's code is typed by hand: no film is deleted by a slip."""

    def __init__(self, family: FamilyCode) -> None:
        super().__init__(say("calendar.purge_title"), say("calendar.purge_lead"), say("calendar.purge_do"), danger=True)
        self._family = family
        self.reasons = choice_box(say("calendar.purge_reason"))
        self.reasons.setMaximumWidth(_FIELD_PX)
        for reason in DeletionRule:
            if reason in FORCED:
                self.reasons.addItem(say(f"calendar.purge_reason.{reason.value}"), reason)
        self._column.addLayout(labelled(self.reasons))
        self.typed = self._line(say("calendar.type_code", code=family))
        self.typed.textChanged.connect(lambda _text: self.do_button.setEnabled(self.may()))
        self.do_button.setEnabled(False)
        self._end(self.reasons)

    def reason(self) -> DeletionRule:
        return DeletionRule(self.reasons.currentData())

    def may(self) -> bool:
        return "".join(self.typed.text().split()).upper() == self._family

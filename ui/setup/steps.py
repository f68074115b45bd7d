"""The steps of first set-up, one page each: choose a passphrase, choose how it locks, keep the recovery code."""

from __future__ import annotations

import secrets

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.recovery_code import GROUP_CHARS, GROUPS, same_group
from ui.jobs import Jobs
from ui.printing import Printed, print_document
from ui.services import Door
from ui.setup.new_passphrase import NewPassphrase
from ui.setup.printing import recovery_sheet
from ui.texts import say
from ui.theme import SPACE_BETWEEN, TARGET_PX
from ui.widgets.boxes import number_box
from ui.widgets.notice import Notice
from ui.widgets.parts import button, card, column, labelled, name, row, secondary, title, words

_FIELD_PX = 220
PIN_DIGITS = (4, 8)


class Step(QWidget):
    """One page of the wizard. `ready` tells whether it may be left; `submitted` on Enter in a field after which nothing is to be typed."""

    ready = Signal(bool)
    submitted = Signal()

    def __init__(self, heading: str, lead: str) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE_BETWEEN)
        self.column.addWidget(title(heading))
        self.column.addWidget(words(lead))

    def is_ready(self) -> bool:
        """Nothing is to be filled in, unless a step says otherwise."""
        return True


class PassphraseStep(Step):
    """Six words are offered; own words may be typed instead."""

    def __init__(self, door: Door, jobs: Jobs) -> None:
        super().__init__(say("setup.passphrase.title"), say("setup.passphrase.lead"))
        self._door = door
        self._jobs = jobs
        self.offer = words(role="offer")
        self.offer.setAccessibleName(say("setup.passphrase.offer"))
        self.another = button(say("setup.passphrase.another"), self.offer_another)
        self.twice = NewPassphrase(say("setup.passphrase.first"), door.strength, jobs)
        self.twice.ready.connect(self.ready)
        self.twice.submitted.connect(self.submitted)
        self.column.addWidget(card(column(secondary(say("setup.passphrase.offer")), self.offer, row(self.another, None))))
        self.column.addWidget(self.twice)
        self.setFocusProxy(self.twice)
        self.offer_another()

    def passphrase(self) -> str:
        return self.twice.text()

    def offer_another(self) -> None:
        self._jobs.pool(self, self._door.suggest_passphrase, self.offer.setText)

    def wipe(self) -> None:
        self.twice.wipe()
        self.offer.clear()

    def is_ready(self) -> bool:
        return self.twice.is_ready()


class LockStep(Step):
    """Minutes before it locks by itself, and a PIN for leaving parent mode if wanted."""

    def __init__(self, idle_minutes: int) -> None:
        super().__init__(say("setup.lock.title"), say("setup.lock.lead"))
        self.minutes = number_box(say("setup.lock.idle"), 1, 60, idle_minutes, say("setup.lock.minutes"))
        self.minutes.setFixedWidth(_FIELD_PX)
        self.pin = PinField()
        self.pin.textChanged.connect(lambda _text: self.ready.emit(self.is_ready()))
        self.pin.returnPressed.connect(self.submitted)
        self.column.addLayout(labelled(self.minutes))
        self.column.addLayout(column(labelled(self.pin), secondary(say("setup.lock.pin_help")), spacing=4))
        self.setFocusProxy(self.minutes)

    def is_ready(self) -> bool:
        return self.pin.is_fit()


class PinField(QLineEdit):
    """Four to eight digits, or nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(PIN_DIGITS[1])
        self.setMinimumHeight(TARGET_PX)
        self.setMaximumWidth(_FIELD_PX)
        name(self, say("setup.lock.pin"))

    def is_fit(self) -> bool:
        typed = self.text()
        return not typed or (typed.isascii() and typed.isdigit() and len(typed) >= PIN_DIGITS[0])


class RecoveryStep(Step):
    """The code, shown this once. Two of its groups are typed back, so that the paper is known to exist."""

    def __init__(self, code: str) -> None:
        super().__init__(say("setup.code.title"), say("setup.code.lead"))
        self._code = code
        groups = code.split("-")
        shown = words("   ".join(groups[: GROUPS // 2]) + "\n" + "   ".join(groups[GROUPS // 2 :]), "code")
        shown.setAccessibleName(say("setup.code.name"))
        shown.setAccessibleDescription(" ".join(" ".join(group) for group in groups))
        self.print_button = button(say("setup.code.print"), self._print)
        self.notice = Notice()
        self.asked = sorted(secrets.SystemRandom().sample(range(1, GROUPS + 1), 2))
        self.fields = [self._field(group) for group in self.asked]
        form = QFormLayout()
        form.setSpacing(SPACE_BETWEEN)
        for group, field in zip(self.asked, self.fields, strict=True):
            form.addRow(QLabel(say("setup.code.group", number=group)), field)
        self.column.addWidget(card(column(shown, row(self.print_button, None), spacing=SPACE_BETWEEN)))
        self.column.addWidget(self.notice)
        self.column.addWidget(words(say("setup.code.type_back")))
        self.column.addLayout(form)
        self.verdict = words("", "warn")
        self.column.addWidget(self.verdict)
        self.verdict.hide()
        self.setFocusProxy(self.print_button)

    def is_ready(self) -> bool:
        return all(self._fits(group, field) for group, field in zip(self.asked, self.fields, strict=True))

    def code(self) -> str:
        """As it is shown."""
        return self._code

    def wipe(self) -> None:
        self._code = ""

    def _field(self, group: int) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(12)
        field.setMaximumWidth(160)
        field.setMinimumHeight(TARGET_PX)
        name(field, say("setup.code.group", number=group))
        field.textChanged.connect(lambda _text: self._tell())
        field.returnPressed.connect(self.submitted)
        return field

    def _fits(self, group: int, field: QLineEdit) -> bool:
        return same_group(self._code, group, field.text())

    def _tell(self) -> None:
        """Only what is typed out can be wrong."""
        wrong = [
            group
            for group, field in zip(self.asked, self.fields, strict=True)
            if len(field.text().strip()) >= GROUP_CHARS and not self._fits(group, field)
        ]
        self.verdict.setText(say("setup.code.differs", number=wrong[0]) if wrong else "")
        self.verdict.setVisible(bool(wrong))
        self.ready.emit(self.is_ready())

    def _print(self) -> None:
        if print_document(self, recovery_sheet(self._code), say("setup.code.print")) is Printed.NO_PRINTER:
            self.notice.show_words(say("setup.code.no_printer"), tone="warn")

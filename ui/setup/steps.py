"""The steps of first set-up, one page each: choose a passphrase, choose how it locks, keep the recovery code."""

from __future__ import annotations

import secrets

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.passphrase import Strength
from app.domain.recovery_code import GROUPS, same_group
from ui.jobs import Jobs
from ui.printing import Printed, print_document
from ui.services import Door
from ui.setup.printing import recovery_sheet
from ui.texts import say
from ui.theme import SPACE_BETWEEN, TARGET_PX
from ui.widgets.boxes import number_box
from ui.widgets.notice import Notice
from ui.widgets.parts import button, card, column, name, row, secondary, set_role, title, words
from ui.widgets.secret_field import SecretField

_STRENGTH_AFTER_MS = 250
PIN_DIGITS = (4, 8)


class Step(QWidget):
    """One page of the wizard. `ready` tells whether it may be left."""

    ready = Signal(bool)

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
    """Six words are offered; own words may be typed instead. Typed twice, so that they sit."""

    def __init__(self, door: Door, jobs: Jobs) -> None:
        super().__init__(say("setup.passphrase.title"), say("setup.passphrase.lead"))
        self._door = door
        self._jobs = jobs
        self._strength: Strength | None = None
        self.offer = words(role="offer")
        self.offer.setAccessibleName(say("setup.passphrase.offer"))
        self.another = button(say("setup.passphrase.another"), self.offer_another)
        self.first = SecretField(say("setup.passphrase.first"))
        self.second = SecretField(say("setup.passphrase.second"))
        self.verdict = secondary(say("setup.strength.none"))
        self.column.addWidget(card(column(secondary(say("setup.passphrase.offer")), self.offer, row(self.another, None))))
        for part in (self.first, self.verdict, self.second):
            self.column.addWidget(part)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_STRENGTH_AFTER_MS)
        self._later.timeout.connect(self._measure)
        self.first.edited.connect(self._edited)
        self.second.edited.connect(lambda _text: self._tell())
        self.setFocusProxy(self.first)
        self.offer_another()

    def passphrase(self) -> str:
        return self.first.text()

    def offer_another(self) -> None:
        self._jobs.pool(self, self._door.suggest_passphrase, self.offer.setText)

    def wipe(self) -> None:
        self.first.wipe()
        self.second.wipe()
        self.offer.clear()

    def is_ready(self) -> bool:
        strong_enough = self._strength not in (None, Strength.TOO_WEAK)
        return strong_enough and self.first.text() == self.second.text()

    def _edited(self, _text: str) -> None:
        self._strength = None
        self._later.start()
        self._tell()

    def _measure(self) -> None:
        typed = self.first.text()
        if typed:
            self._jobs.pool(self, lambda: (typed, self._door.strength(typed)), self._measured)

    def _measured(self, found: tuple[str, Strength]) -> None:
        typed, strength = found
        if typed == self.first.text():
            self._strength = strength
            self._tell()

    def _tell(self) -> None:
        strength = self._strength
        text = say(f"setup.strength.{strength.value}") if strength else say("setup.strength.none")
        differs = bool(self.second.text()) and not self.first.text().startswith(self.second.text())
        self.verdict.setText(say("setup.passphrase.differs") if differs else text)
        set_role(self.verdict, "warn" if differs or strength is Strength.TOO_WEAK else "secondary" if strength is None else "good")
        self.ready.emit(self.is_ready())


class LockStep(Step):
    """Minutes before it locks by itself, and a PIN for leaving parent mode if wanted."""

    def __init__(self, idle_minutes: int) -> None:
        super().__init__(say("setup.lock.title"), say("setup.lock.lead"))
        self.minutes = number_box(say("setup.lock.idle"), 1, 60, idle_minutes, say("setup.lock.minutes"))
        self.minutes.setFixedWidth(220)
        self.pin = PinField()
        self.pin.textChanged.connect(lambda _text: self.ready.emit(self.is_ready()))
        form = QFormLayout()
        form.setSpacing(SPACE_BETWEEN)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(QLabel(say("setup.lock.idle")), self.minutes)
        form.addRow(QLabel(say("setup.lock.pin")), self.pin)
        self.column.addLayout(form)
        self.column.addWidget(secondary(say("setup.lock.pin_help")))
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
        self.setMaximumWidth(200)
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
        self.setFocusProxy(self.print_button)

    def is_ready(self) -> bool:
        return all(same_group(self._code, group, field.text()) for group, field in zip(self.asked, self.fields, strict=True))

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
        field.textChanged.connect(lambda _text: self.ready.emit(self.is_ready()))
        return field

    def _print(self) -> None:
        if print_document(self, recovery_sheet(self._code), say("setup.code.print")) is Printed.NO_PRINTER:
            self.notice.show_words(say("setup.code.no_printer"), tone="warn")

"""Consents signed on paper, entered in one action for everybody who lacks one: where the paper is, and who signed for the children."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLabel, QLineEdit, QWidget

from app.domain.consent import OtherParent, Purpose
from app.domain.errors import SamspillError
from app.domain.ids import PersonId
from app.ports import Clock, Store
from app.usecases.agree_on_paper import FILMING, Lacking, Paper, agree_on_paper
from app.usecases.give_consent import is_child
from ui import wording
from ui.consent.words import person_words
from ui.jobs import Jobs
from ui.texts import language, say
from ui.theme import BIG_TARGET_PX, SPACE_BETWEEN
from ui.widgets.boxes import choice_box
from ui.widgets.parts import button, column, name, row, secondary, words

_LONGEST = 200
_NOT_CHOSEN = ""


class PaperConsent(QFrame):
    """`show_lacking` says who is to sign. Emits `agreed()` once it is entered, `sign_wanted()` when it is to be signed on the screen
    instead, `failed(SamspillError)` when nothing was entered."""

    agreed = Signal()
    sign_wanted = Signal()
    failed = Signal(object)

    def __init__(self, store: Store, jobs: Jobs, clock: Clock) -> None:
        super().__init__()
        self._store, self._jobs, self._clock = store, jobs, clock
        self._lacking: Lacking | None = None
        self._in_picture: frozenset[PersonId] = frozenset()
        self.setProperty("role", "card")
        self.heading = words(role="row-title")
        self.kept_at = QLineEdit()
        self.kept_at.setMaxLength(_LONGEST)
        self.kept_at.setProperty("role", "big")
        self.kept_at.setPlaceholderText(say("permission.kept_hint"))
        name(self.kept_at, say("ledger.kept_at"), say("permission.kept_hint"))
        self.giver, self.other = choice_box(say("permission.giver")), choice_box(say("ledger.other_parent"))
        self.replay, self.interpreter = QCheckBox(say("permission.replay")), QCheckBox(say("ledger.interpreter"))
        for big in (self.giver, self.other, self.replay, self.interpreter):
            big.setProperty("role", "big")
        self.enter_button = button(say("permission.enter"), self.enter, "primary")
        self.sign_button = button(say("permission.sign_here"), self.sign_wanted.emit)
        for one in (self.enter_button, self.sign_button):
            one.setStyleSheet(f"min-height: {BIG_TARGET_PX - 10}px")
        self.hint = secondary()
        self._lay_out()
        self._listen()
        self.hide()

    def _lay_out(self) -> None:
        fields = QGridLayout()
        fields.setHorizontalSpacing(SPACE_BETWEEN)
        fields.setVerticalSpacing(4)
        self._labels: dict[QWidget, QLabel] = {field: _label(field) for field in (self.kept_at, self.giver, self.other)}
        for at, (field, label) in enumerate(self._labels.items()):
            fields.addWidget(label, 0, at, Qt.AlignmentFlag.AlignBottom)
            fields.addWidget(field, 1, at)
            fields.setColumnStretch(at, 3 if field is self.kept_at else 2)
        enter = row(self.enter_button, self.sign_button, self.hint)
        enter.setStretch(2, 1)
        layout = column(self.heading, fields, row(self.replay, self.interpreter, None, spacing=SPACE_BETWEEN), enter)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)

    def _listen(self) -> None:
        self.kept_at.textChanged.connect(lambda _text: self._allow())
        self.kept_at.returnPressed.connect(self.enter)
        self.giver.currentIndexChanged.connect(lambda _index: self._giver_chosen())
        self.other.currentIndexChanged.connect(lambda _index: self._allow())

    # --- what is shown --------------------------------------------------------------------------------------------------------

    def show_lacking(self, lacking: Lacking | None, in_picture: frozenset[PersonId]) -> None:
        """Hidden where no paper would help: nobody lacks anything, or only those who have withdrawn. What was typed stays."""
        shown = lacking is not None and bool(lacking.to_sign)
        fresh = lacking is not None and (self._lacking is None or self._lacking.family != lacking.family)
        self.setVisible(shown)
        if lacking is None or not shown:
            return
        self._lacking, self._in_picture = lacking, in_picture
        if fresh:
            self.kept_at.setText(lacking.kept_at)
            self.replay.setChecked(False)
            self.interpreter.setChecked(False)
        sign = wording.listed([person_words(one, lacking.people) for one in lacking.to_sign])
        self.heading.setText(say("permission.paper", who=sign))
        self._fill_givers(lacking)
        self._giver_chosen()

    def _fill_givers(self, lacking: Lacking) -> None:
        before = self.giver.currentData()
        self.giver.clear()
        for one in lacking.givers:
            self.giver.addItem(person_words(one, lacking.people), one.id)
        self.giver.setCurrentIndex(max(0, self.giver.findData(before)))
        self._show_field(self.giver, bool(lacking.givers))

    def _giver_chosen(self) -> None:
        """Whether another parent was heard is asked only where there is another; it is never answered beforehand."""
        lacking, giver = self._lacking, self.giver.currentData()
        if lacking is None:
            return
        others = lacking.others_to_hear(PersonId(giver)) if giver else ()
        self._show_field(self.other, bool(others))
        before = self.other.currentData()
        self.other.clear()
        if others:
            self.other.addItem(say("permission.choose"), _NOT_CHOSEN)
            for answer in (one for one in OtherParent if one is not OtherParent.NOBODY_ELSE):
                self.other.addItem(say(f"ledger.other.{answer.value}"), answer.value)
        self.other.setCurrentIndex(max(0, self.other.findData(before)))
        self._allow()

    def _show_field(self, field: QWidget, shown: bool) -> None:
        for part in (self._labels[field], field):
            part.setVisible(shown)

    def _allow(self) -> None:
        missing = self._missing()
        self.enter_button.setEnabled(not missing)
        self.hint.setText(missing)
        self.enter_button.setAccessibleDescription(missing)

    def _missing(self) -> str:
        """What is to be filled in still, in words."""
        if self._needs_giver() and self.giver.currentData() is None:
            return say("ledger.no_giver")
        if not self.kept_at.text().strip():
            return say("permission.place_missing")
        if self.other.count() and self.other.currentData() == _NOT_CHOSEN:
            return say("permission.other_missing")
        return ""

    def _needs_giver(self) -> bool:
        lacking = self._lacking
        return lacking is not None and any(is_child(one, lacking.day) for one in lacking.to_sign)

    # --- what is pressed ------------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Nothing happens while something is missing: the words below say what."""
        lacking = self._lacking
        if lacking is None or not self.enter_button.isEnabled():
            return
        self.enter_button.setEnabled(False)
        replay = {Purpose.REPLAY} if self.replay.isChecked() else frozenset()
        giver, other = self.giver.currentData(), self.other.currentData()
        paper = Paper(
            family=lacking.family,
            kept_at=self.kept_at.text(),
            purposes=FILMING | replay,
            in_picture=self._in_picture,
            giver=PersonId(giver) if giver else None,
            other_parent=OtherParent(other) if other else OtherParent.NOBODY_ELSE,
            interpreter=self.interpreter.isChecked(),
            language=language(),
        )
        self._jobs.store(self, partial(agree_on_paper, self._store, self._clock, paper), lambda _given: self.agreed.emit(), self._failed)

    def _failed(self, error: SamspillError) -> None:
        self._allow()
        self.failed.emit(error)


def _label(field: QWidget) -> QLabel:
    """Its name over it, in as many lines as it takes."""
    label = words(field.accessibleName())
    label.setBuddy(field)
    return label

"""Agreeing, at the table: the words large in the parent's language, who signs, and the signature. Everything is off until it is entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.consent import NAMED, Consent, ConsentText, OtherParent, Purpose, SignedHow
from app.domain.errors import SamspillError
from app.domain.family import Person
from app.domain.ids import PersonId
from app.ports import Clock, Store
from app.usecases.give_consent import Giving, give_consent, is_child, may_give
from ui import wording
from ui.consent.reading import FamilyLedger, read_texts
from ui.consent.signature import SignaturePad
from ui.consent.words import person_words
from ui.jobs import Jobs
from ui.texts import language, say
from ui.theme import BIG_TARGET_PX, SECTION_PX, SPACE_GROUPS, SPACE_INSIDE
from ui.widgets.boxes import choice_box
from ui.widgets.notice import Notice
from ui.widgets.page import WIDE_PX, Page
from ui.widgets.parts import button, column, name, row, secondary, title, words

_FORM_PX = 400
_LONGEST = 200
_MONTHS_AHEAD = 12


class GivePage(Page):
    """Emits `given(Consent)`, `left`, or `edit(language)` when the words are to be changed first. `refresh` reads the words again.

    `with_whom`: the somebody whom a consent that is renewed names. `then`: so many are to be signed after this one."""

    given = Signal(object)
    left = Signal()
    edit = Signal(str)

    def __init__(
        self,
        store: Store,
        jobs: Jobs,
        clock: Clock,
        ledger: FamilyLedger,
        person: PersonId,
        purpose: Purpose,
        *,
        with_whom: str = "",
        then: int = 0,
    ) -> None:
        super().__init__(WIDE_PX)
        self._store, self._jobs, self._clock, self._ledger, self._purpose = store, jobs, clock, ledger, purpose
        self._person = ledger.person(person)
        self._texts: Mapping[str, ConsentText] = {}
        self.notice = Notice()
        self.nb = _big(say("ledger.text_nb"), partial(self._show_text, "nb"))
        self.en = _big(say("ledger.text_en"), partial(self._show_text, "en"))
        _either(self.nb, self.en)
        self.text = words()
        self.text.setStyleSheet(f"font-size: {SECTION_PX}px")
        self.version = secondary()
        self.edit_button = button(say("ledger.edit_text"), lambda: self.edit.emit(self.shown_language()), "quiet")
        who = person_words(self._person, ledger.people)
        self.add(title(say("ledger.give_title", purpose=say(f"ledger.purpose.{purpose.value}"), who=who)))
        if then:
            self.add(secondary(wording.count("ledger.then", then)))
        self.add(self.notice)
        across = row(self._left_side(), self._right_side(), spacing=SPACE_GROUPS)
        across.setStretch(0, 1)
        self.add(across)
        self.end()
        self.with_whom.setText(with_whom)
        (self.nb if language() == "nb" else self.en).setChecked(True)
        self._signing(paper=False)
        self._allow()  # nobody says yes to words that are not there yet
        self.refresh()

    def shown_language(self) -> str:
        """The language of the words on screen: what the parent reads, whatever the interface speaks."""
        return "en" if self.en.isChecked() else "nb"

    def refresh(self) -> None:
        self._jobs.store(self, partial(read_texts, self._store, self._clock, self._purpose), self._read, self.notice.show_error)

    # --- what is on it ---------------------------------------------------------------------------------------------------------

    def _left_side(self) -> QVBoxLayout:
        under = row(self.version, self.edit_button)
        under.setStretch(0, 1)
        return column(row(self.nb, self.en, None), self.text, under, None, spacing=16)

    def _right_side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_FORM_PX)
        form = column(spacing=6)
        side.setLayout(form)  # before anything is shown in it: a part without a parent flashes up as a window
        self.with_whom = self._line("ledger.whom")
        self.giver = choice_box(say("ledger.giver"))
        self.other = choice_box(say("ledger.other_parent"))
        self._fill_choices()
        if self._purpose in NAMED:
            _labelled(form, say("ledger.whom"), self.with_whom)
        _labelled(form, say("ledger.giver"), self.giver)
        if is_child(self._person, self._ledger.day):
            _labelled(form, say("ledger.other_parent"), self.other)
        self.interpreter = QCheckBox(say("ledger.interpreter"))
        self.ends = QCheckBox(say("ledger.ends"))
        for tick in (self.interpreter, self.ends):
            tick.setProperty("role", "big")
        self.last_day = self._date()
        self.ends.toggled.connect(self.last_day.setVisible)
        form.addWidget(self.interpreter)
        form.addLayout(row(self.ends, self.last_day, None))
        self._add_signing(form)
        self.enter_button = button(say("ledger.enter"), self._enter, "primary")
        self.kept_at.returnPressed.connect(self.enter_button.click)
        self.leave_button = button(say("wording.cancel"), self.left.emit)
        for one in (self.enter_button, self.leave_button):
            one.setStyleSheet(f"min-height: {BIG_TARGET_PX - 10}px")
        form.addLayout(row(self.enter_button, self.leave_button, None))
        form.addStretch(1)
        self.last_day.hide()
        return side

    def _add_signing(self, form: QVBoxLayout) -> None:
        self.here = _big(say("ledger.sign_here"), lambda: self._signing(paper=False))
        self.paper = _big(say("ledger.sign_paper"), lambda: self._signing(paper=True))
        _either(self.here, self.paper)
        self.here.setChecked(True)
        self.pad = SignaturePad()
        self.wipe_button = button(say("ledger.wipe"), self.pad.wipe, "quiet")
        self.wipe_button.setStyleSheet(f"min-height: {BIG_TARGET_PX - 10}px")
        self.kept_label = QLabel(say("ledger.kept_at"))
        self.kept_at = self._line("ledger.kept_at")
        self.kept_label.setBuddy(self.kept_at)
        for part in (row(self.here, self.paper, None), self.pad, row(self.wipe_button, None), self.kept_label, self.kept_at):
            form.addWidget(part) if isinstance(part, QWidget) else form.addLayout(part)

    def _line(self, key: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setMaxLength(_LONGEST)
        made.setProperty("role", "big")
        name(made, say(key))
        made.hide()
        return made

    def _date(self) -> QDateEdit:
        today = self._ledger.day
        first = QDate(today.year, today.month, today.day)
        made = QDateEdit(first.addMonths(_MONTHS_AHEAD), self)
        made.setMinimumDate(first)
        made.setDisplayFormat("dd.MM.yyyy")
        made.setStyleSheet(f"min-height: {BIG_TARGET_PX - 6}px")
        made.lineEdit().setTextMargins(SPACE_INSIDE, 0, 0, 0)  # Qt lays the line out over the padding
        name(made, say("ledger.last_day"))
        return made

    def _fill_choices(self) -> None:
        day = self._ledger.day
        givers: list[Person] = [one for one in self._ledger.people if may_give(self._person, one, day)]
        for one in givers:
            self.giver.addItem(person_words(one, self._ledger.people), one.id)
        for answer in OtherParent:
            self.other.addItem(say(f"ledger.other.{answer.value}"), answer)
        for box in (self.giver, self.other):
            box.setProperty("role", "big")
        if not givers:
            self.notice.show_words(say("error.giver_may_not.title"), say("ledger.no_giver"), tone="warn")

    # --- what happens ----------------------------------------------------------------------------------------------------------

    def _read(self, texts: Mapping[str, ConsentText]) -> None:
        self._texts = texts
        self._show_text(self.shown_language())

    def _show_text(self, shown: str) -> None:
        text = self._texts.get(shown)
        if text is not None:
            self.text.setText(text.body)
            self.version.setText(say("ledger.version", number=text.version))
        self._allow()

    def _signing(self, *, paper: bool) -> None:
        for drawn in (self.pad, self.wipe_button):
            drawn.setVisible(not paper)
        for typed in (self.kept_label, self.kept_at):
            typed.setVisible(paper)
        if paper:
            self.kept_at.setFocus()

    def _allow(self) -> None:
        self.enter_button.setEnabled(bool(self._texts) and self.giver.count() > 0)

    def _enter(self) -> None:
        if self._purpose in NAMED and not self.with_whom.text().strip():
            self.notice.show_words(say("ledger.whom_missing"), say("ledger.whom_why"), tone="error")
            self.with_whom.setFocus()
            return
        self.enter_button.setEnabled(False)
        self.notice.clear()
        self._jobs.store(self, partial(give_consent, self._store, self._clock, self._giving()), self._done, self._failed)

    def _giving(self) -> Giving:
        paper = self.paper.isChecked()
        child = is_child(self._person, self._ledger.day)
        return Giving(
            person=self._person.id,
            purpose=self._purpose,
            giver=PersonId(self.giver.currentData()),
            text=self._texts[self.shown_language()].id,
            expires_on=self._last_day(),
            with_whom=self.with_whom.text() if self._purpose in NAMED else "",
            how=SignedHow.PAPER if paper else SignedHow.SCREEN,
            kept_at=self.kept_at.text() if paper else "",
            strokes="" if paper else self.pad.strokes(),
            interpreter=self.interpreter.isChecked(),
            other_parent=OtherParent(self.other.currentData()) if child else OtherParent.NOBODY_ELSE,
        )

    def _last_day(self) -> date | None:
        if not self.ends.isChecked():
            return None
        chosen = self.last_day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def _done(self, consent: Consent) -> None:
        self.given.emit(consent)

    def _failed(self, error: SamspillError) -> None:
        self.notice.show_error(error)
        self.ensureWidgetVisible(self.notice)
        self._allow()


def _labelled(form: QVBoxLayout, text: str, field: QWidget) -> None:
    label = QLabel(text)
    label.setBuddy(field)
    form.addWidget(label)
    form.addWidget(field)
    field.show()


def _big(text: str, chosen: Callable[[], object]) -> QPushButton:
    """One of two that exclude each other, large enough for a finger."""
    made = button(text, chosen)
    made.setCheckable(True)
    made.setProperty("role", "big")
    return made


def _either(*buttons: QPushButton) -> None:
    """Exactly one is down. No button group: that takes all but one from the Tab key."""

    def choose(chosen: QPushButton) -> None:
        for one in buttons:
            one.setChecked(one is chosen)

    for one in buttons:
        one.pressed.connect(partial(choose, one))
        one.clicked.connect(lambda _checked, one=one: choose(one))

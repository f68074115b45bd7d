"""Two entries of one family become one: which code goes, who of them is the same person, and what it means, all asked before it is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout

from app.domain.errors import SamspillError
from app.domain.family import Person
from app.domain.ids import FamilyCode, PersonId
from app.ports import Clock, Store
from app.usecases.change_family import known_family
from app.usecases.merge_families import Merged, likely_same, merge_families
from ui.families.words import person_words
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.boxes import choice_box
from ui.widgets.family_field import FamilyField
from ui.widgets.notice import Notice
from ui.widgets.parts import button, clear_layout, column, form_key, keyboard_before, row, secondary, section, words

_CHOICE_PX = 480


@dataclass(frozen=True)
class _Both:
    other: FamilyCode
    stays: tuple[Person, ...] = field(repr=False)
    goes: tuple[Person, ...] = field(repr=False)
    likely: dict[PersonId, PersonId]


class MergePanel(QFrame):
    """`begin` for the family that stays; `merged(Merged, gone code)` when it is done, `left` when it was thought better of."""

    merged = Signal(object, str)
    left = Signal()

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__()
        self._store, self._clock, self._jobs = store, clock, jobs
        self._kept = FamilyCode("")
        self._both: _Both | None = None
        self.choices: dict[PersonId, QComboBox] = {}
        self.setProperty("role", "card")
        self.notice = Notice()
        self._heading, self._lead = section(""), secondary()
        self.code = FamilyField()
        self.code.label.setText(say("families.merge_other"))
        self.code.new_button.hide()
        self.look_button = button(say("families.merge_look"), self._look)
        self._people = column()
        self.merge_button = button(say("families.merge_sure"), self._merge, "danger")
        self.leave_button = button(say("families.merge_leave"), self.left.emit, "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        for part in (self._heading, self._lead, self.notice):
            layout.addWidget(part)
        layout.addLayout(row(self.code, self.look_button, None))
        layout.addLayout(self._people)
        layout.addLayout(row(self.merge_button, self.leave_button, None))
        self.code.entered.connect(self._look)
        self.code.changed.connect(self._forget)

    def begin(self, kept: FamilyCode, others: list[FamilyCode]) -> None:
        self._kept = kept
        self._heading.setText(say("families.merge_title", code=kept))
        self._lead.setText(say("families.merge_lead", code=kept))
        self.code.set_families([code for code in others if code != kept])
        self.code.line.clear()
        self._forget()
        self.notice.clear()
        self.show()
        self.code.line.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not form_key(event, None, self.leave_button):
            super().keyPressEvent(event)

    def _forget(self) -> None:
        """Another code: what was answered of the one before counts no more."""
        self._both = None
        self.choices = {}
        clear_layout(self._people)
        other = self.code.family()
        self.look_button.setEnabled(other is not None and other != self._kept)
        self.merge_button.setEnabled(False)

    def _look(self) -> None:
        other = self.code.family()
        if other is not None and other != self._kept:
            self.notice.clear()
            kept = self._kept
            self._jobs.store(self, lambda: _read(self._store, kept, other), self._ask, self._failed)

    def _ask(self, both: _Both) -> None:
        if both.other != self.code.family():
            return  # another code was typed meanwhile
        self._both = both
        self.choices = {}
        clear_layout(self._people)
        if both.goes:
            self._people.addWidget(words(say("families.merge_who", code=both.other)))
        for person in both.goes:
            self._people.addLayout(self._question(person, both))
        keyboard_before(self.merge_button, list(self.choices.values()))
        self.merge_button.setEnabled(True)
        (next(iter(self.choices.values()), None) or self.leave_button).setFocus()  # Enter by a slip merges nothing

    def _question(self, person: Person, both: _Both) -> QVBoxLayout:
        who = person_words(person)
        box = choice_box(who)
        box.setMaximumWidth(_CHOICE_PX)
        box.addItem(say("families.merge_somebody_else"), None)
        for one in both.stays:
            if one.kind is person.kind:
                box.addItem(say("families.merge_same", who=person_words(one)), one.id)
        box.setCurrentIndex(max(0, box.findData(both.likely.get(person.id))))
        self.choices[person.id] = box
        return column(secondary(who), box, spacing=2)

    def _merge(self) -> None:
        if self._both is None:
            return
        kept, other = self._kept, self._both.other
        same = {gone: PersonId(box.currentData()) for gone, box in self.choices.items() if box.currentData() is not None}
        if len(set(same.values())) < len(same):
            self.notice.show_words(say("families.merge_twice"), say("families.merge_twice_what"), tone="warn")
            return
        self.merge_button.setEnabled(False)
        self._jobs.store(self, lambda: merge_families(self._store, self._clock, kept, other, same), self._done, self._failed)

    def _done(self, done: Merged) -> None:
        if self._both is not None:
            self.merged.emit(done, self._both.other)

    def _failed(self, error: SamspillError) -> None:
        self.merge_button.setEnabled(self._both is not None)
        self.notice.show_error(error)


def _read(store: Store, kept: FamilyCode, other: FamilyCode) -> _Both:
    """Raises NO_LONGER_THERE."""
    with store.work() as work:
        known_family(work, kept)
        known_family(work, other)
        stays, goes = tuple(work.people.of(kept)), tuple(work.people.of(other))
    return _Both(other, stays, goes, likely_same(store, kept, other))

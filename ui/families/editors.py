"""Forms that open in their place: what is known of a family, and what is known of somebody in it."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.family import Adaptation, Family, Person, PersonKind, Role
from app.usecases.change_people import PersonFacts
from app.usecases.open_family import FamilyFacts
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.boxes import choice_box
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, form_key, labelled, name, row, section

_DAY = re.compile(r"(\d{1,2})[./ ] ?(\d{1,2})[./ ] ?((?:20)?\d{2})")
_CENTURY = 2000


class Editor(QFrame):
    """`saved(facts)` when Save or Enter is pressed; `left` when it was thought better of."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, heading: str) -> None:
        """`heading` says what, or who, it is about."""
        super().__init__()
        self.setProperty("role", "card")
        self.heading = section(heading)
        self.notice = Notice()
        self.save_button = button(say("families.save"), self.save)
        self.leave_button = button(say("wording.cancel"), self.left.emit, "quiet")

    def lay_out(self, *parts: QWidget | QVBoxLayout, last: QWidget | None = None) -> None:
        """`last` stands apart from Save."""
        buttons = row(self.save_button, self.leave_button, None)
        if last is not None:
            buttons.addWidget(last)
        layout = column(self.heading, self.notice, *parts, buttons)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)

    def save(self) -> None:
        """Tell what is written, or say what is wrong with it."""

    def line(self, label: str, value: str, hint: str = "") -> QLineEdit:
        made = QLineEdit(value)
        made.setPlaceholderText(hint)
        name(made, label, hint)
        return made

    def day_in(self, line: QLineEdit, *, needed: bool = False) -> date | None:
        """The day typed there. Raises ValueError where it is none, or `needed` and missing, once that is said and the keyboard is there."""
        try:
            day = read_day(line.text())
            if needed and day is None:
                raise ValueError
        except ValueError:
            self.notice.show_words(say("families.day_wrong"), say("families.day_wrong_what"), tone="error")
            line.setFocus()
            line.selectAll()
            raise
        return day

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not form_key(event, self.save_button, self.leave_button):
            super().keyPressEvent(event)


class FamilyEditor(Editor):
    """Name, language, interpreter, what makes a visit work."""

    def __init__(self, family: Family, heading: str) -> None:
        super().__init__(heading)
        self.name_line = self.line(say("families.new_name"), family.name, say("families.new_name_help"))
        self.language = self.line(say("families.language"), family.language)
        self.interpreter = QCheckBox(say("families.interpreter"))
        self.interpreter.setChecked(family.interpreter)
        self.adaptations = {one: QCheckBox(say(f"families.adaptation.{one.value}")) for one in Adaptation}
        for one, box in self.adaptations.items():
            box.setChecked(one in family.adaptations)
        adaptations = QLabel(say("families.adaptations"))
        self.lay_out(labelled(self.name_line), labelled(self.language), self.interpreter, adaptations, *self.adaptations.values())
        self.setFocusProxy(self.name_line)

    def save(self) -> None:
        adaptations = frozenset(one for one, box in self.adaptations.items() if box.isChecked())
        self.saved.emit(FamilyFacts(self.name_line.text(), self.language.text(), self.interpreter.isChecked(), adaptations))


class PersonEditor(Editor):
    """Somebody new (`person` None), or somebody known. `erase_wanted`: that one is to be erased, which is asked elsewhere."""

    erase_wanted = Signal()

    def __init__(self, kind: PersonKind, heading: str, person: Person | None = None) -> None:
        super().__init__(heading)
        self._kind, hint = kind, say("families.day_hint")
        self.name_line = self.line(say("families.new_name"), person.name if person else "", say("families.new_name_help"))
        self.born = self.line(say("families.born"), day_text(person.born_on if person else None), hint)
        self.due = self.line(say("families.due"), day_text(person.due_on if person else None), hint)
        self.role = choice_box(say("families.who"))
        self.role.addItem(say("people.kind.caregiver"), "")
        for role in Role:
            self.role.addItem(say(f"people.role.{role.value}"), role.value)
        self.role.setCurrentIndex(max(0, self.role.findData(person.role.value if person and person.role else "")))
        self.responsible = QCheckBox(say("families.responsible"))
        self.responsible.setChecked(person.has_responsibility if person else kind is PersonKind.CAREGIVER)
        parts: list[QWidget | QVBoxLayout] = [labelled(self.name_line)]
        if kind is PersonKind.CHILD:
            parts += [labelled(self.born), labelled(self.due)]
        elif kind is PersonKind.CAREGIVER:
            parts += [self.role, self.responsible]
        self.erase_button = button(say("families.erase_person"), self.erase_wanted.emit, "quiet") if person else None
        self.lay_out(*parts, last=self.erase_button)
        self.setFocusProxy(self.name_line)

    def save(self) -> None:
        try:
            born, due = self.day_in(self.born), self.day_in(self.due)
        except ValueError:
            return
        carer = self._kind is PersonKind.CAREGIVER
        role = Role(self.role.currentData()) if carer and self.role.currentData() else None
        self.saved.emit(PersonFacts(self._kind, role, self.name_line.text(), born, due, carer and self.responsible.isChecked()))


def read_day(typed: str) -> date | None:
    """`1.6.2026`, `1.6.26` or `2026-06-01`; None for nothing typed. Raises ValueError for anything else."""
    text = typed.strip()
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if found is None:
        return date.fromisoformat(text)
    day, month, year = (int(part) for part in found.groups())
    return date(_CENTURY + year % 100, month, day)


def day_text(day: date | None) -> str:
    return "" if day is None else f"{day.day:02d}.{day.month:02d}.{day.year}"

"""Which family a film belongs to: a field for the family's code, and a button that makes a new one. The same wherever film comes in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit, QListView, QStyledItemDelegate, QWidget

from app.domain.errors import SamspillError
from app.domain.ids import FamilyCode, family_code
from app.ports import Store
from app.usecases.open_family import offered_code
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import TARGET_PX
from ui.widgets.parts import button, column, name, row

_FIELD_PX = 160


class FamilyField(QWidget):
    """Emits `changed()` on every change and `entered()` on Enter. Known codes are offered while one is typed; `offer_codes` has the button
    make new ones."""

    changed = Signal()
    entered = Signal()
    _new_wanted = Signal()

    def __init__(self, families: Iterable[FamilyCode] = (), *, narrow: bool = False) -> None:
        """`narrow`: the label over the field instead of beside it, and large, as everything on the film screen."""
        super().__init__()
        self.families: tuple[FamilyCode, ...] = ()
        self.label = QLabel(say("family.code"))
        self.line = self._field()
        self.label.setBuddy(self.line)
        self.new_button = button(say("family.new"), self._new_wanted.emit)
        fields = (self.line, self.new_button)
        self.setLayout(column(self.label, row(*fields, None), spacing=4) if narrow else row(self.label, *fields))
        if narrow:
            self.line.setProperty("role", "big")
            self.new_button.setProperty("role", "big")
        self.setFocusProxy(self.line)
        self.set_families(families)

    def set_families(self, families: Iterable[FamilyCode]) -> None:
        """The codes that are in the vault."""
        self.families = tuple(families)
        self._offer(self.line.text())
        self.changed.emit()

    def family(self) -> FamilyCode | None:
        """What was typed, tidied; None while it is no code."""
        try:
            return family_code(self.line.text())
        except SamspillError:
            return None

    def fault(self) -> str:
        """What is missing still, in words; empty when the code is one."""
        if self.family() is not None:
            return ""
        return say("error.family_code_invalid.what") if self.line.text() else say("family.hint")

    def _field(self) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(12)
        field.setFixedWidth(_FIELD_PX)
        field.setMinimumHeight(TARGET_PX)
        name(field, say("family.code"), say("family.help"))
        self._known = QStringListModel(field)
        completer = QCompleter(self._known, field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        rows = QListView()
        completer.setPopup(rows)
        rows.setItemDelegate(QStyledItemDelegate(rows))  # heeds the style sheet: rows as high as buttons
        rows.setProperty("role", "offers")
        name(rows, say("family.code"))
        field.setCompleter(completer)
        field.textChanged.connect(self._offer)
        field.textChanged.connect(lambda _text: self.changed.emit())
        field.returnPressed.connect(self.entered)
        return field

    def _offer(self, typed: str) -> None:
        """A code that is whole is not offered once more: what is below it stays in sight."""
        self._known.setStringList([code for code in self.families if code.casefold() != typed.strip().casefold()])

    def offer_codes(self, store: Store, jobs: Jobs) -> None:
        """The button makes a code that no family of this vault has or ever had."""
        self._new_wanted.connect(lambda: jobs.store(self, partial(offered_code, store), self._take_new))

    def _take_new(self, code: FamilyCode) -> None:
        """The code that was made."""
        self.line.setText(code)
        if self.isVisible():
            self.line.setFocus()

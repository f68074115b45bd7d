"""Which family a film is of and who is in it, above the films on a card: the button opens once everybody in it has said yes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame

from app.domain.ids import FamilyCode, PersonId
from ui import wording
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.family_field import FamilyField
from ui.widgets.film_permission import FilmPermission
from ui.widgets.parts import button, column, row, secondary

_TYPING_MS = 350  # a code that is being typed is no family yet


class ForWhom(QFrame):
    """`show_films` says how much is ticked. Emits `wanted()` when it is to be imported for `family()`, with `in_picture()` in it."""

    wanted = Signal()

    def __init__(self, families: Iterable[FamilyCode], permission: FilmPermission) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.permission = permission
        self._known = frozenset(families)
        self._films, self._bytes = 0, 0
        self.field = FamilyField(families)
        self.hint = secondary()
        self.import_button = button("", self._want, "primary")
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPING_MS)
        self._typed.timeout.connect(self._ask)
        layout = column(row(self.field, None, self.import_button), self.hint, permission, spacing=12)
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)
        self.setFocusProxy(self.field)
        self.field.changed.connect(self._typing)
        self.field.entered.connect(self._entered)
        permission.changed.connect(self._tell)
        permission.agreed.connect(self._agreed)
        self._tell()

    def family(self) -> FamilyCode | None:
        return self.field.family()

    def in_picture(self) -> frozenset[PersonId]:
        """Who besides the children is in it."""
        return self.permission.in_picture()

    def choose(self, family: FamilyCode) -> None:
        self.field.line.setText(family)

    def read_again(self) -> None:
        """Consents may be others than they were."""
        self._ask()

    def show_films(self, films: int, size_bytes: int) -> None:
        self._films, self._bytes = films, size_bytes
        self._tell()

    # --- deciding ---------------------------------------------------------------------------------------------------------------

    def _typing(self) -> None:
        self.permission.show_family(None)
        if self.family() in self._known:
            self._ask()
        else:
            self._typed.start()
        self._tell()

    def _ask(self) -> None:
        self._typed.stop()
        self.permission.show_family(self.family())

    def _entered(self) -> None:
        """Enter: import if that may be, else on to what is missing."""
        step = self.permission.first_step()
        if step is not None:
            step.setFocus()
        else:
            self._want()

    def _agreed(self) -> None:
        if self.import_button.isEnabled() and self.isVisible():
            self.import_button.setFocus()

    def _want(self) -> None:
        if self.import_button.isEnabled():
            self.wanted.emit()

    def _tell(self) -> None:
        """What is missing still, in words beside a button that cannot be pressed yet."""
        self.import_button.setText(say("card.import", films=wording.count("wording.films", self._films)))
        self.import_button.setAccessibleName(self.import_button.text())
        self.import_button.setEnabled(bool(self._films) and self.family() is not None and self.permission.may_film())
        hint = self._hint()
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.import_button.setAccessibleDescription(hint)

    def _hint(self) -> str:
        family = self.family()
        if not self._films:
            return say("card.hint_tick")
        if family is None:
            return self.field.fault()
        if not self.permission.may_film():
            return ""  # said above, person by person
        return say("card.hint_known" if family in self._known else "card.hint_new", code=family, size=wording.size(self._bytes))

"""Who will be in the picture: a tick for each grown-up of the family. The children always are. The same wherever film comes in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from app.domain.family import Person, PersonKind
from app.domain.ids import PersonId
from ui import wording
from ui.consent.words import person_words
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.parts import clear_layout, column, name, secondary

COLUMNS = 2
_LONGEST = 32  # letters of a name: two beside each other fit the narrowest place


class WhoIsInIt(QWidget):
    """`changed()` when a tick was set or taken away. Caregivers are ticked at first, others who came into a film once are not."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ticks: dict[PersonId, QCheckBox] = {}
        self._people: tuple[Person, ...] = ()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_BETWEEN)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(COLUMNS, 1)
        self._always = secondary()
        self.setLayout(column(self._always, self._grid, spacing=4))

    def show_people(self, people: Sequence[Person]) -> None:
        """The people of a family. Ticks of those who were shown before stay as they are."""
        if tuple(people) == self._people:
            return
        self._people = tuple(people)
        before = {person: tick.isChecked() for person, tick in self.ticks.items()}
        focused = next((person for person, tick in self.ticks.items() if tick.hasFocus()), None)
        clear_layout(self._grid)
        self.ticks = {}
        children = [one for one in people if one.kind is PersonKind.CHILD]
        for one in people:
            if one.kind is not PersonKind.CHILD:
                self._add(one, before.get(one.id, one.kind is PersonKind.CAREGIVER))
        named = wording.listed([person_words(one, people) for one in children])
        self._always.setText(say("permission.always", who=named) if children else "")
        self._always.setVisible(bool(children))
        if focused in self.ticks:
            self.ticks[focused].setFocus()

    def in_picture(self) -> frozenset[PersonId]:
        """Who is ticked. The children are not among them: they always count."""
        return frozenset(person for person, tick in self.ticks.items() if tick.isChecked())

    def in_words(self) -> str:
        """`Barnet, Mor`: everybody who will be in it."""
        there = self.in_picture()
        return ", ".join(person_words(one, self._people) for one in self._people if one.kind is PersonKind.CHILD or one.id in there)

    def choose(self, in_picture: frozenset[PersonId]) -> None:
        """Tick these and no others, without telling."""
        for person, tick in self.ticks.items():
            with QSignalBlocker(tick):
                tick.setChecked(person in in_picture)

    def _add(self, person: Person, ticked: bool) -> None:
        words = person_words(person, self._people)
        tick = QCheckBox(words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…")
        tick.setToolTip(words)
        tick.setProperty("role", "big")
        name(tick, say("permission.tick", who=words))
        tick.setChecked(ticked)
        tick.toggled.connect(lambda _on: self.changed.emit())
        self._grid.addWidget(tick, *divmod(len(self.ticks), COLUMNS))
        self.ticks[person.id] = tick

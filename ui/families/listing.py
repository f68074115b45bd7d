"""The families as rows of a list: painted, because there may be thousands, and with the words a screen reader says for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QRect, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from app.domain.family import FamilyState
from app.domain.ids import FamilyCode
from app.usecases.list_families import ListedFamily, Overdue
from ui import wording
from ui.families.words import DOT, age_words, family_called
from ui.texts import say
from ui.theme import SECONDARY_PX, tokens
from ui.widgets.painted_rows import ITEM_ROLE, Index, PaintedRow, RowsToOpen, ShownRows, draw_line

ROW_PX = 56


def facts_of(one: ListedFamily) -> str:
    """`4 md. · neste besøk 12. mars 2026 · 3 opptak`."""
    line = one.line
    facts = list(dict.fromkeys(age_words(age) for age in one.ages if age is not None))  # twins are as old as each other
    if line.family.state is FamilyState.CLOSED:
        facts.append(say("families.is_closed"))
    if line.next_visit is not None:
        facts.append(say("families.next_visit", time=wording.when(line.next_visit)))
    elif line.last_visit is not None:
        facts.append(say("families.last_visit", date=wording.day(line.last_visit)))
    if line.recordings:
        facts.append(wording.count("wording.recordings", line.recordings))
    return DOT.join(facts) or say("families.nothing_yet")


def overdue_words(one: ListedFamily) -> str:
    return DOT.join(say(f"families.overdue.{what.value}") for what in Overdue if what in one.overdue)


def _spoken(one: ListedFamily) -> str:
    return ", ".join(part for part in (family_called(one.line.family), facts_of(one), overdue_words(one)) if part)


class FamilyRow(PaintedRow):
    """Code and name over what is known; on the right what is overdue."""

    def __init__(self) -> None:
        super().__init__(ROW_PX, QMargins(16, 6, 16, 6), 8)

    def draw(self, painter: QPainter, area: QRect, index: Index, font: QFont) -> None:
        one: ListedFamily = index.data(ITEM_ROLE)
        bold, small = QFont(font), QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(SECONDARY_PX)
        late = overdue_words(one)
        room = QFontMetrics(small).horizontalAdvance(late) + 16 if late else 0
        draw_line(painter, QRect(area.right() - room, area.top(), room, area.height()), small, late, tokens().warn, right=True)
        left = area.adjusted(0, 0, -room, 0)
        half = area.height() // 2
        draw_line(painter, QRect(left.left(), left.top(), left.width(), half), bold, family_called(one.line.family), tokens().ink)
        draw_line(painter, QRect(left.left(), left.top() + half, left.width(), half), small, facts_of(one), tokens().muted)


class FamiliesList(RowsToOpen[ListedFamily]):
    """`opened(code)` on Enter or a double click."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__(say("families.title"), ShownRows[ListedFamily](_spoken), FamilyRow(), ROW_PX)
        self.entered.connect(lambda one: self.opened.emit(one.line.family.code))

    def current(self) -> FamilyCode | None:
        one = self.chosen()
        return None if one is None else one.line.family.code

    def show_families(self, families: Sequence[ListedFamily]) -> None:
        """The chosen one stays chosen where it is still there; else the first is."""
        chosen = self.current()
        self.rows.show(families)
        row = next((n for n, one in enumerate(families) if one.line.family.code == chosen), 0)
        self.setCurrentIndex(self.rows.index(row))

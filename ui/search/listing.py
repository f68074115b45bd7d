"""What was found as rows of a list: the words around each hit with the hit in bold, and below what it is, of whom, and when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from app.domain.search import Hit
from app.domain.timebase import clock_text
from app.usecases.list_families import ListedFamily
from app.usecases.search_words import Found
from ui import wording
from ui.families import listing as families
from ui.families.words import DOT, called, family_called
from ui.texts import say
from ui.theme import SECONDARY_PX, tokens
from ui.widgets.painted_rows import ITEM_ROLE, Index, PaintedRow, RowsToOpen, ShownRows, draw_line

ROW_PX = 60

Line = ListedFamily | Found


def facts_of(found: Line) -> str:
    """`Notat · K7Q2M Hansen · 12. mars 2026`; of a mark or a clip also where in the film it is. `Familie · 4 md. · 3 opptak`."""
    if isinstance(found, ListedFamily):
        return DOT.join((say("search.where.family"), families.facts_of(found)))
    hit = found.hit
    facts = [say(f"search.where.{hit.where.value}"), called(hit.family, found.name)]
    if found.at is not None:
        facts.append(wording.day(found.at))
    if hit.start_us is not None:
        facts.append(clock_text(hit.start_us))
    return DOT.join(facts)


def one_line(hit: Hit) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The words without the breaks of their lines: each becomes one space, so that the spans stay where they are."""
    return "".join(" " if mark.isspace() else mark for mark in hit.text).rstrip(), hit.spans


class FoundRow(PaintedRow):
    def __init__(self) -> None:
        super().__init__(ROW_PX, QMargins(16, 7, 16, 7), 8)

    def draw(self, painter: QPainter, area: QRect, index: Index, font: QFont) -> None:
        found: Line = index.data(ITEM_ROLE)
        half = area.height() // 2
        above = QRect(area.left(), area.top(), area.width(), half)
        if isinstance(found, ListedFamily):
            bold = QFont(font)
            bold.setWeight(QFont.Weight.DemiBold)
            draw_line(painter, above, bold, family_called(found.line.family), tokens().ink)
        else:
            _draw_hit(painter, above, found.hit, font)
        small = QFont(font)
        small.setPixelSize(SECONDARY_PX)
        draw_line(painter, QRect(area.left(), area.top() + half, area.width(), half), small, facts_of(found), tokens().muted)


def _draw_hit(painter: QPainter, area: QRect, hit: Hit, font: QFont) -> None:
    """Piece by piece, what was looked for in bold and in the accent; the end is left out where there is no room, and that is shown."""
    text, spans = one_line(hit)
    bold = QFont(font)
    bold.setWeight(QFont.Weight.Bold)
    at = area.left()
    for piece, found in _pieces(text, spans):
        drawn = bold if found else font
        metrics = QFontMetrics(drawn)
        room = area.right() - at
        painter.setFont(drawn)
        painter.setPen(QColor(tokens().accent if found else tokens().ink))
        shown = metrics.elidedText(piece, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(at, area.top(), room, area.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        if shown != piece:
            return
        at += metrics.horizontalAdvance(piece)


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text cut at the spans, and which pieces were looked for."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [(piece, found) for piece, found in [*pieces, (text[at:], False)] if piece]


def _spoken(found: Line) -> str:
    first = family_called(found.line.family) if isinstance(found, ListedFamily) else one_line(found.hit)[0]
    return DOT.join((first, facts_of(found)))


class FoundList(RowsToOpen[Line]):
    """Families first, then the best."""

    def __init__(self) -> None:
        super().__init__(say("search.found"), ShownRows[Line](_spoken), FoundRow(), ROW_PX)

    def show_found(self, found: Sequence[Line]) -> None:
        """The first is chosen."""
        self.rows.show(found)
        self.setCurrentIndex(self.rows.index(0))
        self.scrollToTop()

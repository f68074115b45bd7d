"""What was found as rows of a list: the words around each hit with the hit in bold, and below what it is, of whom, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.search import Hit
from app.domain.timebase import clock_text
from app.usecases.search_words import Found
from ui import wording
from ui.families.words import DOT, called
from ui.texts import say
from ui.theme import SECONDARY_PX, tokens
from ui.widgets.parts import name

ITEM_ROLE = Qt.ItemDataRole.UserRole
ROW_PX = 60
Index = QModelIndex | QPersistentModelIndex
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


def facts_of(found: Found) -> str:
    """`Notat · K7Q2M Hansen · 12. mars 2026`; of a mark or a clip also where in the film it is."""
    hit = found.hit
    facts = [say(f"search.where.{hit.where.value}"), called(hit.family, found.name)]
    if found.at is not None:
        facts.append(wording.day(found.at))
    if hit.start_us is not None:
        facts.append(clock_text(hit.start_us))
    return DOT.join(facts)


class FoundModel(QAbstractListModel):
    """The best first."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Sequence[Found] = ()

    def show(self, found: Sequence[Found]) -> None:
        self.beginResetModel()
        self._shown = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        if not 0 <= index.row() < len(self._shown):
            return None
        found = self._shown[index.row()]
        if role == ITEM_ROLE:
            return found
        return DOT.join((one_line(found.hit)[0], facts_of(found))) if role in _SPOKEN else None


def one_line(hit: Hit) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The words without the breaks of their lines: each becomes one space, so that the spans stay where they are."""
    return "".join(" " if mark.isspace() else mark for mark in hit.text).rstrip(), hit.spans


class FoundRow(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found: Found = index.data(ITEM_ROLE)
        rect, state = QRect(option.rect), option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            ground = QColor(tokens().accent)
            ground.setAlphaF(0.16 if chosen else 0.07)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 1, -2, -1), 6, 6)
        if chosen:
            painter.fillRect(QRectF(rect.left() + 2, rect.top() + 8, 3, rect.height() - 16), QColor(tokens().accent))
        area = rect.adjusted(16, 7, -16, -7)
        half = area.height() // 2
        _draw_hit(painter, QRect(area.left(), area.top(), area.width(), half), found.hit, QFont(option.font))
        small = QFont(option.font)
        small.setPixelSize(SECONDARY_PX)
        painter.setFont(small)
        painter.setPen(QColor(tokens().muted))
        below = QRect(area.left(), area.top() + half, area.width(), half)
        said = QFontMetrics(small).elidedText(facts_of(found), Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, said)
        painter.restore()


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


class FoundList(QListView):
    """`opened(Found)` on Enter or a double click."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        name(self, say("search.found"))
        self.found = FoundModel()
        self.found.setParent(self)
        self.setModel(self.found)
        self.setItemDelegate(FoundRow(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(2 * ROW_PX)

    def current(self) -> Found | None:
        one: Found | None = self.currentIndex().data(ITEM_ROLE)
        return one

    def show_found(self, found: Sequence[Found]) -> None:
        """The best is chosen."""
        self.found.show(found)
        self.setCurrentIndex(self.found.index(0))
        self.scrollToTop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.open_current()

    def open_current(self) -> None:
        found = self.current()
        if found is not None:
            self.opened.emit(found)

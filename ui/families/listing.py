"""The families as rows of a list: painted, because there may be thousands, and with the words a screen reader says for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.family import FamilyState
from app.domain.ids import FamilyCode
from app.usecases.list_families import ListedFamily, Overdue
from ui import wording
from ui.families.words import DOT, age_words, family_called
from ui.texts import say
from ui.theme import SECONDARY_PX, tokens
from ui.widgets.parts import name

ITEM_ROLE = Qt.ItemDataRole.UserRole
ROW_PX = 56
Index = QModelIndex | QPersistentModelIndex
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


def facts_of(one: ListedFamily) -> str:
    """`4 md. · neste besøk 12. mars 2026 · 3 opptak`."""
    line = one.line
    facts = [age_words(age) for age in one.ages if age is not None]
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


class FamiliesModel(QAbstractListModel):
    """The families that were found."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Sequence[ListedFamily] = ()

    def show(self, families: Sequence[ListedFamily]) -> None:
        self.beginResetModel()
        self._shown = families
        self.endResetModel()

    def row_of(self, code: FamilyCode) -> int:
        """-1 for one that is not there."""
        return next((n for n, one in enumerate(self._shown) if one.line.family.code == code), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        if not 0 <= index.row() < len(self._shown):
            return None
        one = self._shown[index.row()]
        if role == ITEM_ROLE:
            return one
        if role in _SPOKEN:
            return ", ".join(part for part in (family_called(one.line.family), facts_of(one), overdue_words(one)) if part)
        return None


class FamilyRow(QStyledItemDelegate):
    """Code and name over what is known; on the right what is overdue."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one: ListedFamily = index.data(ITEM_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
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
        self._draw(painter, rect.adjusted(16, 6, -16, -6), one, option.font)
        painter.restore()

    def _draw(self, painter: QPainter, area: QRect, one: ListedFamily, font: QFont) -> None:
        bold, small = QFont(font), QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(SECONDARY_PX)
        late = overdue_words(one)
        room = QFontMetrics(small).horizontalAdvance(late) + 16 if late else 0
        _line(painter, QRect(area.right() - room, area.top(), room, area.height()), small, late, tokens().warn, right=True)
        left = area.adjusted(0, 0, -room, 0)
        half = area.height() // 2
        _line(painter, QRect(left.left(), left.top(), left.width(), half), bold, family_called(one.line.family), tokens().ink)
        _line(painter, QRect(left.left(), left.top() + half, left.width(), half), small, facts_of(one), tokens().muted)


def _line(painter: QPainter, area: QRect, font: QFont, text: str, colour: str, *, right: bool = False) -> None:
    """Elided, never clipped."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | side, shown)


class FamiliesList(QListView):
    """`opened(code)` on Enter or a double click."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        name(self, say("families.title"))
        self.families = FamiliesModel()
        self.families.setParent(self)
        self.setModel(self.families)
        self.setItemDelegate(FamilyRow(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(2 * ROW_PX)
        self.doubleClicked.connect(lambda _index: self._open())

    def current(self) -> FamilyCode | None:
        one: ListedFamily | None = self.currentIndex().data(ITEM_ROLE)
        return None if one is None else one.line.family.code

    def show_families(self, families: Sequence[ListedFamily]) -> None:
        """The chosen one stays chosen where it is still there; else the first is."""
        chosen = self.current()
        self.families.show(families)
        row = self.families.row_of(chosen) if chosen else -1
        self.setCurrentIndex(self.families.index(max(row, 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        code = self.current()
        if code is not None:
            self.opened.emit(code)

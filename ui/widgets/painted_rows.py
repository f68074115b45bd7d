"""Lists of painted rows: the ground of a row, the words on it, and a list whose row is opened by Enter or a double click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QMargins, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme import tokens
from ui.widgets.parts import name

ITEM_ROLE = Qt.ItemDataRole.UserRole
SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")


class PaintedRow(QStyledItemDelegate):
    """Common ground of a row: hover, selection, and in `draw` what stands on it."""

    def __init__(self, height_px: int, margins: QMargins, bar_px: int) -> None:
        """`bar_px`: how far the bar of the chosen row stays from the row's edges."""
        super().__init__()
        self._height_px, self._margins, self._bar_px = height_px, margins, bar_px

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, self._height_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            ground = QColor(tokens().accent)
            ground.setAlphaF(0.16 if chosen else 0.07)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 1, -2, -1), 6, 6)
        if chosen:
            bar = QRectF(rect.left() + 2, rect.top() + self._bar_px, 3, rect.height() - 2 * self._bar_px)
            painter.fillRect(bar, QColor(tokens().accent))
        self.draw(painter, rect.marginsRemoved(self._margins), index, option.font)
        painter.restore()

    def draw(self, painter: QPainter, area: QRect, index: Index, font: QFont) -> None:
        """The row's own content."""


def draw_line(painter: QPainter, area: QRect, font: QFont, text: str, colour: str, *, right: bool = False) -> int:
    """On one line, elided, never clipped; returns the width used."""
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | side, shown)
    return metrics.horizontalAdvance(shown)


class ShownRows(QAbstractListModel, Generic[T]):
    """Rows that are all shown anew at once. `spoken`: a row as a screen reader says it."""

    def __init__(self, spoken: Callable[[T], str]) -> None:
        super().__init__()
        self._spoken = spoken
        self.shown: Sequence[T] = ()

    def show(self, rows: Sequence[T]) -> None:
        self.beginResetModel()
        self.shown = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  Qt's own signature
        if not 0 <= index.row() < len(self.shown):
            return None
        one = self.shown[index.row()]
        if role == ITEM_ROLE:
            return one
        return self._spoken(one) if role in SPOKEN else None


class RowsToOpen(QListView, Generic[T]):
    """`entered` on Enter or a double click, with what the row shows."""

    entered = Signal(object)

    def __init__(self, said: str, rows: ShownRows[T], painted: PaintedRow, row_px: int) -> None:
        super().__init__()
        name(self, said)
        self.rows = rows
        rows.setParent(self)
        painted.setParent(self)
        self.setModel(rows)
        self.setItemDelegate(painted)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(2 * row_px)
        self.doubleClicked.connect(lambda _index: self.enter())

    def chosen(self) -> T | None:
        one: T | None = self.currentIndex().data(ITEM_ROLE)
        return one

    def enter(self) -> None:
        """As Enter does."""
        one = self.chosen()
        if one is not None:
            self.entered.emit(one)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Not Qt's `activated`: some desktops send that for a single click, which only chooses here."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
        else:
            super().keyPressEvent(event)

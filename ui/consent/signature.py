"""A line to sign on with finger, pen or mouse. What is drawn is kept as points in thousandths of the field, never as a picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QTabletEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.texts import say
from ui.theme import RADIUS, SPACE_BETWEEN, tokens
from ui.widgets.parts import name

MOST_POINTS = 20_000
_HIGH_PX = 150
_WHOLE = 999  # thousandths, as three digits
_PEN_PX = 2.5

Point = tuple[int, int]


class SignaturePad(QWidget):
    """`changed` with every stroke. A finger arrives as the mouse does."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        name(self, say("ledger.pad"), say("ledger.pad_help"))
        self.setMinimumHeight(_HIGH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._strokes: list[list[Point]] = []
        self._points = 0
        self._drawing = False

    def strokes(self) -> str:
        """As the ledger keeps it: "x,y x,y;x,y". Empty when nothing is drawn."""
        return ";".join(" ".join(f"{x},{y}" for x, y in stroke) for stroke in self._strokes)

    def wipe(self) -> None:
        self._strokes.clear()
        self._points = 0
        self._drawing = False
        self.update()
        self.changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._drawing = False

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen. Taken here, it does not come again as a mouse."""
        if event.type() == QEvent.Type.TabletPress:
            self._begin(event.position())
        elif event.type() == QEvent.Type.TabletMove:
            self._go_on(event.position())
        else:
            self._drawing = False
        event.accept()

    def _begin(self, at: QPointF) -> None:
        self._drawing = True
        self._strokes.append([])
        self._put(at)

    def _go_on(self, at: QPointF) -> None:
        if self._drawing:
            self._put(at)

    def _put(self, at: QPointF) -> None:
        """One point more, unless it is where the last one was, or nobody signs that long."""
        point = (_thousandths(at.x(), self.width()), _thousandths(at.y(), self.height()))
        if self._points < MOST_POINTS and self._strokes[-1][-1:] != [point]:
            self._strokes[-1].append(point)
            self._points += 1
        self._strokes = [stroke for stroke in self._strokes if stroke]
        self._drawing = self._drawing and bool(self._strokes)
        self.update()
        self.changed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(p.muted), 1))
        painter.setBrush(QColor(p.surface))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        base = self.height() * 0.75
        painter.drawLine(QLineF(SPACE_BETWEEN, base, self.width() - SPACE_BETWEEN, base))
        painter.setPen(QPen(QColor(p.ink), _PEN_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        for stroke in self._strokes:
            points = [QPointF(x * self.width() / _WHOLE, y * self.height() / _WHOLE) for x, y in stroke]
            painter.drawPolyline(QPolygonF(points)) if len(points) > 1 else painter.drawPoint(points[0])
        painter.end()


def _thousandths(at: float, whole: int) -> int:
    return min(_WHOLE, max(0, round(at / max(1, whole) * _WHOLE)))

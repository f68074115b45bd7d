"""A clear sheet over the frozen picture to draw on with a finger or the mouse. What is drawn is never kept anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.texts import say
from ui.theme import DARK
from ui.widgets.parts import name

# Bright on any film, and apart from each other for every eye: lightness differs too. `parent.pen.<name>` are their words.
PENS: dict[str, str] = {"sun": DARK.warn, "sea": DARK.accent, "snow": DARK.ink}
_WIDTH_SHARE = 0.006  # of the sheet's width


@dataclass
class _Stroke:
    """Points as shares of the sheet, so that the drawing stays on its picture when the window changes."""

    colour: str
    points: list[QPointF] = field(default_factory=list)


class DrawingSheet(QWidget):
    """Lies over the whole film while drawing is on; hidden otherwise."""

    def __init__(self, film: QWidget) -> None:
        super().__init__(film)
        film.installEventFilter(self)
        name(self, say("parent.sheet"))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._strokes: list[_Stroke] = []
        self._colour = PENS["sun"]
        self._drawing = False
        self.hide()

    def set_pen(self, pen: str) -> None:
        """Draw on with this pen of PENS."""
        self._colour = PENS[pen]

    def wipe(self) -> None:
        self._strokes.clear()
        self.update()

    def is_empty(self) -> bool:
        return not self._strokes

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self.setGeometry(QRect(QPoint(0, 0), self.parentWidget().size()))  # type: ignore[union-attr]
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drawing = True
            self._strokes.append(_Stroke(self._colour, [self._share(event.position())]))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            self._strokes[-1].points.append(self._share(event.position()))
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._drawing = False

    def _share(self, at: QPointF) -> QPointF:
        return QPointF(at.x() / max(1, self.width()), at.y() / max(1, self.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(4.0, self.width() * _WIDTH_SHARE)
        for stroke in self._strokes:
            path = self._path(stroke)
            # A dark edge under the line keeps it visible on bright film.
            for colour, wide in ((DARK.paper, width + 2), (stroke.colour, width)):
                pen = QPen(QColor(colour), wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
                painter.strokePath(path, pen)
        painter.end()

    def _path(self, stroke: _Stroke) -> QPainterPath:
        points = [QPointF(point.x() * self.width(), point.y() * self.height()) for point in stroke.points]
        path = QPainterPath(points[0])
        for point in points[1:] or [points[0] + QPointF(0.1, 0)]:  # a tap is a dot
            path.lineTo(point)
        return path

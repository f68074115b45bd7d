"""The film on screen: fitted, enlarged, moved about; drawn plainly by Qt from the picture that the worker made to size.

The widget tells the player how many device pixels it has and what part is looked at; cutting, scaling and turning happen in the worker.
Whoever draws over the film (marks, freeze drawings) gives an overlay, which is called with the painter and the picture's place.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.texts import say
from video.player import Player

SURROUND = QColor("#101214")  # around film, in light and dark alike: nothing brighter than the film itself
ZOOM_STEP = 1.25
MAX_ZOOM = 8.0
_MOVE_PART = 0.1  # a key moves by a tenth of what is seen

Overlay = Callable[[QPainter, QRectF], None]


class FilmView(QWidget):
    """Shows a player. Wheel, + and - enlarge, 0 fits, dragging and Ctrl with arrows move about while enlarged."""

    clicked = Signal(QPointF)  # where on the picture, 0..1 both ways
    double_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player: Player | None = None
        self._overlay: Overlay | None = None
        self._zoom = 1.0
        self._centre = QPointF(0.5, 0.5)
        self._dragged_from: QPointF | None = None
        self._moved = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        self.retranslate()

    def retranslate(self) -> None:
        """Say its name in the language of now."""
        self.setAccessibleName(say("film.picture"))
        self.setAccessibleDescription(say("film.picture_help"))

    def set_player(self, player: Player | None) -> None:
        """Show this player from now on; the one before is let go of."""
        if self._player is not None:
            self._player.picture.disconnect(self.update)
        self._player = player
        if player is not None:
            player.picture.connect(self.update)
            self._tell()
        self.update()

    def set_overlay(self, overlay: Overlay | None) -> None:
        """Called after each picture is drawn, with the painter (antialiased) and the place of the whole picture in this widget."""
        self._overlay = overlay
        self.update()

    def zoom(self) -> float:
        return self._zoom

    def set_zoom(self, zoom: float, around: QPointF | None = None) -> None:
        """1 is the whole picture fitted. `around` is a point of the widget that stays where it is."""
        zoom = min(max(zoom, 1.0), MAX_ZOOM)
        if around is not None:
            spot = self.to_picture(around)
            self._centre = spot + (self._centre - spot) * (self._zoom / zoom)
        if zoom != self._zoom:
            self._zoom = zoom
            self._tell()

    def fit(self) -> None:
        """The whole picture again."""
        self._centre = QPointF(0.5, 0.5)
        self.set_zoom(1.0)

    def picture_place(self) -> QRectF:
        """Where the whole picture lies in widget pixels: larger than the widget when enlarged. The widget itself before there is one."""
        shape = self._shape()
        if shape is None:
            return QRectF(self.rect())
        scale = min(self.width() / shape[0], self.height() / shape[1]) * self._zoom
        width, height = shape[0] * scale, shape[1] * scale
        left = (
            (self.width() - width) / 2
            if width <= self.width()
            else self.width() / 2 - self._kept(self._centre.x(), self.width() / width) * width
        )
        top = (
            (self.height() - height) / 2
            if height <= self.height()
            else self.height() / 2 - self._kept(self._centre.y(), self.height() / height) * height
        )
        return QRectF(left, top, width, height)

    def to_picture(self, point: QPointF) -> QPointF:
        """A point of the widget as a point of the picture, 0..1 both ways when inside it."""
        place = self.picture_place()
        return QPointF((point.x() - place.x()) / max(1.0, place.width()), (point.y() - place.y()) / max(1.0, place.height()))

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    # --- inside ---

    def _shape(self) -> tuple[int, int] | None:
        """Width and height of the picture in square pixels, turned as it is shown."""
        info = self._player.info() if self._player is not None else None
        if info is None or self._player is None:
            return None
        width, height = info.picture.shown_size()
        return (height, width) if self._player.view().turn_deg % 180 else (width, height)

    @staticmethod
    def _kept(centre: float, seen: float) -> float:
        """The centre, moved so that what is seen stays within the picture."""
        return min(max(centre, seen / 2), 1 - seen / 2)

    def _tell(self) -> None:
        """Ask the player for pictures of what is looked at."""
        if self._player is not None and self.width() > 0 and self.height() > 0:
            ratio = self.devicePixelRatioF()
            size = (round(self.width() * ratio), round(self.height() * ratio))
            self._player.set_view(*size, self._zoom, self._centre.x(), self._centre.y())
        self.update()

    def _move(self, across: float, down: float) -> None:
        """Look at a part further right or down, in parts of the picture."""
        place = self.picture_place()
        x = self._kept(self._centre.x() + across, min(1.0, self.width() / max(1.0, place.width())))
        y = self._kept(self._centre.y() + down, min(1.0, self.height() / max(1.0, place.height())))
        self._centre = QPointF(x, y)
        self._tell()

    # --- Qt ---

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND)
        place = self.picture_place()
        if self._player is not None and not self._player.image().isNull():
            image = self._player.image()
            seen = place.intersected(QRectF(self.rect()))
            exact_size = (round(seen.width() * self.devicePixelRatioF()), round(seen.height() * self.devicePixelRatioF()))
            off = abs(image.width() - exact_size[0]) + abs(image.height() - exact_size[1])
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, off > 2)
            painter.drawImage(seen.toAlignedRect() if off > 2 else _at_pixels(seen, image.size() / self.devicePixelRatioF()), image)
        if self._overlay is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._overlay(painter, place)
        if self.hasFocus():
            painter.setPen(self.palette().highlight().color())
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._tell()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        if notches:
            self.set_zoom(self._zoom * ZOOM_STEP**notches, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is None:
            return
        way = event.position() - self._dragged_from
        if self._moved or way.manhattanLength() > 4:
            self._moved, self._dragged_from = True, event.position()
            place = self.picture_place()
            self._move(-way.x() / max(1.0, place.width()), -way.y() / max(1.0, place.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._dragged_from is not None:
            self._dragged_from = None
            if not self._moved:
                self.clicked.emit(self.to_picture(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        part = _MOVE_PART / self._zoom
        moves = {
            Qt.Key.Key_Left: (-part, 0.0),
            Qt.Key.Key_Right: (part, 0.0),
            Qt.Key.Key_Up: (0.0, -part),
            Qt.Key.Key_Down: (0.0, part),
        }
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.set_zoom(self._zoom * ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.set_zoom(self._zoom / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif ctrl and key in moves and self._zoom > 1:
            self._move(*moves[Qt.Key(key)])
        else:
            super().keyPressEvent(event)


def _at_pixels(seen: QRectF, size: QSize) -> QRect:
    """The place of a picture that already has the right number of pixels."""
    return QRect(round(seen.x()), round(seen.y()), size.width(), size.height())

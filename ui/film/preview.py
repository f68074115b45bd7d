"""What the camera sees, large, on a dark stage. Drawn straight from the studio's memory when it comes: no copy, no queue, never mirrored.

The studio scales to the device pixels it is told, so drawing is moving bytes; only while the window is being resized does Qt scale.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHideEvent, QImage, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.filming import PreviewShown
from ui.texts import say
from ui.theme import DARK, SECONDARY_PX, SECTION_PX, SPACE_AROUND
from ui.widgets.film_view import SURROUND
from ui.widgets.parts import name

_DIM = QColor(16, 18, 20, 190)
_GUIDE = ((QColor(0, 0, 0, 70), 6), (QColor(255, 255, 255, 190), 3))  # colour and width: seen on a white wall and in a dark room
_GUIDE_INSET = 0.09  # of each side: what lies outside may be cut off when somebody moves
_GUIDE_CORNER = 0.14
_GUIDE_ROOM = 6  # around an arc, for half its pen and soft ends
_EDGE_PX = 3
_FOCUS_PX = 2


class PreviewView(QWidget):
    """`show_picture` for each. Over it: words, a guide, a red edge while filming. `size_wanted` in device pixels; 0, 0 when hidden."""

    size_wanted = Signal(int, int)

    def __init__(self, pictures: Callable[[], memoryview | None]) -> None:
        super().__init__()
        self._pictures = pictures
        self._shown: PreviewShown | None = None
        self._words: tuple[str, str] = ("", "")
        self._live = False
        self._dimmed = False
        self._guide = False
        self._corners = _Guide()
        self._red = False
        self.drawn = 0  # pictures, for whoever wants to know whether they come
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        name(self, say("filming.preview"))

    def show_picture(self, shown: PreviewShown) -> None:
        self._shown = shown
        self.update()

    def clear(self) -> None:
        """The camera is let go: nothing of it stays on screen."""
        self._shown = None
        self.update()

    def is_live(self) -> bool:
        """Whether a picture is in sight."""
        return self._live and self._shown is not None

    def say_over(self, heading: str, below: str = "") -> bool:
        """Large words in the middle, smaller ones under them. Whether they are other words than before."""
        if (heading, below) == self._words:
            return False
        self._words = (heading, below)
        self.setAccessibleDescription(f"{heading} {below}".strip())
        self.update()
        return True

    def words(self) -> tuple[str, str]:
        return self._words

    def set_look(self, *, live: bool, dimmed: bool, guide: bool, red: bool) -> None:
        """`live` while the camera gives pictures: an old one is never shown as if it were now. `dimmed` while paused, `guide` for the soft
        frame, `red` for the edge while filming."""
        if (live, dimmed, guide, red) != (self._live, self._dimmed, self._guide, self._red):
            self._live, self._dimmed, self._guide, self._red = live, dimmed, guide, red
            self.update()

    def tell_size(self) -> None:
        """Say again how large it is."""
        ratio = self.devicePixelRatioF()
        size = (round(self.width() * ratio), round(self.height() * ratio)) if self.isVisible() else (0, 0)
        self.size_wanted.emit(*size)

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    # --- drawing ---

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND)
        place = self._draw_picture(painter)
        if self._dimmed:
            painter.fillRect(place, _DIM)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._guide and self.is_live():
            self._corners.draw(painter, place, self.devicePixelRatioF())
        if self._words[0]:
            self._draw_words(painter)
        if self._red:
            painter.setPen(QPen(QColor(DARK.danger), _EDGE_PX))
            painter.drawRect(QRectF(self.rect()).adjusted(_EDGE_PX / 2, _EDGE_PX / 2, -_EDGE_PX / 2, -_EDGE_PX / 2))
        if self.hasFocus():
            inside = _EDGE_PX * self._red + _FOCUS_PX / 2
            painter.setPen(QPen(QColor(DARK.accent), _FOCUS_PX))
            painter.drawRect(QRectF(self.rect()).adjusted(inside, inside, -inside, -inside))
        painter.end()

    def _draw_picture(self, painter: QPainter) -> QRect:
        """Where it lies. The slice of the studio's memory is given back before this returns."""
        memory, shown = self._pictures(), self._shown
        if memory is None or shown is None or not self._live:
            return self.rect()
        place, exact = _place(shown, self.size(), self.devicePixelRatioF())
        with memory[shown.offset : shown.offset + shown.height * shown.stride_bytes] as pixels:
            image = QImage(pixels, shown.width, shown.height, shown.stride_bytes, QImage.Format.Format_RGB32)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
            painter.drawImage(place, image)
            del image
        self.drawn += 1
        return place

    def _draw_words(self, painter: QPainter) -> None:
        heading, below = self._words
        room = QRectF(self.rect()).adjusted(SPACE_AROUND, 0, -SPACE_AROUND, 0)
        centred = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        font = QFont(self.font())
        font.setPixelSize(SECTION_PX)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(DARK.ink))
        middle = room.center().y()
        high = painter.boundingRect(QRectF(room), int(centred | Qt.AlignmentFlag.AlignTop), heading).height()
        painter.drawText(QRectF(room.x(), middle - high, room.width(), high), int(centred | Qt.AlignmentFlag.AlignTop), heading)
        font.setPixelSize(SECONDARY_PX + 2)
        font.setBold(False)
        painter.setFont(font)
        lower = QRectF(room.x(), middle + 8, room.width(), max(0.0, room.bottom() - middle - 8))
        painter.drawText(lower, int(centred | Qt.AlignmentFlag.AlignTop), below)

    # --- Qt ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tell_size()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.tell_size()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.size_wanted.emit(0, 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.tell_size()


def _place(shown: PreviewShown, room: QSize, ratio: float) -> tuple[QRect, bool]:
    """Where the picture lies, whole and in its own shape, and whether it is drawn pixel for pixel there."""
    own = QSize(round(shown.width / ratio), round(shown.height / ratio))
    fitted = own.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    off = abs(fitted.width() - own.width()) + abs(fitted.height() - own.height())
    size = own if off <= 2 else fitted
    place = QRect((room.width() - size.width()) // 2, (room.height() - size.height()) // 2, size.width(), size.height())
    return place, off <= 2


class _Guide:
    """Four soft corners: keep both faces inside them. Painted once for each size: four arcs cost three times what the picture does."""

    def __init__(self) -> None:
        self._corners: list[tuple[QPoint, QPixmap]] = []
        self._made_for: tuple[QRect, float] | None = None

    def draw(self, painter: QPainter, place: QRect, ratio: float) -> None:
        if self._made_for != (place, ratio):
            self._corners, self._made_for = _guide_corners(QRectF(place), ratio), (place, ratio)
        for at, corner in self._corners:
            painter.drawPixmap(at, corner)


def _guide_corners(place: QRectF, ratio: float) -> list[tuple[QPoint, QPixmap]]:
    inset = min(place.width(), place.height()) * _GUIDE_INSET
    frame = place.adjusted(inset, inset, -inset, -inset)
    reach = min(frame.width(), frame.height()) * _GUIDE_CORNER
    left, right, top, low = frame.left(), frame.right() - 2 * reach, frame.top(), frame.bottom() - 2 * reach
    made = []
    for x, y, quarter in ((right, top, 0), (left, top, 90), (left, low, 180), (right, low, 270)):
        arc = QRectF(x, y, 2 * reach, 2 * reach)
        across, down = (reach if quarter in (0, 270) else 0), (reach if quarter in (180, 270) else 0)
        room = QRectF(x + across, y + down, reach, reach).adjusted(-_GUIDE_ROOM, -_GUIDE_ROOM, _GUIDE_ROOM, _GUIDE_ROOM).toAlignedRect()
        made.append((room.topLeft(), _guide_corner(arc, quarter, room, ratio)))
    return made


def _guide_corner(arc: QRectF, quarter: int, room: QRect, ratio: float) -> QPixmap:
    corner = QPixmap(room.size() * ratio)
    corner.setDevicePixelRatio(ratio)
    corner.fill(Qt.GlobalColor.transparent)
    painter = QPainter(corner)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-room.topLeft())
    for colour, width in _GUIDE:
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(arc, quarter * 16, 90 * 16)
    painter.end()
    return corner

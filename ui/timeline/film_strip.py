"""Small pictures and sound waves under the ruler: what a film looks like as a whole, made at import and only drawn here."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from ui.theme import tokens
from ui.timeline.rows import Place
from ui.timeline.scale import Scale
from video.waveform import Waveform


@dataclass(frozen=True)
class FilmPictures:
    """Thumbnails in order of time. Decoded pixels only: nothing here parses a file."""

    at_us: tuple[int, ...]
    images: tuple[QImage, ...]

    def near(self, at_us: int) -> QImage:
        return self.images[max(0, bisect_right(self.at_us, at_us) - 1)]


class StripPainter:
    """Draws thumbnails side by side. Scaled pictures are kept until the height or the screen's density changes."""

    def __init__(self) -> None:
        self._scaled: dict[int, QPixmap] = {}
        self._made_for = (0, 0.0)

    def forget(self) -> None:
        self._scaled.clear()

    def draw(self, painter: QPainter, pictures: FilmPictures | None, place: Place, scale: Scale, ratio: float) -> None:
        area = QRectF(scale.left_px, place.top + 1, scale.width_px, place.height - 2)
        painter.fillRect(area, QColor(tokens().line))
        if pictures is None or not pictures.images:
            return
        height = place.height - 2
        if self._made_for != (height, ratio):
            self._scaled.clear()
            self._made_for = (height, ratio)
        painter.save()
        painter.setClipRect(area)
        x = float(scale.left_px)
        while x < area.right():
            image = pictures.near(scale.us(x))
            if image.isNull():  # of a hidden part
                x += height
                continue
            pixmap = self._pixmap(image, height, ratio)
            painter.drawPixmap(round(x), place.top + 1, pixmap)
            x += pixmap.width() / ratio + 1
        painter.restore()

    def _pixmap(self, image: QImage, height: int, ratio: float) -> QPixmap:
        key = image.cacheKey()
        if key not in self._scaled:
            made = QPixmap.fromImage(image.scaledToHeight(round(height * ratio), Qt.TransformationMode.SmoothTransformation))
            made.setDevicePixelRatio(ratio)
            self._scaled[key] = made
        return self._scaled[key]


def draw_wave(painter: QPainter, sound: Waveform | None, place: Place, scale: Scale) -> None:
    """One upright line a pixel, as high as the loudest sample there. Square root: quiet living rooms stay visible."""
    if sound is None:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens().muted))
    room = place.height - 4
    columns = sound.columns(scale.start_us, scale.start_us + scale.shown_us, scale.width_px)
    for x, loud in enumerate(columns, scale.left_px):
        if loud > 0:
            high = max(1.0, room * loud**0.5)
            painter.drawRect(QRectF(x, place.bottom - 2 - high, 1, high))

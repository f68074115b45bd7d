"""A small still picture of a film on a dark ground, in its own shape; a quiet strip where there is none yet."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import tokens

SIZE = QSize(144, 81)
_GROUND = QColor("#14171A")


class Thumb(QWidget):
    """`set_rgb` takes raw 24-bit pixels; the widget keeps its own copy."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(SIZE)
        self._image: QImage | None = None

    def set_rgb(self, pixels: bytes, width: int, height: int) -> None:
        if width > 0 and height > 0 and len(pixels) == 3 * width * height:
            self._image = QImage(pixels, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
            self.update()

    def has_picture(self) -> bool:
        return self._image is not None

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), _GROUND if self._image else QColor(tokens().line))
        if self._image is not None:
            fitted = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (self.width() - fitted.width()) / 2, (self.height() - fitted.height()) / 2
            painter.drawImage(QRectF(left, top, fitted.width(), fitted.height()), self._image)
        painter.end()

"""The sign outside the window that filming is on: its title, its icon with a red dot, and the number on the task bar where there is one.

For whoever has another window in front, and for whoever sits beside. Nothing of the family is in any of them.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from resources.read import resource_bytes
from ui.texts import say
from ui.theme import LIGHT

_SIZES = (16, 24, 32, 48, 64, 128, 256)
_DOT_SHARE = 0.5  # of the icon's width: it has to be seen at 16 px


def application_icon(*, filming: bool = False) -> QIcon:
    """The icon of the application, with a red dot in its corner while filming."""
    drawing, icon = QSvgRenderer(resource_bytes("icons/samspill.svg")), QIcon()
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawing.render(painter, QRectF(0, 0, size, size))
        if filming:
            _draw_dot(painter, size)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def _draw_dot(painter: QPainter, size: int) -> None:
    """Red with a white edge, so that it stands out on light and dark task bars."""
    across = size * _DOT_SHARE
    outer = QRectF(size - across, size - across, across, across)
    edge = max(1.0, across * 0.12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT.on_danger))
    painter.drawEllipse(outer)
    painter.setBrush(QColor(LIGHT.danger))
    painter.drawEllipse(outer.adjusted(edge, edge, -edge, -edge))


class FilmingSign:
    """Puts the sign up, and takes it down: the title is one window's, the icon every window's of the application."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._usual, self._filming = application_icon(), application_icon(filming=True)
        self._on = False
        QGuiApplication.setWindowIcon(self._usual)

    def show(self, filming: bool) -> None:
        """Whether a film is being taken."""
        self._on = filming
        QGuiApplication.setWindowIcon(self._filming if filming else self._usual)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setBadgeNumber(1 if filming else 0)  # nothing happens on task bars that show none
        self.say_again()

    def say_again(self) -> None:
        """The language may be another one."""
        self._window.setWindowTitle(say("shell.filming_title") if self._on else say("shell.app"))

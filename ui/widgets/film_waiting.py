"""Words where the film will be, until its first picture has come."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from ui.theme import DARK, SECTION_PX
from ui.widgets.film_view import FilmView
from video.player import Player


def show_waiting(film: FilmView, player: Player, words: Callable[[], str]) -> None:
    """Let `film` show `words()` for as long as its player has no picture; an empty text shows nothing."""

    def draw(painter: QPainter, _place: QRectF) -> None:
        if not player.image().isNull():
            return
        font = QFont(film.font())
        font.setPixelSize(SECTION_PX)
        painter.setFont(font)
        painter.setPen(QColor(DARK.muted))
        painter.drawText(QRectF(film.rect()), Qt.AlignmentFlag.AlignCenter, words())

    film.set_overlay(draw)

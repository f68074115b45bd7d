"""How a mark and a clip look as a row of a list: time first, then shape and words, all on one calm line."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from app.domain.clip import Clip, Intent
from app.domain.mark import Mark
from app.domain.marking import is_open
from app.domain.scheme import code_of
from app.domain.timebase import clock_text
from ui.review.models import NUMBER_ROLE, UNSAVED_ROLE
from ui.texts import say
from ui.theme import SECONDARY_PX, TARGET_PX, tokens
from ui.timeline.painting import small_font
from ui.timeline.shapes import draw_tier
from ui.widgets.painted_rows import ITEM_ROLE, Index, PaintedRow, draw_line
from ui.wording import note_of

ROW_PX = TARGET_PX


class _Row(PaintedRow):
    def __init__(self) -> None:
        super().__init__(ROW_PX, QMargins(10, 0, 8, 0), 6)


class MarkRow(_Row):
    """`00:42  ● Invites  the note, in muted ink`."""

    def draw(self, painter: QPainter, area: QRect, index: Index, font: QFont) -> None:
        mark: Mark = index.data(ITEM_ROLE)
        code = code_of(mark.code)
        x = area.left() + _draw_time(painter, area, font, mark.start_us)
        draw_tier(painter, code.tier, x + 8, area.center().y() + 0.5, 6)
        x += 24
        words = QFont(font)
        words.setWeight(QFont.Weight.DemiBold if is_open(mark) else QFont.Weight.Normal)
        x += _draw_words(painter, QRect(x, area.top(), area.right() - x, area.height()), words, say(f"code.{code.id}"), tokens().ink)
        rest, colour = _rest_of(mark, unsaved=bool(index.data(UNSAVED_ROLE)))
        _draw_words(painter, QRect(x + 10, area.top(), area.right() - x - 10, area.height()), small_font(font), rest, colour)


def _rest_of(mark: Mark, *, unsaved: bool) -> tuple[str, str]:
    """What follows the code's word: not saved before all, then going on, then the note."""
    if unsaved:
        return say("marks.not_saved"), tokens().warn
    if is_open(mark):
        return say("marks.open"), tokens().tier(code_of(mark.code).tier)
    return note_of(mark), tokens().muted


class ClipRow(_Row):
    """`1  00:42  Title                Show`."""

    def draw(self, painter: QPainter, area: QRect, index: Index, font: QFont) -> None:
        clip: Clip = index.data(ITEM_ROLE)
        small = small_font(font)
        right = say("marks.not_saved") if index.data(UNSAVED_ROLE) else say(f"intent.{clip.intent}")
        room = QFontMetrics(small).horizontalAdvance(right) + 16
        self._draw_intent(painter, QRect(area.right() - room, area.top() + 5, room, area.height() - 10), small, right, clip.intent)
        x = area.left() + _draw_words(
            painter, QRect(area.left(), area.top(), 28, area.height()), small, str(index.data(NUMBER_ROLE)), tokens().muted
        )
        x += 10
        x += _draw_time(painter, QRect(x, area.top(), area.right() - x, area.height()), font, clip.start_us)
        title, colour = (clip.title, tokens().ink) if clip.title else (say("clips.untitled"), tokens().muted)
        _draw_words(painter, QRect(x, area.top(), area.right() - room - 8 - x, area.height()), font, title, colour)

    def _draw_intent(self, painter: QPainter, tag: QRect, font: QFont, text: str, intent: Intent) -> None:
        shown = intent is Intent.SHOW
        painter.setBrush(QColor(tokens().accent) if shown else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens().accent if shown else tokens().line), 1))
        painter.drawRoundedRect(QRectF(tag).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(QColor(tokens().on_accent if shown else tokens().muted))
        painter.setFont(font)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)


def _draw_time(painter: QPainter, area: QRect, font: QFont, at_us: int) -> int:
    """Draw the time in tabular figures; returns the width a time takes, the same for each row."""
    figures = small_font(font)
    text = clock_text(at_us)
    width = QFontMetrics(figures).horizontalAdvance("0:00:00" if text.count(":") > 1 else "00:00") + 10
    _draw_words(painter, QRect(area.left(), area.top(), width, area.height()), figures, text, tokens().muted)
    return width


def _draw_words(painter: QPainter, area: QRect, font: QFont, text: str, colour: str) -> int:
    """Draw elided on one line; returns the width used."""
    if not text or area.width() < SECONDARY_PX:
        return 0
    return draw_line(painter, area, font, text.replace("\n", " "), colour)

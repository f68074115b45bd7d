"""How the timeline is drawn: the still layer (ruler, film, rows, marks, clips), kept in a pixmap, and the moving one (playhead, range)."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen, QPolygonF

from app.domain.clip import Clip, Intent
from app.domain.mark import Mark
from app.domain.marking import is_open
from app.domain.scheme import code_of
from app.domain.spans import Span
from app.domain.timebase import SECOND_US, clock_text
from ui.texts import say
from ui.theme import SECONDARY_PX, tokens
from ui.timeline.rows import GUTTER_PX, PLAIN, Place, Row, Rows
from ui.timeline.scale import Scale
from ui.timeline.shapes import draw_ring, draw_tier

POINT_RADIUS = 6.5
_BAR_HALF = 5.0
_OPEN_LEAST_PX = 24.0


def small_font(base: QFont) -> QFont:
    font = QFont(base)
    font.setPixelSize(SECONDARY_PX)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def draw_ground(painter: QPainter, width: int, rows: Rows) -> None:
    """Paper, row lines and the names of the rows, each with its tier's shape."""
    colours = tokens()
    painter.fillRect(QRectF(0, 0, width, rows.total_px), QColor(colours.surface))
    for place in rows.places:
        painter.setPen(QColor(colours.line))
        painter.drawLine(QLineF(0, place.bottom - 0.5, width, place.bottom - 0.5))
        _draw_name(painter, place)
    painter.setPen(QColor(colours.line))
    painter.drawLine(QLineF(GUTTER_PX - 0.5, 0, GUTTER_PX - 0.5, rows.total_px))


def _draw_name(painter: QPainter, place: Place) -> None:
    words = {
        Row.WAVE: "timeline.sound",
        Row.CLIPS: "timeline.clips",
        Row.BABY: "tier.baby",
        Row.PARENT: "tier.parent",
        Row.DYAD: "tier.dyad",
        Row.CONTEXT: "tier.context",
    }
    if place.row not in words:
        return
    left = 8.0
    if place.row.tier:
        draw_tier(painter, place.row.tier, 14, place.middle, 5)
        left = 24.0
    painter.setPen(QColor(tokens().muted))
    room = QRectF(left, place.top, GUTTER_PX - left - 2, place.height)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, say(words[place.row]))


def draw_hidden(painter: QPainter, spans: Iterable[Span], scale: Scale, rows: Rows) -> None:
    """Hatched over film and sound: what nobody may see."""
    top, bottom = rows.place_of(Row.STRIP).top + 1, rows.place_of(Row.WAVE).bottom - 1
    for start_us, end_us in spans:
        left = max(scale.x(start_us), float(scale.left_px))
        right = min(scale.x(scale.duration_us if end_us is None else end_us), float(scale.left_px + scale.width_px))
        if right <= left:
            continue
        area = QRectF(left, top, max(2.0, right - left), bottom - top)
        painter.fillRect(area, QColor(tokens().paper))
        painter.fillRect(area, QBrush(QColor(tokens().muted), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QColor(tokens().muted))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))


def draw_ruler(painter: QPainter, scale: Scale) -> None:
    """Labelled ticks at round times, small ones between."""
    place, step = PLAIN.place_of(Row.RULER), scale.tick_us()  # at the top of every arrangement
    at = scale.start_us // step * step
    end = scale.start_us + scale.shown_us
    while at <= end:
        x = scale.x(at)
        if x >= scale.left_px:
            painter.setPen(QColor(tokens().muted))
            painter.drawLine(QLineF(x, place.bottom - 8, x, place.bottom - 1))
            label = clock_text(at, with_ms=step < SECOND_US)
            room = QFontMetricsF(painter.font()).horizontalAdvance(label)
            if x + 4 + room <= scale.left_px + scale.width_px:
                painter.drawText(QPointF(x + 4, place.bottom - 9), label)
        _draw_small_ticks(painter, scale, at, step, place)
        at += step


def _draw_small_ticks(painter: QPainter, scale: Scale, at_us: int, step_us: int, place: Place) -> None:
    painter.setPen(QColor(tokens().line))
    for part in range(1, 5):
        x = scale.x(at_us + step_us * part // 5)
        if scale.left_px <= x <= scale.left_px + scale.width_px:
            painter.drawLine(QLineF(x, place.bottom - 5, x, place.bottom - 1))


def draw_marks(painter: QPainter, marks: Iterable[Mark], scale: Scale, chosen: str | None, rows: Rows) -> None:
    """Points as shapes, states as bars that begin with the shape. Open states are drawn with the moving layer."""
    left, right = scale.left_px - 10, scale.left_px + scale.width_px + 10
    for mark in marks:
        x, end_x = scale.x(mark.start_us), scale.x(mark.end_us if mark.end_us is not None else mark.start_us)
        if end_x < left or x > right:
            continue
        tier = code_of(mark.code).tier
        y = rows.place_of_tier(tier).middle
        if mark.end_us is not None:
            _draw_bar(painter, QRectF(x, y - _BAR_HALF, max(2.0, end_x - x), 2 * _BAR_HALF), tokens().tier(tier), chosen=mark.id == chosen)
        draw_tier(painter, tier, x, y, POINT_RADIUS)
        if mark.id == chosen:
            draw_ring(painter, tier, x, y, POINT_RADIUS)


def draw_open_states(painter: QPainter, marks: Iterable[Mark], scale: Scale, position_us: int, rows: Rows) -> None:
    """A state that goes on reaches to the playhead and fades away there: its end is not known yet."""
    for mark in marks:
        if is_open(mark):
            tier = code_of(mark.code).tier
            x = scale.x(mark.start_us)
            long = max(_OPEN_LEAST_PX, scale.x(position_us) - x)
            bar = QRectF(x, rows.place_of_tier(tier).middle - _BAR_HALF + 2, long, 2 * _BAR_HALF - 4)
            fade = QLinearGradient(bar.right() - min(long, 40.0), 0, bar.right(), 0)
            solid, gone = QColor(tokens().tier(tier)), QColor(tokens().tier(tier))
            gone.setAlphaF(0.1)
            fade.setColorAt(0, solid)
            fade.setColorAt(1, gone)
            painter.fillRect(bar, fade)


def _draw_bar(painter: QPainter, bar: QRectF, colour: str, *, chosen: bool) -> None:
    fill = QColor(colour)
    fill.setAlphaF(0.55)
    painter.setBrush(fill)
    painter.setPen(QPen(QColor(tokens().ink if chosen else colour), 2 if chosen else 1))
    painter.drawRoundedRect(bar, 3, 3)


def draw_clips(painter: QPainter, clips: Iterable[Clip], scale: Scale, chosen: str | None, rows: Rows) -> None:
    """A clip is a frame with its number; those to be shown are filled, so that intent is seen without reading."""
    place = rows.place_of(Row.CLIPS)
    for number, clip in enumerate(clips, 1):
        x, end_x = scale.x(clip.start_us), scale.x(clip.end_us)
        if end_x < scale.left_px or x > scale.left_px + scale.width_px:
            continue
        bar = QRectF(x, place.top + 4, max(4.0, end_x - x), place.height - 9)
        shown = clip.intent is Intent.SHOW
        painter.setBrush(QColor(tokens().accent) if shown else QColor(tokens().paper))
        painter.setPen(QPen(QColor(tokens().ink if clip.id == chosen else tokens().accent), 2 if clip.id == chosen else 1))
        painter.drawRoundedRect(bar, 4, 4)
        if bar.width() >= 16:
            painter.setPen(QColor(tokens().on_accent if shown else tokens().ink))
            painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, str(number))


def draw_range(painter: QPainter, scale: Scale, a_us: int | None, b_us: int | None, rows: Rows) -> None:
    """The A-B range: a wash over the rows, and the letters on the ruler. Only one of them yet: its line."""
    accent = QColor(tokens().accent)
    if a_us is not None and b_us is not None:
        wash = QColor(accent)
        wash.setAlphaF(0.14)
        painter.fillRect(QRectF(scale.x(a_us), 0, scale.x(b_us) - scale.x(a_us), rows.total_px), wash)
    for letter, at in (("A", a_us), ("B", b_us)):
        if at is not None:
            draw_flag(painter, scale.x(at), letter, rows)


def draw_flag(painter: QPainter, x: float, letter: str, rows: Rows) -> None:
    """A line through all rows with a letter at the top."""
    painter.setPen(QPen(QColor(tokens().accent), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QLineF(x, 0, x, rows.total_px))
    flag = QRectF(x, 1, 16, 15)
    painter.fillRect(flag, QColor(tokens().accent))
    painter.setPen(QColor(tokens().on_accent))
    painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, letter)


def draw_playhead(painter: QPainter, x: float, rows: Rows) -> None:
    painter.setPen(QPen(QColor(tokens().ink), 2))
    painter.drawLine(QLineF(x, 0, x, rows.total_px))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens().ink))
    painter.drawPolygon(QPolygonF([QPointF(x - 6, 0), QPointF(x + 6, 0), QPointF(x, 8)]))


def draw_focus(painter: QPainter, width: int, rows: Rows) -> None:
    """The ring that says the keyboard is here."""
    painter.setClipping(False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(tokens().accent), 2))
    painter.drawRoundedRect(QRectF(1, 1, width - 2, rows.total_px - 2), 4, 4)

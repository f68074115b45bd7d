"""The shapes of the tiers: baby round, parent square, dyad diamond, context bar. Colour is never the only sign."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from app.domain.scheme import Tier
from ui.theme import tokens


def tier_path(tier: Tier, x: float, y: float, radius: float) -> QPainterPath:
    """The outline of a tier's shape around a centre. Shapes look equally large, not equally wide."""
    path = QPainterPath()
    if tier is Tier.BABY:
        path.addEllipse(QPointF(x, y), radius, radius)
    elif tier is Tier.PARENT:
        side = radius * 0.9
        path.addRoundedRect(QRectF(x - side, y - side, 2 * side, 2 * side), 2, 2)
    elif tier is Tier.DYAD:
        reach = radius * 1.2
        path.addPolygon(QPolygonF([QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)]))
        path.closeSubpath()
    else:
        path.addRoundedRect(QRectF(x - radius * 1.2, y - radius * 0.4, radius * 2.4, radius * 0.8), 2, 2)
    return path


def draw_tier(painter: QPainter, tier: Tier, x: float, y: float, radius: float, *, colour: str | None = None) -> None:
    """Fill the shape in its tier's colour, or in the one given."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour or tokens().tier(tier)))
    painter.drawPath(tier_path(tier, x, y, radius))


def draw_ring(painter: QPainter, tier: Tier, x: float, y: float, radius: float) -> None:
    """The sign that this one is chosen: an outline in ink with a gap."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(tokens().ink), 2))
    painter.drawPath(tier_path(tier, x, y, radius + 4))


def tier_icon(tier: Tier, size_px: int = 16, ratio: float = 2.0) -> QIcon:
    """The shape as an icon, in the tier's colour and in the colour used on a filled button."""
    icon = QIcon()
    for colour, state in ((tokens().tier(tier), QIcon.State.Off), (tokens().on_accent, QIcon.State.On)):
        pixmap = QPixmap(round(size_px * ratio), round(size_px * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_tier(painter, tier, size_px / 2, size_px / 2, size_px * 0.38, colour=colour)
        painter.end()
        icon.addPixmap(pixmap, QIcon.Mode.Normal, state)
    return icon

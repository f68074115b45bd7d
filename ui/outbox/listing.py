"""What waits, as rows of a list: painted, because weeks without a network make thousands, and with words for a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from PySide6.QtCore import QMargins, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen

from app.domain.ids import RecordId
from app.domain.outbox import KeptState, OutboxLine
from ui import wording
from ui.families.words import DOT
from ui.outbox.item_words import ItemWords, item_words, quarter_words, random_words
from ui.texts import say
from ui.theme import SECONDARY_PX, TARGET_PX, tokens
from ui.widgets.painted_rows import ITEM_ROLE, Index, PaintedRow, RowsToOpen, ShownRows, draw_line

ROW_PX = 56
_TICK_PX = 18
_ROOM_FOR_TICK_PX = TARGET_PX + 4


class Group(StrEnum):
    """How what is not sent is looked at: what goes with the next press, and what does not, each for its own reason."""

    GOING = "going"
    HELD = "held"
    QUARANTINED = "quarantined"
    NO_CONSENT = "no_consent"


STATES = {
    Group.GOING: (KeptState.WAITING, KeptState.LEFT_OUT),
    Group.HELD: (KeptState.HELD,),
    Group.QUARANTINED: (KeptState.QUARANTINED,),
    Group.NO_CONSENT: (KeptState.NO_CONSENT,),
}


@dataclass(frozen=True)
class WaitingRow:
    """One line. Its words are made when they are first needed: of thousands only those in sight are."""

    line: OutboxLine

    @property
    def record(self) -> RecordId:
        return self.line.kept.record

    @property
    def ticked(self) -> bool | None:
        """Whether it goes with the next press; None where that is not for a tick to say: what is to be forgotten is not kept back."""
        kept = self.line.kept
        return None if kept.gone or kept.state not in STATES[Group.GOING] else kept.state is KeptState.WAITING

    @cached_property
    def words(self) -> ItemWords | None:
        """None where nothing was made."""
        return None if self.line.body is None else item_words(self.line.body)

    @property
    def heading(self) -> str:
        return self.words.heading if self.words else say(f"outbox.kind.{self.line.kept.kind.value}")

    @property
    def here_only(self) -> str:
        """By what the practitioner knows it again: it stands on this screen and goes nowhere."""
        return DOT.join(part for part in (self.line.kept.family or "", _on(self.line.on)) if part)

    @property
    def below(self) -> str:
        kept = self.line.kept
        if kept.gone:  # of what is erased nothing else is left to tell one from another
            return DOT.join((say(f"outbox.kind.{kept.kind.value}"), random_words(kept.record)))
        return self.words.short if self.words else say("outbox.nothing_made")

    def spoken(self) -> str:
        tick = "" if self.ticked is None else say("outbox.goes" if self.ticked else "outbox.stays")
        return ", ".join(part for part in (self.heading, self.here_only, tick, self.below) if part)


def _on(day: str) -> str:
    """A local day, or the quarter of counters."""
    if "Q" in day:
        return quarter_words(day)
    return wording.day(datetime.fromisoformat(day)) if day else ""


class _Row(PaintedRow):
    """A tick where there is a choice; the heading over the facts; on the right what only this laptop knows."""

    def __init__(self) -> None:
        super().__init__(ROW_PX, QMargins(12, 6, 16, 6), 8)

    def draw(self, painter: QPainter, area: QRect, index: Index, font: QFont) -> None:
        row: WaitingRow = index.data(ITEM_ROLE)
        bold, small = QFont(font), QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(SECONDARY_PX)
        if row.ticked is not None:
            _draw_tick(painter, QRect(area.left(), area.top(), _ROOM_FOR_TICK_PX, area.height()), on=row.ticked)
            area = area.adjusted(_ROOM_FOR_TICK_PX, 0, 0, 0)
        half = area.height() // 2
        above = QRect(area.left(), area.top(), area.width(), half)
        room = QFontMetrics(small).horizontalAdvance(row.here_only) + 16 if row.here_only else 0
        draw_line(painter, QRect(above.right() - room, above.top(), room, half), small, row.here_only, tokens().muted, right=True)
        ink = tokens().muted if row.ticked is False else tokens().ink
        draw_line(painter, above.adjusted(0, 0, -room, 0), bold, row.heading, ink)
        draw_line(painter, QRect(area.left(), area.top() + half, area.width(), half), small, row.below, tokens().muted)


def _draw_tick(painter: QPainter, room: QRect, *, on: bool) -> None:
    """As the boxes to tick elsewhere look."""
    box = QRectF(room.left() + 4.5, room.center().y() - _TICK_PX / 2 + 0.5, _TICK_PX, _TICK_PX)
    painter.setPen(QPen(QColor(tokens().accent if on else tokens().muted), 1))
    painter.setBrush(QColor(tokens().accent if on else tokens().surface))
    painter.drawRoundedRect(box, 4, 4)
    if on:
        pen = QPen(QColor(tokens().on_accent), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        points = [QPointF(box.left() + box.width() * x, box.top() + box.height() * y) for x, y in ((0.25, 0.52), (0.43, 0.7), (0.75, 0.32))]
        painter.drawPolyline(points)


class WaitingList(RowsToOpen[WaitingRow]):
    """`ticked(row)` when a tick was set or taken away, by a click on it or the space bar; `chosen_changed` when another is looked at."""

    ticked = Signal(object)
    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__(say("outbox.list"), ShownRows[WaitingRow](WaitingRow.spoken), _Row(), ROW_PX)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.chosen_changed.emit())

    def show_rows(self, rows: Sequence[WaitingRow]) -> None:
        """The chosen one stays chosen where it is still there; else the first is."""
        before, at = self.chosen(), self.verticalScrollBar().value()
        self.rows.show(rows)
        here = next((n for n, row in enumerate(rows) if before is not None and row.record == before.record), 0)
        self.setCurrentIndex(self.rows.index(here))
        self.verticalScrollBar().setValue(at)
        self.chosen_changed.emit()  # the same row may say something else now

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.chosen()
        if event.key() == Qt.Key.Key_Space and row is not None and row.ticked is not None:
            self.ticked.emit(row)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row: WaitingRow | None = self.indexAt(event.position().toPoint()).data(ITEM_ROLE)
        if row is not None and row.ticked is not None and event.position().x() < _ROOM_FOR_TICK_PX + 12:
            self.ticked.emit(row)

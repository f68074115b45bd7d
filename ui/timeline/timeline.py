"""The timeline under the film: ruler, thumbnails, sound, a row for each tier, the clips, and the playhead.

Press or drag anywhere on plain film to scrub; press a mark or a clip to choose it; drag an edge to move it (it snaps to real pictures).
Ctrl+wheel zooms, the wheel pans. What is still is drawn once into a pixmap, so that following the playhead costs two thin lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.domain.clip import Clip
from app.domain.mark import Mark
from app.domain.marking import Edge, is_open
from app.domain.spans import Span, touch
from app.domain.timebase import clock_text
from ui.texts import say
from ui.timeline import painting
from ui.timeline.film_strip import FilmPictures, StripPainter, draw_wave
from ui.timeline.hits import FILM, Hit, What, hit_at
from ui.timeline.rows import GUTTER_PX, PLAIN, Row, rows_for
from ui.timeline.scale import Scale
from ui.timeline.tips import tip_for
from ui.wording import count
from video.waveform import Waveform

# A press moves an edge only after this, so that choosing a mark never shifts it.
_DRAG_PX = 4


class Timeline(QWidget):
    """Shows what it is given and says what is wanted; changes nothing itself."""

    scrub_wanted = Signal(object)  # while the mouse is down
    seek_wanted = Signal(object)  # when it is let go
    mark_chosen = Signal(str)
    clip_chosen = Signal(str)
    mark_edge_moving = Signal(str, Edge, object)
    mark_edge_moved = Signal(str, Edge, object)
    clip_edge_moving = Signal(str, Edge, object)
    clip_edge_moved = Signal(str, Edge, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = PLAIN
        self.setMinimumHeight(self._rows.total_px)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(say("timeline.name"))
        self._scale = Scale(0, GUTTER_PX, 1)
        self._marks: Sequence[Mark] = ()
        self._clips: Sequence[Clip] = ()
        self._pictures: FilmPictures | None = None
        self._sound: Waveform | None = None
        self._hidden: tuple[Span, ...] = ()
        self._snap: Callable[[int], int] = lambda us: us
        self._position_us = 0
        self._range: tuple[int | None, int | None] = (None, None)
        self._in_us: int | None = None
        self._chosen: str | None = None
        self._strip = StripPainter()
        self._still: QPixmap | None = None
        self._held: Hit | None = None
        self._pressed_at = QPointF()
        self._dragging = False

    # --- what it shows ---

    def set_film(self, duration_us: int, snap: Callable[[int], int]) -> None:
        """Start on a film. `snap` gives the real picture nearest to a position."""
        self._scale = Scale(duration_us, GUTTER_PX, max(1, self.width() - GUTTER_PX))
        self._snap = snap
        self._pictures = self._sound = None
        self._hidden = ()
        self._range, self._in_us, self._chosen, self._position_us = (None, None), None, None, 0
        self._redraw()

    def set_extras(self, pictures: FilmPictures | None, sound: Waveform | None) -> None:
        self._pictures, self._sound = pictures, sound
        self._strip.forget()
        self._redraw()

    def set_hidden(self, spans: Sequence[Span]) -> None:
        """The parts that nobody may see."""
        self._hidden = tuple(spans)
        self._redraw()

    def has_pictures(self) -> bool:
        """Whether the film's thumbnails have come."""
        return self._pictures is not None

    def set_marks(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        rows = rows_for(marks)
        if rows is not self._rows:
            self._rows = rows
            self.setMinimumHeight(rows.total_px)
            self.updateGeometry()
        self._redraw()

    def set_clips(self, clips: Sequence[Clip]) -> None:
        self._clips = clips
        self._redraw()

    def set_position(self, position_us: int) -> None:
        """Move the playhead; only the strips where it was and is are painted again."""
        followed = self._scale if self._held else self._scale.following(position_us)
        moved_page, self._scale = followed != self._scale, followed
        before, self._position_us = self._position_us, position_us
        if moved_page:
            self._redraw()
            return
        if any(is_open(mark) for mark in self._marks):
            self.update()
            return
        for at in (before, position_us):
            self.update(QRect(round(self._scale.x(at)) - 8, 0, 16, self._rows.total_px))

    def set_range(self, a_us: int | None, b_us: int | None) -> None:
        self._range = (a_us, b_us)
        self.update()

    def set_in_point(self, at_us: int | None) -> None:
        """Where a clip was begun with I and waits for O."""
        self._in_us = at_us
        self.update()

    def choose(self, item: str | None) -> None:
        """Draw this mark or clip as the chosen one."""
        if item != self._chosen:
            self._chosen = item
            self._redraw()

    def describe(self) -> None:
        """Tell a screen reader where the film stands: for pauses, not for every picture."""
        self.setAccessibleDescription(
            say(
                "timeline.where",
                at=clock_text(self._position_us),
                of=clock_text(self._scale.duration_us),
                marks=count("wording.marks", len(self._marks)),
            )
        )

    # --- zoom ---

    @property
    def scale(self) -> Scale:
        return self._scale

    def zoom_by(self, factor: float, around_us: int | None = None) -> None:
        self._set_scale(self._scale.zoomed(factor, self._position_us if around_us is None else around_us))

    def zoom_out_whole(self) -> None:
        self._set_scale(Scale(self._scale.duration_us, GUTTER_PX, self._scale.width_px))

    def _set_scale(self, scale: Scale) -> None:
        if scale != self._scale:
            self._scale = scale
            self._redraw()

    # --- painting ---

    def sizeHint(self) -> QSize:
        return QSize(600, self._rows.total_px)

    def _redraw(self) -> None:
        self._still = None
        self.update()

    def _still_layer(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(self.width() * ratio), round(self._rows.total_px * ratio))
        pixmap.setDevicePixelRatio(ratio)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(painting.small_font(self.font()))
        rows = self._rows
        painting.draw_ground(painter, self.width(), rows)
        painter.setClipRect(QRectF(GUTTER_PX, 0, self.width() - GUTTER_PX, rows.total_px))
        painting.draw_ruler(painter, self._scale)
        draw_wave(painter, self._sound, rows.place_of(Row.WAVE), self._scale)
        painting.draw_clips(painter, self._clips, self._scale, self._chosen, rows)
        painting.draw_marks(painter, self._marks, self._scale, self._chosen, rows)
        self._strip.draw(painter, self._pictures, rows.place_of(Row.STRIP), self._scale, ratio)
        painting.draw_hidden(painter, self._hidden, self._scale, rows)
        painter.end()
        return pixmap

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._still is None or self._still.devicePixelRatioF() != self.devicePixelRatioF():
            self._still = self._still_layer()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._still)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(painting.small_font(self.font()))
        rows = self._rows
        painter.setClipRect(QRectF(GUTTER_PX - 7, 0, self.width() - GUTTER_PX + 7, rows.total_px))
        painting.draw_range(painter, self._scale, *self._range, rows)
        painting.draw_open_states(painter, self._marks, self._scale, self._position_us, rows)
        if self._in_us is not None:
            painting.draw_flag(painter, self._scale.x(self._in_us), "I", rows)
        painting.draw_playhead(painter, self._scale.x(self._position_us), rows)
        if self.hasFocus():
            painting.draw_focus(painter, self.width(), rows)
        painter.end()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._scale = self._scale.resized(self.width() - GUTTER_PX)
        self._redraw()

    def event(self, event: QEvent) -> bool:
        """A tip under the mouse says what a mark or clip is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            hit = self._hit(QPointF(event.pos()))
            at_us = self._scale.us(event.pos().x())
            hidden = hit == FILM and touch(self._hidden, at_us, at_us + 1)
            QToolTip.showText(event.globalPos(), say("timeline.hidden") if hidden else tip_for(hit, self._marks, self._clips), self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._redraw()
        super().changeEvent(event)

    # --- mouse ---

    def _hit(self, at: QPointF) -> Hit:
        return hit_at(at.x(), at.y(), self._scale, self._marks, self._clips, self._chosen, self._rows)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        at = event.position()
        self._pressed_at, self._dragging = at, False
        self._held = self._hit(at)
        if self._held == FILM:
            self._dragging = True
            self.scrub_wanted.emit(self._scale.us(at.x()))
        elif self._held.what is What.MARK:
            self.mark_chosen.emit(self._held.id)
        else:
            self.clip_chosen.emit(self._held.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._held is None:
            self._show_what_is_here(self._hit(at))
            return
        if not self._dragging and abs(at.x() - self._pressed_at.x()) < _DRAG_PX:
            return
        self._dragging = True
        if self._held == FILM:
            self.scrub_wanted.emit(self._scale.us(at.x()))
        elif self._held.edge:
            signal = self.mark_edge_moving if self._held.what is What.MARK else self.clip_edge_moving
            signal.emit(self._held.id, self._held.edge, self._snap(self._scale.us(at.x())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, self._held = self._held, None
        if held is None or not self._dragging:
            return
        at_us = self._scale.us(event.position().x())
        if held == FILM:
            self.seek_wanted.emit(at_us)
        elif held.edge:
            signal = self.mark_edge_moved if held.what is What.MARK else self.clip_edge_moved
            signal.emit(held.id, held.edge, self._snap(at_us))

    def _show_what_is_here(self, hit: Hit) -> None:
        edge = Qt.CursorShape.SizeHorCursor if hit.edge else Qt.CursorShape.PointingHandCursor
        self.setCursor(edge if hit != FILM else Qt.CursorShape.ArrowCursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.25 ** (turned / 120), self._scale.us(event.position().x()))
        else:
            self._set_scale(self._scale.panned(round(-turned / 120 * self._scale.shown_us / 10)))
        event.accept()

    # --- keyboard: marks one after another; edges and zoom have keys of the whole screen ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or not self._marks:
            super().keyPressEvent(event)
            return
        names = [str(mark.id) for mark in self._marks]
        if self._chosen in names:
            nearest = min(max(0, names.index(self._chosen) + step), len(names) - 1)
        else:
            nearest = min(range(len(names)), key=lambda n: abs(self._marks[n].start_us - self._position_us))
        self.mark_chosen.emit(names[nearest])

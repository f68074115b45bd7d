"""The player as the screens see it: open a reel, play, seek, step, loop; pictures and positions come back as signals.

All decoding is done in a worker process; this object only keeps the clock, picks the picture that is due, and never waits for anything.
Positions are microseconds from the start of the recording, and the position shown is always that of the frame that is shown.

Hidden parts (`app.domain.spans`) are never shown nor heard: a seek into one lands behind it, playing goes on behind it, and a picture of
one that the worker sent all the same is thrown away.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.spans import Span
from app.ports import Reel
from video.index import FrameIndex
from video.performance import Performance
from video.seen_film import FilmInfo, SeenFilm
from video.sound_out import SoundOut
from video.theatre import Theatre
from video.view import SLOTS, View
from video.wire import Message, WireFault

SLOWEST, FASTEST = 0.1, 2.0
_PATIENCE_S = 30.0
_DEATHS_IN_A_ROW = 3
_CALM_S = 20.0


class Player(QObject):
    """One film at a time. Every method returns at once; call all of them on the interface's thread. `close` when done."""

    opened = Signal(object)  # FilmInfo
    picture = Signal()  # a new picture: image(), shown_us(), is_exact()
    position_changed = Signal(object)  # whole microseconds; an int of Qt would overflow after 35 minutes
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    ended = Signal()  # played to the end
    failed = Signal(object)  # SamspillError
    sound_device_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theatre = Theatre(self)
        self._sound = SoundOut(self)
        self._performance = Performance(self._theatre, self._sound, self)
        self._film: SeenFilm | None = None
        self._spans: tuple[Span, ...] = ()
        self._serial = 0
        self._target = 0
        self._image = QImage()
        self._shown_us = 0
        self._exact = False
        self._speed = 1.0
        self._loop: tuple[int, int] | None = None
        self._view = View()
        self._deaths: list[float] = []
        self._dead = False
        self._theatre.indexed.connect(self._came_up)
        self._theatre.revived.connect(self._came_back)
        self._theatre.heard.connect(self._hear)
        self._theatre.lost.connect(self._lost)
        self._theatre.failed.connect(self._fail)
        self._performance.due.connect(self._present)
        self._performance.over.connect(self._ran_out)
        self._sound.changed.connect(self.sound_device_changed)
        self._sound.gone.connect(lambda: self.sound_device_changed.emit(False))

    # --- film ---

    def open(self, open_reel: Callable[[], Reel], hidden: Iterable[Span] = ()) -> None:
        """Open a film of which these parts are hidden; `open_reel` is called on another thread. `opened` or `failed` follows, then the
        first picture that may be seen, if there is one."""
        self._forget()
        self._spans = tuple(hidden)
        self._theatre.open(open_reel)

    def hide(self, hidden: Iterable[Span]) -> None:
        """From now on these parts are hidden, and no others. A picture of one that is shown goes at once."""
        spans = tuple(hidden)
        if spans == self._spans:
            return
        self._spans = spans
        if self._film is None:
            return
        playing = self.is_playing()
        self._performance.stop()
        self._theatre.send("pause")
        self._see(self._film.index)
        if self._film.hides(self._shown_us) and not self._image.isNull():
            self._image = QImage()
            self._exact = False
            self.picture.emit()
        if playing and self._film.any_seen():
            self._run_from(self._shown_us)
        else:
            self._show(self._target)
            if playing:
                self.playing_changed.emit(False)

    def close_film(self) -> None:
        """Let go of the film; the player waits for another."""
        self._forget()
        self._theatre.shut()
        self.picture.emit()  # there is none any more

    def close(self) -> None:
        """Let go of film, sound and worker. Nothing is heard of this player afterwards."""
        self._forget()
        self._theatre.close()

    def wait_closed(self, timeout_s: float = 5.0) -> bool:
        """After `close`: wait until the worker process is gone."""
        return self._theatre.wait_closed(timeout_s)

    def info(self) -> FilmInfo | None:
        """The film that is open."""
        return self._film.info() if self._film is not None else None

    def duration_us(self) -> int:
        return self._film.index.duration_us if self._film is not None else 0

    def worker_pid(self) -> int:
        """The process that decodes; 0 when none runs."""
        return self._theatre.worker_pid

    # --- what is shown ---

    def image(self) -> QImage:
        """The picture now; null before the first."""
        return self._image

    def shown_us(self) -> int:
        """The own timestamp of the frame that is shown."""
        return self._shown_us

    def is_exact(self) -> bool:
        """Whether the picture is the frame itself and not a stand-in until it arrives."""
        return self._exact

    def position_us(self) -> int:
        """Where the film stands: where the frame begins that is shown or under way; while playing, where the clock is."""
        if self._film is None:
            return 0
        return self._performance.position_us() if self.is_playing() else self._film.us_of(self._target)

    def frame_us_near(self, us: int) -> int:
        """The position of the frame that is shown at `us`: hidden ones are not."""
        return self._film.us_of(self._film.frame_at(us)) if self._film is not None else 0

    # --- moving ---

    def is_playing(self) -> bool:
        return self._performance.on

    def play(self) -> None:
        """Play on from here; from the start when at the end. In a loop, from its start when outside it. Nothing where all is hidden."""
        film = self._film
        if film is None or self.is_playing() or not film.any_seen():
            return
        if self._target >= film.last() and self._loop is None:
            self._target = 0
        self._run_from(film.us_of(self._target))
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop on the frame that is shown."""
        if not self.is_playing() or self._film is None:
            return
        self._performance.stop()
        self._theatre.send("pause")
        self._show(self._film.frame_near(self._shown_us))
        self.playing_changed.emit(False)

    def toggle(self) -> None:
        if self.is_playing():
            self.pause()
        else:
            self.play()

    def seek(self, us: int) -> None:
        """Show exactly the frame that stands at this position, or the first behind where that is hidden; plays on from there when
        playing."""
        if self._film is None:
            return
        if self.is_playing():
            self._run_from(us)
        else:
            self._show(self._film.frame_at(us))

    def scrub(self, us: int) -> None:
        """Show something near this position at once, and the exact frame when scrubbing rests. Pauses."""
        if self._film is None:
            return
        if self.is_playing():
            self._performance.stop()
            self._theatre.send("pause")
            self.playing_changed.emit(False)
        self._show(self._film.frame_at(us), scrub=True)

    def step(self, count: int) -> None:
        """So many frames on, or back when negative; stays within the film, and passes over what is hidden. Pauses."""
        if self._film is None:
            return
        if self.is_playing():
            self._target = self._film.index.frame_near(self._shown_us)
            self._performance.stop()
            self._theatre.send("pause")
            self.playing_changed.emit(False)
        further = self._film.hiding.step(self._target, count)
        if further is not None:
            self._show(further, step=True)

    def jump(self, delta_us: int) -> None:
        """So far on, or back when negative, within the film; back into what is hidden lands before it."""
        us = min(max(self.position_us() + delta_us, 0), self.duration_us())
        if delta_us < 0 and self._film is not None and self._film.hides(us):
            us = self._film.us_of(self._film.frame_at(us, back=True))
        self.seek(us)

    # --- ways of playing ---

    def set_speed(self, speed: float) -> None:
        """0.1 to 2; the pitch of the sound stays."""
        speed = round(min(max(speed, SLOWEST), FASTEST), 3)
        if speed != self._speed:
            self._speed = speed
            self._performance.set_speed(speed)
            self.speed_changed.emit(speed)

    def speed(self) -> float:
        return self._speed

    def set_loop(self, start_us: int | None, end_us: int | None) -> None:
        """Play this range over and over; None for no loop. A range without length is no loop, nor is one that is hidden."""
        loop = (max(0, start_us), end_us) if start_us is not None and end_us is not None and end_us > max(0, start_us) else None
        if loop is not None and self._film is not None and not self._film.can_loop(loop):
            loop = None
        if loop != self._loop:
            self._loop = loop
            if self.is_playing():
                self._run_from(self.position_us())

    def loop(self) -> tuple[int, int] | None:
        return self._loop

    def set_volume_percent(self, percent: int) -> None:
        """0 to 300; above 100 loud peaks are bent softly."""
        self._sound.set_volume_percent(percent)

    def set_muted(self, muted: bool) -> None:
        self._sound.set_muted(muted)

    def sound_available(self) -> bool:
        """Whether there is a device to hear it on."""
        return self._sound.available()

    # --- looking ---

    def set_rotation(self, extra_deg: int) -> None:
        """Turn clockwise by this much beyond what the film itself says."""
        view = self._view
        self._look(View(view.width_px, view.height_px, view.zoom, view.centre_x, view.centre_y, extra_deg))

    def set_view(self, width_px: int, height_px: int, zoom: float = 1.0, centre_x: float = 0.5, centre_y: float = 0.5) -> None:
        """The place the picture has, in device pixels, and the part of it that is looked at."""
        self._look(View(width_px, height_px, zoom, centre_x, centre_y, self._view.turn_deg))

    def view(self) -> View:
        return self._view

    # --- inside ---

    def _look(self, view: View) -> None:
        view = view.bounded()
        if view == self._view:
            return
        self._view = view
        self._send_view()
        if self._film is not None and not self.is_playing():
            self._show(self._target)

    def _send_view(self) -> None:
        view = self._view
        self._theatre.send(
            "view",
            {
                "width": view.width_px, "height": view.height_px, "zoom_permille": round(view.zoom * 1000), "turn_deg": view.turn_deg,
                "x_permyriad": round(view.centre_x * 10_000), "y_permyriad": round(view.centre_y * 10_000),
            },
        )  # fmt: skip

    def _see(self, index: FrameIndex) -> None:
        """Of this film all but what is hidden now; the worker is told."""
        self._film = SeenFilm(index, self._spans)
        self._theatre.send("hide", {"parts": self._film.hiding.numbers()})

    def _show(self, number: int, *, scrub: bool = False, step: bool = False) -> None:
        assert self._film is not None
        self._target = self._film.frame(number)
        if self._film.hides(self._film.us_of(self._target)):
            return  # all of it is
        if self._dead:
            self._revive()
            return
        self._serial += 1
        order = {"serial": self._serial, "number": self._target, "scrub": scrub, "step": step}
        self._theatre.send("show", order, answer_within_s=_PATIENCE_S)

    def _run_from(self, us: int) -> None:
        film = self._film
        assert film is not None
        if self._loop is not None and not self._loop[0] <= us < self._loop[1]:
            us = self._loop[0]
        self._target = film.frame_at(us)
        if self._dead:
            self._revive()
            return
        self._serial += 1
        self._performance.start(film.index, self._serial, self._target, self._speed, self._loop, film.hiding.end_us())

    def _hear(self, message: Message) -> None:
        try:
            if message.kind == "picture":
                self._picture_came(message)
            elif message.kind == "missing" and message.whole("serial") == self._serial:
                self.failed.emit(Circumstance(ErrorCode.FILM_DAMAGED))
            else:
                self._performance.hear(message)
        except WireFault:
            self._lost(ErrorCode.DECODER_DIED)

    def _picture_came(self, message: Message) -> None:
        if self._film is not None and self._film.hides(message.whole("us", 0)):
            self._free(message)
            return
        if message.whole("serial") == self._serial and self.is_playing():
            self._theatre.settle()
            self._performance.take(message)
            return
        if message.whole("serial") == self._serial:
            self._present(message)
            if self._exact:
                self._theatre.settle()
        self._free(message)

    def _present(self, message: Message) -> None:
        self._image = self._theatre.picture_of(message)
        self._shown_us = message.whole("us", 0)
        self._exact = message.flag("exact")
        if self.is_playing() and self._film is not None:
            self._target = self._film.index.frame_near(self._shown_us)
        self.picture.emit()
        self.position_changed.emit(self._shown_us if self._exact else self.position_us())

    def _free(self, message: Message) -> None:
        self._theatre.send("free", {"slot": message.whole("slot", 0, SLOTS - 1), "clock_us": self._performance.clock_us()})

    # --- the worker's life ---

    def _came_up(self, index: FrameIndex) -> None:
        self._dead = False
        self._send_view()
        self._see(index)
        self.opened.emit(self.info())
        if not self.is_playing():
            self._show(self._target)

    def _lost(self, code: ErrorCode) -> None:
        """The worker died: say so, and start another unless it keeps dying."""
        was_playing = self.is_playing()
        self._performance.stop()
        self._dead = True
        now = time.monotonic()
        self._deaths = [at for at in self._deaths if now - at < _CALM_S] + [now]
        if len(self._deaths) < _DEATHS_IN_A_ROW:
            self._revive()
        if was_playing:
            self.playing_changed.emit(False)
        self.failed.emit(Circumstance(code))

    def _revive(self) -> None:
        self._dead = False
        self._theatre.revive()

    def _came_back(self) -> None:
        assert self._film is not None
        self._send_view()
        self._see(self._film.index)
        self._show(self._target)

    def _fail(self, error: SamspillError) -> None:
        playing = self.is_playing()
        self._performance.stop()
        self._dead = self._film is not None
        if playing:
            self.playing_changed.emit(False)
        self.failed.emit(error)

    def _ran_out(self) -> None:
        """Played to the end: stand on the last frame."""
        if self._film is not None:
            self._performance.stop()
            self._show(self._film.last())
        self.playing_changed.emit(False)
        self.ended.emit()

    def _forget(self) -> None:
        playing = self.is_playing()
        self._performance.stop()
        self._film = None
        self._spans = ()
        self._serial += 1
        self._target = 0
        self._image = QImage()
        self._shown_us = 0
        self._exact = False
        self._loop = None
        self._dead = False
        if playing:
            self.playing_changed.emit(False)

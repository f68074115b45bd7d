"""The worker's side of a player: orders in, pictures and sound out.

Orders overtake each other: the newest seek, step or scrub is the only one that counts, and decoding for an older one stops at the next
packet. One thread makes pictures, another (sound.py) sound; the session's own thread only takes messages. Pictures go into slots of the
shared memory that the application frees again; a run of playing carries positions on its own line of time, `run_us`, which goes on through
loops while `us` says where in the film each picture stands.

Messages in: film (payload: the index), view, show, play, pause, speed, sound, granted, hush, free.
Messages out: opened, picture, missing, end, sound.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from av.error import FFmpegError
from av.video.frame import VideoFrame

from app.domain.errors import ErrorCode
from app.domain.timebase import ticks_to_us
from video.index import FrameIndex
from video.view import MAX_ZOOM, SLOTS, View
from video.wire import Message, WireFault
from video.worker.decoder import AHEAD, BEHIND, FrameReader, Interrupted
from video.worker.drawing import Painter
from video.worker.foreign import FilmFault
from video.worker.session import Desk, where_in_our_code
from video.worker.sound import SoundFeed, SoundOrder

_STILL_CACHE_BYTES: Final = 110 << 20  # 35 frames of 1080p
_PLAYING_CACHE_BYTES: Final = 40 << 20
_SETTLE_S: Final = 0.12  # a scrub that rests for so long becomes exact
_FASTEST_PICTURES_S: Final = 1 / 62  # more pictures a second than a screen shows are not drawn
_LATE_US: Final = 60_000  # a picture later than this is not drawn, unless none was for a while
_HURRY_US: Final = 300_000  # later than this, frames that no other needs are not even decoded
_SEEN_AT_LEAST_US: Final = 250_000
_BOTH_FIELDS_UP_TO: Final = 1.2  # faster than this, one picture a frame is all that is seen
_FAR_FRAMES: Final = 40
_KEPT_PLAYING: Final = 6
_ENOUGH_BEHIND: Final = 10

Quick = Callable[[int, View], VideoFrame | None]  # a stand-in picture for a position, drawn for a view, or None


@dataclass(frozen=True, slots=True)
class Still:
    """Show one frame. A scrub shows something near at once and the frame itself when no newer order comes."""

    serial: int
    number: int
    scrub: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Play on from a frame, round the loop if there is one (microseconds)."""

    serial: int
    number: int
    loop: tuple[int, int] | None


Order = Still | Run


class Orders:
    """The newest order, the view, and the slots; shared by the session's thread and the picture thread."""

    def __init__(self, slots: int) -> None:
        self._wake = threading.Condition()
        self._newest: Order | None = None
        self._free = set(range(slots))
        self._closed = False
        self.view = View()
        self.clock_us = 0  # where the application's clock last was on the run's line of time
        self.speed = 1.0

    def give(self, order: Order | None) -> None:
        with self._wake:
            self._newest = order
            self._wake.notify_all()

    def close(self) -> None:
        with self._wake:
            self._closed = True
            self._wake.notify_all()

    def free(self, slot: int) -> None:
        with self._wake:
            self._free.add(slot)
            self._wake.notify_all()

    def next_after(self, done: Order | None) -> Order | None:
        """Wait for an order other than `done`; None when closed."""
        with self._wake:
            self._wake.wait_for(lambda: self._closed or (self._newest is not None and self._newest is not done))
            return None if self._closed else self._newest

    def overtaken(self, order: Order) -> bool:
        return self._closed or self._newest is not order

    def rests(self, order: Order, seconds: float) -> bool:
        """Whether no newer order comes within this time."""
        with self._wake:
            return not self._wake.wait_for(lambda: self.overtaken(order), seconds)

    def slot(self, order: Order) -> int | None:
        """A free slot as soon as there is one; None when the order is overtaken first."""
        with self._wake:
            self._wake.wait_for(lambda: self.overtaken(order) or bool(self._free))
            return None if self.overtaken(order) else self._free.pop()


class Stage:
    """Where a run of playing stands on its own line of time, which goes on through every turn of a loop."""

    def __init__(self, order: Run, index: FrameIndex) -> None:
        self._order = order
        self._index = index
        self._turns_us = 0
        self._drawn_us: int | None = None

    def run_us(self, us: int) -> int:
        return us + self._turns_us

    def leaves_loop(self, number: int) -> bool:
        return self._order.loop is not None and self._index.pts_us[number] >= self._order.loop[1]

    def wrap(self) -> int:
        """Begin the next turn; the number of its first frame."""
        assert self._order.loop is not None
        start_us, end_us = self._order.loop
        self._turns_us += min(end_us, self._index.duration_us) - start_us
        return self._index.frame_at(start_us)

    def needless(self, due_us: int, late_us: int, speed: float) -> bool:
        """Whether nobody would see this picture: too soon after the last for any screen, or too late."""
        since = _SEEN_AT_LEAST_US if self._drawn_us is None else due_us - self._drawn_us
        if since < _FASTEST_PICTURES_S * speed * 1_000_000 or (late_us > _LATE_US and since < _SEEN_AT_LEAST_US):
            return True
        self._drawn_us = due_us
        return False


class PictureThread:
    """Carries out orders: decodes, draws, hands over. Owns the reader and the painter."""

    def __init__(self, desk: Desk, orders: Orders, reader: FrameReader, painter: Painter, index: FrameIndex, quick: Quick) -> None:
        self._desk = desk
        self._orders = orders
        self._reader = reader
        self._painter = painter
        self._index = index
        self._quick = quick
        self._slot_bytes = len(desk.pictures) // SLOTS if desk.pictures is not None else 0
        self._plan: tuple[int, int] | None = None
        self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._orders.close()
        self._thread.join()
        self._reader.close()

    def _run(self) -> None:
        done: Order | None = None
        try:
            while (order := self._orders.next_after(done)) is not None:
                done = order
                self._carry_out(order)
        except Exception as error:  # noqa: BLE001  the session's thread cannot see it: the application hears of it as of any other failure
            bug = "" if isinstance(error, (FFmpegError, FilmFault)) else where_in_our_code(error)
            self._desk.send("failed", {"code": ErrorCode.FILM_DAMAGED.value, "bug": bug})

    def _carry_out(self, order: Order) -> None:
        self._painter.view = self._orders.view
        try:
            if isinstance(order, Still):
                self._still(order)
            else:
                self._play(order)
        except Interrupted:
            return
        except EOFError:
            self._desk.send("missing", {"serial": order.serial})

    # --- stills ---

    def _still(self, order: Still) -> None:
        self._painter.forget_motion()
        self._reader.hurry(False)
        self._reader.keep(BEHIND, AHEAD, _STILL_CACHE_BYTES)
        held = self._reader.holds(order.number)
        if not held and (order.scrub or self._is_far(order.number)):
            self._show_something_near(order)
            if order.scrub and not self._orders.rests(order, _SETTLE_S):
                return
        number, frame = self._reader.frame(order.number, self._stop(order))
        self._hand_over(order, self._painter.still(frame), self._index.pts_us[number], exact=True)
        self._get_ready(order)

    def _is_far(self, number: int) -> bool:
        """Whether decoding up to this frame takes long enough for a person to notice."""
        return number - self._index.keyframe_before(number).frame > _FAR_FRAMES

    def _show_something_near(self, order: Still) -> None:
        """The scrub proxy's picture; without a proxy and while scrubbing, the nearest keyframe."""
        us = self._index.pts_us[order.number]
        drawn = self._quick(us, self._painter.view)
        if drawn is None and order.scrub:
            found = self._reader.key_frame(order.number)
            if found is not None:
                us, drawn = self._index.pts_us[found[0]], self._painter.still(found[1])
        if drawn is not None:
            self._hand_over(order, drawn, us, exact=False)

    def _get_ready(self, order: Still) -> None:
        """While nothing newer is asked for: the next frames, then the ones before, so that steps both ways are at hand."""
        stop = self._stop(order)
        number = order.number
        self._reader.fill(number + 1, number + AHEAD // 2, stop)
        if self._plan is None or not self._plan[0] < number <= self._plan[1]:
            if self._reader.held_behind(number) >= _ENOUGH_BEHIND or number == 0:
                return
            self._plan = (max(0, number - BEHIND), number + AHEAD // 2)
        self._reader.fill(*self._plan, stop)
        self._plan = None

    # --- playing ---

    def _play(self, order: Run) -> None:
        self._reader.keep(_KEPT_PLAYING, 2, _PLAYING_CACHE_BYTES)
        self._painter.forget_motion()
        self._plan = None
        stage = Stage(order, self._index)
        number = order.number
        while True:
            got = self._reader.onward(number, self._stop(order))
            if got is None or stage.leaves_loop(got[0]):
                self._perform(order, stage, self._painter.rest())
                if order.loop is None:
                    self._desk.send("end", {"serial": order.serial})
                    return
                number = stage.wrap()
                continue
            self._painter.view = self._orders.view
            self._advance(order, stage, *got)
            number = got[0] + 1

    def _advance(self, order: Run, stage: Stage, number: int, frame: VideoFrame) -> None:
        """Draw one decoded frame unless it comes too late or too soon after the last to be seen."""
        due_us = stage.run_us(self._index.pts_us[number])
        late_us = self._orders.clock_us - due_us
        self._reader.hurry(late_us > _HURRY_US)
        if stage.needless(due_us, late_us, self._orders.speed):
            return
        if self._orders.speed > _BOTH_FIELDS_UP_TO:
            self._present(order, self._painter.still(frame), self._index.pts_us[number], due_us)
        else:
            self._perform(order, stage, self._painter.moving(frame))

    def _perform(self, order: Run, stage: Stage, drawn: list[VideoFrame]) -> None:
        for picture in drawn:
            us = _position_us(picture, self._index)
            self._present(order, picture, us, stage.run_us(us))

    def _present(self, order: Run, picture: VideoFrame, us: int, run_us: int) -> None:
        self._hand_over(order, picture, us, exact=True, run_us=run_us)

    # --- handing over ---

    def _stop(self, order: Order) -> Callable[[], bool]:
        return lambda: self._orders.overtaken(order)

    def _hand_over(self, order: Order, picture: VideoFrame, us: int, *, exact: bool, run_us: int = 0) -> None:
        """Into a slot of the shared memory, and word of it. Raises Interrupted when the order is overtaken while all slots are taken."""
        slot = self._orders.slot(order)
        if slot is None or self._desk.pictures is None:
            raise Interrupted
        plane = picture.planes[0]
        size = plane.line_size * picture.height
        start = slot * self._slot_bytes
        self._desk.pictures[start : start + size] = memoryview(plane)[:size]
        self._desk.send(
            "picture",
            {
                "serial": order.serial, "slot": slot, "width": picture.width, "height": picture.height, "stride": plane.line_size,
                "us": us, "run_us": run_us, "exact": exact,
            },
        )  # fmt: skip


def _no_proxy(_us: int, _view: View) -> VideoFrame | None:
    """For a film whose proxy is not there (yet)."""
    return None


def _position_us(picture: VideoFrame, index: FrameIndex) -> int:
    assert picture.pts is not None
    assert picture.time_base is not None
    return ticks_to_us(picture.pts, picture.time_base.numerator, picture.time_base.denominator) - index.origin_us


class PlaySession:
    """The session "play"."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._orders = Orders(SLOTS)
        self._index: FrameIndex | None = None
        self._pictures: PictureThread | None = None
        self._sound: SoundFeed | None = None
        self._todo: dict[str, Callable[[Message], None]] = {
            "film": self._film, "view": self._view, "show": self._show, "play": self._play, "pause": self._pause, "speed": self._speed,
            "sound": self._start_sound, "granted": self._granted, "hush": self._hush, "free": self._free,
        }  # fmt: skip

    def handle(self, message: Message) -> None:
        todo = self._todo.get(message.kind)
        if todo is None or (self._index is None and message.kind not in ("film", "view")):
            raise WireFault
        todo(message)

    def close(self) -> None:
        if self._pictures is not None:
            self._pictures.close()
        if self._sound is not None:
            self._sound.close()

    def _film(self, message: Message) -> None:
        index = FrameIndex.from_bytes(bytes(message.payload))
        source = message.whole("source", 0)
        self._index = index
        reader = FrameReader(self._desk.open_stream(source), index, cache_bytes=_STILL_CACHE_BYTES)
        self._pictures = PictureThread(self._desk, self._orders, reader, Painter(index.picture, reader.time_base), index, _no_proxy)
        if index.sound_stream is not None:
            self._sound = SoundFeed(lambda: self._desk.open_stream(source), index, self._send_sound)
        self._desk.send("opened", {})

    def _view(self, message: Message) -> None:
        room = len(self._desk.pictures) // SLOTS if self._desk.pictures is not None else 0
        view = View(
            message.whole("width", 1, 1 << 16),
            message.whole("height", 1, 1 << 16),
            min(message.whole("zoom_permille", 1) / 1000, MAX_ZOOM),
            message.whole("x_permyriad", 0, 10_000) / 10_000,
            message.whole("y_permyriad", 0, 10_000) / 10_000,
            message.whole("turn_deg", -360, 360),
        )
        self._orders.view = within_bytes(view.bounded(), room)

    def _show(self, message: Message) -> None:
        self._orders.give(Still(message.whole("serial"), message.whole("number", 0), message.flag("scrub")))

    def _play(self, message: Message) -> None:
        start, end = message.optional_whole("loop_start", 0), message.optional_whole("loop_end", 0)
        loop = (start, end) if start is not None and end is not None and end > start else None
        self._orders.clock_us = message.whole("clock_us")
        self._speed(message)
        self._orders.give(Run(message.whole("serial"), message.whole("number", 0), loop))

    def _speed(self, message: Message) -> None:
        self._orders.speed = message.whole("speed_permille", 50, 4000) / 1000

    def _pause(self, _message: Message) -> None:
        self._orders.give(None)

    def _start_sound(self, message: Message) -> None:
        if self._sound is not None:
            order = SoundOrder(
                message.whole("serial"),
                message.whole("us", 0),
                message.whole("speed_permille", 50, 4000) / 1000,
                message.optional_whole("loop_start", 0),
                message.optional_whole("loop_end", 0),
            )
            self._sound.play(order, message.whole("chunks", 0, 1000))

    def _granted(self, message: Message) -> None:
        if self._sound is not None:
            self._sound.grant(message.whole("serial"), message.whole("chunks", 0, 1000))

    def _hush(self, _message: Message) -> None:
        if self._sound is not None:
            self._sound.stop()

    def _free(self, message: Message) -> None:
        self._orders.clock_us = message.whole("clock_us")
        self._orders.free(message.whole("slot", 0, SLOTS - 1))

    def _send_sound(self, serial: int, pcm: bytes) -> None:
        self._desk.send("sound", {"serial": serial}, pcm)


def within_bytes(view: View, room: int) -> View:
    """The view made small enough for its picture to fit into `room` bytes, rows padded to 64."""
    while (view.width_px * 4 + 63) // 64 * 64 * view.height_px > room and view.width_px > 16:
        view = replace(view, width_px=view.width_px * 9 // 10, height_px=view.height_px * 9 // 10)
    return view

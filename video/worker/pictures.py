"""The thread that makes pictures for a player: decodes what is ordered, draws it, hands it over in a slot of the shared memory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from av.error import FFmpegError
from av.video.frame import VideoFrame

from app.domain.errors import ErrorCode
from app.domain.timebase import ticks_to_us
from video.hiding import FOREVER, Hiding
from video.index import FrameIndex
from video.view import SLOTS
from video.whereabouts import where_in_our_code
from video.worker.decoder import AHEAD, BEHIND, FrameReader, Interrupted
from video.worker.drawing import Painter
from video.worker.foreign import FilmFault
from video.worker.orders import Order, Orders, Run, Still
from video.worker.session import Desk
from video.worker.stand_in import StandIn

STILL_CACHE_BYTES: Final = 110 << 20  # 35 frames of 1080p
_PLAYING_CACHE_BYTES: Final = 40 << 20
_CALM_S: Final = 0.1  # seeks that follow each other quickly are not slowed by what would be made ready in between
_SETTLE_S: Final = 0.12  # a scrub that rests for so long becomes exact
_FASTEST_PICTURES_S: Final = 1 / 62  # more pictures a second than a screen shows are not drawn
_LATE_US: Final = 60_000  # a picture later than this is not drawn, unless none was for a while
_HURRY_US: Final = 300_000  # later than this, frames that no other needs are not even decoded
_SEEN_AT_LEAST_US: Final = 250_000
_BOTH_FIELDS_UP_TO: Final = 1.2  # faster than this, one picture a frame is all that is seen
_FAR_PIXELS: Final = 100 * 1920 * 1080  # to decode before the frame: some 0.4 s, worth a stand-in that costs 20 ms
_KEPT_PLAYING: Final = 10
_ENOUGH_BEHIND: Final = 10


class Stage:
    """Where a run of playing stands on its own line of time, which goes on from stretch to stretch: through every turn of a loop, and past
    every hidden part."""

    def __init__(self) -> None:
        self._shift_us = 0
        self._ended_us: int | None = None
        self._drawn_us: int | None = None

    def run_us(self, us: int) -> int:
        return us + self._shift_us

    def begin(self, start_us: int, end_us: int) -> None:
        """The next stretch; it follows the one before without a gap."""
        if self._ended_us is not None:
            self._shift_us += self._ended_us - start_us
        self._ended_us = end_us

    def needless(self, due_us: int, late_us: int, speed: float) -> bool:
        """Whether nobody would see this picture: too soon after the last for any screen, or too late."""
        since = _SEEN_AT_LEAST_US if self._drawn_us is None else due_us - self._drawn_us
        if since < _FASTEST_PICTURES_S * speed * 1_000_000 or (late_us > _LATE_US and since < _SEEN_AT_LEAST_US):
            return True
        self._drawn_us = due_us
        return False


class PictureThread:
    """Carries out orders: decodes, draws, hands over. Owns the reader and the painter."""

    def __init__(self, desk: Desk, orders: Orders, reader: FrameReader, painter: Painter, index: FrameIndex, stand_in: StandIn) -> None:
        self._desk = desk
        self._orders = orders
        self._reader = reader
        self._painter = painter
        self._index = index
        self._stand_in = stand_in
        self.hiding = Hiding(index)  # another one counts for the orders that come after it
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
        self._reader.keep(BEHIND, AHEAD, STILL_CACHE_BYTES)
        held = self._reader.holds(order.number)
        if not held and (order.scrub or order.step or self._is_far(order.number)):
            self._show_something_near(order)
            if order.scrub and not self._orders.rests(order, _SETTLE_S):
                return
        number, frame = self._reader.frame(order.number, self._stop(order), alone=not order.step)
        if self.hiding.hides(self._index.pts_us[number]):
            raise EOFError  # the frame itself is damaged, and the one nearest to it is hidden
        self._hand_over(order, self._painter.still(frame), self._index.pts_us[number], exact=True)
        self._get_ready(order)

    def _is_far(self, number: int) -> bool:
        """Whether decoding up to this frame takes long enough for a person to notice."""
        picture = self._index.picture
        return (number - self._index.keyframe_before(number).frame) * picture.width * picture.height > _FAR_PIXELS

    def _show_something_near(self, order: Still) -> None:
        """The scrub proxy's picture; without a proxy and while scrubbing, the nearest keyframe."""
        us = self._index.pts_us[order.number]
        hides = self.hiding.hides
        drawn = self._stand_in.picture(us, self._painter.view, self._stop(order), hides)
        if drawn is None and order.scrub:
            found = self._reader.key_frame(order.number)
            if found is not None and not hides(self._index.pts_us[found[0]]):
                us, drawn = self._index.pts_us[found[0]], self._painter.still(found[1])
        if drawn is not None:
            self._hand_over(order, drawn, us, exact=False)

    def _get_ready(self, order: Still) -> None:
        """While nothing newer is asked for: the next frames, then the ones before, so that steps both ways are at hand."""
        stop = self._stop(order)
        number = order.number
        if not order.step and not self._orders.rests(order, _CALM_S):
            return
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
        stage = Stage()
        for start_us, end_us in self.hiding.stretches(self._index.pts_us[order.number], order.loop):
            stage.begin(start_us, end_us)
            until_us = end_us if end_us < self._index.duration_us else FOREVER
            self._play_stretch(order, stage, self._index.frame_at(start_us), until_us)
        self._desk.send("end", {"serial": order.serial})

    def _play_stretch(self, order: Run, stage: Stage, number: int, until_us: int) -> None:
        """No frame from `until_us` on is drawn, nor mixed into one that is."""
        while True:
            got = self._reader.onward(number, self._stop(order))
            if got is None or self._index.pts_us[got[0]] >= until_us:
                self._perform(order, stage, self._painter.rest())
                return
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


def _position_us(picture: VideoFrame, index: FrameIndex) -> int:
    assert picture.pts is not None
    assert picture.time_base is not None
    return ticks_to_us(picture.pts, picture.time_base.numerator, picture.time_base.denominator) - index.origin_us

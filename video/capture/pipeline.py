"""Makes a film of what camera and microphone hand over: bytes out, and word of how it goes. One film, one Pipeline.

Pictures and sound come on any thread and wait in a bounded inbox; one thread encodes, wraps and hands the bytes on. What was taken before
`pause` or `stop` is in the film even if it was handed over only after; what was taken during a pause is not.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

import av.error

from app.domain.errors import ErrorCode
from app.domain.filming import CameraFormat, FilmEnded, Gap, GapReason, Part, Preset, Pulse, Trouble
from video.capture.clock import FilmClock, NowNs, slept_ns
from video.capture.inbox import Inbox
from video.capture.making import FilmMaker
from video.capture.muxing import RUN_UP_US
from video.capture.taking import TakenPicture, TakenSound

Told = Pulse | Gap | Trouble
_PULSE_NS: Final = 250_000_000
_HAND_OVER_NS: Final = 200_000_000  # each parcel of bytes wakes four threads on its way into the reel and the index
_WAIT_S: Final = 0.05
_FAULTS = (av.error.FFmpegError, OSError, MemoryError)


class Pipeline:
    """Start it, feed it, stop it; `position_us`, `pause` and `go_on` are for after the start.

    `out` gets the film's bytes in order. `tell` gets a Pulse four times a second, a Gap when filming went on after it, and
    Trouble(STUDIO, STUDIO_DIED) when the film cannot go on: the encoder failed, or `out` raised OSError. Both are called on the encoder's
    thread.
    """

    def __init__(
        self,
        shape: CameraFormat | None,
        sound: bool,
        out: Callable[[bytes], None],
        tell: Callable[[Told], None],
        start_preset: Preset,
        now_ns: NowNs = time.monotonic_ns,
        asleep_ns: NowNs = slept_ns,
    ) -> None:
        """`shape`: size and rate of the picture (odd sizes lose a line), None for sound only. `sound`: whether there is a sound track."""
        self._shape = shape
        self._has_sound = sound
        self._out, self._tell = out, tell
        self._start_preset = start_preset
        self._now_ns, self._asleep_ns = now_ns, asleep_ns
        self._inbox = Inbox(self._shape.width * self._shape.height * 2 if self._shape is not None else 1)
        self._thread = threading.Thread(target=self._run, name="film-encoder", daemon=True)
        self._clock: FilmClock | None = None
        self._hurried = False
        self._ended = FilmEnded(0, 0, 0)

    @property
    def hurried(self) -> bool:
        """The encoder hardly keeps up: the preview shall be small and rare for now."""
        return self._hurried

    @property
    def waiting(self) -> int:
        """How many pictures wait to be encoded."""
        return self._inbox.waiting

    def start(self) -> None:
        """The film begins now."""
        self._clock = FilmClock(self._now_ns, self._asleep_ns, RUN_UP_US if self._has_sound else 0)
        self._thread.start()

    def picture(self, picture: TakenPicture) -> None:
        """A picture from the camera, of any size and format; its pixels must not change any more, and its timestamp belongs to the
        pipeline. Any thread; never blocks."""
        if self._shape is not None:
            self._started.look()
            self._inbox.put_picture(picture)

    def sound(self, sound: TakenSound) -> None:
        """A block from the microphone, of any rate. Any thread; never blocks."""
        if self._has_sound:
            self._started.look()
            self._inbox.put_sound(sound)

    def position_us(self) -> int:
        """How long the film is now, pauses left out: what a watch on the finished film will show at this moment."""
        return self._started.now_us()

    def position_at(self, taken_ns: int) -> int:
        """Where in the film a picture stands that was taken at this moment; where the film is now, for one that is not in it."""
        place = self._started.place(taken_ns)
        return place[0] if place is not None else self._started.now_us()

    def pause(self) -> None:
        """Leave out what is taken from now on. Keep handing over sound: it keeps the microphone's clock known."""
        self._started.pause()

    def go_on(self, reason: GapReason = GapReason.PAUSED) -> None:
        """Go on in the same film, with a keyframe; a Gap is told."""
        self._started.go_on(reason)

    def stop(self) -> FilmEnded:
        """End the film here. The last byte was handed to `out` when this returns, which takes a part of a second."""
        self._started.pause()
        self._inbox.close()
        self._thread.join()
        return self._ended

    @property
    def _started(self) -> FilmClock:
        assert self._clock is not None
        return self._clock

    def _run(self) -> None:
        """The encoder's thread."""
        try:
            self._make()
        except _FAULTS:
            self._inbox.close()
            self._tell(Trouble(Part.STUDIO, ErrorCode.STUDIO_DIED))

    def _make(self) -> None:
        clock, inbox = self._started, self._inbox
        maker = FilmMaker(self._shape, sound=self._has_sound, clock=clock, preset=self._start_preset, now_ns=self._now_ns())
        pulse_ns = handed_ns = self._now_ns()
        goes_on = True
        while goes_on:
            picture, sounds, goes_on = inbox.take(_WAIT_S)
            for sound in sounds:
                maker.sound(sound)
            if picture is not None:
                maker.picture(picture)
            if goes_on:
                maker.fill()
            now = self._now_ns()
            maker.ladder.judge(inbox.waiting, inbox.room, now)
            self._hurried = maker.ladder.hurried
            if now - handed_ns >= _HAND_OVER_NS:
                handed_ns = now
                self._hand_over(maker)
            for gap in clock.gaps():
                self._tell(gap)
            if now - pulse_ns >= _PULSE_NS:
                pulse_ns = now
                self._tell(Pulse(clock.now_us(), maker.frames, inbox.dropped + maker.unusable, maker.ladder.preset))
        self._ended = maker.finish(inbox.dropped)
        self._hand_over(maker)

    def _hand_over(self, maker: FilmMaker) -> None:
        data = maker.taken()
        if data:
            self._out(data)

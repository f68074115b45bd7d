"""A room with a camera and a microphone on clocks of their own, and a film made of them, on a clock set by hand."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.filming import CameraFormat, FilmEnded, Preset
from tests.samples.live import SECOND_NS, Heard, coded_picture
from video.capture.clock import FilmClock
from video.capture.making import FilmMaker
from video.capture.muxing import RUN_UP_US

MS = 1_000_000
START = 77 * SECOND_NS
SHAPE = CameraFormat(320, 180, 30)


def click_each(period_s: float, first_s: float) -> Callable[[float], float | None]:
    return lambda at: first_s + (at - first_s) // period_s * period_s if at >= first_s else None


@dataclass
class Room:
    """A camera and a microphone on clocks of their own, and a film made of them. Time goes by in `run`."""

    shape: CameraFormat | None = SHAPE
    sound: bool = True
    camera_ppm: float = 0.0
    pixels: str = "yuv420p"
    period_s: float = 1.0
    jitter_s: float = 0.0
    mic: Heard | None = None
    preset: Preset = Preset.ULTRAFAST

    def __post_init__(self) -> None:
        self.now = START
        self.random = random.Random(4)
        self.clock = FilmClock(lambda: self.now, lambda: 0, RUN_UP_US if self.sound else 0)
        self.maker = FilmMaker(self.shape, sound=self.sound, clock=self.clock, preset=self.preset, now_ns=self.now)
        self.clicks = click_each(self.period_s, START / SECOND_NS + 0.5)
        self.mic = self.mic or Heard(self.clicks)
        self.mic.clicks, self.mic.start_ns = self.clicks, START - 300 * MS
        self.size = (self.shape.width, self.shape.height) if self.shape is not None else (320, 180)
        self.next_picture_ns = START + 9 * MS
        self.film = bytearray()
        self.number = 0
        self.given: list[tuple[int, int]] = []  # number, when it was taken

    def run(self, seconds: float, *, camera: bool = True, hears: bool = True) -> None:
        """Let time go by."""
        assert self.mic is not None
        end = self.now + round(seconds * SECOND_NS)
        while True:
            upcoming = min(self.next_picture_ns, self.mic.next_ns, self.now + 40 * MS)
            if upcoming >= end:
                self.now = end
                return
            self.now = max(self.now, upcoming)
            if self.mic.next_ns <= self.now:
                block = self.mic.block()
                if hears:
                    self.maker.sound(block)
            if self.next_picture_ns <= self.now:
                self._picture(camera)
            self.maker.fill()
            self.film += self.maker.taken()

    def sounded(self, taken_ns: int) -> float:
        """When it clicked last before this moment, in microseconds."""
        last = self.clicks(taken_ns / SECOND_NS)
        assert last is not None
        return last * 1_000_000

    def _picture(self, camera: bool) -> None:
        taken = self.next_picture_ns
        rate = self.shape.frames_per_s if self.shape is not None else 30
        self.next_picture_ns += round(SECOND_NS / rate / (1 + self.camera_ppm / 1_000_000))
        last = self.clicks(taken / SECOND_NS)
        flash = last is not None and taken / SECOND_NS - last < 1 / rate
        if camera:
            late = round(abs(self.random.gauss(0, self.jitter_s)) * SECOND_NS)
            self.maker.picture(coded_picture(self.number, taken + min(late, 20 * MS), *self.size, flash=flash, pixels=self.pixels))
            self.given.append((self.number, taken))
            self.number += 1

    def end(self) -> FilmEnded:
        self.clock.pause()
        ended = self.maker.finish(0)
        self.film += self.maker.taken()
        return ended

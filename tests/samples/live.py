"""What a camera and a microphone would give, made up: coded pictures with flashes, sound with clicks; and what a finished film shows of it.

A click sounds at the moment of each flash, so that sync, drops and loss are measured in the film itself. Positions read from a film count
as the application counts them: microseconds from the origin of its index.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

import av
import numpy as np
from av.video.frame import VideoFrame

from tests.samples.coded import draw_frame, is_flash, read_frame_number
from video.capture.taking import TakenPicture, TakenSound
from video.index import FrameIndex
from video.worker.decoder import FrameReader
from video.worker.indexing import IndexMaker
from video.worker.listening import Listener
from video.worker.opening import open_film

SECOND_NS = 1_000_000_000
CLICK_S = 0.004
_LOUD = 0.3
_QUIET_S = 0.1  # before a click


def coded_picture(
    number: int, taken_ns: int, width: int = 320, height: int = 180, *, flash: bool = False, pixels: str = "yuv420p"
) -> TakenPicture:
    """A picture of the camera with its number in it."""
    frame = VideoFrame.from_ndarray(_planes(number % (1 << 16), width, height, flash), format="yuv420p")
    return TakenPicture(frame if pixels == "yuv420p" else frame.reformat(format=pixels), taken_ns)


@lru_cache(maxsize=8)
def _planes(number: int, width: int, height: int, flash: bool) -> Any:
    return draw_frame(number, width, height, flash=flash)


@dataclass
class Heard:
    """A microphone in a room where it clicks at `clicks` (seconds of the true clock). Its own clock is `off_ppm` fast; `late_s` says how
    much later than it was heard a block says it was."""

    clicks: Callable[[float], float | None]  # the last click at or before a moment
    rate: int = 48_000
    channels: int = 1
    off_ppm: float = 0.0
    start_ns: int = 0
    block_s: float = 0.02
    late_s: Callable[[int], float] = lambda _block: 0.0
    _samples: int = field(default=0, init=False)
    _blocks: int = field(default=0, init=False)

    @property
    def _true_rate(self) -> float:
        return self.rate * (1 + self.off_ppm / 1_000_000)

    @property
    def next_ns(self) -> int:
        """When the next block is whole."""
        return self.start_ns + round((self._samples + self._count) * SECOND_NS / self._true_rate)

    @property
    def _count(self) -> int:
        return round(self.block_s * self.rate)

    def block(self) -> TakenSound:
        """The next block."""
        first_ns = self.start_ns + self._samples * SECOND_NS / self._true_rate
        clock = first_ns / SECOND_NS + np.arange(self._count) / self._true_rate
        pcm = 0.01 * np.sin(2 * np.pi * 220 * clock)
        last = self.clicks(clock[-1])
        if last is not None and last + CLICK_S > clock[0]:
            since = clock - last
            pcm = np.where((since >= 0) & (since < CLICK_S), 0.8 * np.sin(2 * np.pi * 2000 * since), pcm)
        self._samples += self._count
        self._blocks += 1
        taken_ns = round(first_ns + self.late_s(self._blocks) * SECOND_NS)
        many = np.repeat(pcm.astype(np.float32)[:, None], self.channels, axis=1)
        return TakenSound(many.tobytes(), self.rate, self.channels, taken_ns)


# --- what a finished film shows ----------------------------------------------------------------------------------------


def index_of_film(film: bytes) -> FrameIndex:
    """The index that the application makes of these bytes."""
    with open_film(io.BytesIO(film)) as opened:
        maker = IndexMaker(opened, Listener(opened.sound) if opened.sound is not None else None)
        maker.run(lambda _position: None, lambda: False)
        assert not maker.broken
        return maker.index()


@dataclass(frozen=True)
class Shown:
    """A decoded picture."""

    at_us: int
    number: int
    flash: bool
    size: tuple[int, int]


def shown_in(film: bytes, origin_us: int) -> list[Shown]:
    """Every picture of a film, in the order it is decoded."""
    found = []
    with av.open(io.BytesIO(film), "r") as container:
        for frame in container.decode(video=0):
            grey = frame.reformat(format="gray8").to_ndarray()
            assert frame.pts is not None
            at_us = round(frame.pts * Fraction(1_000_000, 90_000)) - origin_us
            found.append(Shown(at_us, read_frame_number(grey), is_flash(grey), (frame.width, frame.height)))
    return found


def flashes_in(shown: list[Shown]) -> list[Shown]:
    """The first picture of each flash."""
    return [now for before, now in zip([None, *shown], shown, strict=False) if now.flash and (before is None or not before.flash)]


def clicks_in(film: bytes, origin_us: int) -> list[int]:
    """Where each click begins."""
    found: list[int] = []
    for at_us, pcm, rate in _sound_of(film, origin_us):
        for sample in np.flatnonzero(np.abs(pcm) > _LOUD):
            click = round(at_us + sample * 1_000_000 / rate)
            if not found or click - found[-1] > _QUIET_S * 1_000_000:
                found.append(click)
    return found


def sound_of(film: bytes) -> np.ndarray[Any, Any]:
    """The left channel from the origin of the film's sound on."""
    return np.concatenate([pcm for _, pcm, _ in _sound_of(film, 0)])


def _sound_of(film: bytes, origin_us: int) -> list[tuple[float, np.ndarray[Any, Any], int]]:
    with av.open(io.BytesIO(film), "r") as container:
        return [
            (float(frame.pts * frame.time_base * 1_000_000) - origin_us, frame.to_ndarray()[0], frame.sample_rate)
            for frame in container.decode(audio=0)
            if frame.pts is not None and frame.time_base is not None
        ]


def number_at(film: bytes, index: FrameIndex, frame: int) -> int:
    """The number in the picture that an exact seek to a frame of the index finds."""
    reader = FrameReader(io.BytesIO(film), index, cache_bytes=1 << 20)
    try:
        return read_frame_number(reader.frame(frame)[1].reformat(format="gray8").to_ndarray())
    finally:
        reader.close()

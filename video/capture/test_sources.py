"""Cameras and microphones that are none: a drawn family to practise with, and FFmpeg's own live sources for tests.

They keep real time as devices do: a picture comes when it is due, and one that nobody collected in time is lost. All of FFmpeg's sources
that are on at the same time share one clock, so that a film's picture and sound, opened as a camera and as a microphone, stay together;
the drawn family moves and sounds by the system's clock, and so does too.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Generic, TypeVar

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import CameraFormat, sensible_format
from video.capture.faults import opening, taking
from video.capture.taking import TakenPicture, TakenSound
from video.practice_scene import WIDTH, draw
from video.practice_sound import RATE_HZ, Samples, sound_track
from video.practice_story import TOGETHER

DRAWN_FORMATS: Final = (
    CameraFormat(1920, 1080, 30),
    CameraFormat(1280, 720, 30),
    CameraFormat(1280, 720, 25),
    CameraFormat(640, 360, 30),
)
_LATE_S: Final = 0.070  # a picture this late was not collected; it is left out
_KEPT_S: Final = 1.0  # of sound, by every microphone
_ASLEEP_S: Final = 2.0  # later than this: the machine slept, and the source goes on from where it was
_BLOCK_S: Final = 0.02
_GAIN: Final = 3.0  # the practice film is as quiet as a living room; a microphone is nearer
_CHANNELS: Final = 2


class _SharedClock:
    """When pts 0 was, for all sources that are on: later ones begin on a whole second of the first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._began_s = 0.0

    def begin(self) -> float:
        with self._lock:
            now = time.monotonic()
            if self._users == 0:
                self._began_s = now
            self._users += 1
            return self._began_s + (now - self._began_s) // 1.0

    def end(self) -> None:
        with self._lock:
            self._users -= 1


_clock = _SharedClock()


_Frame = TypeVar("_Frame", av.VideoFrame, av.AudioFrame)


class LavfiSource(Generic[_Frame]):
    """The frames of an FFmpeg filter graph, each when it is due. Made, asked and closed on one thread."""

    def __init__(self, graph: str, stop: threading.Event, frames: type[_Frame]) -> None:
        """Raises CAMERA_MISSING when FFmpeg does not understand the graph, or it gives no picture (no sound)."""
        self._stop = stop
        with opening():
            self._container = av.open(graph, format="lavfi")
        sound = frames is av.AudioFrame
        self._kind: type[_Frame] = frames
        self._late_s = _KEPT_S if sound else _LATE_S
        if not (self._container.streams.audio if sound else self._container.streams.video):
            self._container.close()
            raise Circumstance(ErrorCode.CAMERA_MISSING)
        self._frames = self._container.decode(audio=0) if sound else self._container.decode(video=0)
        self._began_s = _clock.begin()

    def next(self) -> tuple[_Frame, int] | None:
        """The next frame and when it was due (sound: when it began), by the monotonic clock; None when it is not to be had. Raises
        CAMERA_GONE at the end."""
        frame = self._one()
        due_s = self._began_s + (frame.time or 0.0)
        late_s = time.monotonic() - due_s
        length_s = frame.samples / frame.sample_rate if isinstance(frame, av.AudioFrame) else 0.0  # sound is there when it is over
        if late_s > _ASLEEP_S:
            self._began_s += late_s // 1.0
        elif late_s > self._late_s or self._stop.wait(max(0.0, length_s - late_s)):
            return None
        return frame, round(due_s * 1e9)

    def shape(self) -> CameraFormat:
        """What it gives (a source of pictures)."""
        stream = self._container.streams.video[0]
        return CameraFormat(stream.width, stream.height, round(stream.average_rate or 30))

    def close(self) -> None:
        _clock.end()
        self._container.close()

    def _one(self) -> _Frame:
        with taking():
            for frame in self._frames:
                if isinstance(frame, self._kind):
                    return frame
        raise Circumstance(ErrorCode.CAMERA_GONE)


class LavfiCamera:
    """A CameraSource on a filter graph: `testsrc2=size=1280x720:rate=30`, `movie=coded.mkv`."""

    def __init__(self, graph: str, stop: threading.Event) -> None:
        self._source = LavfiSource(graph, stop, av.VideoFrame)
        self.format = self._source.shape()

    def next(self) -> TakenPicture | None:
        got = self._source.next()
        return TakenPicture(got[0], time.monotonic_ns()) if got else None

    def close(self) -> None:
        self._source.close()


class DrawnCamera:
    """A CameraSource that draws the practice family, with a clock that runs."""

    def __init__(self, wanted: CameraFormat | None, stop: threading.Event) -> None:
        format = sensible_format(DRAWN_FORMATS, wanted)
        assert format is not None
        self.format = format
        self._stop = stop
        drawn(0, format.width, format.height)  # the empty room is drawn once
        self._number = self._now()

    def next(self) -> TakenPicture | None:
        self._number = max(self._number + 1, self._now())  # those that nobody collected are left out
        due_s = self._number / self.format.frames_per_s
        if self._stop.wait(max(0.0, due_s - time.monotonic())):
            return None
        taken_ns = time.monotonic_ns()
        return TakenPicture(drawn(due_s, self.format.width, self.format.height), taken_ns)

    def close(self) -> None:
        """There is nothing to close."""

    def _now(self) -> int:
        return int(time.monotonic() * self.format.frames_per_s)


def drawn(at_s: float, width: int, height: int) -> av.VideoFrame:
    """The practice family at this moment, as yuv420p, with a clock in the corner."""
    scale = width / WIDTH
    picture = draw(TOGETHER.pose(at_s % TOGETHER.length_s), width, height, scale)
    seconds = int(at_s) % 3600
    clock = f"{seconds // 60:02}:{seconds % 60:02}.{int(at_s * 10) % 10}"
    place = (round(690 * scale), round(60 * scale))
    cv2.putText(picture, clock, place, cv2.FONT_HERSHEY_DUPLEX, 1.1 * scale, (116, 92, 74), max(1, round(2 * scale)), cv2.LINE_AA)
    planes: NDArray[np.uint8] = cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420).astype(np.uint8, copy=False)
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")


def drawn_sound(stop: threading.Event) -> Iterator[TakenSound]:
    """What the practice family sounds like, block by block, each when it is over. Ends when told to."""
    track = _track()
    block = round(_BLOCK_S * RATE_HZ)
    number = int(time.monotonic() / _BLOCK_S)
    while True:
        number = max(number, int(time.monotonic() / _BLOCK_S) - round(_KEPT_S / _BLOCK_S))
        if stop.wait(max(0.0, (number + 1) * _BLOCK_S - time.monotonic())):
            return
        start = number * block % len(track)
        yield TakenSound(np.repeat(track[start : start + block], _CHANNELS).tobytes(), RATE_HZ, _CHANNELS, round(number * _BLOCK_S * 1e9))
        number += 1


@lru_cache(maxsize=1)
def _track() -> Samples:
    return (sound_track(TOGETHER) * _GAIN).astype(np.float32)


def lavfi_sound(graph: str, stop: threading.Event) -> Iterator[TakenSound]:
    """The sound of a filter graph, each block when it is over. Raises CAMERA_MISSING when there is none, CAMERA_GONE at its end."""
    source = LavfiSource(graph, stop, av.AudioFrame)
    turned = av.AudioResampler(format="flt", layout="stereo", rate=RATE_HZ)
    try:
        while not stop.is_set():
            got = source.next()
            if got is None:
                continue
            frame, due_ns = got
            for block in turned.resample(frame):
                yield TakenSound(block.to_ndarray().tobytes(), RATE_HZ, _CHANNELS, due_ns)
    finally:
        source.close()

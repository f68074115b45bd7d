"""Finds out with which preset this machine films well: encodes moving pictures for a moment and looks at the clock.

At most two seconds, at most two presets. It is measured as things are, with whatever else runs, so that what is chosen leaves room.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import numpy as np
from av.video.frame import PictureType, VideoFrame
from numpy.typing import NDArray

from app.domain.filming import CameraFormat, Preset
from video.capture.encoder import TICKS, TIME_BASE, even, open_h264

MOST_SHARE: Final = 0.55  # of the time, encoding may take so much
_TRY_S: Final = 0.8  # for one preset, with what it takes to start it
_WARM: Final = 4  # pictures before the clock counts
_MOVES: Final = 8  # different pictures
_NOISE: Final = 5.0  # levels of brightness


def calibrate(shape: CameraFormat, stopped: Callable[[], bool] = lambda: False) -> Preset:
    """The slowest preset that leaves room at this size and rate. `stopped` True ends it early, with the middle one."""
    shape = even(shape)
    pictures = pattern(shape)
    middle = share(shape, Preset.SUPERFAST, pictures, stopped)
    if stopped():
        return Preset.SUPERFAST
    if middle > MOST_SHARE:
        return Preset.ULTRAFAST
    return Preset.VERYFAST if share(shape, Preset.VERYFAST, pictures, stopped) <= MOST_SHARE else Preset.SUPERFAST


def share(shape: CameraFormat, preset: Preset, pictures: list[VideoFrame], stopped: Callable[[], bool]) -> float:
    """Which share of its time the machine needs to encode at this rate; above 1 it falls behind."""
    context = open_h264(shape, preset)
    began = counted = time.monotonic()
    number = 0
    while time.monotonic() - began < _TRY_S and number < 4 * shape.frames_per_s and not stopped():
        if number == _WARM:
            counted = time.monotonic()
        frame = pictures[number % len(pictures)]
        frame.pts, frame.time_base = number * TICKS // shape.frames_per_s, TIME_BASE
        frame.pict_type = PictureType.NONE
        context.encode(frame)
        number += 1
    taken = time.monotonic() - counted
    context.encode(None)
    return taken / max(1, number - _WARM) * shape.frames_per_s


def pattern(shape: CameraFormat) -> list[VideoFrame]:
    """A coarse pattern that drifts, with the noise of a room that is not bright: harder than most of what is filmed in homes."""
    random = np.random.default_rng(3)
    coarse = random.integers(50, 190, (shape.height // 32 + 2, shape.width // 32 + 2), dtype=np.uint8)
    scene = np.kron(coarse, np.ones((32, 32), np.uint8))[: shape.height, : shape.width]
    noise = random.normal(0, _NOISE, scene.shape).astype(np.int8).view(np.uint8)
    return [_picture(np.roll(scene, 3 * step, axis=1) + np.roll(noise, (37 * step, 11 * step), axis=(0, 1))) for step in range(_MOVES)]


def _picture(luma: NDArray[np.uint8]) -> VideoFrame:
    height, width = luma.shape
    planes = np.full((height * 3 // 2, width), 128, np.uint8)
    planes[:height] = luma
    return VideoFrame.from_ndarray(planes, format="yuv420p")

"""How loud it is, twenty times a second, from the blocks of sound as they come: whether a film is taken or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from app.domain.filming import Level
from video.capture.taking import TakenSound

_A_SECOND: Final = 20
_TOP: Final = 0.99  # of full scale
_CUT_OFF: Final = 3  # samples at the top, one after the other: a peak that only just fits has one


class LevelMeter:
    """Use in one thread."""

    def __init__(self) -> None:
        self._count = 0  # samples so far, of every channel
        self._peak = 0.0
        self._squares = 0.0
        self._clipping = False

    def through(self, sound: TakenSound) -> Iterator[Level]:
        """The levels that this block completes."""
        samples = np.frombuffer(sound.pcm, np.float32)
        whole = max(1, sound.rate * sound.channels // _A_SECOND)
        while len(samples):
            part, samples = samples[: whole - self._count], samples[whole - self._count :]
            self._add(part, sound.channels)
            if self._count >= whole:
                yield self._level()

    def _add(self, part: np.ndarray[tuple[int], np.dtype[np.float32]], channels: int) -> None:
        sizes = np.abs(part)
        self._count += len(part)
        self._peak = max(self._peak, float(sizes.max()))
        self._squares += float(np.dot(part, part))
        top = sizes >= _TOP
        if top.any():
            in_a_row = np.convolve(top[: len(top) // channels * channels].reshape(-1, channels).any(axis=1), np.ones(_CUT_OFF), "valid")
            self._clipping = self._clipping or bool((in_a_row >= _CUT_OFF).any())

    def _level(self) -> Level:
        rms = (self._squares / self._count) ** 0.5
        level = Level(min(1000, round(self._peak * 1000)), min(1000, round(rms * 1000)), self._clipping)
        self._count, self._peak, self._squares, self._clipping = 0, 0.0, 0.0, False
        return level

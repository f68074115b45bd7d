"""How loud it is, twenty times a second, from the blocks of sound as they come: whether a film is taken or not.

Blocks are gathered and looked at a twentieth of a second at once: microphones give up to a hundred a second, and each look costs the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.filming import Level
from video.capture.taking import TakenSound

_A_SECOND: Final = 20
_TOP: Final = 0.99  # of full scale
_CUT_OFF: Final = 3  # samples at the top, one after the other: a peak that only just fits has one
_BYTES: Final = 4  # in a sample


class LevelMeter:
    """Use in one thread."""

    def __init__(self) -> None:
        self._waiting = b""  # not looked at yet

    def through(self, sound: TakenSound) -> Iterator[Level]:
        """The levels that this block completes."""
        self._waiting += sound.pcm
        whole = max(1, sound.rate // _A_SECOND) * max(1, sound.channels)
        while len(self._waiting) >= whole * _BYTES:
            samples = np.frombuffer(self._waiting, np.float32, whole)
            self._waiting = self._waiting[whole * _BYTES :]
            yield _level(samples, sound.channels)


def _level(samples: NDArray[np.float32], channels: int) -> Level:
    peak = float(max(samples.max(), -samples.min()))
    rms = (float(np.dot(samples, samples)) / len(samples)) ** 0.5
    return Level(min(1000, round(peak * 1000)), min(1000, round(rms * 1000)), peak >= _TOP and _clips(samples, channels))


def _clips(samples: NDArray[np.float32], channels: int) -> bool:
    top: NDArray[np.bool_] = np.abs(samples).reshape(-1, max(1, channels)).max(axis=1) >= _TOP
    return bool((np.convolve(top, np.ones(_CUT_OFF)) >= _CUT_OFF).any())

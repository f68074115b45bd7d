"""Frames that say their own number in a strip of black and white blocks, read back from any decoded, scaled or deinterlaced picture.

Twenty blocks across the whole width, an eighth of the height: one white and one black for reference, sixteen bits of the number, two
check bits. Both fields of an interlaced frame carry the same number. Below the strip a textured field drifts, so that codecs have real
work, and on flash frames the lower half is white: the sound has its click at the same instant.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]

BLOCKS = 20
STRIP_PART = 8  # the strip is height / STRIP_PART tall
_BITS = 16
_BLACK, _WHITE, _FLASH = 24, 228, 235


class Unreadable(ValueError):
    """The picture carries no number that can be trusted."""


def draw_frame(number: int, width: int, height: int, *, flash: bool = False, interlaced: bool = False) -> Plane:
    """The frame as yuv420p planes stacked the way PyAV takes them: (height * 3 / 2, width). Width and height must be even."""
    luma = _drift(number, width, height, interlaced)
    if flash:
        luma[height // 2 :] = _FLASH
    strip = height // STRIP_PART
    for block, lit in enumerate(_pattern(number)):
        luma[:strip, block * width // BLOCKS : (block + 1) * width // BLOCKS] = _WHITE if lit else _BLACK
    planes = np.empty((height * 3 // 2, width), np.uint8)
    planes[:height] = luma
    planes[height:] = 128
    planes[height + height // 8 : height + height // 4, : width // 2] = 108  # a little colour in the body of the picture
    return planes


def read_frame_number(picture: NDArray[Any]) -> int:
    """The number in a picture: RGB, BGRA (height, width, channels) or grey (height, width), any size. Raises Unreadable."""
    grey = picture if picture.ndim == 2 else picture[:, :, :3].mean(axis=2)
    height, width = grey.shape
    strip = grey[height // STRIP_PART // 4 : height * 3 // STRIP_PART // 4]
    levels = [
        float(
            strip[
                :, int((block + 0.3) * width / BLOCKS) : max(int((block + 0.7) * width / BLOCKS), int((block + 0.3) * width / BLOCKS) + 1)
            ].mean()
        )
        for block in range(BLOCKS)
    ]
    white, black = levels[0], levels[1]
    if white - black < 80:
        raise Unreadable("no reference blocks")
    shares = [(level - black) / (white - black) for level in levels]
    if any(0.35 < share < 0.65 for share in shares):
        raise Unreadable("a block is neither black nor white")
    bits = [share > 0.5 for share in shares[2:]]
    number = sum(1 << place for place, lit in enumerate(bits[:_BITS]) if lit)
    if _pattern(number)[2:] != bits:
        raise Unreadable("check bits do not match")
    return number


def is_flash(picture: NDArray[Any]) -> bool:
    """Whether the lower half is white."""
    grey = picture if picture.ndim == 2 else picture[:, :, :3].mean(axis=2)
    height, width = grey.shape
    return bool(grey[height * 5 // 8 : height * 7 // 8, width // 4 : width * 3 // 4].mean() > 215)


def _pattern(number: int) -> list[bool]:
    if not 0 <= number < 1 << _BITS:
        raise ValueError("frame numbers have sixteen bits")
    bits = [bool(number >> place & 1) for place in range(_BITS)]
    return [True, False, *bits, sum(bits[::2]) % 2 == 1, sum(bits[1::2]) % 2 == 0]


def _drift(number: int, width: int, height: int, interlaced: bool) -> Plane:
    """The texture, moved 3 pixels a frame; in an interlaced frame the second field has moved two pixels more."""
    texture = _texture(width, height)
    luma: Plane = np.roll(texture, number * 3 % width, axis=1)
    if interlaced:
        luma[1::2] = np.roll(texture[1::2], (number * 3 + 2) % width, axis=1)
    return luma


@lru_cache(maxsize=4)
def _texture(width: int, height: int) -> Plane:
    rng = np.random.default_rng(20)
    coarse = rng.integers(60, 170, (height // 16 + 2, width // 16 + 2))
    field = np.kron(coarse, np.ones((16, 16), np.int64))[:height, :width]
    texture: Plane = np.clip(field + rng.integers(-9, 10, (height, width)), 16, 200).astype(np.uint8)
    return texture

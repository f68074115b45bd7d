"""Small pictures along a film, for the timeline. Made by the worker, kept in the reel as `thumbnails`; this module only reads them.

Layout, little-endian: magic, width (u16), height (u16), count (u32), then each one's position (int64 microseconds, rising), then each
one's pixels: 24-bit RGB without padding, upright, in square pixels. Raw on purpose: no image parser ever sees them.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final

from app.domain.errors import Circumstance, ErrorCode

THUMBNAILS_NAME: Final = "thumbnails"
MAX_COUNT: Final = 1000
MAX_SIDE: Final = 1024
_HEAD: Final = struct.Struct("<8sHHI")
_MAGIC: Final = b"SSPTHMB1"


@dataclass(frozen=True)
class Thumbnails:
    """Pictures of one size. `at_us[n]` is where the n-th one stands; `rgb(n)` are its pixels. May be empty."""

    width: int
    height: int
    at_us: tuple[int, ...]
    pixels: bytes = field(repr=False)

    def __len__(self) -> int:
        return len(self.at_us)

    def rgb(self, number: int) -> memoryview:
        """`width * height * 3` bytes; a QImage of Format_RGB888 with `width * 3` bytes a line can stand on them."""
        size = self.width * self.height * 3
        if not 0 <= number < len(self.at_us):
            raise IndexError(number)
        return memoryview(self.pixels)[number * size : (number + 1) * size]

    def nearest(self, us: int) -> int | None:
        """The number of the one nearest to a position; None when there are none."""
        if not self.at_us:
            return None
        after = bisect_left(self.at_us, us)
        if after == len(self.at_us) or (after > 0 and us - self.at_us[after - 1] <= self.at_us[after] - us):
            return after - 1
        return after

    def to_bytes(self) -> bytes:
        head = _HEAD.pack(_MAGIC, self.width, self.height, len(self.at_us))
        return head + struct.pack(f"<{len(self.at_us)}q", *self.at_us) + self.pixels

    @classmethod
    def from_bytes(cls, data: bytes) -> Thumbnails:
        """Read and check. Raises FILM_DAMAGED for anything else."""
        try:
            magic, width, height, count = _HEAD.unpack_from(data)
            if magic != _MAGIC or count > MAX_COUNT or not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
                raise Circumstance(ErrorCode.FILM_DAMAGED)
            at_us = struct.unpack_from(f"<{count}q", data, _HEAD.size)
        except struct.error:
            raise Circumstance(ErrorCode.FILM_DAMAGED) from None
        pixels = bytes(data[_HEAD.size + 8 * count :])
        if len(pixels) != count * width * height * 3 or list(at_us) != sorted(set(at_us)) or (at_us and at_us[0] < 0):
            raise Circumstance(ErrorCode.FILM_DAMAGED)
        return cls(width, height, at_us, pixels)

"""How loud a film is, piece by piece, for the timeline. Made by the worker, kept in the reel as `waveform`; this module only reads it.

Layout, little-endian: magic, length of a piece in microseconds (u32), number of pieces (u32), then one byte for each piece: 255 times
the square root of its highest sample (full scale is 1), so that soft voices keep their steps. It comes from the worker, so it is checked.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.domain.errors import Circumstance, ErrorCode

WAVEFORM_NAME: Final = "waveform"
BUCKET_US: Final = 10_000
MAX_BUCKETS: Final = 20_000_000
_HEAD: Final = struct.Struct("<8sII")
_MAGIC: Final = b"SSPWAVE1"


@dataclass(frozen=True)
class Waveform:
    """`peaks[n]` is the loudness (0-255, square root scale) from `n * bucket_us` on. Empty without sound."""

    bucket_us: int
    peaks: bytes

    @property
    def duration_us(self) -> int:
        return self.bucket_us * len(self.peaks)

    def loudness(self, start_us: int, end_us: int) -> float:
        """The highest sample between two positions, 0.0 to 1.0 of full scale; 0.0 where there is no sound."""
        first = max(0, start_us // self.bucket_us)
        last = max(first + 1, -(-end_us // self.bucket_us))
        piece = self.peaks[first:last]
        return (max(piece) / 255) ** 2 if piece else 0.0

    def columns(self, start_us: int, end_us: int, count: int) -> list[float]:
        """`count` loudnesses that cover a range evenly: one for each column of pixels."""
        step = (end_us - start_us) / max(1, count)
        return [self.loudness(int(start_us + step * n), int(start_us + step * (n + 1))) for n in range(count)]

    def hushed(self, parts: Iterable[tuple[int, int]]) -> Waveform:
        """The same without what sounds between these positions: a piece that reaches into one is silent too."""
        peaks = bytearray(self.peaks)
        for start_us, end_us in parts:
            first, last = start_us // self.bucket_us, min(len(peaks), -(-end_us // self.bucket_us))
            peaks[first:last] = bytes(max(0, last - first))
        return Waveform(self.bucket_us, bytes(peaks))

    def to_bytes(self) -> bytes:
        return _HEAD.pack(_MAGIC, self.bucket_us, len(self.peaks)) + self.peaks

    @classmethod
    def from_bytes(cls, data: bytes) -> Waveform:
        """Read and check. Raises FILM_DAMAGED for anything else."""
        try:
            magic, bucket_us, count = _HEAD.unpack_from(data)
        except struct.error:
            raise Circumstance(ErrorCode.FILM_DAMAGED) from None
        if magic != _MAGIC or not 1000 <= bucket_us <= 10_000_000 or count > MAX_BUCKETS or len(data) != _HEAD.size + count:
            raise Circumstance(ErrorCode.FILM_DAMAGED)
        return cls(bucket_us, bytes(data[_HEAD.size :]))

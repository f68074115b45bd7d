"""The scrub proxy: the whole film once more, small and with a keyframe every few pictures, so that any picture of it is there at once.

Kept in the reel in segments of ten seconds, `proxy/0000`, `proxy/0001` and so on, each readable by itself. This module only reads their
shape; the pictures in them are decoded in the worker (`video/worker/proxy_reader.py`). Layout, little-endian: magic, width (u16), height
(u16), count (u32); for each picture its position (int64 microseconds, rising), its place among the data (u32), its length (u32) and 1 for a
keyframe (u32); then the data: H.264 pictures, each with all the headers it needs at keyframes.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from app.domain.errors import Circumstance, ErrorCode

PROXY_PREFIX: Final = "proxy/"
SEGMENT_US: Final = 10_000_000
MAX_SIDE: Final = 1280
_MAX_PICTURES: Final = 20_000
_HEAD: Final = struct.Struct("<8sHHI")
_ROW: Final = struct.Struct("<qIII")
_MAGIC: Final = b"SSPPRXY1"


def segment_of(us: int) -> int:
    """The number of the segment that holds this position."""
    return max(0, us) // SEGMENT_US


def segment_name(number: int) -> str:
    """What a segment is called in the reel."""
    return f"{PROXY_PREFIX}{number:04d}"


@dataclass(frozen=True, slots=True)
class ProxyPicture:
    """One picture of a segment: where in the film it stands, where in the data, and whether decoding can begin there."""

    at_us: int
    start: int
    length: int
    is_key: bool


@dataclass(frozen=True, slots=True)
class ProxySegment:
    """Ten seconds of proxy. Never empty; the first picture is a keyframe."""

    width: int
    height: int
    pictures: tuple[ProxyPicture, ...]
    data: bytes = field(repr=False)

    def number_at(self, us: int) -> int:
        """The number of the picture shown at this position: the last that began by then, the first before any did."""
        return max(0, bisect_right(self.pictures, us, key=lambda picture: picture.at_us) - 1)

    def run_up(self, number: int) -> range:
        """The numbers of the pictures to decode, in order, to get this one."""
        first = number
        while first > 0 and not self.pictures[first].is_key:
            first -= 1
        return range(first, number + 1)

    def bytes_of(self, number: int) -> bytes:
        picture = self.pictures[number]
        return self.data[picture.start : picture.start + picture.length]

    def to_bytes(self) -> bytes:
        rows = b"".join(_ROW.pack(picture.at_us, picture.start, picture.length, picture.is_key) for picture in self.pictures)
        return _HEAD.pack(_MAGIC, self.width, self.height, len(self.pictures)) + rows + self.data

    @classmethod
    def from_bytes(cls, data: bytes) -> ProxySegment:
        """Read and check. Raises FILM_DAMAGED for anything else."""
        try:
            magic, width, height, count = _HEAD.unpack_from(data)
            rows = data[_HEAD.size : _HEAD.size + count * _ROW.size]
            pictures = tuple(ProxyPicture(at, start, length, key == 1) for at, start, length, key in _ROW.iter_unpack(rows))
        except struct.error:
            raise Circumstance(ErrorCode.FILM_DAMAGED) from None
        body = data[_HEAD.size + count * _ROW.size :]
        sound = (
            magic == _MAGIC and 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and 0 < count <= _MAX_PICTURES and len(pictures) == count
        )
        if not sound or not _holds(pictures, len(body)):
            raise Circumstance(ErrorCode.FILM_DAMAGED)
        return cls(width, height, pictures, body)


def _holds(pictures: tuple[ProxyPicture, ...], size: int) -> bool:
    rising = all(one.at_us < other.at_us for one, other in pairwise(pictures))
    return rising and pictures[0].is_key and pictures[0].at_us >= 0 and all(one.start + one.length <= size for one in pictures)

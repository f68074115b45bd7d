"""Takes whole files and makes them turned, cut or hollow, by editing their bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator


def cut(whole: bytes, share: float, extra: int) -> bytes:
    """The first `share` of the file and `extra` bytes more: seldom a packet boundary."""
    return whole[: int(len(whole) * share) + extra]


def rotate_mp4(whole: bytes) -> bytes:
    """The same MP4 with a 90 degree clockwise display matrix on its first track."""
    at = whole.index(b"tkhd") + 4
    matrix = at + (4 + 20 if whole[at] == 0 else 4 + 32) + 8 + 8
    turned = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    return whole[:matrix] + turned + whole[matrix + 36 :]


def without_frames(whole: bytes) -> bytes:
    """The same MP4 with a first (video) track that has no samples: what a camera leaves when it stops before the first frame."""
    spoiled = bytearray(whole)
    track = next(_boxes(whole, b"trak"))
    for name, fields in ((b"stts", 1), (b"ctts", 1), (b"stss", 1), (b"stsc", 1), (b"stco", 1)):
        at = whole.find(name, track, whole.find(b"smhd"))
        if at >= 0:
            spoiled[at + 8 : at + 8 + 4 * fields] = bytes(4 * fields)
    size = whole.index(b"stsz", track)
    spoiled[size + 8 : size + 16] = bytes(8)
    return bytes(spoiled)


def _boxes(whole: bytes, name: bytes) -> Iterator[int]:
    at = whole.find(name)
    while at >= 0:
        yield at
        at = whole.find(name, at + 1)

"""What a file's wrapping says of itself, read from its bytes alone: is it a film at all, and is it all there?

FFmpeg opens a film that was cut off and says nothing. Cameras leave such files when the battery goes, and a person should know that the
end is missing. Only lengths are read here, a bounded number of them, and nothing is believed beyond the size of the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from video.worker.stream import SeekableBytes

_MAX_BOXES: Final = 4096
_TS_SYNC: Final = 0x47
_TS_SYNCS: Final = 3  # so many in a row are no accident
_AVI_SLACK: Final = 16  # some cameras count the chunk's own head, or a padding that they never write
_EBML: Final = b"\x1a\x45\xdf\xa3"
_SEGMENT: Final = b"\x18\x53\x80\x67"
_KNOWN_BOXES: Final = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip", b"moof", b"pnot", b"styp", b"sidx", b"uuid"))


@dataclass(frozen=True, slots=True)
class Wrapping:
    """`is_known`: it begins like a film. `cut_share`: how much of what it claims to be is there, 0..1; 1.0 when all is. `headless`: an MP4
    without its table of contents, which nobody can play."""

    is_known: bool
    cut_share: float = 1.0
    headless: bool = False

    @property
    def is_cut(self) -> bool:
        return self.cut_share < 1.0 or self.headless


def look_at_wrapping(stream: SeekableBytes, size: int) -> Wrapping:
    """Reads a few headers of `stream`, whose length is `size` bytes."""
    stream.seek(0)
    head = stream.read(4096)
    if head[4:8] in _KNOWN_BOXES:
        return _mp4(stream, size)
    if head[:4] == _EBML:
        return _matroska(head, size)
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return _avi(stream, size)
    for packet in (188, 192, 204):
        if _is_ts(head, packet):
            whole = size - size % packet
            return Wrapping(True, 1.0 if size % packet == 0 else whole / (whole + packet))
    if head[:4] == b"\x00\x00\x01\xba":
        return _program_stream(stream, size)
    return Wrapping(head[:3] == b"\x1f\x07\x00" or head[:4] in (b"\x30\x26\xb2\x75", b"OggS", b"FLV\x01"))


def _mp4(stream: SeekableBytes, size: int) -> Wrapping:
    at, boxes, claimed = 0, set(), size
    for _ in range(_MAX_BOXES):
        if at + 8 > size:
            break
        stream.seek(at)
        head = stream.read(16)
        length, name = struct.unpack(">I4s", head[:8])
        boxes.add(name)
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack(">Q", head[8:])
        if length == 0:
            break  # to the end of the file, as the format allows
        if length < 8:
            return Wrapping(True, size / (size + 1), headless=b"moov" not in boxes)
        at += length
        claimed = max(claimed, at)
    return Wrapping(True, min(1.0, size / max(1, claimed)), headless=b"moov" not in boxes)


def _matroska(head: bytes, size: int) -> Wrapping:
    at = head.find(_SEGMENT)
    if at < 0 or at + 12 > len(head):
        return Wrapping(True)
    first = head[at + 4]
    width = 9 - first.bit_length()
    if not 1 <= width <= 8:
        return Wrapping(True)
    value = int.from_bytes(bytes([first & (1 << (8 - width)) - 1]) + head[at + 5 : at + 4 + width])
    if value == (1 << 7 * width) - 1:  # unknown: written live
        return Wrapping(True)
    return Wrapping(True, min(1.0, size / max(1, at + 4 + width + value)))


def _avi(stream: SeekableBytes, size: int) -> Wrapping:
    at = claimed = 0
    for _ in range(_MAX_BOXES):  # a large AVI is several RIFF chunks in a row
        stream.seek(at)
        head = stream.read(8)
        if len(head) < 8 or head[:4] != b"RIFF":
            break
        at += 8 + int(struct.unpack("<I", head[4:])[0])
        claimed = at
        if at >= size:
            break
    if claimed - size <= _AVI_SLACK:
        return Wrapping(True)
    return Wrapping(True, size / claimed)


def _is_ts(head: bytes, packet: int) -> bool:
    first = 4 if packet == 192 else 0
    places = range(first, min(len(head), first + packet * 8), packet)
    return len(places) >= _TS_SYNCS and all(head[place] == _TS_SYNC for place in places)


def _program_stream(stream: SeekableBytes, size: int) -> Wrapping:
    """Packs of DVD-like streams are 2048 bytes, and the last one ends with the end code or is whole."""
    stream.seek(2048)
    if stream.read(4) != b"\x00\x00\x01\xba" or size % 2048 == 0:
        return Wrapping(True)
    stream.seek(max(0, size - 4))
    return Wrapping(True, 1.0 if stream.read(4) == b"\x00\x00\x01\xb9" else (size - size % 2048) / size)

"""When the camera says it filmed, from the picture stream of AVCHD (MDPM) or from a .MOI companion: naive local time, as the camera has it.

MDPM ("modified DV pack metadata") lies in a user-data message of the H.264 stream: tag 0x18 holds zone, year and month, tag 0x19 day,
hour, minute, second, in binary-coded decimal (as ExifTool's H264 module reads it). A .MOI file has the same in plain numbers.
"""

from __future__ import annotations

import struct
from datetime import datetime

from video.card.ts import StreamEnds, payload

_MDPM = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
CLOCK_BYTES = 128 << 10  # the first picture of a stream carries it, ahead of its lines


def from_stream(head: bytes, ends: StreamEnds) -> datetime | None:
    """The time of the first picture of an AVCHD stream, from the first bytes of the file; None when it does not tell."""
    for pid in sorted(ends.head.picture):
        stream = b"".join(payload(head, ends.packets, pid))
        at = stream.find(_MDPM)
        if at >= 0:
            return _from_packs(stream[at + len(_MDPM) : at + 160])
    return None


def from_moi(data: bytes) -> datetime | None:
    """The time in a .MOI file, or None."""
    if len(data) < 14 or data[:2] != b"V6":
        return None
    year, month, day, hour, minute, milliseconds = struct.unpack_from(">HBBBBH", data, 6)
    return _moment((year, month, day, hour, minute, milliseconds // 1000))


def _from_packs(raw: bytes) -> datetime | None:
    packs = raw.replace(b"\0\0\3", b"\0\0")  # emulation prevention (H.264, 7.4.1)
    if not packs:
        return None
    found: dict[int, bytes] = {}
    for at in range(1, min(1 + packs[0] * 5, len(packs) - 4), 5):
        found.setdefault(packs[at], packs[at + 1 : at + 5])
    if 0x18 not in found or 0x19 not in found:
        return None
    _zone, century, year, month = map(_decimal, found[0x18])
    day, hour, minute, second = map(_decimal, found[0x19])
    return _moment((century * 100 + year, month, day, hour, minute, second))


def _decimal(byte: int) -> int:
    return (byte >> 4) * 10 + (byte & 0x0F)


def _moment(fields: tuple[int, int, int, int, int, int]) -> datetime | None:
    """Year to second, unless no calendar has such a moment."""
    try:
        return datetime(*fields)
    except ValueError:
        return None

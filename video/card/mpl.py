"""AVCHD playlists (.MPL, .MPLS): which clips follow which, and whether without a seam. Reads, and writes small ones.

A camcorder splits a long film at 2 or 4 GB and says in its playlist that the next part goes on without a seam. All numbers are
big-endian. Layout: header "MPLS", version, the address of the play list; there its length, two reserved bytes, the number of items
and of sub-paths; each item: its length, five characters of clip name, "M2TS", a 16-bit word whose low four bits are the connection
condition, one byte of STC id, in and out times in 45 kHz ticks. (Layout as in libbluray's reader and the MultimediaWiki's notes.)
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

MAX_PLAYLIST_BYTES = 1 << 20
MAX_ITEMS = 4096
SEAMLESS = frozenset({5, 6})
SEPARATE = 1

_HEADER = struct.Struct(">4s4sIII")
_ITEM = struct.Struct(">5s4sHBII")


@dataclass(frozen=True, slots=True)
class PlayItem:
    """One line of a playlist: a clip by its stem (upper case), how it connects to the one before, in and out in 45 kHz ticks."""

    clip: str
    connection: int
    in_ticks: int
    out_ticks: int

    @property
    def goes_on(self) -> bool:
        """True when this clip continues the one before it."""
        return self.connection in SEAMLESS


def parse_playlist(data: bytes) -> list[PlayItem]:
    """The items of a playlist; as many as can be read of a damaged one; none of anything else. Never raises for bad data."""
    if len(data) < _HEADER.size or len(data) > MAX_PLAYLIST_BYTES:
        return []
    magic, version, start, _marks, _extension = _HEADER.unpack_from(data)
    if magic != b"MPLS" or version not in (b"0100", b"0200", b"0300") or start + 10 > len(data):
        return []
    count = struct.unpack_from(">H", data, start + 6)[0]
    items: list[PlayItem] = []
    at = start + 10
    for _ in range(min(count, MAX_ITEMS)):
        if at + 2 + _ITEM.size > len(data):
            break
        length = struct.unpack_from(">H", data, at)[0]
        name, codec, flags, _stc, start_ticks, end_ticks = _ITEM.unpack_from(data, at + 2)
        if length < _ITEM.size or codec != b"M2TS" or not name.isalnum():
            break
        items.append(PlayItem(name.decode("ascii").upper(), flags & 0x0F, start_ticks, end_ticks))
        at += 2 + length
    return items


def write_playlist(items: list[PlayItem]) -> bytes:
    """A playlist that says just this, with one H.264 picture and one AC-3 sound stream per item: for practice cards and tests."""
    body = b"".join(_item(item) for item in items)
    playlist = struct.pack(">HHH", 0, len(items), 0) + body
    app_info = struct.pack(">IBBHQH", 14, 0, 1, 0, 0, 0)
    start = 40 + len(app_info)
    marks_at = start + 4 + len(playlist)
    header = _HEADER.pack(b"MPLS", b"0100", start, marks_at, 0) + bytes(20)
    marks = struct.pack(">H", len(items)) + b"".join(
        struct.pack(">BBHIHI", 0, 1, number, item.in_ticks, 0xFFFF, 0) for number, item in enumerate(items)
    )
    return header + app_info + struct.pack(">I", len(playlist)) + playlist + struct.pack(">I", len(marks)) + marks


def _item(item: PlayItem) -> bytes:
    video = struct.pack(">BBHIH", 9, 1, 0x1011, 0, 0) + struct.pack(">BBB3s", 5, 0x1B, 0x43, b"\0\0\0")
    sound = struct.pack(">BBHIH", 9, 1, 0x1100, 0, 0) + struct.pack(">BBB3s", 5, 0x81, 0x61, b"\0\0\0")
    streams = struct.pack(">HBBBBBBB5s", 0, 1, 1, 0, 0, 0, 0, 0, bytes(5)) + video + sound
    table = struct.pack(">H", len(streams)) + streams
    head = _ITEM.pack(item.clip.encode("ascii"), b"M2TS", item.connection & 0x0F, 0, item.in_ticks, item.out_ticks)
    body = head + bytes(8) + struct.pack(">BBH", 0, 0, 0) + table
    return struct.pack(">H", len(body)) + body

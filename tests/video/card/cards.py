"""Cards as cameras leave them, built in a folder; and small transport streams with true clocks and counters, made byte by byte."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

from video.card.mpl import PlayItem, write_playlist

PICTURE, SOUND = 0x1011, 0x1100
SECOND = 90_000


class Camera:
    """A clock and counters that run on from part to part, as a camera's do within one film."""

    def __init__(self, start: float = 1.0, packet: int = 192) -> None:
        self.now = round(start * SECOND)
        self.counters = {PICTURE: 0, SOUND: 0}
        self._packet = packet

    def film(self, seconds: float, first_payload: bytes = b"") -> bytes:
        """That much film at 25 pictures a second: one packet of sound and two of picture each."""
        out = bytearray()
        for number in range(round(seconds * 25)):
            out += self._start(SOUND, 0xBD, self.now)
            out += self._start(PICTURE, 0xE0, self.now, first_payload if number == 0 else b"")
            out += self._plain(PICTURE, bytes([number % 251]) * 184)
            self.now = (self.now + 3600) % (1 << 33)
        return bytes(out)

    def _start(self, pid: int, stream: int, pts: int, payload: bytes = b"") -> bytes:
        stamp = bytes([0x21 | pts >> 29 & 0x0E, pts >> 22 & 0xFF, pts >> 14 & 0xFE | 1, pts >> 7 & 0xFF, pts << 1 & 0xFE | 1])
        pes = b"\0\0\1" + bytes([stream, 0, 0, 0x80, 0x80, 5]) + stamp + payload
        return self._plain(pid, pes, start=True)

    def _plain(self, pid: int, body: bytes, *, start: bool = False) -> bytes:
        counter = self.counters[pid]
        self.counters[pid] = (counter + 1) % 16
        head = bytes([0x47, (0x40 if start else 0) | pid >> 8, pid & 0xFF, 0x10 | counter])
        stamp = struct.pack(">I", self.now & 0x3FFFFFFF) if self._packet == 192 else b""
        return stamp + (head + body[:184].ljust(184, b"\xff"))


def lay(root: Path, files: dict[str, bytes]) -> Path:
    """Write files under `root` by their relative names."""
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def avchd(
    clips: dict[str, bytes], items: Sequence[tuple[str, int]] | None, *, base: str = "PRIVATE/AVCHD/BDMV", short: bool = True
) -> dict[str, bytes]:
    """The files of an AVCHD tree; `items` are (clip, connection condition) of its one playlist, or None for no playlist."""
    stream, info, list_name = (".MTS", ".CPI", ".MPL") if short else (".m2ts", ".clpi", ".mpls")
    files = {f"{base}/STREAM/{name}{stream}": data for name, data in clips.items()}
    files |= {f"{base}/CLIPINF/{name}{info}": b"HDMV0100" + name.encode() for name in clips}
    files[f"{base}/INDEX.BDM"] = b"INDX0100"
    if items is not None:
        files[f"{base}/PLAYLIST/00000{list_name}"] = playlist(items)
    return files


def playlist(items: Iterable[tuple[str, int]]) -> bytes:
    return write_playlist([PlayItem(clip, connection, 45_000, 90_000) for clip, connection in items])


def snapshot(root: Path) -> dict[str, tuple[int, int, int, bytes]]:
    """Everything of a tree that reading must not change: size, times of change, permissions, content."""
    taken = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder) / name
            status = path.lstat()
            taken[str(path.relative_to(root))] = (
                status.st_size,
                status.st_mtime_ns,
                status.st_mode,
                b"" if path.is_symlink() else path.read_bytes(),
            )
    return taken

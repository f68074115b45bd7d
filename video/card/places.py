"""Files on a card as they are touched: never through a link, never a pipe or a device, and only while they are what they were.

Every open in this package goes through `open_regular`. Paths are plain strings, since names on a card need not be text.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from app.domain.card import SourcePart
from video.card.ts import END_BYTES

KEY_BYTES = 64 << 10
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
)


def open_regular(path: str | os.PathLike[str]) -> int:
    """A file descriptor for reading. OSError when it is a link, a pipe, a device, or is not there."""
    handle = os.open(path, _FLAGS)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise FileNotFoundError
    return handle


def is_same(part: SourcePart, status: os.stat_result) -> bool:
    """True while the file is the regular file that was found: size and time of change as they were."""
    return stat.S_ISREG(status.st_mode) and status.st_size == part.size_bytes and status.st_mtime_ns == part.modified_ns


def part_of(path: str) -> SourcePart | None:
    """The file as a part of a film, or None when it is not a regular file (any more)."""
    try:
        status = os.stat(path, follow_symlinks=False)  # noqa: PTH116
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return SourcePart(Path(path), status.st_size, status.st_mtime_ns)


def read_whole(path: str, most_bytes: int) -> bytes:
    """A small file's bytes; empty when it is bigger than allowed, unreadable, or not a regular file."""
    try:
        handle = open_regular(path)
        try:
            size = os.fstat(handle).st_size
            return _read_at(handle, 0, size) if size <= most_bytes else b""
        finally:
            os.close(handle)
    except OSError:
        return b""


def read_both_ends(part: SourcePart) -> tuple[bytes, bytes]:
    """The first and last END_BYTES of a part (the same bytes for a short file). OSError when it cannot be read."""
    handle = open_regular(part.path)
    try:
        head = _read_at(handle, 0, min(END_BYTES, part.size_bytes))
        return head, head if part.size_bytes <= END_BYTES else _read_at(handle, part.size_bytes - END_BYTES, END_BYTES)
    finally:
        os.close(handle)


def read_start(part: SourcePart, most_bytes: int) -> bytes:
    """The first bytes of a part; empty when it cannot be read."""
    try:
        handle = open_regular(part.path)
        try:
            return _read_at(handle, 0, min(most_bytes, part.size_bytes))
        finally:
            os.close(handle)
    except OSError:
        return b""


def source_key(parts: tuple[SourcePart, ...]) -> str:
    """The film's identity wherever it lies: SHA-256 over each part's size and its first and last 64 KiB. OSError when unreadable."""
    digest = hashlib.sha256()
    for part in parts:
        handle = open_regular(part.path)
        try:
            digest.update(part.size_bytes.to_bytes(8, "big"))
            digest.update(_read_at(handle, 0, min(KEY_BYTES, part.size_bytes)))
            digest.update(_read_at(handle, max(0, part.size_bytes - KEY_BYTES), KEY_BYTES))
        finally:
            os.close(handle)
    return digest.hexdigest()


def _read_at(handle: int, offset: int, length: int) -> bytes:
    os.lseek(handle, offset, os.SEEK_SET)
    pieces: list[bytes] = []
    while length > 0:
        piece = os.read(handle, length)
        if not piece:
            break
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)

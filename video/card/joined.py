"""The parts of a film as one run of bytes, read from where they lie.

Each part is opened when first needed and must be what was found: size and time of change. `fresh` reading asks the operating system
to forget its copy first, so that comparing reads the card itself: on Linux by posix_fadvise (measured: the pages are gone), on macOS by
F_NOCACHE; on Windows no plain way exists and the cache may answer.
"""

from __future__ import annotations

import os
import sys
from bisect import bisect_right
from contextlib import suppress
from itertools import accumulate

from app.domain.card import SourcePart
from app.domain.errors import Circumstance, ErrorCode
from video.card.mounts import device_is_there
from video.card.oserrors import path_answers, reading
from video.card.places import is_same, open_regular


class JoinedParts:
    """Fulfils `app.ports.ByteSource`. One thread at a time."""

    def __init__(self, parts: tuple[SourcePart, ...], *, fresh: bool = False) -> None:
        self._parts = parts
        self._starts = [0, *accumulate(part.size_bytes for part in parts)]
        self._fresh = fresh
        self._number = -1
        self._handle = -1

    @property
    def size_bytes(self) -> int:
        return self._starts[-1]

    def read_at(self, offset: int, length: int) -> bytes:
        """The bytes from `offset`. Raises CARD_PULLED, CARD_CHANGED, CARD_READ_FAILED."""
        end = min(offset + length, self.size_bytes)
        pieces: list[bytes] = []
        while offset < end:
            number = bisect_right(self._starts, offset) - 1
            inside = offset - self._starts[number]
            wanted = min(end - offset, self._parts[number].size_bytes - inside)
            pieces.append(self._read_part(number, inside, wanted))
            offset += wanted
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
        self._handle, self._number = -1, -1

    def _read_part(self, number: int, inside: int, wanted: int) -> bytes:
        part = self._parts[number]
        with reading(lambda: path_answers(part.path) and device_is_there(str(part.path))):
            if number != self._number:
                self._open(number)
            os.lseek(self._handle, inside, os.SEEK_SET)
            data = os.read(self._handle, wanted)
            while len(data) < wanted:
                more = os.read(self._handle, wanted - len(data))
                if not more:
                    raise Circumstance(ErrorCode.CARD_CHANGED)
                data += more
            if (inside == 0 or inside + wanted == part.size_bytes) and not is_same(part, os.fstat(self._handle)):
                raise Circumstance(ErrorCode.CARD_CHANGED)
        return data

    def _open(self, number: int) -> None:
        self.close()
        part = self._parts[number]
        if not is_same(part, os.stat(part.path, follow_symlinks=False)):  # noqa: PTH116
            raise Circumstance(ErrorCode.CARD_CHANGED)
        handle = open_regular(part.path)
        self._handle, self._number = handle, number
        if self._fresh:
            _forget(handle)


def _forget(handle: int) -> None:
    """Have the operating system drop its copy of the file, so that what is read next comes from the card."""
    if sys.platform == "linux":
        with suppress(OSError):  # a phone shown as a folder keeps no copy to drop
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    elif sys.platform == "darwin":
        import fcntl  # noqa: PLC0415  not there on Windows

        fcntl.fcntl(handle, fcntl.F_NOCACHE, 1)

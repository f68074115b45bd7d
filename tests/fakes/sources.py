"""Byte sources that need no card and no reel, for tests: bytes at hand, and a plain file."""

from __future__ import annotations

import os
from pathlib import Path

from app.domain.errors import Circumstance, ErrorCode


class MemorySource:
    """Bytes at hand as a ByteSource."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size_bytes(self) -> int:
        return len(self._data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self._data[offset : offset + length]

    def close(self) -> None:
        self._data = b""


class FileSource:
    """One plain file as a ByteSource. Raises CARD_READ_FAILED when it cannot be opened or read."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("rb", buffering=0)
            self._size = os.fstat(self._file.fileno()).st_size
        except OSError:
            raise Circumstance(ErrorCode.CARD_READ_FAILED) from None

    @property
    def size_bytes(self) -> int:
        return self._size

    def read_at(self, offset: int, length: int) -> bytes:
        try:
            self._file.seek(offset)
            return self._file.read(length)
        except OSError:
            raise Circumstance(ErrorCode.CARD_READ_FAILED) from None

    def close(self) -> None:
        self._file.close()

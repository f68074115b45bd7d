"""The high-water mark of the vault: a small file that knows how many commits there were.

SQLCipher cannot tell an older, honest copy of a file or a write-ahead log cut short from the newest one. After each commit its number
is written here too, sealed with a key of the vault, in two places in turn. A vault that knows fewer commits than its tide has lost
some that were acknowledged.
"""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from app.domain.errors import ErrorCode
from storage.files import sync_folder, translated_os

NAME = "tide"
_PLACES = 2
_RECORD = 40  # 8 bytes of number, 32 of HMAC-SHA256
_STRIDE = 512  # a sector each: a torn write spoils one place only


class Tide:
    """The open tide file of a vault. Its owner takes turns."""

    def __init__(self, folder: Path, seal_key: bytes, *, create: bool = False) -> None:
        self._key = seal_key
        path = folder / NAME
        flags = os.O_RDWR | getattr(os, "O_BINARY", 0)
        with translated_os(ErrorCode.VAULT_DAMAGED):
            made = create or not path.exists()
            self._descriptor = os.open(path, flags | (os.O_CREAT if made else 0), 0o600)
            if os.fstat(self._descriptor).st_size < _PLACES * _STRIDE:
                os.ftruncate(self._descriptor, _PLACES * _STRIDE)
            if made:
                sync_folder(folder)

    def level(self) -> int:
        """The highest number that is soundly written; 0 when none is."""
        return max((level for level in self._levels() if level is not None), default=0)

    def damaged_places(self) -> int:
        """How many places hold something whose seal is broken."""
        return sum(level is None for level in self._levels())

    def raise_to(self, level: int) -> None:
        """Write the number. On the disk when this returns."""
        number = level.to_bytes(8, "big")
        record = number + hmac.digest(self._key, number, "sha256")
        with translated_os(ErrorCode.VAULT_DAMAGED):
            os.lseek(self._descriptor, level % _PLACES * _STRIDE, os.SEEK_SET)
            os.write(self._descriptor, record)
            os.fsync(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)

    def _levels(self) -> list[int | None]:
        found: list[int | None] = []
        with translated_os(ErrorCode.VAULT_DAMAGED):
            for place in range(_PLACES):
                os.lseek(self._descriptor, place * _STRIDE, os.SEEK_SET)
                record = os.read(self._descriptor, _RECORD)
                number, seal = record[:8], record[8:]
                if record == bytes(len(record)):
                    found.append(0)
                elif hmac.compare_digest(hmac.digest(self._key, number, "sha256"), seal):
                    found.append(int.from_bytes(number, "big"))
                else:
                    found.append(None)
        return found

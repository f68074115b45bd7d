"""One process per vault: a lock on the file `lock` that the operating system drops when the process ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.domain.errors import Circumstance, ErrorCode
from storage.files import translated_os

NAME = "lock"


class VaultLock:
    """Held from construction to `release`. Raises VAULT_IN_USE when another process (or another vault object) holds it."""

    def __init__(self, folder: Path) -> None:
        with translated_os(ErrorCode.VAULT_MISSING):
            self._descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._descriptor)
        except OSError:
            os.close(self._descriptor)
            raise Circumstance(ErrorCode.VAULT_IN_USE) from None

    def release(self) -> None:
        os.close(self._descriptor)


def require_free(folder: Path) -> None:
    """Raises VAULT_IN_USE at once, before a second is spent on a passphrase. Creates nothing."""
    if (folder / NAME).exists():
        VaultLock(folder).release()


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""Small files that must survive power loss, and the operating system's errors in our own words."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.domain.errors import Circumstance, ErrorCode

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_PROBE_BYTES = 64 * 1024
_FRESH = re.compile(r"(?:.+\.)?[0-9a-f]{8}\.new(?:-journal)?")  # the names that are given to what is not yet in its place
_NOT_WRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def translated_os(otherwise: ErrorCode) -> Iterator[None]:
    """Errors of the operating system as ours, unchained: their text carries a path. What is neither full nor forbidden is `otherwise`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise Circumstance(ErrorCode.DISK_FULL) from None
        if error.errno in _NOT_WRITABLE:
            raise Circumstance(ErrorCode.FOLDER_NOT_WRITABLE) from None
        raise Circumstance(otherwise) from None


def sync_folder(folder: Path) -> None:
    """Make renames and removals in `folder` survive power loss. Windows does so by itself and cannot open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` whole or not at all, readable by this person only, and on the disk when this returns."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    sync_folder(path.parent)


def sweep(folder: Path) -> None:
    """Remove the fresh copies that a kill left before they took their places."""
    for leftover in folder.glob("*.new*"):
        if _FRESH.fullmatch(leftover.name):
            with suppress(OSError):
                leftover.unlink()


def has_room(folder: Path) -> bool:
    """Whether the disk, the quota and the limits of this process leave room for a little more in `folder`."""
    probe = folder / f"{secrets.token_hex(4)}.new"
    try:
        probe.write_bytes(b"\xa5" * _PROBE_BYTES)
    except OSError as error:
        return error.errno not in _FULL
    finally:
        with suppress(OSError):
            probe.unlink()
    return True

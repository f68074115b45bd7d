"""Files that the base writes: their owner's alone from the first byte, and under their name only once they are whole and on the disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import Circumstance, ErrorCode

_SQLITE = b"SQLite format 3\0"


class NotToBeReplaced(Exception):
    """What has that name is a database, such as the base itself."""


class FileUnusable(Exception):
    """A file that was named cannot be read, or is not what it should be."""


class NotWritable(Exception):
    """The folder is not there, or this user may not write into it."""


def is_there(path: Path) -> bool:
    """Raises NotWritable where nobody may look: nothing can be put there either."""
    try:
        return path.exists()
    except OSError:
        raise NotWritable from None


def is_database(path: Path) -> bool:
    """Whether this is a file of SQLite's. Raises NotWritable as `is_there`."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except FileNotFoundError:
        return False
    except OSError:
        raise NotWritable from None


@contextmanager
def own_file(path: Path) -> Iterator[Path]:
    """An empty file beside `path` to write; it takes that name, and the place of an older file, when nothing was raised.

    Raises NotWritable, DISK_FULL.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise _why(error) from None
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(path)
    except OSError as error:
        raise _why(error) from None
    finally:
        for left in (part, part.with_name(f"{part.name}-wal"), part.with_name(f"{part.name}-shm")):
            left.unlink(missing_ok=True)


def _why(error: OSError) -> Exception:
    return Circumstance(ErrorCode.DISK_FULL) if error.errno in (errno.ENOSPC, errno.EDQUOT) else NotWritable()

"""What FFmpeg and the system say when a camera cannot be had, in our own words.

The number that the system gives decides (see the table); the words of foreign errors hold paths and device names, and stay behind.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import av.error

from app.domain.errors import Circumstance, ErrorCode

FOREIGN_ERRORS = (av.error.FFmpegError, OSError, ValueError, EOFError, MemoryError, LookupError, UnicodeError)

_OPENING: Final = {
    errno.EBUSY: ErrorCode.CAMERA_BUSY,
    errno.ENOSPC: ErrorCode.CAMERA_BUSY,  # another camera has taken what the USB cable can carry
    errno.EACCES: ErrorCode.CAMERA_REFUSED,
    errno.EPERM: ErrorCode.CAMERA_REFUSED,
    errno.EIO: ErrorCode.CAMERA_BUSY if sys.platform != "linux" else ErrorCode.CAMERA_STUCK,  # DirectShow's one answer when it is taken
    errno.ETIMEDOUT: ErrorCode.CAMERA_STUCK,
    errno.EAGAIN: ErrorCode.CAMERA_STUCK,
}


def opening_code(number: int) -> ErrorCode:
    """What an error number means when a camera is being switched on. What is not known to be otherwise is a camera that is not there: no
    such file, no such device, a file that is no camera (ENOTTY, EINVAL, EISDIR)."""
    return _OPENING.get(number, ErrorCode.CAMERA_MISSING)


@contextmanager
def opening() -> Iterator[None]:
    """Foreign errors inside leave as a Circumstance that says why the camera did not open."""
    try:
        yield
    except FOREIGN_ERRORS as error:
        raise Circumstance(opening_code(number_of(error))) from None


@contextmanager
def taking() -> Iterator[None]:
    """Foreign errors inside leave as CAMERA_GONE: whatever a camera says in the middle of a film, it gives no more pictures."""
    try:
        yield
    except FOREIGN_ERRORS:
        raise Circumstance(ErrorCode.CAMERA_GONE) from None


def number_of(error: Exception) -> int:
    """The system's error number, 0 when there is none."""
    return getattr(error, "errno", None) or 0

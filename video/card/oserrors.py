"""What the operating system says of a card, in our own tree of errors. The one place that does.

A card that was pulled out rarely says so: reads fail with EIO, the folder is suddenly empty, or the mount point is a plain
folder of another disk. So after any failure the place is asked again before a name is given to it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.domain.errors import Circumstance, ErrorCode

_ENOMEDIUM = getattr(errno, "ENOMEDIUM", errno.ENODEV)  # Linux alone has it
_GONE = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR, errno.ESTALE, errno.ENOTCONN, _ENOMEDIUM})
_PROTECTED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@contextmanager
def reading(still_there: Callable[[], bool]) -> Iterator[None]:
    """Translate OSError while reading: CARD_PULLED when the place is gone, else CARD_READ_FAILED."""
    try:
        yield
    except OSError as error:
        gone = error.errno in _GONE or not still_there()
        raise Circumstance(ErrorCode.CARD_PULLED if gone else ErrorCode.CARD_READ_FAILED) from None


@contextmanager
def erasing(still_there: Callable[[], bool]) -> Iterator[None]:
    """Translate OSError while erasing: CARD_PULLED when the place is gone, else CARD_WRITE_PROTECTED or CARD_READ_FAILED."""
    try:
        yield
    except OSError as error:
        if not still_there():
            raise Circumstance(ErrorCode.CARD_PULLED) from None
        code = ErrorCode.CARD_WRITE_PROTECTED if error.errno in _PROTECTED else ErrorCode.CARD_READ_FAILED
        raise Circumstance(code) from None


def path_answers(path: str | os.PathLike[str]) -> bool:
    """True while the place can be asked and its device, when it has one, is plugged in."""
    try:
        os.stat(path)  # noqa: PTH116  plain strings: names on a card need not be text
    except OSError:
        return False
    return True

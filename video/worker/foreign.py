"""Errors of FFmpeg and PyAV, translated at the edge.

On hostile film PyAV raises more than its own tree (measured over thousands of mutations): texts that are no UTF-8, indexes out of range,
absent codec contexts, sizes no memory can hold. All of them mean one thing: the film is damaged.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import av.error

from app.domain.errors import ErrorCode

FOREIGN_ERRORS = (
    av.error.FFmpegError,
    UnicodeError,
    LookupError,
    MemoryError,
    ArithmeticError,
    ValueError,
    OSError,
    EOFError,
)


class FilmFault(Exception):
    """The film is to blame. Carries the code that names what was wrong."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code.value)
        self.code = code


@contextmanager
def translated(code: ErrorCode = ErrorCode.FILM_DAMAGED) -> Iterator[None]:
    """What FFmpeg and PyAV raise inside leaves as FilmFault with this code."""
    try:
        yield
    except FOREIGN_ERRORS:
        raise FilmFault(code) from None

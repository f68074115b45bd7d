"""Errors of SQLite and PostgreSQL in our own words; the one place that translates them. What no cause in the world explains stays a bug."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.domain.errors import Circumstance, ErrorCode

_SQLITE = {
    sqlite3.SQLITE_BUSY: ErrorCode.BASE_STORE_BUSY,
    sqlite3.SQLITE_LOCKED: ErrorCode.BASE_STORE_BUSY,
    sqlite3.SQLITE_FULL: ErrorCode.DISK_FULL,
    sqlite3.SQLITE_CORRUPT: ErrorCode.BASE_STORE_DAMAGED,
    sqlite3.SQLITE_NOTADB: ErrorCode.BASE_STORE_DAMAGED,
    sqlite3.SQLITE_IOERR: ErrorCode.BASE_STORE_UNREACHABLE,
    sqlite3.SQLITE_CANTOPEN: ErrorCode.BASE_STORE_UNREACHABLE,
    sqlite3.SQLITE_PERM: ErrorCode.BASE_STORE_UNREACHABLE,
}
# SQLSTATE, whole or its class.
_POSTGRES = {
    "53100": ErrorCode.DISK_FULL,
    "55P03": ErrorCode.BASE_STORE_BUSY,  # a lock that did not come in time
    "57014": ErrorCode.BASE_STORE_BUSY,  # a statement that took too long
    "53": ErrorCode.BASE_STORE_BUSY,  # too many connections, no memory
    "08": ErrorCode.BASE_STORE_UNREACHABLE,
    "28": ErrorCode.BASE_STORE_UNREACHABLE,  # who asks is not let in
    "57": ErrorCode.BASE_STORE_UNREACHABLE,  # starting, or going down
    "58": ErrorCode.BASE_STORE_UNREACHABLE,  # its disk
    "XX": ErrorCode.BASE_STORE_DAMAGED,
}
_COLLISIONS = ("40001", "40P01")


class Collided(Circumstance):
    """Two transactions got in each other's way and this one was undone: the same may be tried again."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.BASE_STORE_BUSY)


@contextmanager
def translated() -> Iterator[None]:
    """Raises Circumstance for what the world did; other errors of the library go on as they are."""
    try:
        yield
    except PoolTimeout:
        raise Circumstance(ErrorCode.BASE_STORE_BUSY) from None
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _COLLISIONS:
            raise Collided from None
        code = _code(error)
        if code is None:
            raise
        raise Circumstance(code) from None


def _code(error: DBAPIError) -> ErrorCode | None:
    if isinstance(error.orig, sqlite3.Error):
        return _SQLITE.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)  # the lowest byte is the kind, the rest says more
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    lost = error.connection_invalidated or type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")
    return ErrorCode.BASE_STORE_UNREACHABLE if lost else None

"""The one place that speaks to SQLCipher: opening with a raw key, and its errors in our own words.

Opening never creates unless asked to. The pragmas stand in the only order that works: the key before anything is read, the page
shape before the first page, `auto_vacuum` before the first table. SQLCipher's own log is silenced (it writes to stderr), and a
library without encryption is refused: it would store plain text without a word.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlcipher3 import dbapi2

from app.domain.errors import Bug, Circumstance, ErrorCode
from storage.files import has_room, translated_os

KEY_BYTES = 32
_BUSY_MS = 5_000
_PROBE_BYTES = 16 << 20
_OLDEST_CIPHER = 4

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is laid out and journalled. Must be the same each time it is opened. `cache_kib` bounds the memory of a connection."""

    page_bytes: int
    hmac: str
    journal: str
    auto_vacuum: str
    cache_kib: int
    alone: bool  # one connection only: keeps its index in memory, so that there is no -shm file


VAULT_SHAPE = Shape(4096, "HMAC_SHA512", "WAL", "FULL", 32768, alone=True)
# Measured in tests/benchmarks/test_reel_write.py, reasons in docs/decisions/0101.
REEL_SHAPE = Shape(65536, "HMAC_SHA256", "TRUNCATE", "NONE", 2048, alone=False)
# As a reel, without a journal: a backup that is not finished is thrown away, and nothing else is left on the drive.
BACKUP_SHAPE = Shape(65536, "HMAC_SHA256", "OFF", "NONE", 2048, alone=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Which file a connection is to, and what its being damaged or missing is called."""

    path: Path
    damaged: ErrorCode
    missing: ErrorCode


class Connection:
    """An open, keyed file. Not safe for two threads at once: whoever owns it takes turns with a lock of its own."""

    def __init__(self, raw: dbapi2.Connection, place: Place) -> None:
        self._raw = raw
        self._place = place

    def run(self, sql: str, values: tuple[object, ...] = ()) -> list[Row]:
        """Run one statement and return every row."""
        with translated(self._place):
            return cast("list[Row]", self._raw.execute(sql, values).fetchall())

    def run_many(self, sql: str, rows: list[tuple[object, ...]]) -> None:
        with translated(self._place):
            self._raw.executemany(sql, rows)

    def write_blob(self, table: str, column: str, row: int, at: int, data: bytes | bytearray | memoryview) -> None:
        """Write over a part of a blob that is there and long enough; only the pages it lies on are written."""
        with translated(self._place), closing(self._raw.open_blob(table, column, row)) as blob:
            blob.seek(at)
            blob.write(data)

    def run_script(self, sql: str) -> None:
        """Run a script that carries its own BEGIN and COMMIT (the library commits before it, silently)."""
        with translated(self._place):
            self._raw.executescript(sql)

    @property
    def in_transaction(self) -> bool:
        return bool(self._raw.in_transaction)

    @property
    def changes(self) -> int:
        """Rows changed since opening."""
        return int(self._raw.total_changes)

    def begin(self) -> None:
        self.run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """All since `begin` is on the disk when this returns."""
        self.run("COMMIT")

    def rollback(self) -> None:
        """Undo all since `begin`. A full disk may have done so already: then there is nothing left to undo."""
        if self._raw.in_transaction:
            self.run("ROLLBACK")

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file and cut it to nothing. Raises the damage code when it could not."""
        busy = self.run("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
        if busy:
            raise Circumstance(ErrorCode.VAULT_IN_USE)

    def copy_to(self, path: Path, key: bytes) -> None:
        """A fresh store at `path` (nothing may be there) with all that is in this one and nothing of what was deleted from it. Of the
        vault's shape, under a key of its own. Raises DISK_FULL."""
        version = int(self.run("PRAGMA user_version")[0][0])
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        self.run("ATTACH DATABASE ? AS copy KEY ?", (str(path), f"x'{key.hex()}'"))
        try:
            self.run("PRAGMA copy.journal_mode = OFF")
            self.run("PRAGMA copy.auto_vacuum = FULL")
            self.run("SELECT sqlcipher_export('copy')")
            self.run(f"PRAGMA copy.user_version = {version}")
        finally:
            self.run("DETACH DATABASE copy")

    def close(self) -> None:
        with translated(self._place):
            self._raw.close()


def connect(
    path: Path, key: bytes, shape: Shape, *, damaged: ErrorCode, missing: ErrorCode, create: bool = False, read_only: bool = False
) -> Connection:
    """Open `path` with a raw 32-byte key. Raises `missing`, `damaged` (also for a wrong key: the caller has checked the key), DISK_FULL,
    FOLDER_NOT_WRITABLE, VAULT_IN_USE or CIPHER_MISSING. With `create` the file must not be there yet; `read_only` is for a file that
    nobody changes meanwhile.
    """
    if len(key) != KEY_BYTES:
        raise Bug("a raw key has 32 bytes")
    if path.exists() == create:
        raise Circumstance(ErrorCode.VAULT_EXISTS if create else missing)
    place = Place(path, damaged, missing)
    if create:  # readable by this person only, whatever the umask and the folder are; its journals take after it
        with translated_os(damaged):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    uri = f"{path.absolute().as_uri()}?{'mode=ro&immutable=1' if read_only else 'mode=rw'}"
    with translated(place):
        # The owner's lock keeps threads apart, so the library's own check (one thread for ever) is switched off.
        raw = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=32)
    connection = Connection(raw, place)
    try:
        _prepare(connection, key, shape, create=create)
    except BaseException:
        raw.close()
        raise
    return connection


def cipher_version() -> str:
    """Of the library that is loaded: `4.6.1 community`."""
    with closing(dbapi2.connect(":memory:")) as probe:
        return str(probe.execute("PRAGMA cipher_version").fetchone()[0])


def _prepare(connection: Connection, key: bytes, shape: Shape, *, create: bool) -> None:
    connection.run("PRAGMA cipher_log_level = NONE")
    version = connection.run("PRAGMA cipher_version")
    if not version or int(str(version[0][0]).split(".", 1)[0]) < _OLDEST_CIPHER:
        raise Circumstance(ErrorCode.CIPHER_MISSING)
    # A pragma takes no bound value; the text is 64 hex digits of bytes whose length was just checked.
    connection.run(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.run(f"PRAGMA cipher_page_size = {shape.page_bytes}")
    connection.run(f"PRAGMA cipher_hmac_algorithm = {shape.hmac}")
    if shape.alone:  # before anything reads the file, or it makes its -shm file all the same
        connection.run("PRAGMA locking_mode = EXCLUSIVE")
    connection.run(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.run(f"PRAGMA cache_size = -{shape.cache_kib}")
    connection.run("PRAGMA temp_store = MEMORY")
    if create:  # it is kept in the file, and setting it writes
        connection.run(f"PRAGMA auto_vacuum = {shape.auto_vacuum}")
    connection.run("PRAGMA secure_delete = ON")
    connection.run(f"PRAGMA journal_mode = {shape.journal}")
    connection.run("PRAGMA synchronous = FULL")
    connection.run("PRAGMA foreign_keys = ON")
    connection.run("PRAGMA recursive_triggers = ON")  # a row that is replaced counts as deleted: its words go from the search
    connection.run("SELECT count(*) FROM sqlite_master")  # the first page is read and its seal checked here


# By the first two words of the error's name; all else (NOTADB, CORRUPT, IOERR) is damage.
_CIRCUMSTANCES = {
    "SQLITE_FULL": ErrorCode.DISK_FULL,
    "SQLITE_BUSY": ErrorCode.VAULT_IN_USE,
    "SQLITE_LOCKED": ErrorCode.VAULT_IN_USE,
    "SQLITE_PROTOCOL": ErrorCode.VAULT_IN_USE,
    "SQLITE_READONLY": ErrorCode.FOLDER_NOT_WRITABLE,
    "SQLITE_PERM": ErrorCode.FOLDER_NOT_WRITABLE,
}
_BUGS = frozenset(
    {"SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISUSE", "SQLITE_RANGE", "SQLITE_MISMATCH", "SQLITE_SCHEMA", "SQLITE_TOOBIG"}
)


@contextmanager
def translated(place: Place) -> Iterator[None]:
    """Errors of SQLCipher as ours. The foreign error is dropped, not chained: its text may carry a path or a piece of a statement."""
    try:
        yield
    except dbapi2.Error as error:
        raise _ours(error, place) from None
    except MemoryError:  # also what SQLCipher says of a page that has to be changed and cannot be decrypted
        if not _memory_is_left():
            raise
        raise Circumstance(place.damaged) from None


def _memory_is_left() -> bool:
    try:
        return len(bytearray(_PROBE_BYTES)) > 0
    except MemoryError:
        return False


def _ours(error: dbapi2.Error, place: Place) -> Circumstance | Bug:
    name = getattr(error, "sqlite_errorname", None)
    if name is None:
        return Bug("a closed or misused connection")
    family = "_".join(name.split("_")[:2])
    if family in _BUGS:
        return Bug(f"the store refused a statement: {name}")
    if family == "SQLITE_IOERR" and not has_room(place.path.parent):  # a quota or a limit: SQLite calls only ENOSPC full
        return Circumstance(ErrorCode.DISK_FULL)
    if family == "SQLITE_CANTOPEN":  # the file itself, or the journal that would have to be made beside it
        return Circumstance(ErrorCode.FOLDER_NOT_WRITABLE if place.path.exists() else place.missing)
    return Circumstance(_CIRCUMSTANCES.get(family, place.damaged))

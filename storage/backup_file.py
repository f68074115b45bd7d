"""A backup: one SQLCipher file in the shape of a reel, with the lock of `storage/backup_lock.py` as its last bytes.

SQLite keeps the number of its pages in the first one and looks at nothing behind them, so a lock appended to the file harms nothing; a
file that was cut has none, and says so. Inside: a copy of the store under a key of its own, the chunks and extras of each film, and
what was erased, withdrawn and on hold by then, apart from the store, so that a newer backup can be asked for it without unpacking it.

Memory stays bounded: one chunk, or one extra, at a time.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import HoldId, RecordingId
from app.domain.retention import Hold
from app.ports import CHUNK_BYTES
from storage import backup_lock
from storage.columns import time_of, time_text
from storage.files import translated_os
from storage.sqlcipher import BACKUP_SHAPE, KEY_BYTES, Connection, Row, connect

FORMAT = 1
_HOLDS = "holds"
COMMIT_CHUNKS = 32  # each commit waits for the drive, so that progress tells the truth
_MOST_OF_FAT32 = (4 << 30) - (64 << 20)

_TABLES = """
BEGIN IMMEDIATE;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE erased (id TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE withdrawn (consent TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE store (n INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE film (n INTEGER PRIMARY KEY, recording TEXT NOT NULL UNIQUE, chunks INTEGER NOT NULL, size_bytes INTEGER NOT NULL,
    root BLOB NOT NULL) STRICT;
CREATE TABLE chunk (place INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE extra (film INTEGER NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (film, name)) STRICT;
PRAGMA user_version = 1;
COMMIT;
"""


@dataclass(frozen=True, slots=True)
class FilmRow:
    """One film of a backup: its number there, how much there is of it, and the digest over all of it (`storage.reel_rows.root_of`)."""

    n: int
    recording: RecordingId
    chunks: int
    size_bytes: int
    root: bytes

    def place(self, chunk: int) -> int:
        """Chunks lie one film after the other."""
        return self.n << 32 | chunk


@dataclass(frozen=True, slots=True)
class StoreCopy:
    """What is known of the copy of the store: its key, length in bytes, and SHA-256."""

    key: bytes = field(repr=False)
    size_bytes: int
    sha256: str


@contextmanager
def on_the_drive(path: Path) -> Iterator[None]:
    """What goes wrong while a backup is written, in words about the drive and not about the vault's own disk."""
    try:
        yield
    except Circumstance as error:
        raise Circumstance(_of_the_drive(error.code, path)) from None


def _of_the_drive(code: ErrorCode, path: Path) -> ErrorCode:
    named = {ErrorCode.FOLDER_NOT_WRITABLE: ErrorCode.DRIVE_NOT_WRITABLE, ErrorCode.DISK_FULL: ErrorCode.DRIVE_FULL}.get(code, code)
    if named in (ErrorCode.DRIVE_GONE, ErrorCode.DRIVE_FULL, ErrorCode.DRIVE_NOT_WRITABLE):
        if not path.parent.is_dir():
            return ErrorCode.DRIVE_GONE
        with suppress(OSError):
            if path.stat().st_size >= _MOST_OF_FAT32 and shutil.disk_usage(path.parent).free:
                return ErrorCode.DRIVE_FILES_TOO_SMALL
    return named


class BackupWriter:
    """A backup being written at `path`, a new file. Whoever makes it wraps each use in `on_the_drive`."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._films = 0
        self._pending = 0
        self._db: Connection = connect(path, key, BACKUP_SHAPE, damaged=ErrorCode.DRIVE_GONE, missing=ErrorCode.DRIVE_GONE, create=True)
        try:
            self._db.run_script(_TABLES)
        except BaseException:
            self._db.close()
            raise

    def put_store_chunk(self, n: int, body: bytes) -> None:
        self._put("INSERT INTO store VALUES (?, ?)", n, body)

    def put_store(self, copy: StoreCopy) -> None:
        rows = {"store_key": copy.key.hex(), "store_bytes": str(copy.size_bytes), "store_sha256": copy.sha256}
        self._begun().run_many("INSERT INTO about VALUES (?, ?)", list(rows.items()))

    def put_decided(self, erased: list[tuple[str, str]], withdrawn: list[tuple[str, str]], holds: list[Hold]) -> None:
        """Ids with the time, as text; and the holds that stand."""
        told = [[one.id, one.recording, one.reason, one.second, time_text(one.placed_at)] for one in holds]
        self._begun().run("INSERT OR REPLACE INTO about VALUES (?, ?)", (_HOLDS, json.dumps(told)))
        self._begun().run_many("INSERT OR REPLACE INTO erased VALUES (?, ?)", list(erased))
        self._begun().run_many("INSERT OR REPLACE INTO withdrawn VALUES (?, ?)", list(withdrawn))

    def begin_film(self, recording: RecordingId, chunks: int, size_bytes: int, root: bytes) -> FilmRow:
        self._films += 1
        film = FilmRow(self._films, recording, chunks, size_bytes, root)
        self._begun().run("INSERT INTO film VALUES (?, ?, ?, ?, ?)", (film.n, recording, chunks, size_bytes, root))
        return film

    def put_chunk(self, film: FilmRow, n: int, body: bytes) -> None:
        self._put("INSERT INTO chunk VALUES (?, ?)", film.place(n), body)

    def put_extra(self, film: FilmRow, name: str, body: bytes) -> None:
        self._put("INSERT INTO extra VALUES (?, ?, ?)", film.n, name, body)

    def drop_film(self, film: FilmRow) -> None:
        """It turned out not to be whole: nothing of it is kept."""
        db = self._begun()
        db.run("DELETE FROM chunk WHERE place BETWEEN ? AND ?", (film.place(0), film.place((1 << 32) - 1)))
        db.run("DELETE FROM extra WHERE film = ?", (film.n,))
        db.run("DELETE FROM film WHERE n = ?", (film.n,))

    def finish(self, lock: bytes) -> None:
        """Close the file and put the lock at its end. On the drive when this returns."""
        self._commit()
        self._db.close()
        # Never made anew: where the drive was pulled, that would be an empty file on the laptop's own disk.
        with translated_os(ErrorCode.DRIVE_GONE), open(self._path, "ab", opener=_only_there) as file:
            file.write(lock)
            file.flush()
            os.fsync(file.fileno())
            if hasattr(os, "posix_fadvise"):  # so that it is read from the drive, not from memory, when it is read back
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def close(self) -> None:
        """Let go of a file that is not finished. Never raises: it is thrown away."""
        with suppress(Circumstance):
            self._db.close()

    def _put(self, sql: str, *values: object) -> None:
        self._begun().run(sql, values)
        self._pending += 1
        if self._pending >= COMMIT_CHUNKS:
            self._commit()

    def _begun(self) -> Connection:
        if not self._db.in_transaction:
            self._db.begin()
        return self._db

    def _commit(self) -> None:
        self._pending = 0
        if self._db.in_transaction:
            self._db.commit()


def _only_there(path: str, flags: int) -> int:
    return os.open(path, flags & ~os.O_CREAT)


class BackupReader:
    """A backup opened with its key. Raises BACKUP_DAMAGED for what is not as it was written, DRIVE_GONE when the file is gone."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        with self._read():
            self._db = connect(path, key, BACKUP_SHAPE, damaged=ErrorCode.BACKUP_DAMAGED, missing=ErrorCode.DRIVE_GONE, read_only=True)
        try:
            version = int(self._run("PRAGMA user_version")[0][0])
            if version != FORMAT:
                raise Circumstance(ErrorCode.BACKUP_TOO_NEW if version > FORMAT else ErrorCode.BACKUP_DAMAGED)
            self.films = [FilmRow(*row) for row in self._run("SELECT n, recording, chunks, size_bytes, root FROM film ORDER BY n")]
            self.store = self._store()
        except BaseException:
            self._db.close()
            raise

    def decided(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """What was erased and what was withdrawn when it was made: ids with the time, as text."""
        erased = [(str(row[0]), str(row[1])) for row in self._run("SELECT id, at FROM erased")]
        return erased, [(str(row[0]), str(row[1])) for row in self._run("SELECT consent, at FROM withdrawn")]

    def holds(self) -> list[Hold]:
        """Those that stood when it was made; a backup of an earlier program does not tell of them."""
        told = self._run("SELECT value FROM about WHERE name = ?", _HOLDS)
        found: list[list[str]] = json.loads(str(told[0][0])) if told else []
        return [Hold(HoldId(one), RecordingId(film), reason, second, time_of(at)) for one, film, reason, second, at in found]

    def store_chunks(self) -> Iterator[bytes]:
        """The copy of the store in order; raises at the end when it is not what was written."""
        digest, size = hashlib.sha256(), 0
        for n in range(-(-self.store.size_bytes // CHUNK_BYTES)):
            body = self._body("SELECT body FROM store WHERE n = ?", n)
            digest.update(body)
            size += len(body)
            yield body
        if (size, digest.hexdigest()) != (self.store.size_bytes, self.store.sha256):
            raise Circumstance(ErrorCode.BACKUP_DAMAGED)

    def chunk(self, film: FilmRow, n: int) -> bytes:
        return self._body("SELECT body FROM chunk WHERE place = ?", film.place(n))

    def extra_names(self, film: FilmRow) -> list[str]:
        return [str(row[0]) for row in self._run("SELECT name FROM extra WHERE film = ? ORDER BY name", film.n)]

    def extra(self, film: FilmRow, name: str) -> bytes:
        return self._body("SELECT body FROM extra WHERE film = ? AND name = ?", film.n, name)

    def close(self) -> None:
        self._db.close()

    def _store(self) -> StoreCopy:
        about = {str(row[0]): str(row[1]) for row in self._run("SELECT name, value FROM about")}
        try:
            copy = StoreCopy(bytes.fromhex(about["store_key"]), int(about["store_bytes"]), about["store_sha256"])
        except (KeyError, ValueError):
            raise Circumstance(ErrorCode.BACKUP_DAMAGED) from None
        if len(copy.key) != KEY_BYTES:
            raise Circumstance(ErrorCode.BACKUP_DAMAGED)
        return copy

    def _body(self, sql: str, *values: object) -> bytes:
        rows = self._run(sql, *values)
        if not rows:
            raise Circumstance(ErrorCode.BACKUP_DAMAGED)
        return bytes(rows[0][0])

    def _run(self, sql: str, *values: object) -> list[Row]:
        with self._read():
            return self._db.run(sql, values)

    @contextmanager
    def _read(self) -> Iterator[None]:
        """A file that is gone, or a drive that cannot be read, is not called damaged."""
        try:
            yield
        except Circumstance as error:
            if error.code is ErrorCode.BACKUP_DAMAGED and not _answers(self.path):
                raise Circumstance(ErrorCode.DRIVE_GONE) from None
            raise


def _answers(path: Path) -> bool:
    try:
        backup_lock.read_lock(path)
    except OSError:
        return False
    except Circumstance:
        return True
    return True


def fresh_name(path: Path) -> Path:
    """Where a backup is written until it is whole."""
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")

"""A reel: the encrypted file of one recording, in rows of 1 MiB, with its extras.

The vault holds its key and its manifest. A flush first puts the chunks into the reel and then their digests into the vault, so the
vault never knows of more than the reel holds; each chunk is compared with its digest whenever it is read. So damage, and an older copy
put back, show themselves in plain use and not only in a check.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from app.domain.errors import Bug, Circumstance, ErrorCode
from app.ports import CHUNK_BYTES
from storage.reel_rows import ReelRow, ReelRows, root_of
from storage.sqlcipher import REEL_SHAPE, Connection, connect

_KEPT_CHUNKS = 6

Rows = Callable[[], AbstractContextManager[ReelRows]]

_TABLES = """
BEGIN IMMEDIATE;
CREATE TABLE chunk (n INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE extra (name TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
PRAGMA user_version = 1;
COMMIT;
"""


def create_file(path: Path, key: bytes) -> None:
    """Make an empty reel file. A piece of one, left by a kill, is made anew: the vault knows of no chunk of it yet."""
    remove_file(path)
    connection = connect(path, key, REEL_SHAPE, damaged=ErrorCode.REEL_DAMAGED, missing=ErrorCode.REEL_MISSING, create=True)
    try:
        connection.run_script(_TABLES)
    finally:
        connection.close()


def remove_file(path: Path) -> None:
    """A reel's file, and what a kill left of its journal. Nothing happens when there is none."""
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)


def connect_reel(path: Path, key: bytes) -> Connection:
    connection = connect(path, key, REEL_SHAPE, damaged=ErrorCode.REEL_DAMAGED, missing=ErrorCode.REEL_MISSING)
    version = int(connection.run("PRAGMA user_version")[0][0])
    if version != 1:
        connection.close()
        raise Circumstance(ErrorCode.VAULT_TOO_NEW if version > 1 else ErrorCode.REEL_DAMAGED)
    return connection


class VaultReel:
    """Fulfils `app.ports.Reel`: a finished reel, read through a small cache. Safe to share, though each caller gets its own."""

    def __init__(self, connection: Connection, row: ReelRow, digests: list[bytes], rows: Rows, closed: Callable[[], None]) -> None:
        if row.size_bytes is None or row.chunk_count != len(digests) or row.root != root_of(digests, row.size_bytes):
            raise Circumstance(ErrorCode.REEL_DAMAGED)
        self._db: Connection | None = connection
        self._recording = row.recording
        self._size = row.size_bytes
        self._digests = digests
        self._rows = rows
        self._closed = closed
        self._turn = threading.Lock()
        self._cache: OrderedDict[int, bytes] = OrderedDict()

    @property
    def size_bytes(self) -> int:
        return self._size

    def read_at(self, offset: int, length: int) -> bytes:
        if offset < 0 or length < 0:
            raise Bug("a place in a reel is not negative")
        end = min(offset + length, self._size)
        if offset >= end:
            return b""
        first, last = offset // CHUNK_BYTES, (end - 1) // CHUNK_BYTES
        with self._turn:
            if first == last:
                start = offset - first * CHUNK_BYTES
                chunk = self._chunk(first)
                return chunk if start == 0 and end - offset == len(chunk) else chunk[start : start + end - offset]
            pieces = [memoryview(self._chunk(n)) for n in range(first, last + 1)]
        pieces[0] = pieces[0][offset - first * CHUNK_BYTES :]
        pieces[-1] = pieces[-1][: end - last * CHUNK_BYTES]
        return b"".join(pieces)

    def extra(self, name: str) -> bytes | None:
        with self._rows() as rows:
            known = rows.extra(self._recording, name)
        with self._turn:
            found = self._open().run("SELECT body FROM extra WHERE name = ?", (name,))
        if known is None or (known.sha256 is None and not found):
            return None
        if not found or hashlib.sha256(found[0][0]).digest() not in (known.sha256, known.pending):
            raise Circumstance(ErrorCode.REEL_DAMAGED)
        return bytes(found[0][0])

    def extra_names(self, prefix: str = "") -> list[str]:
        with self._turn:
            found = self._open().run("SELECT name FROM extra WHERE substr(name, 1, ?) = ? ORDER BY name", (len(prefix), prefix))
        return [str(row[0]) for row in found]

    def put_extra(self, name: str, data: bytes) -> None:
        with self._rows() as rows:
            if rows.get(self._recording) is None:  # destroyed while something was still being made for it
                raise Circumstance(ErrorCode.REEL_MISSING)
            rows.announce_extra(self._recording, name, hashlib.sha256(data).digest())
        with self._turn:
            db = self._open()
            db.run("INSERT INTO extra VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body", (name, data))
        with self._rows() as rows:
            rows.confirm_extra(self._recording, name)

    def close(self) -> None:
        with self._turn:
            if self._db is None:
                return
            db, self._db = self._db, None
            self._cache.clear()
            db.close()
        self._closed()

    def _chunk(self, n: int) -> bytes:
        kept = self._cache.get(n)
        if kept is not None:
            self._cache.move_to_end(n)
            return kept
        found = self._open().run("SELECT body FROM chunk WHERE n = ?", (n,))
        if not found or hashlib.sha256(found[0][0]).digest() != self._digests[n]:
            raise Circumstance(ErrorCode.REEL_DAMAGED)
        body: bytes = found[0][0]
        self._cache[n] = body
        if len(self._cache) > _KEPT_CHUNKS:
            self._cache.popitem(last=False)
        return body

    def _open(self) -> Connection:
        if self._db is None:
            raise Circumstance(ErrorCode.REEL_MISSING)  # closed under its reader by a deletion or by locking
        return self._db

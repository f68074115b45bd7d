"""Footage going into a reel, and going on after a kill from exactly what was acknowledged.

The reel first, then the vault: the vault never knows of more than the reel holds. Film that is being taken comes so slowly that a chunk
takes seconds to fill; its beginning, the tail, is made durable too. The tail lies where the full chunk will lie, at the beginning of a
row that has its full length from the first; each flush writes over the next part of it (docs/decisions/0811). So whatever a kill leaves,
the rule is one: what was acknowledged of chunk n is how the row n begins.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from app.domain.errors import Bug, Circumstance, ErrorCode
from app.ports import CHUNK_BYTES
from storage.reel import Rows
from storage.reel_rows import Known, Tail, root_of
from storage.sqlcipher import Connection

_FLUSH_CHUNKS = 64  # between two flushes of a long import


class VaultReelWriter:
    """Fulfils `app.ports.ReelWriter`. A deletion or locking may close it from another thread; its user then meets VAULT_LOCKED.

    `rows` is a unit of work of the vault that commits on leaving; `tail` is what `go_on` gave.
    """

    def __init__(self, connection: Connection, known: Known, tail: bytes, rows: Rows, closed: Callable[[], None]) -> None:
        self._db: Connection | None = connection
        self._recording = known.row.recording
        self._rows = rows
        self._closed = closed
        self._digests = list(known.digests)  # those that the vault has acknowledged
        # Hashing takes a fifth of the time of writing: it goes on beside it, in a thread that holds no lock.
        self._hasher = ThreadPoolExecutor(1, thread_name_prefix="digest")
        self._hashing: list[Future[bytes]] = []
        self._partial = bytearray(tail)
        self._laid = len(tail)  # how much of it lies in the reel
        self._flushed = known.size_bytes
        self._finished = False
        self._turn = threading.RLock()

    @property
    def flushed_bytes(self) -> int:
        return self._flushed

    def append(self, data: bytes) -> None:
        if self._finished:
            raise Bug("a finished reel takes no more footage")
        with self._turn:
            self._open()
            view = memoryview(bytes(data))  # no copy of bytes; a copy of what its owner could still change
            while view:
                if not self._partial and len(view) >= CHUNK_BYTES:
                    self._put(view[:CHUNK_BYTES])
                    view = view[CHUNK_BYTES:]
                    continue
                taken = CHUNK_BYTES - len(self._partial)
                self._partial += view[:taken]
                view = view[taken:]
                if len(self._partial) == CHUNK_BYTES:
                    self._put_partial()

    def flush(self) -> None:
        """On the disk when this returns. After an error the writer is closed: `resume_reel` goes on from what was flushed."""
        with self._turn, self._closed_by_error():
            self._commit()
            if self._hashing:
                self._acknowledge(None)

    def flush_tail(self) -> None:
        """As `flush`, with the chunk that is not yet full."""
        with self._turn, self._closed_by_error():
            self._open()
            if self._finished or self._size() == self._flushed:
                return
            self._lay_tail()
            self._commit()
            self._acknowledge(Tail(len(self._partial), hashlib.sha256(self._partial).digest()) if self._partial else None)

    def finish(self) -> None:
        with self._turn, self._closed_by_error():
            self._open()
            if self._finished:
                return
            size = self._size()
            if self._partial:
                self._put_last()
            self._commit()
            fresh = self._fresh()
            self._finished = True
            with self._rows() as rows:
                rows.add_chunks(self._recording, len(self._digests), fresh)
                rows.put_tail(self._recording, None)
                digests = self._digests + fresh
                rows.finish(self._recording, size, len(digests), root_of(digests, size))
            self._digests, self._flushed = digests, size
            self._hashing.clear()

    def chunk_sha256(self) -> list[bytes]:
        with self._turn:
            tail = [hashlib.sha256(self._partial).digest()] if self._partial else []
            return self._digests + self._fresh() + tail

    def close(self) -> None:
        """What was not flushed is dropped."""
        with self._turn:
            if self._db is None:
                return
            db, self._db = self._db, None
            self._hasher.shutdown()
            try:
                db.rollback()
            finally:
                db.close()
                self._closed()

    def _size(self) -> int:
        return (len(self._digests) + len(self._hashing)) * CHUNK_BYTES + len(self._partial)

    def _fresh(self) -> list[bytes]:
        """The digests of the chunks that the vault does not know yet."""
        return [future.result() for future in self._hashing]

    def _put_partial(self) -> None:
        """The chunk that was being filled is full."""
        body, self._partial = memoryview(self._partial), bytearray()
        laid, self._laid = self._laid, 0
        self._put(body, laid)

    def _put(self, body: memoryview, laid: int = 0) -> None:
        """A whole chunk, of which so much lies in the reel already. `body` must not change any more."""
        with self._closed_by_error():
            db = self._begun()
            n = self._next(body)
            if laid:
                db.write_blob("chunk", "body", n, laid, body[laid:])
            else:
                db.run("INSERT INTO chunk VALUES (?, ?)", (n, body))
        if len(self._hashing) >= _FLUSH_CHUNKS:
            self.flush()

    def _put_last(self) -> None:
        """The last chunk of all, as short as it is."""
        body, self._partial = memoryview(self._partial), bytearray()
        db = self._begun()
        n = self._next(body)
        db.run("INSERT INTO chunk VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET body = excluded.body", (n, body))

    def _next(self, body: memoryview) -> int:
        """The number of the chunk that comes now; it is hashed meanwhile."""
        self._hashing.append(self._hasher.submit(_sha256, body))
        return len(self._digests) + len(self._hashing) - 1

    def _lay_tail(self) -> None:
        """What is new of the chunk that is not full, over the zeros of its row."""
        if len(self._partial) == self._laid:
            return
        db = self._begun()
        n = len(self._digests) + len(self._hashing)
        if not self._laid:
            db.run("INSERT INTO chunk VALUES (?, zeroblob(?))", (n, CHUNK_BYTES))
        db.write_blob("chunk", "body", n, self._laid, bytes(self._partial[self._laid :]))
        self._laid = len(self._partial)

    def _commit(self) -> None:
        db = self._open()
        if db.in_transaction:
            db.commit()

    def _acknowledge(self, tail: Tail | None) -> None:
        """Tell the vault of what the reel holds by now. Without `tail`: of whole chunks only."""
        fresh = self._fresh()
        with self._rows() as rows:
            rows.add_chunks(self._recording, len(self._digests), fresh)
            rows.put_tail(self._recording, tail)
        self._digests += fresh
        self._hashing.clear()
        self._flushed = len(self._digests) * CHUNK_BYTES + (tail.size if tail else 0)

    @contextmanager
    def _closed_by_error(self) -> Iterator[None]:
        """A full disk undoes a transaction behind our back; going on from there would leave a hole."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    def _begun(self) -> Connection:
        db = self._open()
        if not db.in_transaction:
            db.begin()
        return db

    def _open(self) -> Connection:
        if self._db is None:
            raise Circumstance(ErrorCode.VAULT_LOCKED)
        return self._db


def _sha256(body: memoryview) -> bytes:
    return hashlib.sha256(body).digest()


def go_on(connection: Connection, known: Known) -> bytes:
    """Before going on after a kill: drop what the vault never acknowledged, give back the tail that it did.

    Raises REEL_DAMAGED when the reel holds less than what was acknowledged.
    """
    chunks = len(known.digests)
    count, top = connection.run("SELECT count(*), coalesce(max(n) + 1, 0) FROM chunk WHERE n < ?", (chunks,))[0]
    if count != chunks or top != chunks:
        raise Circumstance(ErrorCode.REEL_DAMAGED)
    body = read_tail(connection, known) if known.tail else b""
    if body is None:
        raise Circumstance(ErrorCode.REEL_DAMAGED)
    found = connection.run("SELECT n, length(body) FROM chunk WHERE n >= ?", (chunks,))
    if found != ([(chunks, CHUNK_BYTES)] if body else []):
        connection.begin()
        connection.run("DELETE FROM chunk WHERE n >= ?", (chunks,))
        if body:
            connection.run("INSERT INTO chunk VALUES (?, ?)", (chunks, body.ljust(CHUNK_BYTES, b"\0")))
        connection.commit()
    return body


def read_tail(connection: Connection, known: Known) -> bytes | None:
    """The tail as it was acknowledged; None when it is not there, or not what it was. Raises REEL_DAMAGED for a damaged page."""
    tail = known.tail
    if tail is None:
        return None
    rows = connection.run("SELECT substr(body, 1, ?) FROM chunk WHERE n = ?", (tail.size, len(known.digests)))
    if not rows or hashlib.sha256(rows[0][0]).digest() != tail.sha256:
        return None
    return bytes(rows[0][0])


def sound_chunks(connection: Connection, digests: list[bytes]) -> int:
    """How many chunks from the beginning are there and as they were acknowledged. Reads them all."""
    for n, digest in enumerate(digests):
        try:
            rows = connection.run("SELECT body FROM chunk WHERE n = ?", (n,))
        except Circumstance as error:
            if error.code is not ErrorCode.REEL_DAMAGED:
                raise
            return n
        if not rows or hashlib.sha256(rows[0][0]).digest() != digest:
            return n
    return len(digests)

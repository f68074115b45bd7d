"""Move bytes from a card into a reel, and compare them afterwards. A thread of its own reads ahead, so that card and reel work at once.

Both sides spend their time outside Python (read, encrypt, hash, fsync), so the interface is not held up. Memory is bounded by a few
blocks of 4 MiB.
"""

from __future__ import annotations

import hashlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.domain.errors import Circumstance, ErrorCode
from app.ports import CHUNK_BYTES, ByteSource, ReelWriter

BLOCK_BYTES = 4 * CHUNK_BYTES
_AHEAD_BLOCKS = 4
_FLUSH_BYTES = 64 * CHUNK_BYTES
_FLUSH_SECONDS = 2.0
_SAMPLED_CHUNKS = 16
_TURN_SECONDS = 0.1
_HANGING_SECONDS = 5.0


class Paused(Exception):
    """The application is about to lock or close: what was copied stays, and goes on later. Not an error; never leaves the use cases."""


Told = Callable[[int], None]
Check = Callable[[], None]


def copy_into(writer: ReelWriter, source: ByteSource, told: Told, check: Check) -> None:
    """Append what is missing of `source`, durable every 64 MiB or 2 s. `told` hears how many bytes are in; `check` raises to stop.

    What was appended when anything is raised has been flushed as far as whole chunks go, unless the disk itself is the trouble.
    """
    done = flushed = writer.flushed_bytes
    flushed_at = time.monotonic()
    try:
        with read_ahead(source, done, check) as blocks:
            for block in blocks:
                writer.append(block)
                done += len(block)
                told(done)
                if done - flushed >= _FLUSH_BYTES or time.monotonic() - flushed_at >= _FLUSH_SECONDS:
                    writer.flush()
                    flushed, flushed_at = done, time.monotonic()
    except (Circumstance, Paused) as stopped:
        if not (isinstance(stopped, Circumstance) and stopped.code is ErrorCode.DISK_FULL):
            writer.flush()
        raise


def same_bytes(reel: ByteSource, source: ByteSource, told: Told, check: Check) -> bool:
    """Whether the reel, read back and decrypted, holds exactly what the card says on a second reading."""
    if reel.size_bytes != source.size_bytes:
        return False
    done = 0
    with read_ahead(source, 0, check) as blocks:
        for block in blocks:
            if reel.read_at(done, len(block)) != block:
                return False
            done += len(block)
            told(done)
    return done == reel.size_bytes


def begins_alike(writer: ReelWriter, source: ByteSource, check: Check) -> bool:
    """Whether what a stopped import left is the beginning of `source`: first, last and a dozen chunks between, by their digests.

    A sample is enough here: every byte is compared once more before anything may be erased.
    """
    digests = writer.chunk_sha256()
    count = writer.flushed_bytes // CHUNK_BYTES
    if count > len(digests) or writer.flushed_bytes > source.size_bytes:
        return False
    step = max(1, count // _SAMPLED_CHUNKS)
    for number in sorted({*range(0, count, step), *range(max(0, count - 2), count)}):
        check()
        if hashlib.sha256(source.read_at(number * CHUNK_BYTES, CHUNK_BYTES)).digest() != digests[number]:
            return False
    return True


@contextmanager
def read_ahead(source: ByteSource, start: int, check: Check) -> Iterator[Iterator[bytes]]:
    """The blocks of `source` from `start`, read by another thread. What reading raises is raised here, after the blocks before it."""
    ahead = _Ahead(source, start)
    ahead.start()
    try:
        yield ahead.blocks(check)
    finally:
        ahead.stop()


class _Ahead(threading.Thread):
    """Reads blocks into a short queue until the end, an error, or `stop`."""

    def __init__(self, source: ByteSource, start: int) -> None:
        super().__init__(name="card-reader", daemon=True)  # a card that hangs must not keep the program from ending
        self._source = source
        self._at = start
        self._full: queue.Queue[bytes | BaseException | None] = queue.Queue(_AHEAD_BLOCKS)
        self._stopped = threading.Event()

    def run(self) -> None:
        try:
            while self._at < self._source.size_bytes and not self._stopped.is_set():
                block = self._source.read_at(self._at, min(BLOCK_BYTES, self._source.size_bytes - self._at))
                self._at += len(block)
                self._put(block)
        except BaseException as error:  # noqa: BLE001  carried over whole: the importing thread raises it
            self._put(error)
        else:
            self._put(None)

    def blocks(self, check: Check) -> Iterator[bytes]:
        while True:
            check()
            try:
                item = self._full.get(timeout=_TURN_SECONDS)
            except queue.Empty:
                continue
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item

    def stop(self) -> None:
        """End the thread; a read that hangs is left behind after a few seconds."""
        self._stopped.set()
        self.join(timeout=_HANGING_SECONDS)

    def _put(self, item: bytes | BaseException | None) -> None:
        while not self._stopped.is_set():
            try:
                self._full.put(item, timeout=_TURN_SECONDS)
            except queue.Full:
                continue
            return

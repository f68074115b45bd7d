"""Film as a seekable file inside the worker, read from the application over the pipe in aligned blocks with read-ahead."""

from __future__ import annotations

import io
import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Protocol

from app.domain.errors import ErrorCode
from video.wire import Frame, Served, Want
from video.worker.foreign import FilmFault

BLOCK_BYTES: Final = 256 * 1024
_KEPT_BLOCKS: Final = 16


class Reader:
    """Asks the application for bytes and waits for them. Shared by all streams of the worker; any number of threads may ask at once."""

    def __init__(self, post: Callable[[Frame], None]) -> None:
        self._post = post
        self._tickets = itertools.count(1)
        self._waiting: dict[int, Answer] = {}
        self._lock = threading.Lock()

    def ask(self, source: int, offset: int, length: int) -> Answer:
        answer = Answer()
        with self._lock:
            ticket = next(self._tickets) & 0xFFFFFFFF
            self._waiting[ticket] = answer
        self._post(Want(ticket, source, offset, length))
        return answer

    def deliver(self, served: Served) -> None:
        """For the worker's main loop: an answer came."""
        with self._lock:
            answer = self._waiting.pop(served.ticket, None)
        if answer is not None:
            answer.fill(served)


class Answer:
    """Bytes under way."""

    def __init__(self) -> None:
        self._arrived = threading.Event()
        self._served: Served | None = None

    def fill(self, served: Served) -> None:
        self._served = served
        self._arrived.set()

    def wait(self) -> Served:
        """The answer. Raises FilmFault when the place of the film is gone; the application knows why."""
        self._arrived.wait()
        assert self._served is not None
        if not self._served.ok:
            raise FilmFault(ErrorCode.CARD_READ_FAILED)
        return self._served


class SeekableBytes(Protocol):
    """What FFmpeg and the readers of headers need of a film: a plain open file will do."""

    def read(self, size: int = ..., /) -> bytes: ...

    def seek(self, offset: int, whence: int = ..., /) -> int: ...

    def tell(self) -> int: ...


class PassingBytes(Protocol):
    """What FFmpeg needs of a film that is read once, from start to end: no seeking. Fewer bytes than asked for are no end; none are."""

    def read(self, size: int, /) -> bytes: ...


class ByteStream(io.RawIOBase):
    """A read-only seekable stream for `av.open(stream)`. Use each in one thread at a time.

    After a failed read `failed` stays True: FFmpeg may have taken the failure for the end of the film.
    """

    def __init__(self, reader: Reader, source: int) -> None:
        super().__init__()
        self._reader = reader
        self._source = source
        self._at = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._ahead: dict[int, Answer] = {}
        self._last_block = -2
        self.failed = False
        self.size = reader.ask(source, 0, 0).wait().number

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}.get(whence)
        if base is None or base + offset < 0:
            raise OSError(22, "no such place")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview | bytearray) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, fewer only at the end."""
        end = self.size if size < 0 else min(self.size, self._at + size)
        if self._at >= end:
            return b""
        first, last = self._at // BLOCK_BYTES, (end - 1) // BLOCK_BYTES
        if first == last:
            start = self._at - first * BLOCK_BYTES
            data = self._block(first)[start : start + end - self._at]
        else:
            joined = b"".join(self._block(number) for number in range(first, last + 1))
            start = self._at - first * BLOCK_BYTES
            data = joined[start : start + end - self._at]
        self._at += len(data)
        return data

    def _block(self, number: int) -> bytes:
        found = self._blocks.get(number)
        if found is not None:
            self._blocks.move_to_end(number)
            if number != self._last_block:
                self._last_block = number
            return found
        asked = self._ahead.pop(number, None) or self._ask(number)
        if number == self._last_block + 1:
            self._ask_ahead(number + 1)
        self._last_block = number
        data = self._arrived(asked)
        self._blocks[number] = data
        while len(self._blocks) > _KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return data

    def _arrived(self, asked: Answer) -> bytes:
        try:
            return asked.wait().data
        except FilmFault:
            self.failed = True
            raise

    def _ask(self, number: int) -> Answer:
        return self._reader.ask(self._source, number * BLOCK_BYTES, min(BLOCK_BYTES, self.size - number * BLOCK_BYTES))

    def _ask_ahead(self, number: int) -> None:
        """One block more than was asked for, so that reading on from start to end never waits for the pipe."""
        self._ahead = {kept: answer for kept, answer in self._ahead.items() if kept == number}
        if number * BLOCK_BYTES < self.size and number not in self._ahead and number not in self._blocks:
            self._ahead[number] = self._ask(number)

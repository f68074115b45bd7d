"""The seam inside the worker: what a session is, and the desk it is given.

A session is opened by name, lives on a thread of its own and answers messages in the order they came. Its desk lets it speak
(`send`), read film (`open_stream`), hand over pictures through shared memory (`pictures`), and notice that it should stop
(`stop`) or that newer messages wait (`pending`). It never sees a key, a path or a file.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Protocol

from app.domain.errors import ErrorCode, SamspillError
from video.whereabouts import where_in_our_code
from video.wire import Fields, Message
from video.worker.foreign import FilmFault, translated
from video.worker.stream import ByteStream, Reader


class Session(Protocol):
    """One piece of work in the worker."""

    def handle(self, message: Message) -> None:
        """Answer one message; may take long if it looks at `desk.stop` (and `desk.pending()`) now and then. Runs on the session's thread.

        A FilmFault, a Circumstance or any error of FFmpeg that leaves this method ends the session with a `failed` message.
        """

    def close(self) -> None:
        """Give back everything: containers closed, threads joined. Runs on the session's thread, once."""


class Desk:
    """What one session works with. All methods are safe from any thread of the session."""

    def __init__(self, session: int, post: Callable[[Message], None], reader: Reader, pictures: memoryview | None) -> None:
        self._session = session
        self._post = post
        self._reader = reader
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self.stop = threading.Event()
        self.pictures = pictures

    def send(self, kind: str, fields: Fields | None = None, payload: bytes | memoryview = b"") -> None:
        """Say something to the application. Blocks only while the pipe is full."""
        self._post(Message(self._session, kind, fields or {}, payload))

    def open_stream(self, source: int) -> ByteStream:
        """A new seekable byte stream over a source the application attached; one per container and thread."""
        return ByteStream(self._reader, source)

    def pending(self) -> bool:
        """Whether messages wait to be handled."""
        return not self._inbox.empty()

    def put(self, message: Message | None) -> None:
        """For the worker's main loop: a message for this session, or None to end it."""
        if message is None:
            self.stop.set()
        self._inbox.put(message)

    def take(self) -> Message | None:
        return self._inbox.get()


def serve(make: Callable[[Desk], Session], desk: Desk) -> None:
    """Run a session to its end on this thread. Every failure is told to the application, and none leaves."""
    try:
        with translated():
            session = make(desk)
            try:
                while (message := desk.take()) is not None:
                    session.handle(message)
            finally:
                session.close()
    except (FilmFault, SamspillError) as error:
        _tell(desk, error.code)
    except Exception as bug:  # noqa: BLE001  the process serves other sessions too; the application logs it as our own bug
        _tell(desk, ErrorCode.FILM_DAMAGED, where_in_our_code(bug))


def _tell(desk: Desk, code: ErrorCode, bug: str = "") -> None:
    desk.stop.set()
    desk.send("failed", {"code": code.value, "bug": bug})

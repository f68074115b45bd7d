"""Follows a film that is being taken, in a decoder worker of its own. Fulfils `app.film_ports.Following`.

The film's bytes are gathered into pieces and sent by a thread of the follower's, which also waits for the worker to start, watches over it
and ends it. What was pushed and not yet taken by the worker is counted: beyond a bound, or when the worker owes an answer for too long,
the follower gives up. The film loses nothing by it: it is then prepared as an imported one.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from app.domain.errors import Circumstance, ErrorCode
from app.film_ports import Preparation
from video.heard import Keep, PrepareJob
from video.host import DecoderWorker, WorkerSession
from video.index import INDEX_NAME
from video.wire import Message, WireFault

MOST_WAITING_BYTES: Final = 64 << 20
_PIECE_BYTES: Final = 128 << 10
_GATHER_S: Final = 0.5  # a piece that is not full goes after this long
_LOOK_S: Final = 0.25
_END_PATIENCE_S: Final = 15.0  # at most, once all is pushed: somebody waits for the film
_MOST_SAID: Final = 8  # three extras and the facts; more is no honest worker


class FilmFollower:
    """Starts at once on a thread of its own and is over when `end` or `abandon` returns. `push` and `end` on one thread at a time."""

    def __init__(self, open_worker: Callable[[], AbstractContextManager[DecoderWorker]], keep: Keep, *, patience_s: float) -> None:
        """`open_worker` gives a fresh worker for as long as it is entered. `patience_s`: how long the worker may owe an answer."""
        self._open_worker = open_worker
        self._keep = keep
        self._patience_s = patience_s
        self._changed = threading.Condition()
        self._gathered: deque[bytes] = deque()  # pushed, not sent yet
        self._gathered_bytes = 0
        self._gathered_at = 0.0  # when the first of them came
        self._sent_bytes = 0  # sent, not taken yet
        self._asked_to_end = False
        self._alive_at = 0.0  # when the worker last said something, or began to owe
        self._ended = False  # all is pushed
        self._over = False  # nothing more is done
        self._said: list[Message] = []  # what the worker made
        self._thread = threading.Thread(target=self._follow, name="film-follow", daemon=True)
        self._thread.start()

    @property
    def waiting_bytes(self) -> int:
        """How much was pushed and is not yet taken by the worker."""
        return self._gathered_bytes + self._sent_bytes

    def push(self, data: bytes) -> None:
        """See `app.film_ports.Following`."""
        with self._changed:
            if self._over or self._ended or not data:
                return
            if not self._gathered:
                self._gathered_at = time.monotonic()
            self._gathered.append(data)
            self._gathered_bytes += len(data)
            if self.waiting_bytes > MOST_WAITING_BYTES:
                self._give_up()
            elif self._gathered_bytes >= _PIECE_BYTES:
                self._changed.notify_all()

    def end(self) -> Preparation | None:
        """See `app.film_ports.Following`."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join()
        said, self._said = self._said, []
        if not said or said[-1].kind != "prepared":
            return None
        job = PrepareJob(self._keep, lambda _done, _total: None)
        try:
            _check(said)
        except (WireFault, Circumstance):
            return None
        for message in said:
            job.hear(message)
        return job.result()

    def abandon(self) -> None:
        """See `app.film_ports.Following`. Returns when the worker is gone."""
        with self._changed:
            self._give_up()
        self._thread.join()

    def _give_up(self) -> None:
        """With the lock held. The follower's thread ends the worker."""
        self._over = True
        self._gathered.clear()
        self._gathered_bytes = self._sent_bytes = 0
        self._said.clear()
        self._changed.notify_all()

    def _follow(self) -> None:
        """The follower's thread, from before the worker starts until it is gone."""
        try:
            with self._open_worker() as worker:
                session = worker.open_session("follow", self._hear, self._lose)
                session.send("follow")
                while (piece := self._next_piece()) is not None:
                    session.send("bytes", payload=piece)
                self._finish(session)
        except Circumstance:  # no worker can be had, or the workshop was closed
            with self._changed:
                self._give_up()

    def _next_piece(self) -> bytes | None:
        """The next bytes to send; None when there are no more, or the follower has given up."""
        with self._changed:
            while not self._over:
                ripe = time.monotonic() >= self._gathered_at + _GATHER_S or self._gathered_bytes >= _PIECE_BYTES
                if self._gathered and (ripe or self._ended):
                    return self._taken_out()
                if self._ended:
                    return None
                self._wait()
            return None

    def _taken_out(self) -> bytes:
        parts, length = [], 0
        while self._gathered and length < _PIECE_BYTES:
            parts.append(self._gathered.popleft())
            length += len(parts[-1])
        self._gathered_bytes -= length
        if self._sent_bytes == 0:
            self._alive_at = time.monotonic()
        self._sent_bytes += length
        return b"".join(parts)

    def _finish(self, session: WorkerSession) -> None:
        """Ask for what was made, and wait for it."""
        with self._changed:
            if self._over:
                return
            self._asked_to_end = True
            self._alive_at = time.monotonic()
            session.send("end")
            while not self._over:
                self._wait()

    def _wait(self) -> None:
        """With the lock held: until something changes or for a moment. Gives up on a worker that owes an answer for too long."""
        self._changed.wait(_LOOK_S)
        owes = self._sent_bytes > 0 or self._asked_to_end
        patience_s = min(self._patience_s, _END_PATIENCE_S) if self._asked_to_end else self._patience_s
        if owes and not self._over and time.monotonic() > self._alive_at + patience_s:
            self._give_up()

    def _hear(self, message: Message) -> None:
        """On the worker's hearing thread. A WireFault from here ends the worker."""
        with self._changed:
            self._alive_at = time.monotonic()
            if message.kind == "taken":
                self._sent_bytes -= message.whole("bytes", 0, self._sent_bytes)
            elif message.kind in ("made", "prepared") and not self._over:
                if not self._asked_to_end or len(self._said) >= _MOST_SAID:
                    raise WireFault
                self._said.append(message)
                self._over = message.kind == "prepared"
                self._changed.notify_all()
            elif message.kind == "failed":
                self._give_up()

    def _lose(self, _code: ErrorCode) -> None:
        with self._changed:
            if not self._over:
                self._give_up()


def _check(said: list[Message]) -> None:
    """Raises WireFault or FILM_DAMAGED unless all of it is what an honest worker says: nothing is kept of a worker that is not."""
    made: set[str] = set()
    job = PrepareJob(lambda name, _data: made.add(name), lambda _done, _total: None)
    for message in said:
        job.hear(message)
    if job.result().picture is not None and INDEX_NAME not in made:
        raise WireFault

"""Follows a film while it is being taken: index, waveform and thumbnails are made in the one pass in which its bytes come by.

Messages in: `follow`, then `bytes` with a piece of the film as payload as often as it takes, then `end`. Out: `taken {bytes}` for each
piece, so that the application knows how much waits here; after `end`, `made {name}` for each extra and `prepared` with the facts, as
preparing the same bytes would say them. The session's thread reads the pieces from inside FFmpeg and waits there for the next one.
"""

from __future__ import annotations

import io
from typing import Final

from app.domain.errors import ErrorCode
from video.thumbnails import THUMBNAILS_NAME
from video.wire import Message, WireFault
from video.worker.foreign import FilmFault
from video.worker.indexing import Interrupted
from video.worker.one_pass import Passed, faulty, hand_over, pass_over, prepared_fields
from video.worker.opening import Film, open_passing
from video.worker.passing import PassingThumbnails
from video.worker.session import Desk
from video.worker.wrapping import look_at_wrapping

_HEAD_BYTES: Final = 4096  # what look_at_wrapping reads of an MPEG-TS


class Passing:
    """The film's bytes as they come from the session's desk. Holds one piece at a time and the first few bytes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._piece = memoryview(b"")
        self._over = False
        self.size = 0
        self.head = b""

    def read(self, size: int, /) -> bytes:
        """What has come, at most `size` bytes; waits for some. Nothing at the end, or when the session is to stop."""
        while not self._piece and not self._over:
            self._next()
        part, self._piece = self._piece[:size], self._piece[size:]
        return bytes(part)

    def drain(self) -> None:
        """Read on to the end for nothing, so that what is left does not pile up."""
        while self.read(1 << 20):
            pass

    def _next(self) -> None:
        message = self._desk.take()
        if message is None:
            self._desk.put(None)  # for the session itself
        if message is None or message.kind == "end":
            self._over = True
        elif message.kind == "bytes":
            self._piece = memoryview(message.payload)
            self.size += len(self._piece)
            if len(self.head) < _HEAD_BYTES:
                self.head += bytes(self._piece[: _HEAD_BYTES - len(self.head)])
            self._desk.send("taken", {"bytes": len(self._piece)})
        else:
            raise WireFault


class Following:
    """The session."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._thumbnails: PassingThumbnails | None = None

    def handle(self, message: Message) -> None:
        if message.kind != "follow":
            raise WireFault
        stream = Passing(self._desk)
        passed = self._pass(stream)
        stream.drain()
        if self._desk.stop.is_set():
            return
        if stream.size == 0:
            self._desk.send("prepared", prepared_fields(None, [ErrorCode.FILM_EMPTY]))
            return
        hand_over(self._desk, passed)
        if passed.index is not None and self._thumbnails is not None:
            self._desk.send("made", {"name": THUMBNAILS_NAME}, self._thumbnails.made(passed.index).to_bytes())
        problems = passed.problems(look_at_wrapping(io.BytesIO(stream.head), stream.size))
        self._desk.send("prepared", prepared_fields(passed.index, problems))

    def close(self) -> None:
        self._thumbnails = None

    def _pass(self, stream: Passing) -> Passed:
        try:
            with open_passing(stream) as film:
                self._thumbnails = _thumbnails_of(film)
                see = self._thumbnails.see if self._thumbnails is not None else None
                return pass_over(film, lambda _position: None, self._desk.stop.is_set, see)
        except FilmFault as fault:
            return faulty(fault)
        except Interrupted:
            return Passed()


def _thumbnails_of(film: Film) -> PassingThumbnails | None:
    return PassingThumbnails(film.video) if film.video is not None else None

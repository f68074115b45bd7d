"""One pass over an imported film: index and waveform, then thumbnails. Each is handed over as soon as it is made.

Message in: `prepare {source}`. Out: `progress {done, total}` (bytes), `made {name}` with the extra as payload, at last `prepared` with the
facts. A film without a picture makes no extra, and `problems` say what is wrong.
"""

from __future__ import annotations

from typing import Final

from app.domain.errors import ErrorCode
from video.thumbnails import THUMBNAILS_NAME
from video.wire import Message, WireFault
from video.worker.foreign import FilmFault
from video.worker.indexing import Interrupted
from video.worker.one_pass import Passed, faulty, hand_over, pass_over, prepared_fields
from video.worker.opening import open_film
from video.worker.session import Desk
from video.worker.stream import ByteStream
from video.worker.thumbs import ThumbnailMaker
from video.worker.wrapping import look_at_wrapping

_PASS_SHARE: Final = 80  # of a hundred: how much of the work the pass is; thumbnails are the rest


class Preparing:
    """The session."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handle(self, message: Message) -> None:
        if message.kind != "prepare":
            raise WireFault
        source = message.whole("source", 0)
        stream = self._desk.open_stream(source)
        try:
            self._prepare(stream, source)
        except Interrupted:
            return
        except FilmFault:
            if stream.failed:
                raise FilmFault(ErrorCode.CARD_READ_FAILED) from None
            raise

    def close(self) -> None:
        """Holds nothing between messages."""

    def _prepare(self, stream: ByteStream, source: int) -> None:
        if stream.size == 0:
            self._desk.send("prepared", prepared_fields(None, [ErrorCode.FILM_EMPTY]))
            return
        wrapping = look_at_wrapping(stream, stream.size)
        stream.seek(0)
        passed = self._pass(stream)
        if stream.failed:
            raise FilmFault(ErrorCode.CARD_READ_FAILED)
        if passed.index is not None:
            again = self._desk.open_stream(source)
            with open_film(again) as film:
                made = ThumbnailMaker(film, passed.index).make(
                    lambda share: self._progress(_after_pass(stream.size, share), stream.size), self._desk.stop.is_set
                )
            self._desk.send("made", {"name": THUMBNAILS_NAME}, made.to_bytes())
        self._progress(stream.size, stream.size)
        self._desk.send("prepared", prepared_fields(passed.index, passed.problems(wrapping)))

    def _pass(self, stream: ByteStream) -> Passed:
        try:
            with open_film(stream) as film:
                passed = pass_over(film, lambda at: self._progress(at * _PASS_SHARE // 100, stream.size), self._desk.stop.is_set)
        except FilmFault as fault:
            return faulty(fault)
        hand_over(self._desk, passed)
        return passed

    def _progress(self, done: int, total: int) -> None:
        self._desk.send("progress", {"done": min(done, total), "total": total})


def _after_pass(size: int, share: float) -> int:
    """Progress in bytes once `share` (0..1) of the thumbnails are made."""
    return int(size * (_PASS_SHARE + (100 - _PASS_SHARE) * share) / 100)

"""One pass over an imported film: index and waveform, then thumbnails. Each is handed over as soon as it is made.

Message in: `prepare {source}`. Out: `progress {done, total}` (bytes), `made {name}` with the extra as payload, at last `prepared` with the
facts. A film without a picture makes no extra, and `problems` say what is wrong.
"""

from __future__ import annotations

from typing import Final

from app.domain.errors import ErrorCode
from video.index import INDEX_NAME, FrameIndex
from video.thumbnails import THUMBNAILS_NAME
from video.waveform import WAVEFORM_NAME
from video.wire import Message, WireFault
from video.worker.examining import picture_fields, unopened
from video.worker.foreign import FilmFault
from video.worker.indexing import IndexMaker, Interrupted
from video.worker.listening import Listener
from video.worker.opening import open_film
from video.worker.session import Desk
from video.worker.stream import ByteStream
from video.worker.thumbs import ThumbnailMaker
from video.worker.wrapping import Wrapping, look_at_wrapping

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
            self._done(None, [ErrorCode.FILM_EMPTY])
            return
        wrapping = look_at_wrapping(stream, stream.size)
        stream.seek(0)
        problems = [ErrorCode.FILM_TRUNCATED] if wrapping.is_cut else []
        index = self._index(stream, wrapping, problems)
        if stream.failed:
            raise FilmFault(ErrorCode.CARD_READ_FAILED)
        if index is not None:
            again = self._desk.open_stream(source)
            with open_film(again) as film:
                made = ThumbnailMaker(film, index).make(
                    lambda share: self._progress(_after_pass(stream.size, share), stream.size), self._desk.stop.is_set
                )
            self._desk.send("made", {"name": THUMBNAILS_NAME}, made.to_bytes())
        self._progress(stream.size, stream.size)
        self._done(index, problems)

    def _index(self, stream: ByteStream, wrapping: Wrapping, problems: list[ErrorCode]) -> FrameIndex | None:
        try:
            with open_film(stream) as film:
                listener = Listener(film.sound) if film.sound is not None else None
                maker = IndexMaker(film, listener)
                maker.run(lambda at: self._progress(at * _PASS_SHARE // 100, stream.size), self._desk.stop.is_set)
                index = maker.index()
                if (film.unusable or maker.broken) and not wrapping.is_cut:
                    problems.append(ErrorCode.FILM_DAMAGED)
                if listener is not None:
                    waveform = listener.waveform(index.origin_us, index.duration_us)
                    self._desk.send("made", {"name": WAVEFORM_NAME}, waveform.to_bytes())
        except FilmFault as fault:
            if not wrapping.headless:
                problems.append(unopened(fault.code, wrapping))
            return None
        self._desk.send("made", {"name": INDEX_NAME}, index.to_bytes())
        return index

    def _progress(self, done: int, total: int) -> None:
        self._desk.send("progress", {"done": min(done, total), "total": total})

    def _done(self, index: FrameIndex | None, problems: list[ErrorCode]) -> None:
        self._desk.send(
            "prepared",
            {
                "problems": ",".join(dict.fromkeys(problem.value for problem in problems)),
                "duration_us": index.duration_us if index is not None else 0,
                "sound": index is not None and index.sound_stream is not None,
                **picture_fields(index.picture if index is not None else None),
            },
        )


def _after_pass(size: int, share: float) -> int:
    """Progress in bytes once `share` (0..1) of the thumbnails are made."""
    return int(size * (_PASS_SHARE + (100 - _PASS_SHARE) * share) / 100)

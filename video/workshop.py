"""The workshop: examines, prepares and makes proxies of films in decoder workers. Fulfils `app.ports.Workshop`.

Looking at many small films on a card shares one worker; preparing an imported film, which may go on for long, gets a fresh one each time,
so that no film is ever decoded in a process that has seen another family's. A film that kills or stalls its worker is named
(FILM_DAMAGED and DECODER_DIED or DECODER_STUCK), and the next film gets a new worker. Every extra is checked before it is kept.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Final

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.recording import Picture, Scan
from app.ports import ByteSource, CancelToken, Examination, Preparation, Progress
from video.host import DecoderWorker
from video.index import INDEX_NAME, FrameIndex
from video.process import SandboxReport
from video.proxy import PROXY_PREFIX, ProxySegment, segment_name
from video.thumbnails import THUMBNAILS_NAME, Thumbnails
from video.waveform import WAVEFORM_NAME, Waveform
from video.wire import Message, WireFault

_LOOK_PATIENCE_S: Final = 20.0
_WORK_PATIENCE_S: Final = 60.0
_LISTEN_S: Final = 0.1
_MAX_SIDE: Final = 32_768
_SCANS: Final = (Scan.PROGRESSIVE, Scan.TOP_FIRST, Scan.BOTTOM_FIRST)
_WORKER_LOST: Final = (ErrorCode.DECODER_DIED, ErrorCode.DECODER_STUCK)
_FILM_CODES: Final = frozenset(
    {
        ErrorCode.FILM_EMPTY,
        ErrorCode.FILM_NOT_A_FILM,
        ErrorCode.FILM_SOUND_ONLY,
        ErrorCode.FILM_NO_LENGTH,
        ErrorCode.FILM_TRUNCATED,
        ErrorCode.FILM_DAMAGED,
    }
)
_CHECKS: Final[Mapping[str, Callable[[bytes], object]]] = MappingProxyType(
    {INDEX_NAME: FrameIndex.from_bytes, THUMBNAILS_NAME: Thumbnails.from_bytes, WAVEFORM_NAME: Waveform.from_bytes}
)
Keep = Callable[[str, bytes], None]


class FilmWorkshop:
    """Safe to use from several threads at once. `close` when done."""

    def __init__(self, *, look_patience_s: float = _LOOK_PATIENCE_S, work_patience_s: float = _WORK_PATIENCE_S) -> None:
        """Patience: how long a worker may say nothing before it counts as stuck. Starts nothing yet."""
        self._look_patience_s = look_patience_s
        self._work_patience_s = work_patience_s
        self._looking = DecoderWorker()
        self._looking_lock = threading.Lock()

    def close(self) -> None:
        """End the shared worker."""
        with self._looking_lock:
            self._looking.close()

    def sandbox(self) -> SandboxReport:
        """What holds a worker in on this machine. Raises DECODER_DIED when none can be started."""
        with self._looking_lock:
            self._looking.start()
            return self._looking.sandbox

    def examine(self, source: ByteSource) -> Examination:
        """See `app.ports.Workshop`. Raises only what reading the source raised."""
        job = _LookJob()
        with self._looking_lock:
            try:
                self._looking.start()
                with _lent(self._looking, source) as number:
                    talk = _Talk(self._looking, "examine", number, self._look_patience_s)
                    talk.go_on("look", job.hear)
            except Circumstance as error:
                return Examination(0, None, has_sound=False, filmed_at=None, problems=_named(error))
            finally:
                self._looking_is_well()
        return job.result()

    def prepare(self, source: ByteSource, keep: Keep, progress: Progress, cancel: CancelToken) -> Preparation:
        """See `app.ports.Workshop`. Raises CANCELLED, and what reading the source or keeping an extra raised."""
        job = _PrepareJob(keep, progress)
        worker = DecoderWorker()
        try:
            worker.start()
            with _lent(worker, source) as number:
                _Talk(worker, "prepare", number, self._work_patience_s, cancel).go_on("prepare", job.hear)
        except Circumstance as error:
            return job.broken_off(_named(error))
        finally:
            worker.close()
        return job.result()

    def make_proxy(self, source: ByteSource, kept: Iterable[str], keep: Keep, progress: Progress, cancel: CancelToken) -> None:
        """See `app.ports.Workshop`. Makes its own index first. Raises CANCELLED, FILM_DAMAGED and what killed or stalled the worker."""
        job = _ProxyJob(keep, progress)
        worker = DecoderWorker(gently=True)
        try:
            worker.start()
            with _lent(worker, source) as number:
                talk = _Talk(worker, "proxy", number, self._work_patience_s, cancel)
                talk.session.send("kept", {"segments": sorted(_segments(kept))})
                talk.go_on("make", job.hear)
        finally:
            worker.close()

    def _looking_is_well(self) -> None:
        """After a fault the next film gets a new worker."""
        if not self._looking.alive():
            self._looking.stop()


class _Talk:
    """One conversation with a session about one source, on the caller's thread."""

    def __init__(self, worker: DecoderWorker, name: str, source: int, patience_s: float, cancel: CancelToken | None = None) -> None:
        self._worker = worker
        self._source = source
        self._patience_s = patience_s
        self._cancel = cancel
        self._heard: queue.SimpleQueue[Message | ErrorCode] = queue.SimpleQueue()
        self.session = worker.open_session(name, self._heard.put, self._heard.put)

    def go_on(self, ask: str, hear: Callable[[Message], bool]) -> None:
        """Ask, and pass on what comes until `hear` says that this was the last. Raises the source's own error before any of the film's."""
        self.session.send(ask, {"source": self._source}, answer_within_s=self._patience_s)
        try:
            while not hear(self._next()):
                pass
        except WireFault:
            self._worker.stop()
            raise Circumstance(ErrorCode.FILM_DAMAGED) from None
        finally:
            self.session.settle()
            self.session.close()

    def _next(self) -> Message:
        while True:
            if self._cancel is not None and self._cancel.cancelled():
                raise Circumstance(ErrorCode.CANCELLED)
            try:
                heard = self._heard.get(timeout=_LISTEN_S)
            except queue.Empty:
                continue
            if isinstance(heard, ErrorCode):
                self._raise(heard)
            elif heard.kind == "failed":
                self._raise(_code(heard.text("code")))
            else:
                return heard

    def _raise(self, code: ErrorCode) -> None:
        fault = self._worker.fault_of(self._source)
        raise _SourceFault(fault) if fault is not None else Circumstance(code)


class _SourceFault(Exception):
    """Carries what reading the source raised past the handlers of the film's own troubles."""

    def __init__(self, fault: SamspillError) -> None:
        super().__init__()
        self.fault = fault


class _LookJob:
    """What comes while a film is examined."""

    def __init__(self) -> None:
        self._seen: Examination | None = None

    def hear(self, message: Message) -> bool:
        if message.kind == "seen":
            self._seen = _examination(message)
        return self._seen is not None

    def result(self) -> Examination:
        assert self._seen is not None
        return self._seen


class _PrepareJob:
    """What comes while a film is prepared."""

    def __init__(self, keep: Keep, progress: Progress) -> None:
        self._keep = keep
        self._progress = progress
        self._index: FrameIndex | None = None
        self._found: Preparation | None = None

    def hear(self, message: Message) -> bool:
        if message.kind == "progress":
            self._progress(message.whole("done", 0), message.whole("total", 0))
        elif message.kind == "made":
            self._made(message.text("name"), bytes(message.payload))
        elif message.kind == "prepared":
            self._found = Preparation(message.whole("duration_us", 0), _picture(message), message.flag("sound"), _problems(message))
        return self._found is not None

    def result(self) -> Preparation:
        assert self._found is not None
        return self._found

    def broken_off(self, problems: tuple[ErrorCode, ...]) -> Preparation:
        """What is known when the worker went before the end: the index, if it was made."""
        if self._index is None:
            return Preparation(0, None, has_sound=False, problems=problems)
        return Preparation(self._index.duration_us, self._index.picture, self._index.sound_stream is not None, problems)

    def _made(self, name: str, data: bytes) -> None:
        if name not in _CHECKS:
            raise WireFault
        checked = _CHECKS[name](data)
        if isinstance(checked, FrameIndex):
            self._index = checked
        self._keep(name, data)


class _ProxyJob:
    """What comes while a proxy is made."""

    def __init__(self, keep: Keep, progress: Progress) -> None:
        self._keep = keep
        self._progress = progress

    def hear(self, message: Message) -> bool:
        if message.kind == "progress":
            self._progress(message.whole("done", 0), message.whole("total", 0))
        elif message.kind == "segment":
            data = bytes(message.payload)
            ProxySegment.from_bytes(data)
            self._keep(segment_name(message.whole("number", 0, 99_999)), data)
        return message.kind == "finished"


@contextmanager
def _lent(worker: DecoderWorker, source: ByteSource) -> Iterator[int]:
    number = worker.lend(source)
    try:
        yield number
    except _SourceFault as carried:
        raise carried.fault from None
    finally:
        worker.detach(number)


def _named(error: Circumstance) -> tuple[ErrorCode, ...]:
    """How a film is called that ended in this error. Raises it again when it is not the film's."""
    if error.code in _WORKER_LOST:
        return (ErrorCode.FILM_DAMAGED, error.code)
    if error.code in _FILM_CODES:
        return (error.code,)
    raise error


def _segments(names: Iterable[str]) -> set[int]:
    return {int(name.removeprefix(PROXY_PREFIX)) for name in names if name.removeprefix(PROXY_PREFIX).isdecimal()}


def _examination(message: Message) -> Examination:
    width, height = message.whole("thumbnail_width", 0, 1024), message.whole("thumbnail_height", 0, 1024)
    pixels = bytes(message.payload)
    if len(pixels) != width * height * 3:
        width, height, pixels = 0, 0, b""
    return Examination(
        duration_us=message.whole("duration_us", 0),
        picture=_picture(message),
        has_sound=message.flag("sound"),
        filmed_at=_moment(message.text("filmed_at")),
        problems=_problems(message),
        thumbnail_rgb=pixels,
        thumbnail_width=width,
        thumbnail_height=height,
    )


def _picture(message: Message) -> Picture | None:
    if message.whole("width", 0, _MAX_SIDE) == 0:
        return None
    return Picture(
        width=message.whole("width", 1, _MAX_SIDE),
        height=message.whole("height", 1, _MAX_SIDE),
        sar_num=message.whole("sar_num", 1),
        sar_den=message.whole("sar_den", 1),
        rotation_deg=message.whole("rotation", 0, 359),
        scan=_SCANS[message.whole("scan", 0, len(_SCANS) - 1)],
    )


def _problems(message: Message) -> tuple[ErrorCode, ...]:
    names = [name for name in message.text("problems").split(",") if name]
    return tuple(dict.fromkeys(_code(name) for name in names))


def _code(name: str) -> ErrorCode:
    """One of the codes a film may have; anything else that a worker says is damage."""
    return ErrorCode(name) if name in _FILM_CODES else ErrorCode.FILM_DAMAGED


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None

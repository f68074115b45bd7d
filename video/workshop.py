"""The workshop: examines, prepares, follows and makes proxies of films in decoder workers. Fulfils `app.film_ports.Workshop`.

Looking at many small films on a card shares one worker; preparing an imported film, which may go on for long, gets a fresh one each time,
so that no film is ever decoded in a process that has seen another family's. A film that kills or stalls its worker is named
(FILM_DAMAGED and DECODER_DIED or DECODER_STUCK), and the next film gets a new worker. Every extra is checked before it is kept.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Final
from weakref import WeakSet

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.film_ports import Examination, Preparation
from app.ports import ByteSource, CancelToken, Progress
from video.following import FilmFollower
from video.heard import FILM_CODES, Keep, LookJob, PrepareJob, ProxyJob, film_code
from video.host import DecoderWorker
from video.process import SandboxReport
from video.proxy import PROXY_PREFIX
from video.wire import Message, WireFault

_LOOK_PATIENCE_S: Final = 20.0
_WORK_PATIENCE_S: Final = 60.0
_LISTEN_S: Final = 0.1
_MOST_UNHEARD: Final = 8
_WORKER_LOST: Final = (ErrorCode.DECODER_DIED, ErrorCode.DECODER_STUCK)


class FilmWorkshop:
    """Safe to use from several threads at once. `close` when done."""

    def __init__(self, *, look_patience_s: float = _LOOK_PATIENCE_S, work_patience_s: float = _WORK_PATIENCE_S) -> None:
        """Patience: how long a worker may say nothing before it counts as stuck. Starts nothing yet."""
        self._look_patience_s = look_patience_s
        self._work_patience_s = work_patience_s
        self._looking = DecoderWorker()
        self._looking_lock = threading.Lock()
        self._busy: set[DecoderWorker] = set()
        self._followers: WeakSet[FilmFollower] = WeakSet()
        self._closed = False

    def close(self) -> None:
        """End every worker now. Work under way raises CANCELLED in its own thread, and so does any that is asked for later."""
        self._closed = True
        for worker in (self._looking, *list(self._busy)):
            worker.stop()
        for follower in list(self._followers):
            follower.abandon()
        with self._looking_lock:
            self._looking.close()

    def sandbox(self) -> SandboxReport:
        """What holds a worker in on this machine. Raises DECODER_DIED when none can be started."""
        with self._looking_lock:
            self._looking.start()
            return self._looking.sandbox

    def examine(self, source: ByteSource) -> Examination:
        """See `app.film_ports.Workshop`. Raises only what reading the source raised."""
        job = LookJob()
        with self._looking_lock:
            try:
                self._start(self._looking)
                with _lent(self._looking, source) as number:
                    _Talk(self._looking, "examine", number, self._look_patience_s).go_on("look", job.hear)
            except Circumstance as error:
                return Examination(0, None, has_sound=False, filmed_at=None, problems=self._named(error))
        return job.result()

    def prepare(self, source: ByteSource, keep: Keep, progress: Progress, cancel: CancelToken) -> Preparation:
        """See `app.film_ports.Workshop`. Raises CANCELLED, and what reading the source or keeping an extra raised."""
        job = PrepareJob(keep, progress)
        try:
            with self._fresh_worker() as worker, _lent(worker, source) as number:
                _Talk(worker, "prepare", number, self._work_patience_s, cancel).go_on("prepare", job.hear)
        except Circumstance as error:
            return job.broken_off(self._named(error))
        return job.result()

    def follow(self, keep: Keep) -> FilmFollower:
        """See `app.film_ports.Workshop`. Returns at once; the worker starts meanwhile. `keep` is called by the follower's `end`."""
        follower = FilmFollower(lambda: self._fresh_worker(gently=True), keep, patience_s=self._work_patience_s)
        self._followers.add(follower)
        return follower

    def make_proxy(self, source: ByteSource, kept: Iterable[str], keep: Keep, progress: Progress, cancel: CancelToken) -> None:
        """See `app.film_ports.Workshop`. Makes its own index. Raises CANCELLED, FILM_DAMAGED and what killed or stalled the worker."""
        job = ProxyJob(keep, progress)
        with self._fresh_worker(gently=True) as worker, _lent(worker, source) as number:
            talk = _Talk(worker, "proxy", number, self._work_patience_s, cancel)
            talk.session.send("kept", {"segments": sorted(_segments(kept))})
            talk.go_on("make", job.hear)

    @contextmanager
    def _fresh_worker(self, *, gently: bool = False) -> Iterator[DecoderWorker]:
        worker = DecoderWorker(gently=gently)
        self._busy.add(worker)
        try:
            self._start(worker)
            yield worker
        except Circumstance as error:
            if self._closed and error.code in _WORKER_LOST:
                raise Circumstance(ErrorCode.CANCELLED) from None
            raise
        finally:
            self._busy.discard(worker)
            worker.close()

    def _start(self, worker: DecoderWorker) -> None:
        if not self._closed:
            worker.start()
        if self._closed:  # perhaps meanwhile
            worker.stop()
            raise Circumstance(ErrorCode.CANCELLED)

    def _named(self, error: Circumstance) -> tuple[ErrorCode, ...]:
        """How a film is called that ended in this error. Raises it again when it is not the film's."""
        if error.code in _WORKER_LOST:
            if self._closed:
                raise Circumstance(ErrorCode.CANCELLED) from None
            return (ErrorCode.FILM_DAMAGED, error.code)
        if error.code in FILM_CODES:
            return (error.code,)
        raise error


class _Talk:
    """One conversation with a session about one source, on the caller's thread."""

    def __init__(self, worker: DecoderWorker, name: str, source: int, patience_s: float, cancel: CancelToken | None = None) -> None:
        self._worker = worker
        self._source = source
        self._patience_s = patience_s
        self._cancel = cancel
        self._heard: queue.Queue[Message | ErrorCode] = queue.Queue(_MOST_UNHEARD)
        self._over = False
        self.session = worker.open_session(name, self._hear, self._hear)

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
            self._over = True
            self.session.settle()
            self.session.close()

    def _hear(self, said: Message | ErrorCode) -> None:
        """On the hearing thread, which waits here when the worker is faster than the keeping: the pipe then slows the worker down."""
        while not self._over:
            with suppress(queue.Full):
                self._heard.put(said, timeout=_LISTEN_S)
                return

    def _next(self) -> Message:
        while True:
            if self._cancel is not None and self._cancel.cancelled():
                raise Circumstance(ErrorCode.CANCELLED)
            try:
                heard = self._heard.get(timeout=_LISTEN_S)
            except queue.Empty:
                if not self._worker.alive() and self._heard.empty():
                    raise Circumstance(ErrorCode.DECODER_DIED) from None  # ended from another thread
                continue
            if isinstance(heard, ErrorCode):
                self._raise(heard)
            elif heard.kind == "failed":
                self._raise(film_code(heard.text("code")))
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


@contextmanager
def _lent(worker: DecoderWorker, source: ByteSource) -> Iterator[int]:
    number = worker.lend(source)
    try:
        yield number
    except _SourceFault as carried:
        raise carried.fault from None
    finally:
        worker.detach(number)


def _segments(names: Iterable[str]) -> set[int]:
    return {int(name.removeprefix(PROXY_PREFIX)) for name in names if name.removeprefix(PROXY_PREFIX).isdecimal()}

"""A decoder worker with one film in it, kept alive for the player: started, fed from the reel, told, and started again when it dies.

Whatever may take long (starting a process, opening a reel, reading the index) happens on the worker's serving thread or on one thread of
our own; the interface hears of it by queued signals.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.ports import Reel
from video.host import DecoderWorker, WorkerSession
from video.index import INDEX_NAME, FrameIndex
from video.proxy import segment_name
from video.view import SLOT_BYTES, SLOTS
from video.wire import Fields, Message, WireFault

_MAX_SEGMENTS: Final = 100_000
_SESSION: Final = "play"


class Theatre(QObject):
    """All methods are for the interface's thread and return at once; all signals arrive there."""

    indexed = Signal(object)  # FrameIndex: the film is known; orders may follow
    heard = Signal(object)  # Message of the film that is open now
    lost = Signal(object)  # ErrorCode: the worker is gone, `revive` starts another
    failed = Signal(object)  # SamspillError: this film cannot be opened
    revived = Signal()
    _posted = Signal(object)  # a closure for the interface's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = DecoderWorker(picture_bytes=SLOTS * SLOT_BYTES)
        self._film: _Film | None = None
        self._session: WorkerSession | None = None
        self._posted.connect(lambda closure: closure(), Qt.ConnectionType.QueuedConnection)
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._last_thread: threading.Thread | None = None
        self._begin()

    def open(self, open_reel: Callable[[], Reel]) -> None:
        """Let go of the film before and open this one; `indexed` or `failed` follows."""
        self.shut()
        if self._thread is None:
            self._begin()
        film = self._film = _Film(open_reel)
        self._tasks.put(lambda: self._open(film))

    def shut(self) -> None:
        """Let go of the film."""
        film, self._film, self._session = self._film, None, None
        if film is not None:
            film.gone = True
            self._tasks.put(lambda: self._let_go(film))

    def close(self) -> None:
        """Let go of everything. The worker ends shortly afterwards, on our own thread. `open` begins anew."""
        self.shut()
        self._tasks.put(None)
        self._thread = None

    def wait_closed(self, timeout_s: float) -> bool:
        """After `close`: wait until the worker is gone."""
        assert self._last_thread is not None
        self._last_thread.join(timeout_s)
        return not self._last_thread.is_alive()

    def revive(self) -> None:
        """Start another worker for the film that is open; `revived` or `failed` follows."""
        film = self._film
        self._session = None
        if film is not None:
            self._tasks.put(lambda: self._revive(film))

    def send(self, kind: str, fields: Fields | None = None, *, answer_within_s: float | None = None) -> None:
        """An order to the worker; nothing happens while there is none."""
        if self._session is not None:
            self._session.send(kind, fields, answer_within_s=answer_within_s)

    def settle(self) -> None:
        """The answer that was owed has come."""
        if self._session is not None:
            self._session.settle()

    @property
    def ready(self) -> bool:
        return self._session is not None

    def picture_of(self, message: Message) -> QImage:
        """A copy of the picture that a message tells of, out of the shared memory. Raises WireFault for one that cannot be."""
        width, height = message.whole("width", 1, 8192), message.whole("height", 1, 8192)
        stride, slot = message.whole("stride", width * 4, 65_536), message.whole("slot", 0, SLOTS - 1)
        if stride * height > SLOT_BYTES:
            raise WireFault
        start = slot * SLOT_BYTES
        with self._worker.pictures[start : start + stride * height] as pixels:
            return QImage(pixels, width, height, stride, QImage.Format.Format_RGB32).copy()

    @property
    def worker_pid(self) -> int:
        return self._worker.pid

    def _begin(self) -> None:
        self._tasks = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, args=(self._tasks, self._last_thread), name="theatre", daemon=True)
        self._last_thread = self._thread
        self._thread.start()

    # --- on our own thread ---

    def _work(self, tasks: queue.SimpleQueue[Callable[[], None] | None], before: threading.Thread | None) -> None:
        if before is not None:
            before.join()
        while (task := tasks.get()) is not None:
            task()
        self._worker.close()

    def _open(self, film: _Film) -> None:
        if film.gone:
            return
        try:
            self._worker.start()
            film.source = self._worker.attach_opener(film.reel)
            self._worker.call(lambda: self._read_index(film))
        except SamspillError as caught:
            error = caught
            self._tell(film, lambda: self.failed.emit(error))

    def _read_index(self, film: _Film) -> None:
        """On the serving thread, where the reel is read."""
        try:
            data = film.reel().extra(INDEX_NAME)  # noqa: S610  no database of Django in sight
            if data is None:
                raise Circumstance(ErrorCode.FILM_DAMAGED)
            film.index, film.index_bytes = FrameIndex.from_bytes(data), data
            session = self._new_session(film)
        except SamspillError as caught:
            error = caught
            self._tell(film, lambda: self.failed.emit(error))
        else:
            self._tell(film, lambda: self._came_up(session, film))

    def _new_session(self, film: _Film) -> WorkerSession:
        session = self._worker.open_session(
            _SESSION,
            lambda message: self._sort(film, message),
            lambda code: self._tell(film, lambda: self.lost.emit(code)),
        )
        session.send("film", {"source": film.source}, film.index_bytes)
        film.session = session
        return session

    def _sort(self, film: _Film, message: Message) -> None:
        """On the hearing thread: pieces of proxy need not pass the interface."""
        number = message.fields.get("number")
        if message.kind != "want_segment":
            self._tell(film, lambda: self._hear(film, message))
        elif isinstance(number, int) and 0 <= number < _MAX_SEGMENTS:
            self._bring_segment(film, number)

    def _bring_segment(self, film: _Film, number: int) -> None:
        session = film.session
        if session is None:
            return

        def bring() -> None:  # on the serving thread, where the reel is read
            try:
                data = film.reel().extra(segment_name(number))  # noqa: S610  no database of Django in sight
            except SamspillError:
                data = None  # the film itself will tell when it is wanted
            session.send("segment", {"number": number}, data or b"")

        with contextlib.suppress(Circumstance):  # the worker is gone: `lost` tells
            self._worker.call(bring)

    def _revive(self, film: _Film) -> None:
        if film.gone:
            return
        try:
            self._worker.restart()
            session = self._new_session(film)
        except SamspillError as caught:
            error = caught
            self._tell(film, lambda: self.failed.emit(error))
        else:
            self._tell(film, lambda: self._came_back(session))

    def _let_go(self, film: _Film) -> None:
        if film.session is not None:
            film.session.close()
        self._worker.detach(film.source)
        film.close()

    # --- back on the interface's thread ---

    def _tell(self, film: _Film, closure: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the player was deleted meanwhile: nobody is there to be told
            self._posted.emit(lambda: closure() if film is self._film else None)

    def _came_up(self, session: WorkerSession, film: _Film) -> None:
        self._session = session
        self.indexed.emit(film.index)

    def _came_back(self, session: WorkerSession) -> None:
        self._session = session
        self.revived.emit()

    def _hear(self, film: _Film, message: Message) -> None:
        if message.kind == "failed":
            fault = self._worker.fault_of(film.source)
            self.failed.emit(fault or Circumstance(ErrorCode.FILM_DAMAGED))
        else:
            self.heard.emit(message)


class _Film:
    """The reel of one film, opened on the thread that first wants it, and what belongs to it."""

    def __init__(self, open_reel: Callable[[], Reel]) -> None:
        self._open_reel = open_reel
        self._reel: Reel | None = None
        self.source = -1
        self.session: WorkerSession | None = None
        self.index: FrameIndex | None = None
        self.index_bytes = b""
        self.gone = False

    def reel(self) -> Reel:
        """Raises what opening the reel raises."""
        if self._reel is None:
            self._reel = self._open_reel()
        return self._reel

    def close(self) -> None:
        reel, self._reel = self._reel, None
        if reel is not None:
            reel.close()

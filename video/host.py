"""The decoder worker as the application sees it: a process that can be asked, fed bytes, stopped and started again.

`DecoderWorker` starts `python -m video.worker`, serves it the bytes of attached sources, and passes messages between sessions and their
owners. A worker that dies ends every session with DECODER_DIED; one that owes an answer for too long is killed and ends them with
DECODER_STUCK. Nothing a worker sends can make this process do more than call `heard` with bounded numbers and bytes.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.ports import ByteSource
from video.picture_memory import PictureMemory
from video.process import HeldSource, SandboxReport, WorkerProcess
from video.wire import Fields, Message

Heard = Callable[[Message], None]
Lost = Callable[[ErrorCode], None]


class WorkerSession:
    """One session, as its owner holds it. `heard` and `lost` are called on the worker's hearing thread: do little there, never block.

    `lost(code)` comes once when the worker is gone. A `failed {code}` message comes when only this session ended.
    """

    def __init__(self, worker: DecoderWorker, number: int, heard: Heard, lost: Lost) -> None:
        self._worker = worker
        self._heard = heard
        self._lost = lost
        self._patience_s = 0.0
        self.number = number
        self.deadline: float | None = None

    def send(self, kind: str, fields: Fields | None = None, payload: bytes = b"", *, answer_within_s: float | None = None) -> None:
        """Say something to the session; never blocks. With `answer_within_s`, silence for so long after it kills the worker.

        Every message from the session grants as much time again, until `settle()`. Time spent reading the source does not count.
        """
        if answer_within_s is not None:
            self._patience_s = answer_within_s
            self.deadline = time.monotonic() + answer_within_s
        self._worker.post(Message(self.number, kind, fields or {}, payload))

    def settle(self) -> None:
        """Nothing is owed any more."""
        self.deadline = None

    def close(self) -> None:
        """End the session. Neither callback is called any more, but for one that is running now."""
        self._worker.forget(self.number)

    def hear(self, message: Message) -> None:
        if self.deadline is not None:
            self.deadline = time.monotonic() + self._patience_s
        self._heard(message)

    def lose(self, code: ErrorCode) -> None:
        self.deadline = None
        self._lost(code)

    def grant(self, more_s: float) -> None:
        if self.deadline is not None:
            self.deadline += more_s


class DecoderWorker:
    """One worker process and its two threads. Messages may be sent from any thread; start and close from one at a time."""

    def __init__(self, picture_bytes: int = 0, *, gently: bool = False) -> None:
        """`picture_bytes` of shared memory for pictures (`pictures`); 0 for none. `gently`: give way to others. Starts nothing yet."""
        self._gently = gently
        self._picture_bytes = picture_bytes
        self._memory: PictureMemory | None = None
        self._running: WorkerProcess | None = None
        self._numbers = itertools.count(1)
        self._sources: dict[int, HeldSource] = {}

    def start(self) -> None:
        """Start the process unless it runs; returns when it is ready and sandboxed. Raises DECODER_DIED when it cannot start."""
        if self.alive():
            return
        self.stop()
        if self._picture_bytes and self._memory is None:
            self._memory = PictureMemory.create(self._picture_bytes)
        self._running = WorkerProcess(self._memory, self._sources, gently=self._gently)

    def restart(self) -> None:
        """End the process, whatever it does, and start a fresh one. Open sessions are gone without a word; sources stay attached."""
        self.stop()
        self.start()

    def alive(self) -> bool:
        """Whether a worker runs and can be asked."""
        return self._running is not None and self._running.alive()

    def stop(self) -> None:
        """End the process and both threads; sources stay attached for the next start."""
        running, self._running = self._running, None
        if running is not None:
            running.end()

    def close(self) -> None:
        """`stop`, detach every source and give the picture memory back."""
        self.stop()
        for number in list(self._sources):
            self.detach(number)
        memory, self._memory = self._memory, None
        if memory is not None:
            memory.close()

    @property
    def pid(self) -> int:
        """The process's id; 0 when none runs."""
        return self._running.process.pid if self._running is not None else 0

    @property
    def pictures(self) -> memoryview:
        """The memory shared with the worker, from the first `start` on. Release every slice of it before `close`."""
        assert self._memory is not None
        return self._memory.view

    @property
    def sandbox(self) -> SandboxReport:
        """How the running worker is held in. Raises DECODER_DIED when none runs."""
        return self._need().report

    def attach(self, source: ByteSource) -> int:
        """Serve the bytes of `source` under the number returned. It is read on the serving thread and closed by `detach`."""
        return self.attach_opener(lambda: source)

    def lend(self, source: ByteSource) -> int:
        """As `attach`, but the caller keeps the source and closes it after `detach`."""
        number = next(self._numbers)
        self._sources[number] = HeldSource(lambda: source, lent=True)
        return number

    def attach_opener(self, opener: Callable[[], ByteSource]) -> int:
        """As `attach`, with the source opened on the serving thread when its first byte is wanted."""
        number = next(self._numbers)
        self._sources[number] = HeldSource(opener)
        return number

    def detach(self, source: int) -> None:
        """Serve it no more and close it. Waits for a read that is under way."""
        held = self._sources.pop(source, None)
        if held is not None:
            held.close()

    def fault_of(self, source: int) -> SamspillError | None:
        """The error that reading this source ended in, if any: a pulled card is not the film's fault."""
        held = self._sources.get(source)
        return held.fault if held is not None else None

    def open_session(self, name: str, heard: Heard, lost: Lost) -> WorkerSession:
        """Open a session of the worker's registry. Raises DECODER_DIED when no worker runs."""
        running = self._need()
        session = WorkerSession(self, next(self._numbers), heard, lost)
        running.add(session.number, session)
        self.post(Message(session.number, "open", {"name": name}))
        return session

    def forget(self, session: int) -> None:
        """For WorkerSession: the owner has gone."""
        running = self._running
        if running is not None:
            running.remove(session)
            self.post(Message(session, "close"))

    def post(self, message: Message) -> None:
        """Queue a message for the worker; dropped when it is gone (its sessions hear that they are lost)."""
        running = self._running
        if running is not None:
            running.outbox.put(message)

    def call(self, work: Callable[[], None]) -> None:
        """Run `work` on the serving thread, in turn with the reads of attached sources. Raises DECODER_DIED when no worker runs."""
        self._need().outbox.put(work)

    def _need(self) -> WorkerProcess:
        if self._running is None or not self._running.alive():
            raise Circumstance(ErrorCode.DECODER_DIED)
        return self._running

"""One run of the decoder worker: the process, the thread that hears it, and the thread that serves it bytes and keeps watch."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.ports import ByteSource
from video.launch import launch
from video.picture_memory import PictureMemory
from video.whereabouts import believed
from video.wire import Message, Sender, Served, Want, WireFault, exactly, read_frame, write_all

START_TIMEOUT_S: Final = 30.0
_WATCH_S: Final = 0.5
_MOST_WAITING: Final = 10_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SandboxReport:
    """What holds the worker in, as it said itself when it started. `landlock_abi` 0: the kernel has none."""

    landlock_abi: int
    seccomp: bool
    limits: bool


class SessionOwner(Protocol):
    """What a session's owner looks like from here."""

    deadline: float | None

    def hear(self, message: Message) -> None: ...

    def lose(self, code: ErrorCode) -> None: ...

    def grant(self, more_s: float) -> None: ...


class HeldSource:
    """A source that is attached: opened when its first byte is wanted, read under a lock, its first error remembered."""

    def __init__(self, opener: Callable[[], ByteSource], *, lent: bool = False) -> None:
        """A `lent` source belongs to someone else, who closes it."""
        self._opener = opener
        self._lent = lent
        self._source: ByteSource | None = None
        self._lock = threading.Lock()
        self._closed = False
        self.fault: SamspillError | None = None

    def serve(self, want: Want) -> Served:
        with self._lock:
            if self._closed:
                return Served(want.ticket, ok=False, number=0)
            try:
                if self._source is None:
                    self._source = self._opener()
                size = self._source.size_bytes
                data = self._source.read_at(want.offset, want.length) if want.length and want.offset < size else b""
                return Served(want.ticket, ok=True, number=size, data=data[: want.length])
            except SamspillError as error:
                self.fault = self.fault or error
                return Served(want.ticket, ok=False, number=0)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._source is not None and not self._lent:
                self._source.close()


class WorkerProcess:
    """Started by its constructor, which returns when the worker is ready; ended by `end`. Never started twice."""

    def __init__(self, memory: PictureMemory | None, sources: Mapping[int, HeldSource], *, gently: bool = False) -> None:
        self.outbox: queue.SimpleQueue[Message | Want | Callable[[], None] | None] = queue.SimpleQueue()
        self.report = SandboxReport(0, seccomp=False, limits=False)
        self._sources = sources
        self._owners: dict[int, SessionOwner] = {}
        self._owners_lock = threading.Lock()
        self._ready = threading.Event()
        self._end_code = ErrorCode.DECODER_DIED
        self._ending = False
        self._gone = False  # the hearing thread has told everyone and ended
        self.process = _start(memory, gently=gently)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._stdin, self._stdout = self.process.stdin, self.process.stdout
        self._sender = Sender(write_all(lambda data: os.write(self._stdin.fileno(), data)))
        self._hearing = threading.Thread(target=self._hear, name="worker-hear", daemon=True)
        self._serving = threading.Thread(target=self._serve, name="worker-serve", daemon=True)
        self._hearing.start()
        self._serving.start()
        if not self._ready.wait(START_TIMEOUT_S) or not self.alive():
            self.end()
            raise Circumstance(ErrorCode.DECODER_DIED)

    def alive(self) -> bool:
        return not self._ending and not self._gone and self.process.poll() is None

    def add(self, number: int, owner: SessionOwner) -> None:
        """Raises DECODER_DIED when the worker went meanwhile: nobody would tell the owner any more."""
        with self._owners_lock:
            if self._gone:
                raise Circumstance(ErrorCode.DECODER_DIED)
            self._owners[number] = owner

    def remove(self, number: int) -> None:
        with self._owners_lock:
            self._owners.pop(number, None)

    def end(self) -> None:
        """End the process and both threads; returns when all three are gone. Sessions hear nothing any more."""
        self._ending = True
        with self._owners_lock:
            self._owners.clear()
        self.process.kill()
        self.process.wait()
        self.outbox.put(None)
        for thread in (self._hearing, self._serving):
            if thread is not threading.current_thread():
                thread.join()
        with contextlib.suppress(OSError):
            self._stdin.close()
        self._stdout.close()

    def _hear(self) -> None:
        """The hearing thread: frames until the pipe closes or a rule is broken; then everyone who waits is told."""
        read = exactly(lambda length: os.read(self._stdout.fileno(), length))
        try:
            while True:
                frame = read_frame(read)
                if isinstance(frame, Want) and self.outbox.qsize() < _MOST_WAITING:
                    self.outbox.put(frame)
                elif isinstance(frame, Message):
                    self._message(frame)
                else:
                    raise WireFault
        except (EOFError, OSError, WireFault):
            self.process.kill()
            self._lose_all()
            self._ready.set()

    def _message(self, message: Message) -> None:
        if message.session == 0 and message.kind == "ready":
            self.report = SandboxReport(message.whole("landlock_abi", 0, 1000), message.flag("seccomp"), message.flag("limits"))
            self._ready.set()
            return
        with self._owners_lock:
            owner = self._owners.get(message.session)
        if owner is None:
            return
        if message.kind == "failed" and message.fields.get("bug"):
            _log.error("the decoder worker met an error of its own: %s", believed(message.text("bug")))
        owner.hear(message)

    def _lose_all(self) -> None:
        with self._owners_lock:
            self._gone = True
            owners = list(self._owners.values())
            self._owners.clear()
        for owner in owners:
            owner.lose(self._end_code)

    def _serve(self) -> None:
        """The serving thread. However it ends, nobody is left waiting for it."""
        try:
            self._serve_all()
        finally:
            self.process.kill()

    def _serve_all(self) -> None:
        """Writes what waits, reads what the worker wants, looks at the clock in between; until told to end."""
        while True:
            try:
                item = self.outbox.get(timeout=_WATCH_S)
            except queue.Empty:
                self._watch()
                continue
            if item is None:
                return
            try:
                self._do(item)
            except (OSError, WireFault):
                self.process.kill()  # the hearing thread tells everyone
            self._watch()

    def _do(self, item: Message | Want | Callable[[], None]) -> None:
        if isinstance(item, Message):
            self._sender.send(item)
        elif isinstance(item, Want):
            began = time.monotonic()
            held = self._sources.get(item.source)
            served = held.serve(item) if held is not None else Served(item.ticket, ok=False, number=0)
            self._grant_all(time.monotonic() - began)  # a slow card is not the worker's fault
            self._sender.send(served)
        else:
            item()

    def _grant_all(self, more_s: float) -> None:
        with self._owners_lock:
            for owner in self._owners.values():
                owner.grant(more_s)

    def _watch(self) -> None:
        now = time.monotonic()
        with self._owners_lock:
            late = any(owner.deadline is not None and now > owner.deadline for owner in self._owners.values())
        if late:
            self._end_code = ErrorCode.DECODER_STUCK
            self.process.kill()


def _start(memory: PictureMemory | None, *, gently: bool) -> subprocess.Popen[bytes]:
    environment = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    try:
        return launch("video.worker", ["--gently"] if gently else [], memory, environment)
    except OSError:
        raise Circumstance(ErrorCode.DECODER_DIED) from None

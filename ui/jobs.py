"""Work off the interface's thread: one lane for the store, a small pool for the rest, one lane for short questions that cannot wait behind
either, one for the team base, and one door by which results come home.

A job is tied to a context object: when that is destroyed its results are dropped. A long job takes a `Cancel` token and reports
progress; both arrive on the interface's thread. An error of ours arrives as a SamspillError; anything else is a bug and is
re-raised on the interface's thread, where the crash handler sees it.

What a job holds on to may be widgets, and a widget whose last reference falls on another thread takes the process with it. So a lane is
given the number of a job and no more: the job itself stays in a table of the interface's thread, which alone takes it out and lets it go.
"""

from __future__ import annotations

import itertools
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from shiboken6 import isValid

from app.domain.errors import SamspillError

T = TypeVar("T")


class Cancel:
    """A token that says whether the person has asked to stop. Fulfils `app.ports.CancelToken`."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    def cancelled(self) -> bool:
        return self._event.is_set()


@dataclass
class _Job:
    """What is to be done and who wants to know. `result` or `trouble` is put in by the lane, everything is let go by the interface."""

    work: Callable[[], Any]
    then: Callable[[Any], None] | None
    failed: Callable[[SamspillError], None] | None
    alive: Callable[[], bool]
    result: object = None
    trouble: BaseException | None = None

    def do(self) -> None:
        """On the lane. Keeps nothing of the job in the frames of that thread once it returns."""
        try:
            self.result = self.work()
        except BaseException as trouble:  # noqa: BLE001  carried home whole: the interface's thread re-raises a bug
            self.trouble = trouble

    def tell(self) -> None:
        """On the interface's thread."""
        trouble, self.trouble = self.trouble, None  # its trace leads to this job: a circle would be let go wherever garbage is collected
        try:
            if trouble is None:
                if self.then and self.alive():
                    self.then(self.result)
            elif not isinstance(trouble, SamspillError):
                raise trouble
            elif self.failed and self.alive():
                self.failed(trouble)
        finally:
            del trouble


class _Mailbox(QObject):
    """Lives on the interface's thread and runs there what is emitted anywhere. Qt owns it, so no other thread can be the one to end it."""

    deliver = Signal(object)

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self.deliver.connect(self._run, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _run(self, closure: Callable[[], None]) -> None:
        closure()


class Lane:
    """One of the lanes of `Jobs`: called with work, it runs that off the interface's thread."""

    def __init__(self, workers: int, called: str, submit: Callable[[ThreadPoolExecutor, _Job], Callable[[], bool]]) -> None:
        self.threads = ThreadPoolExecutor(workers, thread_name_prefix=called)
        self._submit = submit

    def __call__(
        self,
        context: QObject,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[SamspillError], None] | None = None,
    ) -> Callable[[], bool]:
        """Run `work` on this lane, then `then(result)` or `failed(error)` on the interface's thread. What is returned takes the job back:
        False where it has begun; else nothing is done, and nobody told."""
        return self._submit(self.threads, _Job(work, then, failed, _alive_flag(context)))


class Jobs:
    """The lanes of one window.

    `store`: one job at a time, in the order they were asked for. `pool`: work that does not need its turn. `watch`: a question asked again
    and again that takes milliseconds, and whose answer must not wait for a long job to end. `far`: the team base, one exchange at a time;
    each may wait for a network that does not answer.
    """

    def __init__(self, pool_workers: int = 2) -> None:
        self._mailbox = _Mailbox()
        self._jobs: dict[int, _Job] = {}
        self._numbers = itertools.count()
        self.store = Lane(1, "store", self._submit)
        self.pool = Lane(pool_workers, "pool", self._submit)
        self.watch = Lane(1, "watch", self._submit)
        self.far = Lane(1, "far", self._submit)
        self._closed = False

    def way_home(self, context: QObject) -> Callable[[Callable[[], None]], None]:
        """For progress: made on the interface's thread, it takes closures from any thread and runs them here while `context` is there.

        A closure may hold what its job holds, or what lives as long as the window: its own last reference may fall on either thread.
        """
        alive, deliver = _alive_flag(context), self._mailbox.deliver
        return lambda closure: deliver.emit(lambda: closure() if alive() else None)

    def flush(self, timeout_s: float | None = None) -> bool:
        """Wait until every store job asked for so far has run. False on time-out. Used before locking."""
        done = threading.Event()
        self.store.threads.submit(done.set)
        return done.wait(timeout_s)

    def close(self) -> None:
        """Finish what runs, drop what waits on the pool, keep what waits on the store's lane."""
        self._closed = True
        self.watch.threads.shutdown(wait=True, cancel_futures=True)
        self.far.threads.shutdown(wait=True, cancel_futures=True)
        self.pool.threads.shutdown(wait=True, cancel_futures=True)
        self.store.threads.shutdown(wait=True)

    def _submit(self, lane: ThreadPoolExecutor, job: _Job) -> Callable[[], bool]:
        if self._closed:
            return lambda: False
        number = next(self._numbers)
        self._jobs[number] = job
        submitted = lane.submit(self._do, number)
        return lambda: submitted.cancel() and self._jobs.pop(number, None) is not None

    def _do(self, number: int) -> None:
        """On a lane. The last thing done is to say that it is done: from then on this thread holds nothing of the job."""
        self._jobs[number].do()
        self._mailbox.deliver.emit(lambda: self._tell(number))

    def _tell(self, number: int) -> None:
        self._jobs.pop(number).tell()


def _alive_flag(context: QObject) -> Callable[[], bool]:
    """Is `context` still there? Made and asked on the interface's thread. Holds no reference and leaves no connection behind."""
    seen = weakref.ref(context)

    def alive() -> bool:
        there = seen()
        return there is not None and isValid(there)

    return alive

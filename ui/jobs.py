"""Work off the interface's thread: one lane for the store, a small pool for the rest, and one door by which results come home.

A job is tied to a context object: when that is destroyed its results are dropped. A long job takes a `Cancel` token and reports
progress; both arrive on the interface's thread. An error of ours arrives as a SamspillError; anything else is a bug and is
re-raised on the interface's thread, where the crash handler sees it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

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


class _Mailbox(QObject):
    """Lives on the interface's thread. `deliver` is emitted from any thread and runs the closure here."""

    deliver = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.deliver.connect(self._run, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _run(self, closure: Callable[[], None]) -> None:
        closure()


class Jobs:
    """The lanes of one window. `store` jobs run one at a time in the order they were asked for."""

    def __init__(self, pool_workers: int = 2) -> None:
        self._mailbox = _Mailbox()
        self._store = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._pool = ThreadPoolExecutor(pool_workers, thread_name_prefix="pool")
        self._closed = False

    def store(
        self,
        context: QObject,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[SamspillError], None] | None = None,
    ) -> None:
        """Run `work` on the store's lane, then `then(result)` or `failed(error)` on the interface's thread."""
        self._submit(self._store, context, work, then, failed)

    def pool(
        self,
        context: QObject,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[SamspillError], None] | None = None,
    ) -> None:
        """As `store`, on the small pool: for work that does not need its turn."""
        self._submit(self._pool, context, work, then, failed)

    def come_home(self, context: QObject, closure: Callable[[], None]) -> None:
        """From any thread: run `closure` on the interface's thread unless `context` is gone by then. For progress."""
        alive = _alive_flag(context)
        self._mailbox.deliver.emit(lambda: closure() if alive() else None)

    def way_home(self, context: QObject) -> Callable[[Callable[[], None]], None]:
        """As `come_home`, for many times: made once on the interface's thread, then safe from any thread even when `context` is gone."""
        alive = _alive_flag(context)
        return lambda closure: self._mailbox.deliver.emit(lambda: closure() if alive() else None)

    def flush(self, timeout_s: float | None = None) -> bool:
        """Wait until every store job asked for so far has run. False on time-out. Used before locking."""
        done = threading.Event()
        self._store.submit(done.set)
        return done.wait(timeout_s)

    def close(self) -> None:
        """Finish what runs, drop what waits on the pool, keep what waits on the store's lane."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._store.shutdown(wait=True)

    def _submit(
        self,
        lane: ThreadPoolExecutor,
        context: QObject,
        work: Callable[[], T],
        then: Callable[[T], None] | None,
        failed: Callable[[SamspillError], None] | None,
    ) -> None:
        if self._closed:
            return
        alive = _alive_flag(context)

        def run() -> None:
            try:
                result = work()
            except SamspillError as error:
                caught = error
                self._mailbox.deliver.emit(lambda: failed(caught) if failed and alive() else None)
            except BaseException as bug:  # noqa: BLE001  carried home whole: the interface's thread re-raises it
                carried = bug
                self._mailbox.deliver.emit(lambda: _raise(carried))
            else:
                self._mailbox.deliver.emit(lambda: then(result) if then and alive() else None)

        lane.submit(run)


def _raise(bug: BaseException) -> None:
    raise bug


def _alive_flag(context: QObject) -> Callable[[], bool]:
    """A cheap question, safe to ask later: is `context` still there? Must be called on the context's own thread."""
    gone = threading.Event()
    context.destroyed.connect(gone.set)
    return lambda: not gone.is_set()

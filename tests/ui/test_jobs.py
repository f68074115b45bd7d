"""Work off the interface's thread, and what must not happen there: nothing of Qt may be let go on another thread."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

from app.domain.errors import Circumstance, ErrorCode, SamspillError
from tests.ui.films import wait_for
from ui.jobs import Jobs


class _Held:
    """Stands for a widget: tells on which thread it was let go."""

    def __init__(self, told: list[str]) -> None:
        weakref.finalize(self, lambda: told.append(threading.current_thread().name))

    def itself(self) -> _Held:
        return self

    def stumble(self) -> None:
        raise Circumstance(ErrorCode.DISK_FULL)

    def hear(self, _said: object) -> None:
        pass


@pytest.mark.parametrize("how", ["result", "failure", "context gone"])
def test_what_a_job_holds_is_let_go_on_the_thread_of_the_interface(jobs: Jobs, how: str) -> None:
    context, told, before = QObject(), list[str](), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(300):
            held = _Held(told)
            ask = jobs.store if _ % 2 else jobs.pool
            ask(context, held.stumble if how == "failure" else held.itself, held.hear, held.hear)
            del held
            if how == "context gone":
                context = QObject()
            QCoreApplication.processEvents()
        wait_for(lambda: gc.collect() >= 0 and len(told) == 300)
    finally:
        sys.setswitchinterval(before)
    assert set(told) == {"MainThread"}


def test_a_job_is_taken_back_until_it_has_begun_and_once(jobs: Jobs) -> None:
    context, go_on, done = QObject(), threading.Event(), list[str]()
    began = threading.Event()

    def first() -> str:
        began.set()
        go_on.wait(20)
        return "first"

    take_first_back = jobs.store(context, first, done.append)
    take_second_back = jobs.store(context, lambda: "second", done.append)
    wait_for(began.is_set)
    assert not take_first_back()
    assert take_second_back() and not take_second_back()
    go_on.set()
    jobs.store(context, lambda: "third", done.append)
    wait_for(lambda: done == ["first", "third"])


def test_results_and_our_errors_come_home_in_turn(jobs: Jobs) -> None:
    context, came = QObject(), list[tuple[object, bool]]()

    def heard(what: object) -> None:
        came.append((what, threading.current_thread() is threading.main_thread()))

    def full() -> None:
        raise Circumstance(ErrorCode.DISK_FULL)

    jobs.store(context, lambda: 1, heard)
    jobs.store(context, full, heard, lambda error: heard(error.code))
    jobs.store(context, lambda: 3, heard)
    wait_for(lambda: len(came) == 3)
    assert came == [(1, True), (ErrorCode.DISK_FULL, True), (3, True)]


def test_a_job_whose_context_was_destroyed_tells_nobody(jobs: Jobs) -> None:
    parent, came, go = QObject(), list[object](), threading.Event()
    context = QObject(parent)
    home = jobs.way_home(context)

    def work() -> int:
        go.wait(5)
        home(lambda: came.append("progress"))
        return 1

    jobs.store(context, work, came.append)
    context.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    go.set()
    jobs.store(parent, lambda: 2, came.append)
    wait_for(lambda: bool(came))
    assert came == [2]


def test_a_bug_is_raised_where_the_crash_handler_sees_it(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    caught = list[BaseException | None]()
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: caught.append(error))
    jobs.pool(QObject(QCoreApplication.instance()), lambda: list[int]().pop())
    wait_for(lambda: bool(caught))
    assert isinstance(caught[0], IndexError)


def test_asking_often_leaves_nothing_on_the_context(jobs: Jobs) -> None:
    """The card is looked for every other second, all day long, by one and the same object."""
    context, left = QObject(), [5]

    def again(_result: object = None) -> None:
        left[0] -= 1
        if left[0]:
            jobs.pool(context, lambda: None, again)

    again()
    wait_for(lambda: left[0] == 0)
    destroyed = "2destroyed(QObject*)"
    assert context.receivers(destroyed) == 0


def _refused(_error: SamspillError) -> None:
    raise AssertionError


def test_what_waits_for_the_store_is_done_at_closing(qapp: QApplication) -> None:
    jobs, context, done = Jobs(), QObject(), list[int]()
    work: list[Callable[[], None]] = [lambda n=n: done.append(n) for n in range(20)]  # type: ignore[misc]
    for one in work:
        jobs.store(context, one, None, _refused)
    assert jobs.flush(5)
    jobs.close()
    jobs.store(context, work[0])
    assert done == list(range(20))

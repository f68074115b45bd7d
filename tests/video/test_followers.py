"""A follower that fails costs nothing but itself: abandoned, closed, dead, stuck, too slow; and nothing is kept before all is there."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from tests.video.keeping import Kept
from tests.video.live_films import in_pieces, live_film, push
from video.following import MOST_WAITING_BYTES
from video.workshop import FilmWorkshop

E = ErrorCode


@pytest.fixture
def workshop() -> Iterator[FilmWorkshop]:
    made = FilmWorkshop()
    yield made
    made.close()


def test_what_the_worker_has_taken_waits_no_more(workshop: FilmWorkshop, monkeypatch: pytest.MonkeyPatch) -> None:
    film, kept = live_film(11), Kept()
    monkeypatch.setattr("video.following.MOST_WAITING_BYTES", 300_000)
    assert len(film) > 500_000
    following = workshop.follow(kept.keep)
    for piece in in_pieces(film, 140_000):
        following.push(piece)
        until(lambda: following.waiting_bytes == 0)
    assert following.end() is not None


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_the_extras_come_only_at_the_end(workshop: FilmWorkshop) -> None:
    kept = Kept()
    following = workshop.follow(kept.keep)
    push(following, live_film(4))
    time.sleep(0.3)
    assert not kept
    assert following.end() is not None
    assert set(kept) == {"index", "waveform", "thumbnails"}
    assert following.end() is None
    following.push(b"late")
    following.abandon()


def test_abandoning_keeps_nothing(workshop: FilmWorkshop) -> None:
    kept, threads = Kept(), threading.active_count()
    following = workshop.follow(kept.keep)
    push(following, live_film(4))
    following.abandon()
    assert threading.active_count() == threads
    assert following.end() is None
    assert not kept


def test_what_keeping_raises_comes_home(workshop: FilmWorkshop) -> None:
    def full(_name: str, _data: bytes) -> None:
        raise Circumstance(E.DISK_FULL)

    following = workshop.follow(full)
    push(following, live_film(4))
    with pytest.raises(Circumstance) as caught:
        following.end()
    assert caught.value.code is E.DISK_FULL


def test_closing_the_workshop_ends_a_follower() -> None:
    workshop, kept, threads = FilmWorkshop(), Kept(), threading.active_count()
    following = workshop.follow(kept.keep)
    push(following, live_film(4))
    workshop.close()
    assert threading.active_count() == threads
    following.push(b"more")
    assert following.end() is None
    late = workshop.follow(kept.keep)
    late.push(live_film(4))
    assert late.end() is None
    assert not kept


def _worker() -> int:
    """The one worker process of this test, once it is there and at work."""
    for _ in range(500):
        found = [int(pid) for task in Path("/proc/self/task").iterdir() for pid in task.joinpath("children").read_text().split()]
        workers = [pid for pid in found if _threads(pid) > 1]
        if workers:
            return workers[0]
        time.sleep(0.02)
    raise AssertionError("no worker came")


def _threads(pid: int) -> int:
    """How many a worker has: a second one for each session."""
    if b"video.worker" not in Path(f"/proc/{pid}/cmdline").read_bytes():
        return 0
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="finds the worker's process under /proc")


@linux_only
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_dead_or_stuck_worker_gives_nothing_and_holds_nothing_up(blow: signal.Signals) -> None:
    workshop, kept = FilmWorkshop(work_patience_s=0.7), Kept()
    try:
        following = workshop.follow(kept.keep)
        push(following, live_film(4)[:100_000])
        os.kill(_worker(), blow)
        push(following, live_film(4)[100_000:])
        assert following.end() is None
        assert not kept
        again = workshop.follow(kept.keep)
        push(again, live_film(4))
        assert again.end() is not None
    finally:
        workshop.close()


@linux_only
def test_what_waits_is_bounded(workshop: FilmWorkshop) -> None:
    kept = Kept()
    following = workshop.follow(kept.keep)
    following.push(live_film(4))
    os.kill(_worker(), signal.SIGSTOP)
    piece = bytes(1 << 20)
    for _ in range(MOST_WAITING_BYTES // len(piece) + 1):
        following.push(piece)  # none of these waits for the worker, which patience would let live for a minute
    assert following.end() is None
    assert not kept


@linux_only
def test_a_worker_that_is_stuck_at_the_end_is_not_waited_for_as_long(workshop: FilmWorkshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video.following._END_PATIENCE_S", 0.5)  # the workshop's own patience is a minute
    kept = Kept()
    following = workshop.follow(kept.keep)
    push(following, live_film(4))
    until(lambda: following.waiting_bytes == 0)
    os.kill(_worker(), signal.SIGSTOP)
    began = time.monotonic()
    assert following.end() is None
    assert time.monotonic() - began < 30
    assert not kept

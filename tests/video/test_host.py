"""The worker as a process: it serves bytes, it dies and is named, it stalls and is killed, and nothing of it is left behind."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.ports import ByteSource
from tests.fakes.sources import MemorySource
from video.host import DecoderWorker, WorkerSession
from video.wire import Message

DATA = bytes(n * 7 % 251 for n in range(1_500_000))


class Ear:
    """Keeps what a session says."""

    def __init__(self) -> None:
        self.heard: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.lost: queue.SimpleQueue[ErrorCode] = queue.SimpleQueue()

    def open(self, worker: DecoderWorker, name: str = "selftest") -> WorkerSession:
        return worker.open_session(name, self.heard.put, self.lost.put)


@pytest.fixture
def worker() -> Iterator[DecoderWorker]:
    made = DecoderWorker()
    made.start()
    yield made
    made.close()


def test_bytes_of_a_source_arrive_whole(worker: DecoderWorker) -> None:
    ear = Ear()
    session = ear.open(worker)
    source = worker.attach(MemorySource(DATA))
    for offset, length in ((0, 10), (262_140, 9), (1_499_990, 100), (5, 900_000)):
        session.send("read", {"source": source, "offset": offset, "length": length})
        assert bytes(ear.heard.get(timeout=10).payload) == DATA[offset : offset + length]


def test_two_sessions_answer_apart(worker: DecoderWorker) -> None:
    ears = [Ear(), Ear()]
    sessions = [ear.open(worker) for ear in ears]
    sources = [worker.attach(MemorySource(DATA[:100])), worker.attach(MemorySource(DATA[100:200]))]
    for session, source in zip(sessions, sources, strict=True):
        session.send("read", {"source": source, "offset": 0, "length": 100})
    assert [bytes(ear.heard.get(timeout=10).payload) for ear in ears] == [DATA[:100], DATA[100:200]]


def test_a_source_that_fails_is_remembered_and_named(worker: DecoderWorker) -> None:
    class Pulled(MemorySource):
        def read_at(self, offset: int, length: int) -> bytes:
            raise Circumstance(ErrorCode.CARD_PULLED)

    ear = Ear()
    session = ear.open(worker)
    source = worker.attach(Pulled(DATA))
    session.send("read", {"source": source, "offset": 0, "length": 10})
    assert ear.heard.get(timeout=10).kind == "failed"
    fault = worker.fault_of(source)
    assert fault is not None
    assert fault.code is ErrorCode.CARD_PULLED


def test_a_source_is_opened_on_the_serving_thread_and_closed_by_detach(worker: DecoderWorker) -> None:
    opened: list[str] = []
    closed: list[bool] = []

    class Noted(MemorySource):
        def close(self) -> None:
            closed.append(True)

    def opener() -> ByteSource:
        opened.append(threading.current_thread().name)
        return Noted(DATA)

    ear = Ear()
    session = ear.open(worker)
    source = worker.attach_opener(opener)
    assert opened == []
    session.send("read", {"source": source, "offset": 0, "length": 10})
    ear.heard.get(timeout=10)
    worker.detach(source)
    assert opened == ["worker-serve"]
    assert closed == [True]


def test_a_worker_that_dies_is_named_and_can_be_started_again(worker: DecoderWorker) -> None:
    ear = Ear()
    session = ear.open(worker)
    os.kill(worker.pid, signal.SIGKILL)
    assert ear.lost.get(timeout=10) is ErrorCode.DECODER_DIED
    session.send("try", {"what": "socket"})  # into the void, without harm
    with pytest.raises(Circumstance) as caught:
        for _ in range(100):
            worker.open_session("selftest", ear.heard.put, ear.lost.put)
            time.sleep(0.02)
    assert caught.value.code is ErrorCode.DECODER_DIED
    worker.restart()
    again = ear.open(worker)
    again.send("try", {"what": "socket"})
    assert ear.heard.get(timeout=10).kind == "tried"


def test_a_worker_that_stalls_is_killed_and_named(worker: DecoderWorker) -> None:
    ear = Ear()
    session = ear.open(worker)
    os.kill(worker.pid, signal.SIGSTOP)
    session.send("try", {"what": "socket"}, answer_within_s=0.3)
    assert ear.lost.get(timeout=10) is ErrorCode.DECODER_STUCK
    assert not worker.alive()


def test_a_slow_source_is_not_the_workers_fault(worker: DecoderWorker) -> None:
    class Slow(MemorySource):
        def read_at(self, offset: int, length: int) -> bytes:
            time.sleep(1.2)
            return super().read_at(offset, length)

    ear = Ear()
    session = ear.open(worker)
    source = worker.attach(Slow(DATA[:100]))
    session.send("read", {"source": source, "offset": 0, "length": 100}, answer_within_s=0.4)
    assert ear.heard.get(timeout=10).kind == "read"
    session.settle()
    assert worker.alive()


def test_nothing_is_left_behind() -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0

    def once() -> None:
        worker = DecoderWorker(picture_bytes=1 << 20)
        worker.start()
        ear = Ear()
        session = ear.open(worker)
        session.send("read", {"source": worker.attach(MemorySource(DATA)), "offset": 0, "length": 1000})
        ear.heard.get(timeout=10)
        pid = worker.pid
        worker.close()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    once()
    threads, open_before = threading.active_count(), descriptors()
    once()
    assert threading.active_count() == threads
    assert descriptors() == open_before


HOST = """
import sys, time
from video.host import DecoderWorker
worker = DecoderWorker()
worker.start()
print(worker.pid, flush=True)
time.sleep(60)
"""


def test_the_worker_goes_when_its_host_is_killed() -> None:
    """kill -9 of the application leaves no decoder behind, with a film's pictures in its memory."""
    host = subprocess.Popen([sys.executable, "-c", HOST], cwd=Path(__file__).resolve().parents[2], stdout=subprocess.PIPE)
    assert host.stdout is not None
    pid = int(host.stdout.readline())
    os.kill(pid, 0)
    host.kill()
    host.wait()
    host.stdout.close()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/status").exists() and "(zombie)" not in Path(f"/proc/{pid}/status").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_message_out_of_bounds_ends_the_worker_not_us(worker: DecoderWorker) -> None:
    ear = Ear()
    ear.open(worker, name="no such session")
    assert ear.lost.get(timeout=10) is ErrorCode.DECODER_DIED

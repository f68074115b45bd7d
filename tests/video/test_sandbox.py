"""Promise 10: a hostile film reaches no file, no network and no other process. Tried for real, inside a running worker."""

from __future__ import annotations

import ctypes
import queue
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from video.host import DecoderWorker
from video.wire import Message
from video.worker.selftest import ATTEMPTS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the worker is a plain separate process here; only Linux has these walls")


@pytest.fixture
def worker() -> Iterator[DecoderWorker]:
    made = DecoderWorker()
    made.start()
    yield made
    made.close()


@pytest.mark.parametrize("what", ATTEMPTS)
def test_the_worker_is_refused(worker: DecoderWorker, what: str) -> None:
    heard: queue.SimpleQueue[Message] = queue.SimpleQueue()
    session = worker.open_session("selftest", heard.put, lambda _code: None)
    session.send("try", {"what": what})
    answer = heard.get(timeout=10)
    session.close()
    assert answer.kind == "tried"
    assert answer.flag("refused")


def test_the_worker_says_what_holds_it(worker: DecoderWorker) -> None:
    report = worker.sandbox
    assert report.seccomp
    assert report.limits
    assert (report.landlock_abi > 0) == (ctypes.CDLL(None).syscall(444, None, 0, 1) > 0)


def test_the_worker_has_no_environment_and_no_files(worker: DecoderWorker) -> None:
    process = Path(f"/proc/{worker.pid}")
    try:
        fds = sorted(process.joinpath("fd").iterdir())
    except PermissionError:
        pytest.skip("the worker is not dumpable and this user may not look: as it should be")
    targets = [str(fd.readlink()) for fd in fds]
    assert all(target.startswith("pipe:") or target == "/dev/null" for target in targets), targets
    assert b"HOME=" not in process.joinpath("environ").read_bytes()

"""Promise 10: a hostile film reaches no file, no network and no other process. Tried for real, inside a running worker."""

from __future__ import annotations

import ctypes
import io
import queue
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from app.domain.errors import ErrorCode
from tests.fakes.sources import MemorySource
from tests.samples.make import sample
from video.host import DecoderWorker
from video.wire import Message
from video.worker.selftest import ATTEMPTS
from video.workshop import FilmWorkshop

PROJECT = Path(__file__).resolve().parents[2]
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


def test_a_header_that_claims_a_giant_picture_is_named_before_it_takes_memory() -> None:
    """8192 x 4400 pixels in a file of a few hundred KiB; the kernel's bound would end it anyway (attempt `memory`)."""
    workshop = FilmWorkshop()
    try:
        seen = workshop.examine(MemorySource(giant(8192, 4400)))
        assert seen.picture is None
        assert seen.problems == (ErrorCode.FILM_DAMAGED,)
        assert workshop.examine(MemorySource(sample("mp4_gop30", seconds=2).bytes())).problems == ()
    finally:
        workshop.close()


def giant(width: int, height: int) -> bytes:
    """One grey H.264 picture."""
    out = io.BytesIO()
    with av.open(out, "w", format="mpegts") as film:
        stream = film.add_stream(
            "libx264", rate=25, options={"preset": "ultrafast", "crf": "51", "x264-params": "threads=1:rc-lookahead=0"}
        )
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        frame = av.VideoFrame(width, height, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([128]) * plane.buffer_size)
        film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    return out.getvalue()


def test_the_worker_has_no_environment_and_no_files(worker: DecoderWorker) -> None:
    process = Path(f"/proc/{worker.pid}")
    try:
        fds = sorted(process.joinpath("fd").iterdir())
    except PermissionError:
        pytest.skip("the worker is not dumpable and this user may not look: as it should be")
    targets = [str(fd.readlink()) for fd in fds]
    assert all(target.startswith("pipe:") or target == "/dev/null" for target in targets), targets
    assert b"HOME=" not in process.joinpath("environ").read_bytes()


@pytest.mark.skipif(sys.platform != "linux" or ctypes.CDLL(None).syscall(444, None, 0, 1) < 1, reason="this kernel has no Landlock")
def test_each_wall_holds_by_itself() -> None:
    """Landlock without seccomp still closes files, and network where the kernel knows how; the status says what is missing."""
    script = """
import socket, sys
from video.worker import sandbox
sandbox.seccomp = None
status = sandbox.enter()
assert not status.seccomp and status.landlock_abi > 0
refused = 0
for attempt in (lambda: open(sandbox.__file__), lambda: open("/dev/null", "w"), lambda: __import__("os").listdir("/")):
    try:
        attempt()
    except PermissionError:
        refused += 1
if status.landlock_abi >= 4:
    try:
        socket.create_connection(("127.0.0.1", 9), 1)
    except PermissionError:
        refused += 1
    except OSError:
        pass
else:
    refused += 1
sys.exit(0 if refused == 4 else 1)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()[-400:]

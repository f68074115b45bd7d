"""A worker that has been taken over says what it likes. The application believes none of it, logs none of it, and lives on.

The rogue is a small program of this test, started in the worker's place.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from tests.fakes.sources import MemorySource
from tests.video.keeping import Kept, Never
from tests.video.standing_in import stand_in
from video.host import DecoderWorker
from video.wire import Message
from video.workshop import FilmWorkshop

ROOT = Path(__file__).resolve().parents[2]
ROGUE = f"""
import os, struct, sys
sys.path.insert(0, {str(ROOT)!r})
import json
def frame(kind, header, payload=b""):
    os.write(1, struct.pack(">BII", kind, len(header), len(payload)) + header)
    rest = memoryview(payload)
    while rest:
        rest = rest[os.write(1, rest):]
def say(session, kind, payload=b"", **fields):
    frame(1, json.dumps(dict(session=session, kind=kind, fields=fields)).encode(), payload)
def hear():
    kind, head, body = struct.unpack(">BII", os.read(0, 9))
    data = os.read(0, head)
    if body:
        os.read(0, body)
    return json.loads(data) if kind == 1 else dict(kind="bytes", session=0)
say(0, "ready", landlock_abi=7, seccomp=True, limits=True)
session = hear()["session"]
"""
FACTS = "duration_us=5, sound=True, width=640, height=360, sar_num=1, sar_den=1, rotation=0, scan=0, problems=''"
Rogue = Callable[[str], None]


@pytest.fixture
def rogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rogue:
    """Put a program in the worker's place."""
    return lambda script: stand_in(tmp_path, monkeypatch, "worker", ROGUE + script + "\nhear()")


@pytest.mark.parametrize(
    "script",
    [
        "os.write(1, b'garbage' * 100)",
        "os.write(1, struct.pack('>BII', 1, 10, 0xFFFFFFFF))",
        "frame(2, struct.pack('>IIQI', 1, 1, 0, 0xFFFFFFFF))",
        "frame(3, struct.pack('>IBQ', 1, 1, 5), b'x')",
        "frame(1, b'[' * 60000)",
        "say(session, 'x' * 1000)",
        "say(0, 'ready', landlock_abi='7', seccomp=1, limits=2)",
        "os.close(1)",
    ],
)
def test_nonsense_ends_the_worker(rogue: Rogue, script: str) -> None:
    rogue(script)
    worker = DecoderWorker()
    worker.start()
    lost: queue.SimpleQueue[ErrorCode] = queue.SimpleQueue()
    heard: list[Message] = []
    worker.open_session("play", heard.append, lost.put)
    try:
        assert lost.get(timeout=10) is ErrorCode.DECODER_DIED
    finally:
        worker.close()
    assert heard == []


def test_a_flood_of_wants_is_cut_off(rogue: Rogue) -> None:
    rogue("want = struct.pack('>BII', 2, 20, 0) + struct.pack('>IIQI', 1, 1, 0, 1 << 20)\nwhile True: os.write(1, want * 100)")
    worker = DecoderWorker()
    worker.start()
    source = worker.attach(MemorySource(bytes(1 << 20)))
    assert source == 1
    lost: queue.SimpleQueue[ErrorCode] = queue.SimpleQueue()
    worker.open_session("play", lambda _message: None, lost.put)
    try:
        assert lost.get(timeout=20) is ErrorCode.DECODER_DIED
    finally:
        worker.close()


@pytest.mark.parametrize(
    "script",
    [
        "hear(); say(session, 'made', b'x', name='../../etc/passwd')",
        "hear(); say(session, 'made', b'not an index', name='index')",
        "hear(); say(session, 'progress', done=-5, total='all')",
        f"hear(); say(session, 'prepared', **dict(dict({FACTS}), width=99999))",
        f"hear(); say(session, 'prepared', **dict(dict({FACTS}), scan=9))",
        "hear(); say(session, 'prepared')",
        "hear(); say(session, 'failed', code='wrong_passphrase', bug='')",
    ],
)
def test_what_no_honest_worker_says_is_damage(rogue: Rogue, script: str) -> None:
    rogue(script)
    kept, workshop = Kept(), FilmWorkshop()
    try:
        found = workshop.prepare(MemorySource(b"film"), kept.keep, lambda _done, _total: None, Never())
    finally:
        workshop.close()
    assert found.problems == (ErrorCode.FILM_DAMAGED,)
    assert not kept


def test_codes_of_other_circumstances_are_not_believed(rogue: Rogue) -> None:
    rogue(f"hear(); say(session, 'prepared', **dict(dict({FACTS}), problems='wrong_passphrase,film_truncated'))")
    workshop = FilmWorkshop()
    try:
        found = workshop.prepare(MemorySource(b"film"), Kept().keep, lambda _done, _total: None, Never())
    finally:
        workshop.close()
    assert found.problems == (ErrorCode.FILM_DAMAGED, ErrorCode.FILM_TRUNCATED)


def test_its_words_reach_no_log(rogue: Rogue, caplog: pytest.LogCaptureFixture) -> None:
    rogue("say(session, 'failed', code='film_damaged', bug='mother Kari Nordmann')")
    worker = DecoderWorker()
    worker.start()
    heard: queue.SimpleQueue[Message] = queue.SimpleQueue()
    with caplog.at_level(logging.ERROR):
        worker.open_session("play", heard.put, lambda _code: None)
        assert heard.get(timeout=10).kind == "failed"
        worker.close()
    assert "Kari" not in caplog.text
    assert "somewhere" in caplog.text
    caplog.clear()


def test_more_than_can_be_kept_waits_in_the_pipe(rogue: Rogue) -> None:
    """Sixty messages of 4 MiB, kept slowly: never more than a few of them are in this process."""
    rogue("hear()\nfor n in range(60): say(session, 'progress', b'x' * (4 << 20), done=n, total=60)\nsay(session, 'prepared')")
    workshop, most = FilmWorkshop(), 0
    seen = threading.Event()

    def slowly(done: int, total: int) -> None:
        nonlocal most
        assert total == 60
        most = max(most, done)
        seen.wait(0.01)

    try:
        found = workshop.prepare(MemorySource(b"film"), Kept().keep, slowly, Never())
    finally:
        workshop.close()
    assert most == 59
    assert found.problems == (ErrorCode.FILM_DAMAGED,)


@pytest.mark.parametrize(
    "script",
    [
        "say(session, 'taken', bytes=5)",
        "say(session, 'taken', bytes=-5)",
        f"say(session, 'prepared', {FACTS})",  # before anyone asked
        "[hear() for _ in range(4)]\nfor _ in range(100): say(session, 'made', b'x', name='index')",
        f"[hear() for _ in range(3)]\nsay(session, 'made', b'x', name='waveform')\nsay(session, 'prepared', {FACTS})",
        f"[hear() for _ in range(3)]\nsay(session, 'made', b'x', name='../key')\nsay(session, 'prepared', {FACTS})",
        "[hear() for _ in range(3)]\nsay(session, 'prepared', duration_us=-1)",
        "say(session, 'failed', code='MADE_UP', bug='mother@example')",
    ],
)
def test_what_a_rogue_follower_says_is_not_kept(rogue: Rogue, caplog: pytest.LogCaptureFixture, script: str) -> None:
    caplog.set_level(logging.CRITICAL)
    rogue(script)
    workshop, kept = FilmWorkshop(work_patience_s=1.0), Kept()
    following = workshop.follow(kept.keep)
    following.push(b"film" * 10)
    assert following.end() is None
    assert not kept
    workshop.close()

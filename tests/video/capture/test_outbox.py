"""What waits to be told: film keeps its order and is never left out, what is for the screen may be; and a mistake on any thread is the end.

The outbox ends its process when nobody reads any more, so it is tried in one of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from video.wire import Message, exactly, read_frame

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import os, threading, time
from app.domain.filming import FilmEnded, Level
from video.capture.__main__ import _end_with_any_thread
from video.capture.outbox import Outbox
from video.wire import Sender, write_all
reads = threading.Event()
outbox = Outbox(Sender(write_all(lambda data: reads.wait() and os.write(1, data))))
_end_with_any_thread(outbox)
reads.set()
"""
BUSY = """
reads.clear()
for number in range(20):
    outbox.film(bytes([number]) * 100_000)
    for _ in range(10):
        outbox.tell(Level(number, number, clipping=False))
outbox.tell(FilmEnded(1, 2, 3))
reads.set()
outbox.flush()
"""


def said_by(script: str) -> tuple[list[Message], int, bytes]:
    """What a process says that runs this; its exit code; what it wrote to stderr."""
    command = [sys.executable, "-c", SCRIPT + script]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        stdout = process.stdout.fileno()
        read = exactly(lambda length: os.read(stdout, length))
        said: list[Message] = []
        try:
            while True:
                frame = read_frame(read)
                assert isinstance(frame, Message)
                said.append(frame)
        except EOFError:
            pass
        errors = process.stderr.read()
    return said, process.returncode, errors


def test_film_keeps_its_order_and_what_is_for_the_screen_is_left_out_when_nobody_reads() -> None:
    said, code, errors = said_by(BUSY)
    film = b"".join(bytes(message.payload) for message in said if message.kind == "film")
    assert film == b"".join(bytes([number]) * 100_000 for number in range(20))
    assert [message.kind for message in said].count("level") <= 40
    assert said[-1].kind == "ended"
    assert (code, errors) == (0, b"")


def test_film_that_is_much_at_once_goes_in_pieces() -> None:
    said, _, _ = said_by("outbox.film(bytes(range(256)) * 12_000)\noutbox.flush()")
    assert [message.kind for message in said] == ["film"] * 3
    assert b"".join(bytes(message.payload) for message in said) == bytes(range(256)) * 12_000


def test_a_mistake_on_any_thread_ends_the_process_and_says_where_and_no_more() -> None:
    said, code, errors = said_by("threading.Thread(target=lambda: open('/a/name/of/ours')).start()\ntime.sleep(60)")
    assert [(message.kind, dict(message.fields)) for message in said] == [("bug", {"where": "FileNotFoundError "})]
    assert (code, errors) == (1, b"")


def test_it_ends_when_nobody_is_there_any_more() -> None:
    command = [sys.executable, "-c", SCRIPT + "while True: outbox.tell(FilmEnded(1, 2, 3)); time.sleep(0.01)"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    assert os.read(process.stdout.fileno(), 1)
    process.stdout.close()
    assert process.wait(20) == 0

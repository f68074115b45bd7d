"""A line as slow as the mobile networks of the nineties: a whole batch goes through it at once, within the limits of both sides."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.base_ports import Invitation
from app.domain.outbox import MOST_ITEMS
from sync.base.settings import Settings
from sync.questions import Limits
from tests.sync.base.live import LiveBase
from tests.sync.driving import RealLaptop, require_no_false_claim
from tests.sync.impostor import Raw
from tests.usecases.caring import TODAY, Home

SECOND_GENERATION = 2000  # bytes a second each way: a poor GPRS line
_AT_ONCE = 200


class SlowLine:
    """For `Raw`: passes on so many bytes a second to the base and back. What cannot pass yet stays with whoever sent it."""

    def __init__(self, base_url: str, bytes_per_second: int) -> None:
        self._port = urlsplit(base_url).port
        self._pace = bytes_per_second
        self.there = self.back = 0  # bytes

    def __call__(self, laptop: socket.socket, over: threading.Event) -> None:
        laptop.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        with socket.create_connection(("127.0.0.1", self._port)) as base:
            base.settimeout(0.02)
            answers = threading.Thread(target=self._pass_back, args=(base, laptop, over))
            answers.start()
            self.there += self._pass(laptop, base, over)
            answers.join()

    def _pass_back(self, base: socket.socket, laptop: socket.socket, over: threading.Event) -> None:
        self.back += self._pass(base, laptop, over)

    def _pass(self, near: socket.socket, far: socket.socket, over: threading.Event) -> int:
        passed = 0
        with suppress(OSError):  # one of the two hung up
            while not over.is_set():
                try:
                    part = near.recv(_AT_ONCE)
                except TimeoutError:
                    continue
                if not part:
                    break
                time.sleep(len(part) / self._pace)
                far.sendall(part)
                passed += len(part)
        with suppress(OSError):
            far.shutdown(socket.SHUT_RDWR)
        return passed


def send_a_whole_batch(folder: Path, bytes_per_second: int) -> tuple[SlowLine, float]:
    """With the limits that a laptop has. How long it took, in seconds."""
    with LiveBase(folder) as base:
        slow = SlowLine(base.url, bytes_per_second)
        with Raw(slow) as line:
            laptop = RealLaptop(Home(folder / "vault"), Limits())
            try:
                laptop.enrol(Invitation(line.url, base.invite().code))
                laptop.visits(TODAY - timedelta(n) for n in range(MOST_ITEMS - 1))  # and how the laptop stands
                laptop.prepare()
                began = time.monotonic()
                came = laptop.release()
                took = time.monotonic() - began
                assert (came.sent, came.waiting, came.trouble) == (MOST_ITEMS, 0, None)
                assert laptop.pacer.waited == [], "at the first try"
                require_no_false_claim(laptop.home.vault, base.database)
            finally:
                laptop.close()
    return slow, took


def test_there_is_time_for_a_whole_batch_on_half_of_the_slowest_line(tmp_path: Path) -> None:
    """It is sent over a quicker one, and its bytes are counted."""
    slow, took = send_a_whole_batch(tmp_path, 40_000)
    assert took > (slow.there + slow.back) / 40_000 / 2, "it was slow"
    there, back = (2 * passed / SECOND_GENERATION for passed in (slow.there, slow.back))
    assert there < Settings().body_seconds and there + back < Limits().whole_large


@pytest.mark.battery
@pytest.mark.timeout(300)
def test_a_line_of_the_second_generation(tmp_path: Path) -> None:
    slow, took = send_a_whole_batch(tmp_path, SECOND_GENERATION)
    assert (slow.there + slow.back) / SECOND_GENERATION / 2 < took < Limits().whole_large

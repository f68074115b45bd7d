"""kill -9 of the laptop and of the base while summaries are on their way: nothing is lost, doubled, or called sent when it was not."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.base_ports import Invitation
from sync.base.database import Database
from sync.questions import Limits
from tests.conftest import PROJECT
from tests.sync.base.live import BaseProcess, LiveBase
from tests.sync.driving import RealLaptop, enrolled, finish, require_no_false_claim, require_same
from tests.sync.fault_proxy import Fault, FaultProxy, Kind
from tests.sync.laptop_process import LIMITS, again


@contextmanager
def open_laptop(folder: Path) -> Iterator[RealLaptop]:
    laptop = again(folder)
    try:
        yield laptop
    finally:
        laptop.close()


class Sittings:
    """The laptop's process."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.sync.laptop_process", str(folder)]
        self._process = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def sit(self, seed: int, last: int = 0) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{seed} {last}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(20)


def kill_the_laptop(folder: Path, times: int, seed: int) -> int:
    """How many of these sittings were killed."""
    chance, killed = random.Random(seed), 0
    vault = folder / "vault"
    with LiveBase(folder) as base:
        laptop = enrolled(vault, Invitation(base.url, base.invite().code), LIMITS)
        laptop.close()
        sittings = Sittings(vault)
        try:
            events = int(sittings.sit(seed))
            for n in range(times):
                said = sittings.sit(seed + 1 + n, chance.randrange(1, events))
                killed += said == "killed"
                with open_laptop(vault) as found:
                    require_no_false_claim(found.home.vault, base.database)
        finally:
            sittings.end()
        require_whole(vault, base.database)
    return killed


def require_whole(vault: Path, database: Database) -> None:
    with open_laptop(vault) as laptop:
        finish(laptop)
        require_same(laptop, database)


def kill_the_base(folder: Path, times: int, seed: int) -> int:
    """Each time while a batch is on its way, or just was. How many batches were under way."""
    chance, hit = random.Random(seed), 0
    with BaseProcess(folder) as base:
        threads: list[threading.Timer] = []

        def kill_soon(request: bytes) -> Fault:
            nonlocal hit
            if request.startswith(b"PUT") and not threads:
                hit += 1
                threads.append(threading.Timer(chance.random() * 0.06, base.kill))
                threads[0].start()
            return Fault(Kind.NONE)

        with FaultProxy(base.url, kill_soon) as proxy:
            laptop = enrolled(folder / "vault", Invitation(proxy.url, base.invite()), Limits(connect=10, whole=10, whole_large=10))
            database = Database.open(base.database_url)
            try:
                for _ in range(times):
                    laptop.live(chance)
                    laptop.exchange()
                    for thread in threads:
                        thread.join()
                    require_no_false_claim(laptop.home.vault, database)
                    base.kill()
                    base.start()
                    threads.clear()
                threads.append(threading.Timer(0, lambda: None))  # no more
                finish(laptop)
                require_same(laptop, database)
            finally:
                database.close()
                laptop.close()
    return hit


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix; other systems end a process no harder than that")
def test_a_laptop_that_dies_anywhere(tmp_path: Path) -> None:
    assert kill_the_laptop(tmp_path, 5, seed=1) == 5


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix; other systems end a process no harder than that")
def test_a_base_that_dies_with_a_batch_under_way(tmp_path: Path) -> None:
    assert kill_the_base(tmp_path, 3, seed=1) == 3


@pytest.mark.battery
@pytest.mark.timeout(3600)
def test_a_laptop_that_dies_a_hundred_times(tmp_path: Path) -> None:
    assert kill_the_laptop(tmp_path, 100, seed=1000) >= 80


@pytest.mark.battery
@pytest.mark.timeout(3600)
def test_a_base_that_dies_a_hundred_times(tmp_path: Path) -> None:
    assert kill_the_base(tmp_path, 100, seed=1000) >= 80

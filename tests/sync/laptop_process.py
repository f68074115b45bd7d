"""A laptop that works for a while and sends, in a process of its own that can die at any event: for the tests that kill it.

    python -m tests.sync.laptop_process VAULT

Each line on stdin, `SEED EVENT`, is one sitting: a fork opens the vault, does what practitioners do, and sends. At that event (a call or a
return of any function, on whichever thread) it kills itself with SIGKILL; never for 0. Each line on stdout is how many events there
were, or "killed".
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import threading
import traceback
from pathlib import Path
from types import FrameType
from typing import NoReturn

from sync.questions import Limits
from tests.sync.driving import RealLaptop
from tests.usecases.caring import Home

LIMITS = Limits(connect=10.0, whole=10.0, whole_large=10.0)


def again(folder: Path) -> RealLaptop:
    """Open a vault whose last sitting may have ended anyhow."""
    home = Home(folder, fresh=False)
    laptop = RealLaptop(home, LIMITS, counted=False)
    with home.vault.work() as work:
        laptop.visits_there = sorted(visit.id for visit in work.visits.of(home.code))
    return laptop


def sitting(folder: Path, seed: int) -> None:
    source = random.Random(seed)
    laptop = again(folder)
    try:
        for _ in range(source.randrange(1, 4)):
            laptop.live(source)
        laptop.exchange()
    finally:
        laptop.close()


def count_to(last: int) -> itertools.count[int]:
    """Count events from now on, on all threads, and die at the last one."""
    counter = itertools.count(1)  # one step of it is one instruction: no two threads take the same number

    def on_event(_frame: FrameType, _event: str, _argument: object) -> None:
        if next(counter) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(on_event)
    sys.setprofile(on_event)
    return counter


def main(folder: Path) -> None:
    for line in sys.stdin:
        seed, last = (int(word) for word in line.split())
        heard, said = os.pipe()
        child = os.fork()
        if child == 0:
            _sit_and_count(folder, seed, last, said)
        os.close(said)
        with os.fdopen(heard, "rb") as pipe:
            counted = pipe.read().decode()
        _pid, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(f"{'killed' if killed else counted}\n")
        sys.stdout.flush()


def _sit_and_count(folder: Path, seed: int, last: int, said: int) -> NoReturn:
    try:
        counter = count_to(last)
        sitting(folder, seed)
        sys.setprofile(None)
        os.write(said, str(next(counter)).encode())
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(0)  # a fork: what the parent holds is not ours to close


if __name__ == "__main__":
    main(Path(sys.argv[1]))

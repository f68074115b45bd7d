"""`kill -9` in the middle of tidying: the store opens, is sound and whole, and what was owed is still owed unless it was done.

Run as a module it opens a practice vault, says so, and tidies it.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from storage.practice import create_practice_vault, open_practice_vault
from tests.storage.big_vault import Size, make_big_vault
from tests.storage.killing import PROJECT, fresh_copy

SMALL = Size(families=60, visits=400, recordings=150, marks=3_000, clips=300, notes=300, audit=300)
POINTS = 5


def make_untidy(folder: Path) -> tuple[int, int]:
    """A vault from which half of the films were deleted. Returns how many films and audit entries it holds."""
    vault = create_practice_vault(folder)
    make_big_vault(vault, SMALL)
    with vault.work() as work:
        for recording in work.recordings.all()[::2]:
            work.recordings.remove(recording.id)
        work.commit()
        held = len(work.recordings.all()), work.audit.head().number
    assert vault.owes_tidying()
    vault.close()
    return held


def tidy_elsewhere(folder: Path, kill_after_s: float | None = None) -> float:
    """Tidy in another process. Returns the seconds it took."""
    child = subprocess.Popen([sys.executable, "-m", "tests.storage.test_tidy_kill", str(folder)], cwd=PROJECT, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    started = time.monotonic()
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        child.send_signal(signal.SIGKILL)
    child.stdout.read()
    child.stdout.close()
    assert child.wait(60) in (0, -signal.SIGKILL)
    return time.monotonic() - started


def test_a_kill_anywhere_in_it_harms_nothing(tmp_path: Path) -> None:
    original = tmp_path / "original"
    held = make_untidy(original)
    longest = tidy_elsewhere(fresh_copy(original, tmp_path / "timed"))
    for n in range(POINTS):
        folder = fresh_copy(original, tmp_path / str(n))
        tidy_elsewhere(folder, longest * n / POINTS)
        vault = open_practice_vault(folder)
        assert vault.check_store() == (0, 0)
        vault.tidy()
        assert not vault.owes_tidying()
        with vault.work() as work:
            assert (len(work.recordings.all()), work.audit.head().number) == held
            assert work.audit.fault() is None
            assert work.search.find("ser")
        assert vault.check_store() == (0, 0)
        vault.close()


if __name__ == "__main__":
    opened = open_practice_vault(Path(sys.argv[1]))
    print("ready", flush=True)
    opened.tidy()

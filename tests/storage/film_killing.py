"""Kills a process that takes a film at a chosen moment, and looks at what is left.

Run as a module it opens a practice vault and films: pieces of the footage go into a reel as a camera gives them, each flushed with the tail
and then told aloud. It counts every call and return inside `storage` and ends itself with SIGKILL at the event it was told; with 0 it goes
on to the end and prints how many there were. With a second recording it does to that one what start-up does: finish what a kill left.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from app.domain.ids import RecordingId
from app.domain.recording import Recording, RecordingState, SourceKind
from app.usecases.finish_filming import finish_filming
from storage.check import check_open_vault
from storage.practice import create_practice_vault, open_practice_vault
from storage.vault import Vault
from tests.storage.making import FAMILY, NOW, FixedClock, footage, nothing, read_whole

PROJECT = Path(__file__).resolve().parent.parent.parent
FILM = footage(2.4, 31)
FILMED = RecordingId("filmed")


def make_place(folder: Path) -> Path:
    vault = create_practice_vault(folder)
    with vault.work() as work:
        work.families.add(FAMILY, NOW)
        work.commit()
    vault.close()
    return folder


def run_child(folder: Path, task: str, kill_at: int = 0, kill_after_s: float | None = None) -> tuple[list[int], int]:
    """Film ("film") or finish a broken-off film ("finish") in another process. Returns what it acknowledged, and the events counted, or -1
    when it was killed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.film_killing", str(folder), task, str(kill_at)], cwd=PROJECT, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        child.send_signal(signal.SIGKILL)
    said = [int(line) for line in child.stdout.read().decode("ascii").splitlines(keepends=True) if line.endswith("\n")]
    child.stdout.close()
    return (said[:-1], said[-1]) if child.wait(60) == 0 else (said, -1)


def check_aftermath(folder: Path, acknowledged: int) -> str:
    """Open after a kill: the film is there at least as far as was acknowledged, start-up makes a reel of it, all is in order."""
    vault = open_practice_vault(folder)
    try:
        with vault.work() as work:
            before = work.recordings.get(FILMED)
        if before is None:
            assert acknowledged == 0
            return "not begun"
        assert check_open_vault(vault, nothing) == []
        finish_filming(vault, FixedClock())
        assert check_open_vault(vault, nothing) == []
        with vault.work() as work:
            after = work.recordings.get(FILMED)
        if after is None:
            assert acknowledged == 0
            assert not list((folder / "reels").glob("*.reel"))
            return "empty"
        assert after.state is RecordingState.PREPARING
        assert after.size_bytes >= acknowledged
        assert read_whole(vault, FILMED) == FILM[: after.size_bytes]
        return "ended" if not after.problems else "exactly" if after.size_bytes == acknowledged else "more"
    finally:
        vault.close()


def fresh_copy(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target))


def film_it(vault: Vault) -> None:
    """Take the whole film; say after each piece how much of it is safe."""
    recording = Recording(FILMED, FAMILY, SourceKind.LIVE, RecordingState.FILMING, NOW, 0)
    rng = random.Random(1)
    writer = vault.create_reel(FILMED, lambda work: work.recordings.put(recording))
    done = 0
    while done < len(FILM):
        size = rng.choice([3_000, 70_000, 160_000, 400_000])
        writer.append(FILM[done : done + size])
        writer.flush_tail()
        done = min(done + size, len(FILM))
        print(done, flush=True)
    writer.finish()
    writer.close()


def _film(folder: Path, kill_at: int) -> None:
    vault = open_practice_vault(folder)
    with _counted(kill_at):
        film_it(vault)
    vault.close()


def _finish(folder: Path, kill_at: int) -> None:
    vault = open_practice_vault(folder)
    with _counted(kill_at):
        finish_filming(vault, FixedClock())
    vault.close()


@contextmanager
def _counted(kill_at: int) -> Iterator[None]:
    inside = f"{os.sep}storage{os.sep}"
    events = 0

    def count(frame: FrameType, _event: str, _what: object) -> None:
        nonlocal events
        if inside in frame.f_code.co_filename and "tests" not in frame.f_code.co_filename:
            events += 1
            if events == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    print("ready", flush=True)
    sys.setprofile(count)
    yield
    sys.setprofile(None)
    print(events, flush=True)


if __name__ == "__main__":
    {"film": _film, "finish": _finish}[sys.argv[2]](Path(sys.argv[1]), int(sys.argv[3]))

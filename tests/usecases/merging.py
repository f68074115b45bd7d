"""Kills a merge at a chosen moment, in a process of its own.

Run as a module it opens a practice vault, counts every call inside `storage` while it merges two families, and ends itself with SIGKILL at
the call it was told; with 0 it prints how many there were.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from app.domain.ids import FamilyCode, PersonId
from app.usecases.merge_families import merge_families
from storage.practice import open_practice_vault
from tests.usecases.caring import Hands

PROJECT = Path(__file__).resolve().parent.parent.parent
KEPT, OTHER = FamilyCode("K7Q2M"), FamilyCode("TW1N")


def run_merge(folder: Path, kill_at: int = 0) -> int:
    """Merge in another process, `baby` being `child`. Returns the calls counted, or -1 when it was killed."""
    command = [sys.executable, "-m", "tests.usecases.merging", str(folder), str(kill_at)]
    child = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, check=False, timeout=60)
    return int(child.stdout) if child.returncode == 0 else -1


def main() -> None:
    folder, kill_at = Path(sys.argv[1]), int(sys.argv[2])
    vault = open_practice_vault(folder)
    calls = 0

    def count(frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        if event in ("call", "return") and frame.f_globals.get("__name__", "").startswith("storage"):
            calls += 1
            if calls == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    merge_families(vault, Hands(), KEPT, OTHER, {PersonId("baby"): PersonId("child")})
    sys.setprofile(None)
    vault.close()
    print(calls)


if __name__ == "__main__":
    main()

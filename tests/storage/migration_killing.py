"""Kills the opening of an older store at a chosen moment while it is brought up to this program's schema, in a process of its own.

Run as a module it counts the ticks of SQLite's own machine during the migrations, and ends itself with SIGKILL at the tick it was told: so
a kill falls inside a statement, between two, or into a commit. With 0 it prints how many there were.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from app.domain.errors import ErrorCode
from storage import layout
from storage.device_secret import FileSecrets
from storage.keys import unlock_with_passphrase
from storage.migrations import migrate
from storage.practice import practice_passphrase
from storage.sqlcipher import VAULT_SHAPE, Connection, connect

PROJECT = Path(__file__).resolve().parent.parent.parent
TICK = 20  # steps of the machine


def run_migration(folder: Path, kill_at: int = 0) -> int:
    """In another process. Returns the ticks counted, or -1 when it was killed."""
    command = [sys.executable, "-m", "tests.storage.migration_killing", str(folder), str(kill_at)]
    child = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, check=False)
    if child.returncode == -signal.SIGKILL:
        return -1
    assert child.returncode == 0
    return int(child.stdout)


def version_of(folder: Path) -> int:
    """Of the schema that a store stands at; it is not brought any further."""
    store = _opened(folder)
    try:
        return int(store.run("PRAGMA user_version")[0][0])
    finally:
        store.close()


def _opened(folder: Path) -> Connection:
    key = unlock_with_passphrase(folder, practice_passphrase(folder), FileSecrets(folder)).derived("store")
    return connect(folder / layout.STORE, key, VAULT_SHAPE, damaged=ErrorCode.VAULT_DAMAGED, missing=ErrorCode.VAULT_MISSING)


def _migrate_and_count(folder: Path, kill_at: int) -> None:
    store = _opened(folder)
    ticks = 0

    def tick() -> int:
        nonlocal ticks
        ticks += 1
        if ticks == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    store._raw.set_progress_handler(tick, TICK)
    migrate(store)
    print(ticks, flush=True)
    store.close()


if __name__ == "__main__":
    _migrate_and_count(Path(sys.argv[1]), int(sys.argv[2]))

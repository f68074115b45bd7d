"""Locking for real: processes, windows and key presses. The process with the keys ends; a fresh one shows the lock screen."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import create_vault
from tests.journeys.display import Display, has_open, is_gone, virtual_display, wait_for

PASSPHRASE = "sol sand seil sommer sakte"


@pytest.fixture
def display() -> Iterator[Display]:
    with virtual_display() as found:
        yield found


@pytest.fixture
def folder(nobodys_home: Path) -> Path:
    vault = nobodys_home / "vault"
    create_vault(vault, PASSPHRASE, FileSecrets(nobodys_home / "keyring"), argon=PRACTICE).vault.close()
    return vault


def start(display: Display, folder: Path, project: Path) -> subprocess.Popen[bytes]:
    script = Path(__file__).with_name("window_process.py")
    environment = {**display.environment, "PYTHONPATH": str(project)}
    return subprocess.Popen(
        [sys.executable, str(script), str(folder)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def unlock(display: Display, window: str, pid: int, folder: Path) -> None:
    display.type(window, PASSPHRASE)
    display.press(window, "Return")
    wait_for(lambda: has_open(pid, folder))


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and an X server; the same steps run in one process in test_journey.py")
def test_locking_ends_the_process_and_a_fresh_lock_screen_takes_over(display: Display, folder: Path, project: Path) -> None:
    first = start(display, folder, project)
    fresh = 0
    try:
        window, pid = display.window_of_another()
        assert pid == first.pid and not has_open(pid, folder), "opening the window opens no vault"
        unlock(display, window, pid, folder)
        time.sleep(0.5)

        pressed = time.monotonic()
        display.press(window, "ctrl+l")
        window, fresh = display.window_of_another(than=pid)
        back_s = time.monotonic() - pressed
        assert first.wait(5) == 0
        assert not has_open(fresh, folder)
        assert back_s < 5.0, "two seconds on a quiet machine: see the benchmark"

        # Unlocking again right away works, and a third start only brings this window forward.
        unlock(display, window, fresh, folder)
        assert start(display, folder, project).wait(20) == 0
        assert not is_gone(fresh) and has_open(fresh, folder)
    finally:
        for process in (first.pid, fresh):
            with contextlib.suppress(ProcessLookupError):
                if process:
                    os.kill(process, signal.SIGKILL)
        first.wait(10)

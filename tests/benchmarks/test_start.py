"""Start to the lock screen beside an empty PySide6 window; unlocking to the review screen beyond the key derivation; locking until the
lock screen is back. The figures of issue 2: at most 1.0 s, 1.5 s and 2 s.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import SystemClock
from app.usecases.unlock_vault import unlock_vault
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.keeper import Keeper
from storage.vault import create_vault
from tests.journeys.display import Display, virtual_display
from tests.journeys.kit import House, until, write
from tests.samples.make import sample
from tests.ui.films import keep_film
from ui.review.screen import ReviewScreen
from ui.unlock.screen import UnlockScreen

pytestmark = pytest.mark.benchmark

PASSPHRASE = "sol sand seil sommer sakte"
TURNS = 5
LOCK_SCREEN_S = 1.0
REVIEW_S = 1.5
LOCKED_S = 2.0

_EMPTY = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication(sys.argv)
window = QWidget()
window.setWindowTitle("Samspill")
window.resize(1280, 720)
window.show()
application.exec()
"""


@pytest.fixture
def display() -> Iterator[Display]:
    with virtual_display() as found:
        yield found


def seconds_to_window(display: Display, command: list[str], environment: dict[str, str]) -> float:
    """From starting the process until its window can be seen."""
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        display.window_of_another()
        return time.monotonic() - started
    finally:
        process.kill()
        process.wait()


def test_start_to_the_lock_screen(display: Display, nobodys_home: Path, project: Path) -> None:
    vault = nobodys_home / "vault"
    create_vault(vault, PASSPHRASE, FileSecrets(nobodys_home / "keyring"), argon=PRACTICE).vault.close()
    environment = {**display.environment, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": ""}
    ours = [sys.executable, "-m", "app", "--vault", str(vault)]
    empty = [sys.executable, "-c", _EMPTY]
    for command in (ours, empty):
        seconds_to_window(display, command, environment)  # once to warm the disk's memory
    measured = [(seconds_to_window(display, ours, environment), seconds_to_window(display, empty, environment)) for _ in range(TURNS)]
    lock, bare = (statistics.median(one) for one in zip(*measured, strict=True))
    print(f"\nstart to lock screen {lock:.2f} s, empty PySide6 window {bare:.2f} s, ratio {lock / bare:.2f}")
    assert lock <= LOCK_SCREEN_S


def test_unlock_to_the_review_screen(qapp: QApplication, nobodys_home: Path) -> None:
    """With the real cost of the keys; the derivation alone is measured beside it."""
    folder, device = nobodys_home / "vault", FileSecrets(nobodys_home / "keyring")
    made = create_vault(folder, PASSPHRASE, device)
    recording = keep_film(made.vault, sample("mts", seconds=20).path)
    made.vault.close()
    keeper = Keeper(folder, device)
    started = time.monotonic()
    unlock_vault(keeper, SystemClock(), PASSPHRASE)
    derivation_s = time.monotonic() - started
    keeper.close()
    house = House(nobodys_home)
    screen = house.stage(UnlockScreen)
    write(screen.passphrase.line, PASSPHRASE)
    started = time.monotonic()
    screen.unlock_button.click()
    library = house.library()
    row = until(lambda: next((row for row in library.rows if row.shelved.recording.id == recording.id), None))
    row.open_button.click()
    review = house.stage(ReviewScreen)
    until(lambda: not review.player.image().isNull())
    whole_s = time.monotonic() - started
    house.close()
    beyond = whole_s - derivation_s
    print(f"\nunlock to the first picture under review {whole_s:.2f} s, keys and opening alone {derivation_s:.2f} s: {beyond:.2f} s beyond")
    assert beyond <= REVIEW_S


def test_lock_until_the_lock_screen_is_back(display: Display, nobodys_home: Path, project: Path) -> None:
    vault = nobodys_home / "vault"
    create_vault(vault, PASSPHRASE, FileSecrets(nobodys_home / "keyring"), argon=PRACTICE).vault.close()
    script = project / "tests" / "journeys" / "window_process.py"
    environment = {**display.environment, "PYTHONPATH": str(project)}
    command = [sys.executable, str(script), str(vault)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    window, pid = display.window_of_another()
    taken = []
    for _ in range(TURNS):
        display.type(window, PASSPHRASE)
        display.press(window, "Return")
        time.sleep(1.5)
        started = time.monotonic()
        display.press(window, "ctrl+l")
        window, fresh = display.window_of_another(than=pid)
        taken.append(time.monotonic() - started)
        pid = fresh
    os.kill(pid, 9)
    process.wait(10)
    print(f"\nlock until the lock screen is back: median {statistics.median(taken):.2f} s, longest {max(taken):.2f} s, aim {LOCKED_S} s")
    assert max(taken) <= LOCKED_S

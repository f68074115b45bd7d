"""A virtual screen, and hands on it: real key presses into real windows (Xvfb and xdotool)."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")


class Display:
    """One X server of our own."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8"}

    def windows(self) -> list[str]:
        """Visible windows of the application that have its title."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "^Samspill$"],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return [line for line in found.stdout.split() if self.pid(line)]

    def pid(self, window: str) -> int:
        found = subprocess.run(["xdotool", "getwindowpid", window], env=self.environment, capture_output=True, text=True, check=False)
        return int(found.stdout) if found.stdout.strip().isdigit() else 0

    def window_of_another(self, than: int = 0) -> tuple[str, int]:
        """Wait for a window that is not of process `than`. Returns the window and its process."""

        def look() -> tuple[str, int] | None:
            found = [(window, self.pid(window)) for window in self.windows()]
            return next(((window, pid) for window, pid in found if pid and pid != than), None)

        return wait_for(look)

    def press(self, window: str, *keys: str) -> None:
        self._do("windowfocus", "--sync", window)
        self._do("key", "--clearmodifiers", *keys)

    def type(self, window: str, text: str) -> None:
        self._do("windowfocus", "--sync", window)
        self._do("type", "--delay", "4", text)

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self.environment, check=True, capture_output=True, timeout=20)


@contextmanager
def virtual_display() -> Iterator[Display]:
    """Skips the test where there is no Xvfb or xdotool."""
    if not (shutil.which("Xvfb") and shutil.which("xdotool")):
        pytest.skip("Xvfb or xdotool is missing; locking is tested in one process elsewhere")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield Display(told.readline().strip())
    finally:
        server.terminate()
        server.wait(10)


def wait_for(look: Callable[[], T | None], seconds: float = 30.0) -> T:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("waited too long")


def has_open(pid: int, folder: Path) -> bool:
    """Whether this process holds the lock of the vault in this folder."""
    with contextlib.suppress(OSError):
        inode = (folder / "lock").stat().st_ino
        for line in Path("/proc/locks").read_text().splitlines():
            words = line.split()
            if words[1] == "FLOCK" and int(words[4]) == pid and words[5].endswith(f":{inode}"):
                return True
    return False


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True

"""Where there is a screen, `samspill demo` opens the window on the practice vault: seen from outside, on a virtual screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

NEEDED = ("Xvfb", "xdotool")
pytestmark = [
    pytest.mark.battery,
    pytest.mark.skipif(
        any(shutil.which(tool) is None for tool in NEEDED), reason="Xvfb and xdotool are not here: packaging/setup.sh tests"
    ),
]
_PATIENCE_S = 120


@pytest.fixture
def screen() -> Iterator[str]:
    """A virtual screen's name."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


def test_the_window_opens_with_the_practice_films_and_closes(screen: str, project: Path, nobodys_home: Path) -> None:
    vault, temporary = nobodys_home / "data/samspill/practice", nobodys_home / "temporary"
    temporary.mkdir()
    environment = {**os.environ, "DISPLAY": screen, "QT_QPA_PLATFORM": "xcb", "TMPDIR": str(temporary)}
    running = subprocess.Popen([sys.executable, "-m", "app", "demo"], cwd=project, env=environment)
    try:
        _until(lambda: _find(environment) != "" or running.poll() is not None)
        assert running.poll() is None
        _until(lambda: len(list((vault / "reels").glob("*.reel"))) == 3)
        _until(lambda: not list(temporary.glob("practice-*")))  # the card it was imported from is thrown away last
        for words in (["windowfocus", "--sync", _find(environment)], ["sleep", "0.5", "key", "ctrl+q"]):
            subprocess.run(["xdotool", *words], env=environment, check=True, capture_output=True, timeout=30)
        assert running.wait(30) == 0
    finally:
        running.kill()
        running.wait(10)


def _find(environment: dict[str, str]) -> str:
    """The window's number, or nothing."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", "^Samspill$"], env=environment, capture_output=True, text=True, check=False
    )
    return found.stdout.split()[-1] if found.stdout.split() else ""


def _until(come: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not come():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.2)

"""What tests of Today and of the families' screens share: lanes, and a look at whether a screen fits beside the rail of 1366 x 768."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from tests.journeys.kit import settle
from tests.ui.fit import faults, passed_by
from ui.texts import language
from ui.theme import DARK, tokens

BESIDE_THE_RAIL = (1258, 660)
PATIENCE_S = 3.0
SCALED = "SAMSPILL_TEST_SCALED"
SHOTS = os.environ.get("SAMSPILL_SHOTS")  # a folder: leave a picture of every screen there, to be looked at


def check(screen: QWidget, called: str) -> None:
    """Looked at again for a while before it fails: layouts arrive with the event loop."""
    screen.resize(*BESIDE_THE_RAIL)
    screen.show()
    screen.activateWindow()
    deadline = time.monotonic() + PATIENCE_S
    settle(0.05)
    while (found := faults(screen)) and time.monotonic() < deadline:
        settle(0.05)
    if SHOTS:
        screen.grab().save(f"{SHOTS}/{called}-{'dark' if tokens() == DARK else 'light'}-{language()}.png")
    assert found == [], called
    assert passed_by(screen) == [], called


def again_at_two_hundred_percent(project: Path, file: str) -> None:
    """The tests of that file on a screen of twice the density."""
    if os.environ.get(SCALED):
        pytest.skip("this is that screen")
    environment = {**os.environ, "QT_SCALE_FACTOR": "2", SCALED: "1", "PYTHONPATH": str(project)}
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", file]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout[-3000:]

"""One look at a screen that is shown already: nothing wrong with what is visible, and all of it reached with Tab."""

from __future__ import annotations

import os
import time

from PySide6.QtWidgets import QWidget

from tests.journeys.kit import settle
from tests.ui.films import wait_for
from tests.ui.fit import faults, passed_by

SHOTS = os.environ.get("SAMSPILL_SHOTS")  # a folder: leave a picture of every screen there, to be looked at
PATIENCE_S = 3.0


def check(screen: QWidget, called: str) -> None:
    """Looked at again for a while before it fails: layouts arrive with the event loop."""
    settle(0.08)
    deadline = time.monotonic() + PATIENCE_S
    wait_for(lambda: not faults(screen) or time.monotonic() > deadline)
    if SHOTS:
        screen.grab().save(f"{SHOTS}/{called}.png")
    assert faults(screen) == [], called
    assert passed_by(screen) == [], called

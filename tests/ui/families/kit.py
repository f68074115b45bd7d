"""What tests of Today and of the families' screens share: lanes, and a look at whether a screen fits beside the rail of 1366 x 768."""

from __future__ import annotations

import os
import time

from PySide6.QtWidgets import QWidget

from tests.journeys.kit import settle
from tests.ui.films import wait_for
from tests.ui.fit import faults, passed_by
from ui.families.page import FamilyScreen
from ui.texts import language
from ui.theme import DARK, tokens

BESIDE_THE_RAIL = (1258, 660)
PATIENCE_S = 3.0
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


def save(page: FamilyScreen) -> None:
    """What stands in the form, and wait for the page to have been read again."""
    before, editor = page.page, page.people.editor
    assert editor is not None
    editor.save_button.click()
    wait_for(lambda: page.page is not before and page.people.editor is None)

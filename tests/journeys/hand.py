"""A person at the application who has a keyboard and nothing else.

Nothing here sets the focus or clicks: each step goes on from where the keyboard stands, with Tab, the arrows, Space, Enter and the keys of
the menu.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.ports import Store
from tests.journeys.kit import House, settle, until
from ui.places import RAIL
from ui.unlock.screen import UnlockScreen

SHOTS = os.environ.get("SAMSPILL_SHOTS")  # a folder: leave a picture of every step there, to be looked at
CONTROL, ALT, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
_MOST_TABS = 120


@dataclass
class Hand:
    """In front of this house, which speaks `spoken`."""

    house: House
    spoken: str

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.at(), key, modifiers)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.at(), text)

    def at(self) -> QWidget:
        """Where the keyboard stands; in the window where it stands nowhere."""
        return QApplication.focusWidget() or self.house.window

    def tab_to(self, find: Callable[[], QWidget | None]) -> QWidget:
        """Tab and Tab again. What is looked for may be made anew meanwhile."""
        until(lambda: (there := find()) is not None and there.isVisible() and there.isEnabled())
        for _ in range(_MOST_TABS):
            wanted = find()
            if wanted is not None and self.at() is wanted:
                return wanted
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {find()!r}")

    def press(self, find: Callable[[], QWidget | None]) -> None:
        """Tab there, and Space."""
        self.tab_to(find)
        self.key(Qt.Key.Key_Space)

    def stands_on(self, find: Callable[[], QWidget | None]) -> None:
        """Without a Tab: the keyboard is where the next thing is done."""
        until(lambda: self.at() is find())

    def go(self, place: str) -> None:
        """By the keys of the menu: to where the rail leads."""
        names = [name for name, _icon in RAIL]
        self.key(Qt.Key(Qt.Key.Key_1 + names.index(place)), CONTROL)

    def unlock(self, passphrase: str) -> None:
        screen = self.house.stage(UnlockScreen)
        self.stands_on(lambda: screen.passphrase.line)
        self.type(passphrase)
        self.key(Qt.Key.Key_Return)

    def picture(self, step: str) -> None:
        if SHOTS:
            settle(0.4)
            self.house.window.grab().save(f"{SHOTS}/journey-{step}-{self.spoken}.png")

    def store(self) -> Store:
        session = self.house.shell.session
        assert session is not None
        return session.store

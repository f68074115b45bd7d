"""A person in code: looks at the real window, clicks, types, waits for what should appear, and takes a picture of each step.

Everything goes through the widgets' own events, as from a mouse and a keyboard. A wait that is in vain ends the act and says for what.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.rehearsal.pictures import save_picture

T = TypeVar("T")

_PATIENCE_S = 30.0
_TICK_MS = 10
NO_KEY = Qt.KeyboardModifier.NoModifier


class InVain(Exception):
    """What was waited for did not come."""


@dataclass
class Record:
    """What an act did, for `summary.json`: named steps with seconds, and facts that were checked."""

    act: str
    steps: list[dict[str, object]] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    failure: str = ""

    def write(self, folder: Path) -> None:
        told = {"act": self.act, "ok": not self.failure, "failure": self.failure, "steps": self.steps, "facts": self.facts}
        (folder / f"act-{self.act}.json").write_text(json.dumps(told, ensure_ascii=False, indent=2))


class Driver:
    """Hands and eyes. `picture` numbers its files from `first` on."""

    def __init__(self, record: Record, pictures: Path, first: int, suffix: str) -> None:
        self.record = record
        self._pictures = pictures
        self._number = first
        self._suffix = suffix
        self._step_began = time.monotonic()

    # --- eyes ----------------------------------------------------------------------------------------------------------------

    def wait(self, what: str, come: Callable[[], T | bool | None], seconds: float = _PATIENCE_S) -> T:
        """Let the window live until `come` gives something; return it. Raises InVain."""
        deadline = time.monotonic() + seconds
        while True:
            found = come()
            if found:
                return found  # type: ignore[return-value]
            if time.monotonic() > deadline:
                raise InVain(f"waited in vain for {what}")
            self.live(_TICK_MS / 1000)

    def live(self, seconds: float) -> None:
        """Let events happen for a while."""
        loop = QEventLoop()
        QTimer.singleShot(max(1, round(seconds * 1000)), loop.quit)
        loop.exec()

    def picture(self, name: str, widget: QWidget) -> None:
        """A picture of the window, and the seconds since the one before."""
        self.live(0.05)
        if not widget.isActiveWindow():  # a part shown before it has its place flashes up as a window, and takes the keyboard with it
            raise InVain(f"at {name} the window had lost the keyboard")
        file = f"{self._number:02d}-{name}{self._suffix}.png"
        save_picture(widget.grab().toImage(), self._pictures / file)
        now = time.monotonic()
        self.record.steps.append({"step": name, "picture": file, "seconds": round(now - self._step_began, 2)})
        self._step_began = now
        self._number += 1

    def check(self, name: str, fact: object, wanted: object = True) -> None:
        """Write a fact down; one that is not as wanted ends the act."""
        self.record.facts[name] = fact
        if fact != wanted:
            raise InVain(f"{name}: {fact!r} instead of {wanted!r}")

    def in_front(self, window: QWidget) -> None:
        """Wait until the window has the keyboard, as a person sees to by clicking on it."""
        window.activateWindow()
        self.wait("the window having the keyboard", window.isActiveWindow)

    # --- hands ---------------------------------------------------------------------------------------------------------------

    def click(self, widget: QWidget) -> None:
        self._bring_to_view(widget)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def type(self, widget: QWidget, text: str) -> None:
        self._bring_to_view(widget)
        widget.setFocus()
        QTest.keyClicks(widget, text)

    def key(self, widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEY, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(widget, key, modifiers)

    def draw(self, widget: QWidget, points: list[QPoint]) -> None:
        """One stroke with the button held."""
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, NO_KEY, points[0])
        for point in points[1:]:
            QTest.mouseMove(widget, point)
            self.live(0.01)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, NO_KEY, points[-1])

    def drop(self, widget: QWidget, folder: Path) -> None:
        """Drop a folder on a widget, as from the file manager."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(folder))])
        action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        QApplication.sendEvent(widget, QDragEnterEvent(QPoint(20, 20), action, mime, button, NO_KEY))
        QApplication.sendEvent(widget, QDropEvent(QPointF(20, 20), action, mime, button, NO_KEY))

    def _bring_to_view(self, widget: QWidget) -> None:
        above = widget.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget)
            above = above.parentWidget()

"""A key that is held down is one press, under X11 too.

There Qt (6.11) sets `isAutoRepeat` on no event: whoever leans on a key presses it 25 times a second, and an elbow would stop a film. Each
repeat is a release and a press of the same millisecond, which no finger can do: by that it is known here.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

_REPEATED_MS = 10  # between a release and a press
_KINDS = (QEvent.Type.KeyRelease, QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)


class HeldKeys(QObject):
    """While `screen` is in sight no repeat of these keys arrives anywhere but in a text field."""

    def __init__(self, screen: QWidget, keys: frozenset[int]) -> None:
        super().__init__(screen)
        self._screen = screen
        self._keys = keys
        self._released: dict[int, int] = {}  # when, by the window system's clock
        for widget in (screen, *screen.findChildren(QWidget)):  # whichever has the keyboard; not all that happens in the application
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KINDS or not isinstance(event, QKeyEvent) or event.key() not in self._keys:
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.KeyRelease:
            self._released[event.key()] = event.timestamp()
            return False
        if not self._repeats(event) or not self._screen.isVisible() or isinstance(QApplication.focusWidget(), QLineEdit):
            return False
        event.accept()  # so that it is no shortcut either
        return True

    def _repeats(self, event: QKeyEvent) -> bool:
        released = self._released.get(event.key())
        return bool(event.timestamp()) and released is not None and 0 <= event.timestamp() - released < _REPEATED_MS

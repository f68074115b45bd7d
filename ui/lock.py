"""When to lock: after minutes without a touch (sleep is watched in `ui/sleep.py`), and that it happens once.

Python cannot wipe memory, so locking ends the process that holds the keys; a fresh one shows the lock screen. The watch here only says
*when*; `ui/shell.py` does it, and whoever must not be interrupted (a clip in parent mode) holds it back.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

_TICK_MS = 1000
WARN_S = 30

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)


class IdleWatch(QObject):
    """Emits `idle` after `minutes()` without a touch, and `soon(seconds)` before, 0 when touched again.

    It looks at the windows' own events, not at those of every widget: a film paints fifty times a second.
    """

    idle = Signal()
    soon = Signal(int)

    def __init__(self, minutes: Callable[[], int], now: Callable[[], float] = time.monotonic, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._minutes = minutes
        self._now = now
        self._touched = now()
        self._warned = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)
        self._application = QGuiApplication.instance()

    def start(self) -> None:
        """Watch from now on; starting twice is starting once."""
        self._touched = self._now()
        if self._timer.isActive():
            return
        application = self._application
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)
        for window in QGuiApplication.topLevelWindows():
            self._watch(window)
        self._timer.start()

    def stop(self) -> None:
        if not self._timer.isActive():
            return
        self._timer.stop()
        if isinstance(self._application, QGuiApplication):
            self._application.focusWindowChanged.disconnect(self._watch)
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)

    def touch(self) -> None:
        self._touched = self._now()
        if self._warned:
            self._warned = False
            self.soon.emit(0)

    def look(self) -> None:
        """Once a second: is it time?"""
        left = self._minutes() * 60 - (self._now() - self._touched)
        if left <= 0:
            self.idle.emit()
        elif left <= WARN_S:
            self._warned = True
            self.soon.emit(round(left))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self.touch()
        return super().eventFilter(watched, event)

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)


class Locker(QObject):
    """Locks once. An idle wish waits while `held()` (a parent is watching a clip); the watch repeats it every second."""

    def __init__(self, lock_now: Callable[[], None], held: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock_now = lock_now
        self._held = held
        self._done = False

    def wish(self) -> None:
        """Lock when it may be: idle minutes have passed."""
        if not self._held():
            self.demand()

    def demand(self) -> None:
        """Lock now, whatever goes on: the button, Ctrl+L, or the machine goes to sleep."""
        if not self._done:
            self._done = True
            self._lock_now()

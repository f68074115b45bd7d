"""The machine is about to sleep, or has slept: the keys must not stay in the memory of a closed laptop.

Where there is logind it is asked to wait a moment (a delay inhibitor) and says when sleep begins; the inhibitor ends with the process, so
sleep goes on when locking is done. Everywhere, a wall clock that moved more than the steady one tells that the machine has slept.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import SLOT, QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection, QDBusPendingCallWatcher, QDBusUnixFileDescriptor

_TICK_MS = 1000
# A wall clock that moved this much more than the timer did: the machine was asleep (or its clock was set; locking does no harm).
JUMP_S = 30.0
_LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")


class SuspendWatch(QObject):
    """Emits `sleeping` when logind says that sleep begins, or when the clocks show that the machine has slept."""

    sleeping = Signal()

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._wall = wall
        self._steady = steady
        self._last = (wall(), steady())
        self._asked: QDBusPendingCallWatcher | None = None
        self._delay: QDBusUnixFileDescriptor | None = None  # while it is held, sleep waits (logind allows five seconds)
        self._begun = False  # logind has said that sleep begins, and not yet that it is over
        self._let_go = False  # while filming; asked for again when the machine wakes
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        self._last = (self._wall(), self._steady())
        self._timer.start()
        if sys.platform == "linux" and self._asked is None:
            self._listen_to_logind()

    def stop(self) -> None:
        self._timer.stop()

    def let_sleep(self) -> None:
        """Nothing will be locked now: the sleep that begins need not wait for us. The next one waits again."""
        if self._begun:
            self._delay, self._let_go = None, True

    def look(self) -> None:
        """Between two ticks the wall clock and the steady one should have moved alike."""
        wall, steady = self._wall(), self._steady()
        moved = (wall - self._last[0]) - (steady - self._last[1])
        late = steady - self._last[1]
        self._last = (wall, steady)
        if moved > JUMP_S or late > JUMP_S:
            self.sleeping.emit()

    def _listen_to_logind(self) -> None:
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415  Linux only

        bus = QDBusConnection.systemBus()
        if bus.isConnected():
            # The stubs ask for bytes as the slot, the library takes only the text that SLOT gives.
            bus.connect(*_LOGIND, "PrepareForSleep", self, SLOT("_prepare_for_sleep(bool)"))  # type: ignore[call-overload]
            self._ask_for_a_moment(bus)

    def _ask_again(self) -> None:
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415

        self._ask_for_a_moment(QDBusConnection.systemBus())

    def _ask_for_a_moment(self, bus: QDBusConnection) -> None:
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher  # noqa: PLC0415

        asking = QDBusMessage.createMethodCall(*_LOGIND, "Inhibit")
        asking.setArguments(["sleep", "Samspill", "Samspill locks", "delay"])
        self._asked = QDBusPendingCallWatcher(bus.asyncCall(asking), self)
        self._asked.finished.connect(self._answered)

    def _answered(self) -> None:
        """Without an inhibitor the watch still works; locking then races with sleep."""
        if self._asked is not None and not self._asked.isError():
            self._delay = None if self._let_go else self._asked.reply().arguments()[0]
            self._asked.deleteLater()  # its reply is another owner of the descriptor

    @Slot(bool)
    def _prepare_for_sleep(self, starting: bool) -> None:
        self._begun = starting
        if starting:
            self.sleeping.emit()
        elif self._let_go:
            self._let_go = False
            self._ask_again()

"""While a film is taken the machine stays awake: no sleep, no dark screen, and a closed lid changes nothing where the system lets us ask.

Linux: logind holds sleep back for as long as a descriptor is open, so that it ends with the process however that ends, and the desktop is
asked to leave the screen on. Windows: SetThreadExecutionState. macOS: a power assertion. The last two cannot hold a closed lid back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from ctypes import CDLL

    from PySide6.QtDBus import QDBusPendingCallWatcher, QDBusUnixFileDescriptor

_LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_SCREEN = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver")
_SCREEN_CONNECTION = "samspill-screen-on"
# The most first. Who may ask for what is the system's policy: at a desk of one's own usually all, over a remote login sleep at most.
_WISHES = ("sleep:idle:handle-lid-switch", "sleep:idle", "sleep")


class Wakefulness(Enum):
    """What the system agreed to."""

    OFF = "off"  # nothing is held
    ASKED = "asked"  # no answer yet
    FULL = "full"  # neither waiting nor a closed lid puts it to sleep
    NOT_THE_LID = "not_the_lid"  # it stays awake while the lid is open
    REFUSED = "refused"  # it may fall asleep: the person has to see to it


class _Hold(Protocol):
    def hold(self, told: Callable[[Wakefulness], None]) -> None: ...

    def release(self) -> None: ...


class StayAwake(QObject):
    """`hold` when filming starts, `release` when it has ended; each may be called twice. `changed` carries a Wakefulness."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = Wakefulness.OFF
        self._way: _Hold = _way(self)

    def hold(self) -> None:
        """Ask the system to stay awake. Returns at once; what it agreed to is told by `changed`."""
        if self.state is Wakefulness.OFF:
            self._become(Wakefulness.ASKED)
            self._way.hold(self._answered)

    def release(self) -> None:
        """The machine may sleep again."""
        if self.state is not Wakefulness.OFF:
            self._way.release()
            self._become(Wakefulness.OFF)

    def _answered(self, state: Wakefulness) -> None:
        if self.state is not Wakefulness.OFF:
            self._become(state)

    def _become(self, state: Wakefulness) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit(state)


def _way(parent: QObject) -> _Hold:
    if sys.platform == "win32":
        return WindowsHold()
    if sys.platform == "darwin":
        return MacHold()
    return LogindHold(parent)


class LogindHold:
    """Asks logind for the most it gives, and the desktop to leave the screen on."""

    def __init__(self, parent: QObject) -> None:
        self._parent = parent
        self._told: Callable[[Wakefulness], None] = lambda _state: None
        self._round = 0  # an answer to an earlier `hold` is let go
        self._asked: QDBusPendingCallWatcher | None = None
        self._descriptor: QDBusUnixFileDescriptor | None = None

    def hold(self, told: Callable[[Wakefulness], None]) -> None:
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415  Linux only

        self._told = told
        self._round += 1
        if QDBusConnection.systemBus().isConnected():
            self._ask(0, self._round)
        else:
            told(Wakefulness.REFUSED)
        self._ask_for_the_screen()

    def release(self) -> None:
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415

        self._round += 1
        self._asked = self._descriptor = None  # the descriptor is closed with its last owner: logind sees it at once
        QDBusConnection.disconnectFromBus(_SCREEN_CONNECTION)

    def _ask(self, wish: int, asked_in: int) -> None:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher  # noqa: PLC0415

        call = QDBusMessage.createMethodCall(*_LOGIND, "Inhibit")
        call.setArguments([_WISHES[wish], "Samspill", "Samspill films", "block"])
        self._asked = QDBusPendingCallWatcher(QDBusConnection.systemBus().asyncCall(call), self._parent)
        self._asked.finished.connect(lambda watcher: self._answered(watcher, wish, asked_in))

    def _answered(self, watcher: QDBusPendingCallWatcher, wish: int, asked_in: int) -> None:
        watcher.deleteLater()
        if asked_in != self._round:
            return  # released meanwhile; the reply's descriptor goes with the watcher
        if not watcher.isError():
            self._descriptor = watcher.reply().arguments()[0]
            self._told(Wakefulness.FULL if wish == 0 else Wakefulness.NOT_THE_LID)
        elif wish + 1 < len(_WISHES):
            self._ask(wish + 1, asked_in)
        else:
            self._told(Wakefulness.REFUSED)

    def _ask_for_the_screen(self) -> None:
        """A courtesy: the preview stays in sight. Where no desktop answers, nothing is lost. On a connection of its own: the desktop lets
        go of the wish when that ends (handing its number back needs an unsigned argument, which PySide cannot send)."""
        from PySide6.QtDBus import QDBusConnection, QDBusMessage  # noqa: PLC0415

        bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, _SCREEN_CONNECTION)
        if bus.isConnected():
            call = QDBusMessage.createMethodCall(*_SCREEN, "Inhibit")
            call.setArguments(["Samspill", "Samspill films"])
            bus.send(call)


class WindowsHold:
    """Holds for the thread that asks: always the interface's."""

    _CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x00000001, 0x00000002

    def hold(self, told: Callable[[Wakefulness], None]) -> None:
        told(Wakefulness.NOT_THE_LID if self._set(self._CONTINUOUS | self._SYSTEM | self._DISPLAY) else Wakefulness.REFUSED)

    def release(self) -> None:
        self._set(self._CONTINUOUS)

    def _set(self, state: int) -> bool:
        import ctypes  # noqa: PLC0415

        return bool(ctypes.windll.kernel32.SetThreadExecutionState(ctypes.c_uint(state)))  # type: ignore[attr-defined,unused-ignore]


class MacHold:
    """An assertion of IOKit; the system lets go of it when the process ends."""

    _LEVEL_ON, _UTF8 = 255, 0x08000100

    def __init__(self) -> None:
        self._assertion: int | None = None

    def hold(self, told: Callable[[Wakefulness], None]) -> None:
        import ctypes  # noqa: PLC0415

        core, power = _mac_libraries()
        made = ctypes.c_uint32()
        kind, reason = (
            core.CFStringCreateWithCString(None, text, self._UTF8) for text in (b"PreventUserIdleDisplaySleep", b"Samspill films")
        )
        failed = power.IOPMAssertionCreateWithName(kind, self._LEVEL_ON, reason, ctypes.byref(made))
        for text in (kind, reason):
            core.CFRelease(text)
        self._assertion = None if failed else made.value
        told(Wakefulness.REFUSED if failed else Wakefulness.NOT_THE_LID)

    def release(self) -> None:
        if self._assertion is not None:
            _mac_libraries()[1].IOPMAssertionRelease(self._assertion)
            self._assertion = None


def _mac_libraries() -> tuple[CDLL, CDLL]:
    """CoreFoundation and IOKit, with the kinds of what goes in and out (pointers are 64 bits)."""
    import ctypes  # noqa: PLC0415

    frameworks = "/System/Library/Frameworks"
    core = ctypes.CDLL(f"{frameworks}/CoreFoundation.framework/CoreFoundation")
    power = ctypes.CDLL(f"{frameworks}/IOKit.framework/IOKit")
    core.CFStringCreateWithCString.restype = ctypes.c_void_p
    core.CFStringCreateWithCString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32]
    core.CFRelease.argtypes = [ctypes.c_void_p]
    power.IOPMAssertionCreateWithName.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint32)]
    power.IOPMAssertionRelease.argtypes = [ctypes.c_uint32]
    return core, power

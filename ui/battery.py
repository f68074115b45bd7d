"""How much battery is left, where there is one: read now and then off the interface's thread (some laptops take a tenth of a second).

`BatteryLabel` says it in words and hides itself on a machine without a battery; it is coloured when the battery may not last.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.filming import PLANNED_MINUTES
from ui.jobs import Jobs
from ui.texts import say
from ui.widgets.parts import name, set_role

SUPPLIES = Path("/sys/class/power_supply")
LOW_PERCENT = 15
_TICK_MS = 20_000
_LONGEST_MINUTES = 24 * 60  # a machine that has just been unplugged claims days


@dataclass(frozen=True, slots=True)
class Battery:
    """What the system says. `minutes_left`: None while it charges, and where the system does not know."""

    percent: int
    on_battery: bool
    minutes_left: int | None = None

    def is_low(self, needed_minutes: int = PLANNED_MINUTES) -> bool:
        """Whether it may be empty before a film of so many minutes is done."""
        if not self.on_battery:
            return False
        return self.percent <= LOW_PERCENT or (self.minutes_left is not None and self.minutes_left <= needed_minutes)

    def words(self) -> str:
        """`Batteri 62 %, om lag 80 min igjen`."""
        if not self.on_battery:
            return say("battery.plugged", percent=self.percent)
        if self.minutes_left is None:
            return say("battery.left", percent=self.percent)
        return say("battery.left_minutes", percent=self.percent, minutes=self.minutes_left)


def read_battery(supplies: Path = SUPPLIES) -> Battery | None:
    """The laptop's battery, or None where there is none or the system says nothing sensible. Raises nothing; may take a while."""
    import psutil  # noqa: PLC0415  20 ms that the start does not need

    if sys.platform == "linux" and not _laptop_has_one(supplies):
        return None
    try:
        told = psutil.sensors_battery()
    except (OSError, ValueError):  # a folder or a number that is not as psutil expects
        return None
    if told is None or not 0 <= told.percent <= 110:
        return None
    on_battery = told.power_plugged is False
    seconds = int(told.secsleft)
    minutes = seconds // 60 if on_battery and 0 <= seconds <= _LONGEST_MINUTES * 60 else None
    return Battery(min(100, round(told.percent)), on_battery, minutes)


def _laptop_has_one(supplies: Path) -> bool:
    """A mouse has a battery too: the kernel gives those the scope "Device"."""
    try:
        return any(_word(one / "type") == "battery" and _word(one / "scope") != "device" for one in supplies.iterdir())
    except OSError:
        return False


def _word(file: Path) -> str:
    try:
        return file.read_text("ascii", "replace").strip().lower()
    except OSError:
        return ""


class BatteryWatch(QObject):
    """Reads the battery on `start` and every twenty seconds. `changed` carries a Battery, or None where there is none."""

    changed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None, read: Callable[[], Battery | None] = read_battery) -> None:
        super().__init__(parent)
        self.now: Battery | None = None
        self._jobs, self._read = jobs, read
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Starting twice is starting once."""
        if not self._timer.isActive():
            self._timer.start()
            self.look()

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Read it now; `changed` follows if it is other than it was."""
        self._jobs.pool(self, self._read, self._seen)

    def _seen(self, battery: Battery | None) -> None:
        if battery != self.now:
            self.now = battery
            self.changed.emit(battery)


class BatteryLabel(QLabel):
    """The battery in a few words. `start` when it comes into sight, `stop` when it goes; hidden where there is no battery.

    `set_needed` says how many minutes the film is planned to take: a battery that may not last that long is coloured and said so.
    """

    def __init__(self, jobs: Jobs, parent: QWidget | None = None, read: Callable[[], Battery | None] = read_battery) -> None:
        super().__init__(parent)
        self.setProperty("role", "secondary")
        self._needed = PLANNED_MINUTES
        self.watch = BatteryWatch(jobs, self, read)
        self.watch.changed.connect(lambda _battery: self._show())
        self.hide()

    def start(self) -> None:
        self.watch.start()

    def stop(self) -> None:
        self.watch.stop()

    def set_needed(self, minutes: int) -> None:
        self._needed = minutes
        self._show()

    def _show(self) -> None:
        battery = self.watch.now
        if battery is None:
            self.hide()
            return
        low = battery.is_low(self._needed)
        text = f"{battery.words()}. {say('battery.low')}" if low else battery.words()
        set_role(self, "warn" if low else "secondary")
        self.setText(text)
        name(self, text)
        self.show()

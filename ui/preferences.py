"""What is remembered outside the vault: language, theme, window place, volume. Nothing personal, so that it can be read before unlocking.

Each preference is described as data (name, default, what may be kept); a value that does not fit is the default, so that a damaged or
hand-edited `device.json` never stops a start. Saved a moment after the last change, and only where a vault folder already is: reading
and writing preferences never creates one.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.filming import PLANNED_MINUTES

T = TypeVar("T", str, int, bool)

FILE_NAME = "device.json"
_SAVE_AFTER_MS = 400
_MAX_FILE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Preference(Generic[T]):
    """One remembered value. `fits` says whether a stored value may be used."""

    name: str
    default: T
    fits: Callable[[T], bool]


def _choice(name: str, default: str, *allowed: str) -> Preference[str]:
    return Preference(name, default, lambda value: value in allowed)


def _whole(name: str, default: int, least: int, most: int) -> Preference[int]:
    return Preference(name, default, lambda value: least <= value <= most)


def _switch(name: str, default: bool) -> Preference[bool]:
    return Preference(name, default, lambda _value: True)


def _short_text(name: str) -> Preference[str]:
    return Preference(name, "", lambda value: len(value) <= 4096)


LANGUAGE: Final = _choice("language", "", "", "nb", "en")  # "" is the system's
THEME: Final = _choice("theme", "system", "system", "light", "dark")
IDLE_MINUTES: Final = _whole("idle_minutes", 5, 1, 60)
WINDOW_PLACE: Final = _short_text("window_place")  # base64 of QWidget.saveGeometry
VOLUME_PERCENT: Final = _whole("volume_percent", 100, 0, 300)
MUTED: Final = _switch("muted", default=False)
PRE_ROLL_MS: Final = _whole("pre_roll_ms", 2000, 0, 10_000)
SPEED_PERCENT: Final = _whole("speed_percent", 100, 10, 200)
REVIEW_SPLIT: Final = _short_text("review_split")  # base64 of QSplitter.saveState
FILM_DEVICES: Final = _short_text("film_devices")  # see ui/film/remembered.py
PLANNED_FILM_MINUTES: Final = _whole("planned_film_minutes", PLANNED_MINUTES, 5, 120)

_ALL: Final[tuple[Preference[str] | Preference[int] | Preference[bool], ...]] = (
    LANGUAGE, THEME, IDLE_MINUTES, WINDOW_PLACE, VOLUME_PERCENT, MUTED, PRE_ROLL_MS, SPEED_PERCENT, REVIEW_SPLIT,
    FILM_DEVICES, PLANNED_FILM_MINUTES,
)  # fmt: skip


class Preferences(QObject):
    """The values of one vault folder's `device.json`. For the interface's thread only."""

    changed = Signal(str)  # the name of the preference

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._values = _read(folder / FILE_NAME)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SAVE_AFTER_MS)
        self._later.timeout.connect(self.save)

    def get(self, preference: Preference[T]) -> T:
        value = self._values.get(preference.name, preference.default)
        wanted = type(preference.default)
        return value if type(value) is wanted and preference.fits(value) else preference.default

    def set(self, preference: Preference[T], value: T) -> None:
        """Remember `value`. ValueError when it does not fit: that is a bug of the caller."""
        if not preference.fits(value):
            raise ValueError(preference.name)
        if self._values.get(preference.name) == value:
            return
        self._values[preference.name] = value
        self._later.start()
        self.changed.emit(preference.name)

    def move_to(self, folder: Path) -> None:
        """Go on with the values of now in another folder: set-up made it, or practice mode was chosen."""
        self._folder = folder
        self.save()

    def save(self) -> None:
        """Write now. A full disk or a read-only folder costs only the preference, so it is passed over."""
        self._later.stop()
        if not self._folder.is_dir():
            return
        target = self._folder / FILE_NAME
        fresh = target.with_suffix(".new")
        with contextlib.suppress(OSError):
            fresh.write_text(json.dumps(self._values, sort_keys=True), encoding="utf-8")
            fresh.replace(target)


def _read(path: Path) -> dict[str, str | int | bool]:
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    known = {preference.name for preference in _ALL}
    return {name: value for name, value in found.items() if name in known and isinstance(value, (str, int, bool))}

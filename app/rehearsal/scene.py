"""What every act of the rehearsal plays with, and how it looks around in the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.rehearsal.driver import Driver
from ui.library.screen import LibraryScreen
from ui.preferences import Preferences
from ui.settings.screen import SettingsScreen
from ui.shell import Shell
from ui.today.screen import TodayScreen
from ui.unlock.screen import UnlockScreen

W = TypeVar("W", bound=QWidget)

SETTLE_S = 0.3


@dataclass(frozen=True)
class Scene:
    """`passphrase` is chosen by the second act and typed by the third."""

    shell: Shell
    preferences: Preferences  # the shell's own
    drive: Driver
    vault: Path
    card: Path
    passphrase: str
    words: dict[str, str]  # the notes and titles to type, in the language of the rehearsal
    invitation: str = ""  # to a team base that runs beside; empty where there is none
    database: str = ""  # of that base


def current(shell: Shell, kind: type[W]) -> W | None:
    """The screen shown now, if it is of this kind."""
    shown = shell.window.current()
    return shown if isinstance(shown, kind) else None


def library_with(shell: Shell, films: int) -> LibraryScreen | None:
    """The list of films, once it shows so many."""
    library = current(shell, LibraryScreen)
    there = library is not None and library.is_read() and len(library.rows) == films and library.isVisible()
    return library if there else None


def settings(scene: Scene) -> SettingsScreen:
    scene.drive.key(scene.shell.window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    return scene.drive.wait("the settings", lambda: current(scene.shell, SettingsScreen))


def section(privacy: QWidget, kind: type[W]) -> W | None:
    """The part of this kind that is in sight."""
    return next((one for one in privacy.findChildren(kind) if one.isVisible()), None)


def still(scene: Scene, name: str) -> None:
    """A picture of the window, once all has its place."""
    scene.drive.live(SETTLE_S)
    scene.drive.picture(name, scene.shell.window)


def unlock(scene: Scene) -> None:
    """Start the application, and open the vault."""
    drive, shell = scene.drive, scene.shell
    shell.start()
    drive.in_front(shell.window)
    screen = drive.wait("the lock screen", lambda: current(shell, UnlockScreen))
    drive.type(screen.passphrase.line, scene.passphrase)
    drive.key(screen.passphrase.line, Qt.Key.Key_Return)
    drive.wait("today", lambda: current(shell, TodayScreen))

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
from ui.shell import Shell
from ui.today.screen import TodayScreen
from ui.unlock.screen import UnlockScreen

W = TypeVar("W", bound=QWidget)


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


def current(shell: Shell, kind: type[W]) -> W | None:
    """The screen shown now, if it is of this kind."""
    shown = shell.window.current()
    return shown if isinstance(shown, kind) else None


def library_with(shell: Shell, films: int) -> LibraryScreen | None:
    """The list of films, once it shows so many."""
    library = current(shell, LibraryScreen)
    there = library is not None and library.is_read() and len(library.rows) == films and library.isVisible()
    return library if there else None


def unlock(scene: Scene) -> None:
    """Start the application, and open the vault."""
    drive, shell = scene.drive, scene.shell
    shell.start()
    drive.in_front(shell.window)
    screen = drive.wait("the lock screen", lambda: current(shell, UnlockScreen))
    drive.type(screen.passphrase.line, scene.passphrase)
    drive.key(screen.passphrase.line, Qt.Key.Key_Return)
    drive.wait("today", lambda: current(shell, TodayScreen))

"""The process that shows the window of one vault: what it is made of, how it begins, and how it hands over when it is locked.

Qt is imported when the window is made: what says no before that has to say it at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap import Options, VaultDoor, default_practice, default_vault, log_folder
from app.version import VERSION

if TYPE_CHECKING:
    from ui.shell import Process, Shell
    from ui.single_instance import SingleInstance
    from ui.texts import Language


def run_window(
    folder: Path | None = None,
    options: Options | None = None,
    again: Callable[[Path | None], None] | None = None,
    started: Callable[[Shell], None] | None = None,
    practice: Path | None = None,
    language: Language | None = None,
) -> int:
    """Show the window of one vault until it is closed. Returns the exit code; locking ends the process from within.

    `again` starts the process that takes over after a lock; this program, where it is not said. `started` is called once the window is up.
    `practice` is where the practice vault lies or is made; in its usual place, where it is not said. `language` is chosen as in the
    settings; without it the one chosen before, or the system's, is spoken.
    """
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from storage.process import forbid_core_dumps  # noqa: PLC0415
    from ui.crash import CrashHandler  # noqa: PLC0415
    from ui.garbage import GarbageRound  # noqa: PLC0415
    from ui.shell import Process  # noqa: PLC0415
    from ui.single_instance import SingleInstance, ask_to_come_forward  # noqa: PLC0415
    from ui.toolkit_words import ToolkitWords  # noqa: PLC0415

    forbid_core_dumps()
    door = VaultDoor((folder or default_vault()).absolute(), options)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("samspill")
    application.setApplicationDisplayName("Samspill")
    application.setApplicationVersion(VERSION)
    application.setDesktopFileName("samspill")  # packaging/samspill.desktop: by it task bars know the window, its icon and its number
    if ask_to_come_forward(door.folder):
        return 0
    GarbageRound(application)
    application.installTranslator(ToolkitWords(application))
    handler = CrashHandler(log_folder())
    shell = make_shell(door, SingleInstance(door.folder), Process(again or start_again, end_process), practice)
    handler.install(shell.tell)
    if language is not None:
        shell.speak(language)
    shell.start()
    if started is not None:
        started(shell)
    return int(application.exec())


def make_shell(door: VaultDoor, instance: SingleInstance, process: Process, practice_folder: Path | None = None) -> Shell:
    """The window with everything behind it, on the preferences of the vault's folder."""
    from ui.looks import choose_language  # noqa: PLC0415
    from ui.preferences import Preferences  # noqa: PLC0415
    from ui.shell import Shell  # noqa: PLC0415

    preferences = Preferences(door.folder)
    choose_language(preferences)
    practice = door if door.practice else VaultDoor(practice_folder or default_practice())
    return Shell(door, practice, preferences, instance, process)


def start_again(folder: Path | None) -> None:
    """A fresh process of ours, at its lock screen, that outlives this one; on the usual vault where no folder is given."""
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable] if frozen else [sys.executable, "-m", "app"]
    subprocess.Popen(  # noqa: S603  our own program, and the folder the person chose
        [*command, "--vault", str(folder)] if folder else command,
        cwd=None if frozen else Path(__file__).parent.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def end_process() -> None:
    """At once, without waiting for threads: all that had to be saved has been, and the keys have to go."""
    os._exit(0)

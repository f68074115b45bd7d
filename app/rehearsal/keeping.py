"""The acts `back_up` and `restore`: the vault goes into one file on a drive, the laptop is lost, and another one is made of that file."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt

from app.rehearsal.scene import Scene, current, unlock
from ui.backup.restore_screen import RestoreScreen
from ui.settings.screen import SettingsScreen
from ui.setup.welcome import WelcomeScreen
from ui.today.screen import TodayScreen

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SETTLE_S = 0.3


def back_up(scene: Scene) -> None:
    """From the settings to a backup that was read back, and closing the window."""
    unlock(scene)
    drive, window = scene.drive, scene.shell.window
    drive.key(window, Qt.Key.Key_7, _CONTROL)
    panel = drive.wait("the settings", lambda: current(scene.shell, SettingsScreen)).backup
    drive.click(panel.open_button)
    _stick(scene).mkdir()
    panel.set_folder(_stick(scene))  # as the system's own dialog would
    drive.type(panel.passphrase.line, scene.passphrase)
    drive.live(_SETTLE_S)
    drive.picture("backup", window)
    drive.click(panel.begin_button)
    drive.wait("the backup", panel.notice.isVisible)
    drive.check("backups on the drive", len(list(_stick(scene).glob("samspill-*.backup"))), 1)
    drive.live(_SETTLE_S)
    drive.picture("backup-made", window)
    window.close()
    drive.wait("the end", lambda: False, 10)


def restore(scene: Scene) -> None:
    """On a laptop with nothing but Samspill: from the first screen to all films, and closing the window."""
    drive, shell = scene.drive, scene.shell
    for lost in (scene.vault, scene.vault.parent / "keyring"):
        shutil.rmtree(lost)
    shell.start()
    drive.in_front(shell.window)
    drive.click(drive.wait("the first screen", lambda: current(shell, WelcomeScreen)).restore_button)
    screen = drive.wait("restoring", lambda: current(shell, RestoreScreen))
    screen.file.set_file(next(_stick(scene).glob("samspill-*.backup")))
    drive.type(screen.file.secret.passphrase.line, scene.passphrase)
    drive.picture("restore", shell.window)
    drive.click(screen.next_button)
    drive.wait("what is in it", lambda: screen.found)
    drive.live(_SETTLE_S)
    drive.picture("restore-found", shell.window)
    drive.click(screen.next_button)
    code = drive.wait("the new code", lambda: screen.recovery)
    drive.live(_SETTLE_S)
    drive.picture("restored", shell.window)
    groups = code.code().split("-")
    for group, field in zip(code.asked, code.fields, strict=True):
        drive.type(field, groups[group - 1])
    drive.click(screen.next_button)
    drive.wait("today", lambda: current(shell, TodayScreen))
    drive.check("restored", scene.vault.exists())
    shell.window.close()
    drive.wait("the end", lambda: False, 10)


def _stick(scene: Scene) -> Path:
    return scene.vault.parent / "MINNEPINNE"

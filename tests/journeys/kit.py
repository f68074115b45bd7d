"""The whole application in the process of the test: real vault, real decoder workers, real widgets; only the end of the process is noted
instead of done.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from app.bootstrap import Options, VaultDoor
from app.domain.ids import FamilyCode
from app.ports import Clock, Store, VaultKeeper
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import Vault, create_vault
from tests.consenting import agreed
from tests.samples.make import sample
from tests.video.card.cards import avchd, lay
from ui.library.screen import LibraryScreen
from ui.looks import choose_language
from ui.preferences import LANGUAGE, THEME, Preferences
from ui.services import Session
from ui.shell import Process, Shell
from ui.single_instance import SingleInstance
from ui.today.screen import TodayScreen
from ui.unlock.screen import UnlockScreen
from ui.workspace import Workspace
from video.studio import CaptureStudio

PACKET = 192
PASSPHRASE = "sol sand seil sommer sakte"
T = TypeVar("T")
W = TypeVar("W", bound=QWidget)


@dataclass
class Ends:
    """What became of the process."""

    again: list[Path | None] = field(default_factory=list)
    ended: int = 0


class House:
    """One start of the application. `close` stands for the end of its process."""

    def __init__(
        self, home: Path, language: str = "nb", theme: str = "light", door_of: Callable[[Path, Options], VaultDoor] = VaultDoor
    ) -> None:
        self.home = home
        self.ends = Ends()
        folder = home / "vault"
        door = door_of(folder, Options(lambda: FileSecrets(home / "keyring"), PRACTICE))
        preferences = Preferences(folder)
        preferences.set(LANGUAGE, language)
        preferences.set(THEME, theme)
        choose_language(preferences)
        self.instance = SingleInstance(folder)
        process = Process(self.ends.again.append, self._ended)
        practice = door if door.practice else VaultDoor(home / "practice")
        self.shell = Shell(door, practice, preferences, self.instance, process)
        self.shell.start()
        self.window = self.shell.window
        self.window.resize(1366, 768)

    def _ended(self) -> None:
        self.ends.ended += 1

    def close(self) -> None:
        if not self.ends.ended:
            self.window.close()
        self.shell.jobs.close()
        self.window.deleteLater()
        self.shell.deleteLater()
        settle(0.05)

    def library(self) -> LibraryScreen:
        """The films, once the vault is open."""
        workspace = until(lambda: self.shell.workspace)
        self.stage(TodayScreen)
        workspace.go("library")
        return self.stage(LibraryScreen)

    def stage(self, kind: type[W]) -> W:
        """The screen shown now, once it is of this kind."""

        def there() -> W | None:
            current = self.window.current()
            return current if isinstance(current, kind) else None

        return until(there)


def new_vault(home: Path) -> Vault:
    """The vault that a `House` of this home finds, open; `PASSPHRASE` unlocks it."""
    return create_vault(home / "vault", PASSPHRASE, FileSecrets(home / "keyring"), argon=PRACTICE).vault


def agreed_house(home: Path, clock: Clock, family: FamilyCode) -> House:
    """The application, locked, and in its vault a family that has agreed to be filmed."""
    vault = new_vault(home)
    agreed(vault, clock, family)
    vault.close()
    return House(home)


def unlocked(house: House) -> Workspace:
    """Its passphrase typed, and Today shown."""
    screen = house.stage(UnlockScreen)
    write(screen.passphrase.line, PASSPHRASE)
    press(screen.passphrase.line, Qt.Key.Key_Return)
    house.stage(TodayScreen)
    return until(lambda: house.shell.workspace)


def until(look: Callable[[], T | None], seconds: float = 60.0) -> T:
    """Let the application run until `look` finds something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        QApplication.processEvents()
        found = look()
        if found:
            return found
        time.sleep(0.005)
    raise AssertionError("waited too long")


def settle(seconds: float = 0.2) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        QApplication.processEvents()
        time.sleep(0.005)


def click(button: QPushButton) -> None:
    """As a person does: only what can be seen and pressed."""
    until(lambda: button.isVisible() and button.isEnabled())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def write(line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, modifiers)


def drop(widget: QWidget, path: Path) -> None:
    """Drag something from the desktop and let it go here."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, mime, buttons, modifiers)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, mime, buttons, modifiers))


class TestCameraDoor(VaultDoor):
    """A real vault whose studio lists the test camera and the test microphone among the others."""

    __test__ = False  # for pytest

    def _session(self, keeper: VaultKeeper, store: Store) -> Session:
        return replace(super()._session(keeper, store), studio=partial(CaptureStudio, tests=True))


def make_samples() -> tuple[bytes, bytes]:
    """A camcorder's film and a phone's, made once in a session."""
    return sample("mts", seconds=6).bytes(), sample("vfr", seconds=3).bytes()


def spanned_card(folder: Path, marker: bytes) -> Path:
    """A camera's card: one AVCHD film in two parts, and a phone's film. `marker` lies in both, where no picture is."""
    film, phone = make_samples()
    at = len(film) // PACKET // 2 * PACKET
    clips = {"00000": film[:at], "00001": film[at:] + _null_packet(marker)}
    lay(folder, avchd(clips, [("00000", 1), ("00001", 6)]))
    free = (8 + len(marker)).to_bytes(4, "big") + b"free" + marker
    lay(folder, {f"DCIM/100PHONE/{marker.decode()}.MP4": phone + free})
    return folder


def _null_packet(payload: bytes) -> bytes:
    return bytes(4) + b"\x47\x1f\xff\x10" + payload.ljust(184, b"\xff")

"""One act of the rehearsal in a process of its own: `python -m app.rehearsal`, told what to do by one JSON object on stdin.

The act ends as the application does, by locking or closing; what it did lies in `act-<name>.json` by then.
"""

from __future__ import annotations

import faulthandler
import json
import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.bootstrap import Options, VaultDoor
from app.rehearsal import acts, caring, keeping, marking, sharing
from app.rehearsal.driver import Driver, InVain, Record
from app.rehearsal.scene import Scene
from storage.device_secret import FileSecrets
from storage.process import forbid_core_dumps
from ui.crash import where_it_broke
from ui.garbage import GarbageRound
from ui.looks import choose_language
from ui.preferences import LANGUAGE, THEME, Preferences
from ui.shell import Process, Shell
from ui.single_instance import SingleInstance

ACTS = {
    "practise": acts.practise, "film": acts.film, "come_back": acts.come_back, "care": caring.care, "camcorder": marking.camcorder,
    "team": sharing.team,
    "back_up": keeping.back_up, "restore": keeping.restore,
}  # fmt: skip
SIZE = QSize(1366, 768)


@dataclass(frozen=True)
class Orders:
    """What the orchestrator asks for. `began` is its clock when it started this process."""

    act: str
    vault: str
    practice: str
    card: str
    out: str
    passphrase: str
    language: str
    theme: str
    first: int
    suffix: str
    words: dict[str, str]
    began: float
    invitation: str
    database: str


def main() -> None:
    orders = Orders(**json.load(sys.stdin))
    out = Path(orders.out)
    record = Record(orders.act)

    def end(code: int = 0) -> None:
        record.write(out)
        sys.stderr.flush()
        os._exit(code)

    def broke(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        record.failure = str(error) if isinstance(error, InVain) else where_it_broke(error)
        end(1)

    sys.excepthook = broke
    faulthandler.enable()
    forbid_core_dumps()
    application = QApplication(["samspill"])
    application.setApplicationName("samspill")
    GarbageRound(application)
    scene = _scene(orders, Driver(record, out, orders.first, orders.suffix), Process(again=lambda _folder: None, end=end))
    record.facts["seconds to the first screen"] = round(time.time() - orders.began, 2)
    ACTS[orders.act](scene)


def _scene(orders: Orders, drive: Driver, process: Process) -> Scene:
    """The application as it is, on a vault of its own. Only the keyring is stood in for: not every machine without a screen has one."""
    vault, card = Path(orders.vault), Path(orders.card)
    door = VaultDoor(vault, Options(secrets=lambda: FileSecrets(vault.parent / "keyring")))
    practice_door = VaultDoor(Path(orders.practice), Options(draw_card=lambda folder, _progress, _cancel: _copy(card, folder)))
    preferences = Preferences(vault)
    preferences.set(LANGUAGE, orders.language)
    preferences.set(THEME, orders.theme)
    choose_language(preferences)
    shell = Shell(door, practice_door, preferences, SingleInstance(vault), process)
    shell.window.resize(SIZE)
    return Scene(shell, preferences, drive, vault, card, orders.passphrase, orders.words, orders.invitation, orders.database)


def _copy(card: Path, folder: Path) -> None:
    """The card is drawn once for the whole rehearsal."""
    shutil.copytree(card, folder, dirs_exist_ok=True)


if __name__ == "__main__":
    main()

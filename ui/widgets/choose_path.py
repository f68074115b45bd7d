"""Ask for a folder or a file, and let the toolkit forget it: Qt's own dialog would keep the last places in a file outside the vault."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_folder(parent: QWidget, words: str) -> Path | None:
    """None when the person thought better of it. Nothing is changed there."""
    options = QFileDialog.Option.ShowDirsOnly | QFileDialog.Option.ReadOnly
    found = QFileDialog.getExistingDirectory(parent, words, _home(), options)
    forget_places()
    return Path(found) if found else None


def choose_file(parent: QWidget, words: str) -> Path | None:
    found, _kind = QFileDialog.getOpenFileName(parent, words, _home(), "", "", QFileDialog.Option.ReadOnly)
    forget_places()
    return Path(found) if found else None


def choose_new_file(parent: QWidget, words: str, proposed: str, ending: str) -> Path | None:
    """Where a file is to be written; it ends as its kind does. `proposed` is a name without its ending, and says nothing of a family."""
    found, _kind = QFileDialog.getSaveFileName(parent, words, f"{_home()}/{proposed}.{ending}", f"*.{ending}")
    forget_places()
    return with_ending(Path(found), ending) if found else None


def with_ending(path: Path, ending: str) -> Path:
    return path if path.suffix.lower() == f".{ending}" else path.with_name(f"{path.name}.{ending}")


def _home() -> str:
    """Where one begins to look: not in the folder the program happened to be started from."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)


def forget_places() -> None:
    """Take the places out of Qt's own settings, and write that to the disk now."""
    kept = QSettings(QSettings.Scope.UserScope, "QtProject")
    kept.remove("FileDialog")
    kept.sync()

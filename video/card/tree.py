"""A bounded walk over a card or folder that may be hostile.

Symbolic links are never followed, so nothing outside the tree is reached; depth and entries are limited, so that a loop made by
mounts or a card with a hundred thousand files ends; what cannot be listed is passed over. Nothing is opened here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_DEPTH = 12
MAX_ENTRIES = 250_000

# Folders of operating systems and cameras that never hold film of their own. SUB holds Sony's small copies: companions.
_PASSED_OVER = frozenset({"SYSTEM VOLUME INFORMATION", "$RECYCLE.BIN", "LOST.DIR", "FOUND.000", "LOST+FOUND", "BACKUP"})


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder: where it is, the upper-case names on the way to it, and the regular files and folders in it, name by upper-case name."""

    path: str = field(repr=False)
    way: tuple[str, ...] = field(repr=False)
    files: dict[str, list[str]] = field(repr=False)  # upper-case name -> real names (a disk that tells cases apart may hold two)
    folders: dict[str, str] = field(repr=False)

    def all_files(self) -> Iterator[str]:
        """Every real name, in order of name, so that two looks at one card agree."""
        for upper in sorted(self.files):
            yield from self.files[upper]

    def file(self, upper: str) -> str | None:
        """The path of the file with this upper-case name, or None."""
        names = self.files.get(upper)
        return os.path.join(self.path, names[0]) if names else None  # noqa: PTH118


def way_to(root: str) -> tuple[str, ...]:
    """The last few names of the root itself, upper case: someone may have chosen DCIM, or BDMV, rather than the card."""
    return tuple(part.upper() for part in root.replace("\\", "/").split("/") if part)[-4:]


def walk(root: str) -> list[Folder]:
    """All folders under `root`, itself first. Raises OSError only when the root cannot be listed."""
    found: list[Folder] = []
    seen: set[tuple[int, int]] = set()
    left = MAX_ENTRIES
    first, left = _list(root, way_to(root), left)
    waiting = [(first, 0)]
    while waiting:
        folder, depth = waiting.pop()
        found.append(folder)
        if depth >= MAX_DEPTH or left <= 0:
            continue
        for upper in sorted(folder.folders, reverse=True):
            path = os.path.join(folder.path, folder.folders[upper])  # noqa: PTH118
            try:
                status = os.stat(path, follow_symlinks=False)  # noqa: PTH116
                if (status.st_dev, status.st_ino) in seen and status.st_ino:
                    continue
                seen.add((status.st_dev, status.st_ino))
                inner, left = _list(path, (*folder.way, upper), left)
            except OSError:
                continue
            waiting.append((inner, depth + 1))
    return found


def _list(path: str, way: tuple[str, ...], left: int) -> tuple[Folder, int]:
    folder = Folder(path, way, {}, {})
    with os.scandir(path) as entries:
        for entry in entries:
            left -= 1
            if left <= 0:
                break
            upper = entry.name.upper()
            if entry.name.startswith(".") or upper in _PASSED_OVER:
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    folder.folders[upper] = entry.name
                elif entry.is_file(follow_symlinks=False):
                    folder.files.setdefault(upper, []).append(entry.name)
            except OSError:
                continue
    for names in folder.files.values():
        names.sort()
    return folder, left

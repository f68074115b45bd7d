"""Erasing one film from a card: its parts, its companions, and the camera's thumbnails when no film is left.

The only module that changes a card. Every part is looked at before the first one goes: a film that is not what was compared is left
alone. Playlists stay: they hold no picture, and the camera tidies them itself.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from app.domain.card import FoundFilm
from app.domain.errors import Circumstance, ErrorCode
from video.card.mounts import device_is_there
from video.card.oserrors import erasing, path_answers
from video.card.places import is_same, source_key
from video.card.tree import walk

_THUMBNAILS = (".TDT", ".TID")
_STREAMS = (".MTS", ".M2TS")


def erase_film(film: FoundFilm) -> None:
    """Remove the film's files and flush their folders; a part already gone is no error.

    Raises CARD_PULLED, CARD_CHANGED, CARD_WRITE_PROTECTED.
    """
    folder = film.parts[0].path.parent if film.parts else Path()
    with erasing(lambda: path_answers(folder) and device_is_there(str(folder))):
        _check_unchanged(film)
        for path in [part.path for part in film.parts] + list(film.companions):
            _remove(path)
        _remove_thumbnails_of_nothing(folder)
        for changed in sorted({path.parent for path in [part.path for part in film.parts] + list(film.companions)}):
            _flush(changed)


def _check_unchanged(film: FoundFilm) -> None:
    """Some parts may be gone already (an erasure that was cut short), but what is there must be what was found."""
    present = [part for part in film.parts if os.path.lexists(part.path)]
    if not present:
        os.stat(film.parts[0].path.parent)  # noqa: PTH116  a pulled card is an OSError here
    if not all(is_same(part, os.stat(part.path, follow_symlinks=False)) for part in present):  # noqa: PTH116
        raise Circumstance(ErrorCode.CARD_CHANGED)
    if len(present) == len(film.parts) and source_key(film.parts) != film.source_key:
        raise Circumstance(ErrorCode.CARD_CHANGED)


def _remove(path: Path) -> None:
    try:
        if stat.S_ISREG(os.stat(path, follow_symlinks=False).st_mode):  # noqa: PTH116
            path.unlink()
    except FileNotFoundError:
        return


def _remove_thumbnails_of_nothing(folder: Path) -> None:
    """AVCHDTN holds pictures of every film in the tree: they go with the last film."""
    avchd = next((parent for parent in folder.parents if parent.name.upper() == "AVCHD"), None)
    if folder.name.upper() != "STREAM" or avchd is None or any(path.suffix.upper() in _STREAMS for path in folder.iterdir()):
        return
    for found in walk(str(avchd)):
        if found.way[-1:] == ("AVCHDTN",):
            for name in found.all_files():
                if name.upper().endswith(_THUMBNAILS):
                    _remove(Path(found.path) / name)
            _flush(Path(found.path))


def _flush(folder: Path) -> None:
    """Have the system write the folder now, where a folder can be opened."""
    if sys.platform == "win32":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

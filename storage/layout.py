"""Where things lie in a vault folder, and what counts as a vault."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.domain.errors import ErrorCode
from storage.files import replace_file, sync_folder, translated_os

STORE = "vault.db"
REELS = "reels"
BALLAST = "ballast"
PRACTICE = "practice"
TOLD_OLDER = "told-older"  # the person has been told that the vault is older than its tide
SET_UP = "setting-up"  # a vault is made in here and moved out; what a kill leaves is cleared by the next set-up
_MOVING = "moving"  # in there: it is whole, and on its way out
BALLAST_BYTES = 2 << 20


def vault_exists(folder: Path) -> bool:
    """Whether a vault was ever finished here. Its store being lost does not make the folder free: the reels may be there."""
    return (folder / STORE).exists() or (any_reels(folder) and not (folder / SET_UP).exists())


def fresh_folder(folder: Path) -> Path:
    """An empty folder inside, in which a vault is made before it is moved out, the store last. Whatever a kill left of one goes first; so
    do reels that had been moved out of it. Raises OSError."""
    fresh = folder / SET_UP
    if (fresh / _MOVING).exists() and (fresh / STORE).exists():
        shutil.rmtree(folder / REELS, ignore_errors=True)
    if fresh.exists():
        shutil.rmtree(fresh)
    fresh.mkdir(mode=0o700)
    return fresh


def move_out(folder: Path, names: tuple[str, ...]) -> None:
    """Out of the folder it was made in; what is named last makes it a vault. Raises OSError."""
    fresh = folder / SET_UP
    (fresh / _MOVING).touch()
    sync_folder(fresh)
    if (folder / REELS).is_dir():
        (folder / REELS).rmdir()  # empty, or this were no free place
    for name in names:
        if (fresh / name).exists():
            (fresh / name).replace(folder / name)
    sync_folder(folder)
    shutil.rmtree(fresh)


def any_reels(folder: Path) -> bool:
    reels = folder / REELS
    return reels.is_dir() and any(reels.iterdir())


def reel_path(folder: Path, file: str) -> Path:
    return folder / REELS / file


def keep_ballast(folder: Path) -> None:
    """Put aside 2 MiB that a deletion may use when the disk is full. Raises DISK_FULL when it already is."""
    path = folder / BALLAST
    if not path.exists() or path.stat().st_size != BALLAST_BYTES:
        with translated_os(ErrorCode.VAULT_DAMAGED):
            replace_file(path, b"\xa5" * BALLAST_BYTES)  # not zeros: a file system may store those as nothing


def free_ballast(folder: Path) -> bool:
    """Give the 2 MiB back to the disk. False when they were gone already."""
    path = folder / BALLAST
    if not path.exists():
        return False
    with translated_os(ErrorCode.VAULT_DAMAGED):
        path.unlink()
        sync_folder(folder)
    return True

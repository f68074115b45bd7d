"""Where the vault lies: whether that disk is encrypted, how much room there is, and whether memory may leak to it by swap or core dumps.

Samspill encrypts every film itself; an encrypted disk also hides what the rest of the machine writes. On Linux the answer is read from
/sys and /proc (`storage/whole_disk.py`); Windows and macOS are told how to look.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from app.checkup.finding import Finding, Standing
from storage.whole_disk import device_of, disk_is_encrypted, is_encrypted, nearest

GB = 10**9  # as everywhere on screen, and on the disk's own label
_LITTLE_ROOM, _TOO_LITTLE_ROOM = 20 * GB, 2 * GB


def check_disk_encryption(folder: Path, platform: str = sys.platform, root: Path = Path("/")) -> Iterator[Finding]:
    """Whether the disk under `folder` is encrypted as a whole. `root` is where /sys and /proc are looked for."""
    if platform in ("win32", "darwin"):
        yield Finding("disk_encryption", Standing.NOTE, f"disk_encryption.{platform}")
        return
    encrypted = disk_is_encrypted(folder, platform, root)
    if encrypted is None:
        yield Finding("disk_encryption", Standing.NOTE, "disk_encryption.unknown")
    elif encrypted:
        yield Finding("disk_encryption", Standing.GOOD, "disk_encryption.yes")
    else:
        yield Finding("disk_encryption", Standing.NOTE, "disk_encryption.no")


def check_room(folder: Path) -> Iterator[Finding]:
    """Free space where the vault lies."""
    free = shutil.disk_usage(nearest(folder)).free
    told = {"free_gb": free // GB, "free_bytes": free}
    if free < _TOO_LITTLE_ROOM:
        yield Finding("room", Standing.TROUBLE, "room.none", told)
    elif free < _LITTLE_ROOM:
        yield Finding("room", Standing.NOTE, "room.little", told)
    else:
        yield Finding("room", Standing.GOOD, "room.fine", told)


def check_vault_folder(folder: Path) -> Iterator[Finding]:
    """Whether there is a vault, whether it can be written to, and whether others on this machine may look into its folder."""
    if not (folder / "keyslots").exists():
        yield Finding("vault", Standing.GOOD, "vault.none_yet")
    elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Finding("vault", Standing.TROUBLE, "vault.not_writable")
    elif sys.platform != "win32" and folder.stat().st_mode & 0o077:
        yield Finding("vault", Standing.NOTE, "vault.open_to_others")
    else:
        yield Finding("vault", Standing.GOOD, "vault.there")


def check_swap(platform: str = sys.platform, root: Path = Path("/")) -> Iterator[Finding]:
    """Whether memory that is put aside could be read from the disk later. Compressed memory (zram) is memory."""
    if platform != "linux":
        return
    try:
        lines = (root / "proc/swaps").read_text().splitlines()[1:]
    except OSError:
        lines = []
    open_ones = [line for line in lines if line.strip() and not _swap_is_safe(Path(line.split()[0]), root)]
    if not lines:
        yield Finding("swap", Standing.GOOD, "swap.none")
    elif open_ones:
        yield Finding("swap", Standing.NOTE, "swap.open", {"count": len(open_ones)})
    else:
        yield Finding("swap", Standing.GOOD, "swap.safe")


def check_core_dumps(platform: str = sys.platform, root: Path = Path("/")) -> Iterator[Finding]:
    """Whether a crash of a program is written to disk. Samspill asks the kernel not to, for itself; it does so here and looks."""
    if platform != "linux":
        return
    from storage.process import forbid_core_dumps  # noqa: PLC0415  the doctor must start where storage cannot be imported

    private = forbid_core_dumps()
    try:
        pattern = (root / "proc/sys/kernel/core_pattern").read_text().strip()
    except OSError:
        pattern = ""
    facts = {"collected": pattern.startswith("|")}
    yield Finding("core_dumps", Standing.GOOD if private else Standing.NOTE, "core_dumps.off" if private else "core_dumps.on", facts)


def _swap_is_safe(source: Path, root: Path) -> bool:
    name = source.resolve().name
    if name.startswith("zram"):
        return True
    by_name = root / "sys/class/block" / name
    device = by_name.resolve() if by_name.exists() else device_of(source, root) if source.exists() else None
    return device is not None and is_encrypted(device)

"""Whether the disk under a folder is encrypted as a whole, read from /sys and /proc of Linux. Standard library only: the doctor needs it
where little else starts. Other systems do not tell a program that has no special rights.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def disk_is_encrypted(folder: Path, platform: str = sys.platform, root: Path = Path("/")) -> bool | None:
    """None where it cannot be known: another system than Linux, or a disk that is not seen (network, overlay, ZFS). `root` is where /sys
    and /proc are looked for."""
    if platform in ("win32", "darwin"):
        return None
    device = device_of(nearest(folder), root)
    return None if device is None else is_encrypted(device)


def nearest(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())


def device_of(place: Path, root: Path) -> Path | None:
    """The /sys folder of the block device under `place`, or None when there is none to be seen (network, overlay, ZFS)."""
    number = place.stat().st_dev
    direct = root / "sys/dev/block" / f"{os.major(number)}:{os.minor(number)}"
    if direct.exists():
        return direct.resolve()
    source = _mounted_from(place.resolve(), root)  # btrfs has device numbers of its own
    by_name = root / "sys/class/block" / Path(source).resolve().name if source.startswith("/dev/") else None
    return by_name.resolve() if by_name is not None and by_name.exists() else None


def is_encrypted(device: Path) -> bool:
    """True when the device, or everything it is made of, is dm-crypt. A partition is asked by its whole disk too."""
    kind = device / "dm/uuid"
    if kind.exists() and kind.read_text().startswith("CRYPT-"):
        return True
    slaves = list((device / "slaves").iterdir()) if (device / "slaves").is_dir() else []
    return bool(slaves) and all(is_encrypted(slave.resolve()) for slave in slaves)


def _mounted_from(place: Path, root: Path) -> str:
    best, source = "", ""
    try:
        lines = (root / "proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return ""
    for line in lines:
        before, _, after = line.partition(" - ")
        point = before.split()[4].replace("\\040", " ")
        if len(point) >= len(best) and (place == Path(point) or Path(point) in place.parents):
            best, source = point, after.split()[1]
    return source

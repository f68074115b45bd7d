"""Mounted places that look like a camera's card, and what tells one card from another.

Linux: /proc/self/mountinfo, and cameras that the desktop shows as folders (gvfs). macOS: /Volumes. Windows: drive letters. A card is
known again by the serial number of its file system where the system tells it; a plain folder by where it is.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.ids import CardId

_SIGNS = frozenset({"DCIM", "PRIVATE", "MP_ROOT", "AVCHD", "BDMV", "SD_VIDEO", "M4ROOT"})
_UNDER = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
_NOT_CARDS = frozenset(
    {"proc", "sysfs", "cgroup", "cgroup2", "devpts", "devtmpfs", "mqueue", "securityfs", "debugfs", "tracefs", "bpf", "pstore", "autofs",
     "overlay", "squashfs", "nsfs", "ramfs", "hugetlbfs", "configfs", "fusectl", "binfmt_misc", "efivarfs", "rpc_pipefs"}
)  # fmt: skip
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted file system: where, what kind, from which device."""

    point: str = field(repr=False)
    kind: str
    source: str = field(repr=False)


def mounted_cards() -> list[Path]:
    """Mounted places with a camera's folders in them, in order of name. Looks only at their first level."""
    return sorted({Path(place) for place in _places() if _looks_like_a_card(place)})


def card_id(root: str) -> CardId:
    """What this card or folder is known by later: a hash, so that no name, number or path is kept."""
    place = os.path.realpath(root)
    mount = mount_of(place)
    serial = _serial(mount) if mount else None
    told = f"volume\0{serial}\0{os.path.relpath(place, mount.point)}" if mount and serial else f"place\0{place}"
    return CardId(hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:32])


def card_label(root: str) -> str:
    """The name a person would know the card by: the last part of where it is."""
    place = os.path.abspath(root).rstrip("/\\")  # noqa: PTH100  resolving would lose the name that was chosen
    return os.path.basename(place).encode("utf-8", "replace").decode("utf-8") or place  # noqa: PTH119


def mounts() -> list[Mount]:
    """All mounts of this process on Linux, later ones (which hide earlier ones) last; nothing elsewhere."""
    if sys.platform != "linux":
        return []
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []
    return [mount for line in lines if (mount := _mount(line))]


def mount_of(place: str) -> Mount | None:
    """The mount that a resolved path lies on."""
    best: Mount | None = None
    for mount in mounts():
        inside = place == mount.point or place.startswith(mount.point.rstrip("/") + "/")
        if inside and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best


def device_is_there(place: str) -> bool:
    """False when the mount's device file is gone: the card was pulled without a word, and only the system's memory of it answers."""
    mount = mount_of(place)
    return mount is None or not mount.source.startswith("/dev/") or os.path.exists(mount.source)  # noqa: PTH110


def _mount(line: str) -> Mount | None:
    before, dash, after = line.partition(" - ")
    left, right = before.split(" "), after.split(" ")
    if not dash or len(left) < 5 or len(right) < 2:
        return None
    return Mount(_plain(left[4]), right[0], _plain(right[1]))


def _plain(escaped: str) -> str:
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), escaped)


def _places() -> Iterator[str]:
    if sys.platform == "win32":
        yield from (f"{letter}:\\" for letter in "DEFGHIJKLMNOPQRSTUVWXYZ" if os.path.exists(f"{letter}:\\"))  # noqa: PTH110
    elif sys.platform == "darwin":
        yield from _inside("/Volumes")
    else:
        yield from (mount.point for mount in mounts() if mount.kind not in _NOT_CARDS and mount.point.startswith(_UNDER))
        yield from _desktop_cameras()


def _desktop_cameras() -> Iterator[str]:
    """Cameras and phones that the desktop shows as folders: each, and each storage inside it."""
    if sys.platform != "linux":
        return
    for shown in _inside(f"/run/user/{os.getuid()}/gvfs"):
        if os.path.basename(shown).startswith(("mtp:", "gphoto2:")):  # noqa: PTH119
            yield shown
            yield from _inside(shown)


def _inside(folder: str) -> list[str]:
    try:
        return sorted(entry.path for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []


def _looks_like_a_card(place: str) -> bool:
    return any(os.path.basename(folder).upper() in _SIGNS for folder in _inside(place))  # noqa: PTH119


def _serial(mount: Mount) -> str | None:
    """The file system's serial number as udev tells it, or None."""
    folder = Path("/dev/disk/by-uuid")
    try:
        device = os.path.realpath(mount.source)
        return next((link.name for link in folder.iterdir() if os.path.realpath(link) == device), None)
    except OSError:
        return None

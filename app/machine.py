"""The facts of this machine and this vault that the store does not know, for the evidence. Part of the composition root: it asks the
concrete classes. No name of a person: a folder under the user's own is told from there on.
"""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.domain.errors import Circumstance
from app.usecases.evidence import DiskState, Machine
from app.version import VERSION
from storage.device_secret import DeviceSecrets

_PACKAGES = (("Qt", "PySide6-Essentials"), ("FFmpeg (PyAV)", "av"), ("cryptography", "cryptography"))


def machine_facts(folder: Path, device: DeviceSecrets, lock_after_minutes: int, *, practice: bool = False) -> Machine:
    """As it is now. Takes a part of a second. Raises KEYSLOTS_DAMAGED. The keyring is "" when it cannot be reached."""
    from storage.facts import algorithms  # noqa: PLC0415  SQLCipher comes with it

    return Machine(
        folder=_seen_from_home(folder.absolute()),
        disk=_disk(folder),
        keyring=_keyring(device),
        lock_after_minutes=lock_after_minutes,
        algorithms=algorithms(folder),
        versions=tuple(_versions()),
        practice=practice,
    )


def _seen_from_home(folder: Path) -> Path:
    home = Path.home()
    return Path("~", folder.relative_to(home)) if folder.is_relative_to(home) else folder


def _disk(folder: Path) -> DiskState:
    from storage.whole_disk import disk_is_encrypted  # noqa: PLC0415

    encrypted = disk_is_encrypted(folder)
    if encrypted is None:
        return DiskState.UNKNOWN
    return DiskState.ENCRYPTED if encrypted else DiskState.PLAIN


def _keyring(device: DeviceSecrets) -> str:
    from storage.device_secret import keyring_name  # noqa: PLC0415

    try:
        return keyring_name(device.backend)
    except Circumstance:
        return ""


def _versions() -> list[tuple[str, str]]:
    from storage.sqlcipher import cipher_version  # noqa: PLC0415

    return [
        ("Samspill", VERSION),
        *((name, _version(package)) for name, package in _PACKAGES),
        ("SQLCipher", cipher_version()),
        ("Python", platform.python_version()),
        (platform.system(), platform.release()),
    ]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"

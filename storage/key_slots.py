"""The `keyslots` file: which ways lead to the vault key, in two copies that each carry their own seal.

A copy is a line that names the format, a line of JSON, and a line with the SHA-256 of what stands above. The seal tells a damaged file
from a wrong passphrase; that nobody changed the contents is proved by AES-GCM when a slot is opened, for it covers the slot's own
parameters too. Nothing here is secret.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.domain.errors import Circumstance, ErrorCode
from storage.files import replace_file, translated_os
from storage.kdf import ArgonCost

NAME = "keyslots"
COPY_NAME = "keyslots.bak"
_FORMAT = 1
HEAD = b"samspill keyslots "
_MOST_BYTES = 64 * 1024


class SlotKind(StrEnum):
    PASSPHRASE = "passphrase"
    RECOVERY = "recovery"
    BACKUP_PASSPHRASE = "backup_passphrase"  # these two in a backup file only: storage/backup_lock.py
    BACKUP_VAULT = "backup_vault"


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the vault key. `cost`, `backend` and `device_check` are for passphrase slots only. A larger `serial` is newer."""

    kind: SlotKind
    serial: int
    salt: bytes
    nonce: bytes
    wrapped: bytes
    cost: ArgonCost | None = None
    backend: str = ""
    device_check: bytes = b""

    def bound(self, vault_id: str) -> bytes:
        """What AES-GCM covers besides the key: everything of the slot that a thief could try to weaken."""
        cost = self.cost
        numbers = [cost.memory_kib, cost.passes, cost.lanes] if cost else []
        parts = [_FORMAT, vault_id, self.kind.value, self.serial, self.salt.hex(), numbers, self.backend, self.device_check.hex()]
        return json.dumps(parts, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Slots:
    """The contents of a `keyslots` file. Each writing has a larger `edition`; `key_check` tells the vault's own key from any other."""

    vault_id: str
    edition: int
    key_check: bytes
    slots: tuple[Slot, ...]

    def of(self, kind: SlotKind) -> list[Slot]:
        """The slots of a kind, newest first."""
        return sorted((slot for slot in self.slots if slot.kind is kind), key=lambda slot: -slot.serial)

    def next_serial(self) -> int:
        return max((slot.serial for slot in self.slots), default=0) + 1

    def with_slots(self, slots: tuple[Slot, ...]) -> Slots:
        return replace(self, edition=self.edition + 1, slots=slots)


@dataclass(frozen=True, slots=True)
class Copies:
    """What reading both copies told: the best contents, and which copies were damaged, missing or left behind."""

    best: Slots
    bad: tuple[str, ...]


def exist(folder: Path) -> bool:
    return (folder / NAME).exists() or (folder / COPY_NAME).exists()


def read(folder: Path) -> Copies:
    """The newest sound copy. Raises VAULT_MISSING without any, VAULT_TOO_NEW, KEYSLOTS_DAMAGED when no copy is sound."""
    if not exist(folder):
        raise Circumstance(ErrorCode.VAULT_MISSING)
    found = {name: _read_copy(folder / name) for name in (NAME, COPY_NAME)}
    sound = [slots for slots in found.values() if slots is not None]
    if not sound:
        raise Circumstance(ErrorCode.KEYSLOTS_DAMAGED)
    best = max(sound, key=lambda slots: slots.edition)
    return Copies(best, tuple(name for name, slots in found.items() if slots != best))


def write(folder: Path, slots: Slots) -> None:
    """Write both copies, one after the other, each whole or not at all, and read each back. Raises DISK_FULL, FOLDER_NOT_WRITABLE."""
    data = encoded(slots)
    for name in (COPY_NAME, NAME):
        with translated_os(ErrorCode.KEYSLOTS_DAMAGED):
            replace_file(folder / name, data)
        if _read_copy(folder / name) != slots:
            raise Circumstance(ErrorCode.KEYSLOTS_DAMAGED)


def _read_copy(path: Path) -> Slots | None:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES)
    except OSError:
        return None
    return decoded(data)


def encoded(slots: Slots, head: bytes = HEAD) -> bytes:
    """As it is written to a file. `head` names what it is."""
    body = {
        "vault": slots.vault_id,
        "edition": slots.edition,
        "key_check": _text(slots.key_check),
        "slots": [_slot_fields(slot) for slot in slots.slots],
    }
    above = head + str(_FORMAT).encode() + b"\n" + json.dumps(body, separators=(",", ":")).encode() + b"\n"
    return above + hashlib.sha256(above).hexdigest().encode() + b"\n"


def decoded(data: bytes, head: bytes = HEAD, too_new: ErrorCode = ErrorCode.VAULT_TOO_NEW) -> Slots | None:
    """The contents, or None when the seal is broken. A newer format under a whole seal raises `too_new`."""
    lines = data.split(b"\n")
    if len(lines) != 4 or lines[3] or not lines[0].startswith(head):
        return None
    above = lines[0] + b"\n" + lines[1] + b"\n"
    if hashlib.sha256(above).hexdigest().encode() != lines[2]:
        return None
    if lines[0] != head + str(_FORMAT).encode():
        raise Circumstance(too_new)
    try:
        body = json.loads(lines[1])
        return Slots(str(body["vault"]), int(body["edition"]), _bytes(body["key_check"]), tuple(_slot(fields) for fields in body["slots"]))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _slot_fields(slot: Slot) -> dict[str, Any]:
    return {
        "kind": slot.kind.value,
        "serial": slot.serial,
        "salt": _text(slot.salt),
        "nonce": _text(slot.nonce),
        "wrapped": _text(slot.wrapped),
        "cost": asdict(slot.cost) if slot.cost else None,
        "backend": slot.backend,
        "device_check": _text(slot.device_check),
    }


def _slot(fields: dict[str, Any]) -> Slot:
    cost = fields["cost"]
    return Slot(
        kind=SlotKind(fields["kind"]),
        serial=int(fields["serial"]),
        salt=_bytes(fields["salt"]),
        nonce=_bytes(fields["nonce"]),
        wrapped=_bytes(fields["wrapped"]),
        cost=ArgonCost(int(cost["memory_kib"]), int(cost["passes"]), int(cost["lanes"])) if cost else None,
        backend=str(fields["backend"]),
        device_check=_bytes(fields["device_check"]),
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

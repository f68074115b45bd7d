"""What locks a backup file: a key of its own, and the two ways to it, in the last 16 KiB of the file.

A backup is opened where nothing of the old machine is left, so no device secret can take part. The passphrase, stretched with Argon2id,
wraps the backup's own random key and never the vault's: whoever has the drive and the passphrase has what is in the backup, and no key
of the laptop. The recovery code leads to the vault key by the vault's own slot, and that wraps the backup's key once more.

The ways are written as `keyslots` are, in two copies with a seal each. Nothing in them is secret.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain import passphrase as phrase
from app.domain import recovery_code
from app.domain.errors import Circumstance, ErrorCode
from storage import key_slots
from storage.kdf import FLOOR, KEY_BYTES, ArgonCost, derive, stretch
from storage.key_slots import Slot, SlotKind, Slots
from storage.keys import VaultKey, vault_key_of

HEAD = b"samspill backup "
_COPY_BYTES = 8 * 1024
COPIES = 2
LOCK_BYTES = COPIES * _COPY_BYTES
_SALT_BYTES = 16
_NONCE_BYTES = 12


def new_lock(vault: Slots, key: VaultKey, passphrase: str | None, at: datetime) -> tuple[Slots, bytes]:
    """The ways into a backup made now, and its key. Without a passphrase only the recovery code opens it. Takes about a second.

    `edition` is when it was made, in seconds since 1970: of two backups of a vault the newer one has the larger.
    """
    backup_key = secrets.token_bytes(KEY_BYTES)
    known = vault.of(SlotKind.PASSPHRASE)
    cost = (known[0].cost if known else None) or FLOOR
    ways = [*vault.of(SlotKind.RECOVERY), _wrapped_by_vault(vault.vault_id, key, backup_key)]
    if passphrase is not None:
        ways.append(_wrapped_by_passphrase(vault.vault_id, passphrase, cost, backup_key))
    return Slots(vault.vault_id, int(at.timestamp()), vault.key_check, tuple(ways)), backup_key


def made_at(ways: Slots) -> datetime:
    return datetime.fromtimestamp(ways.edition, UTC)


def open_with_passphrase(ways: Slots, passphrase: str) -> bytes:
    """The backup's key. Raises BACKUP_PASSPHRASE_WRONG; BACKUP_NEEDS_CODE when it was made without a passphrase."""
    slots = ways.of(SlotKind.BACKUP_PASSPHRASE)
    if not slots:
        raise Circumstance(ErrorCode.BACKUP_NEEDS_CODE)
    for slot in slots:
        if slot.cost is not None:
            found = _unwrapped(ways.vault_id, slot, _passphrase_kek(passphrase, slot.salt, slot.cost))
            if found is not None:
                return found
    raise Circumstance(ErrorCode.BACKUP_PASSPHRASE_WRONG)


def open_with_code(ways: Slots, code: str) -> bytes:
    """The backup's key. Raises RECOVERY_CODE_MISTYPED with `group`, BACKUP_CODE_WRONG."""
    key = vault_key_of(ways, recovery_code.secret_of(code))
    for slot in ways.of(SlotKind.BACKUP_VAULT):
        found = _unwrapped(ways.vault_id, slot, key.derived_with("backup", slot.salt)) if key is not None else None
        if found is not None:
            return found
    raise Circumstance(ErrorCode.BACKUP_CODE_WRONG)


def encoded_lock(ways: Slots) -> bytes:
    """The last bytes of a backup: the ways, twice."""
    return key_slots.encoded(ways, HEAD).ljust(_COPY_BYTES, b"\n") * COPIES


def read_lock(path: Path) -> Slots:
    """From the end of a file. Raises OSError, BACKUP_DAMAGED when it is cut or no copy is sound, BACKUP_TOO_NEW."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - LOCK_BYTES))
        end = file.read(LOCK_BYTES)
    for at in range(0, LOCK_BYTES, _COPY_BYTES):
        copy = end[at : at + _COPY_BYTES].rstrip(b"\n") + b"\n"
        found = key_slots.decoded(copy, HEAD, too_new=ErrorCode.BACKUP_TOO_NEW)
        if found is not None:
            return found
    raise Circumstance(ErrorCode.BACKUP_DAMAGED)


def _wrapped_by_vault(vault_id: str, key: VaultKey, backup_key: bytes) -> Slot:
    bare = Slot(SlotKind.BACKUP_VAULT, 1, secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES), b"")
    return _wrapped(vault_id, bare, key.derived_with("backup", bare.salt), backup_key)


def _wrapped_by_passphrase(vault_id: str, passphrase: str, cost: ArgonCost, backup_key: bytes) -> Slot:
    bare = Slot(SlotKind.BACKUP_PASSPHRASE, 2, secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES), b"", cost)
    return _wrapped(vault_id, bare, _passphrase_kek(passphrase, bare.salt, cost), backup_key)


def _passphrase_kek(passphrase: str, salt: bytes, cost: ArgonCost) -> bytes:
    return derive(stretch(phrase.tidied(passphrase), salt, cost), "backup passphrase", salt)


def _wrapped(vault_id: str, bare: Slot, kek: bytes, backup_key: bytes) -> Slot:
    return replace(bare, wrapped=AESGCM(kek).encrypt(bare.nonce, backup_key, bare.bound(vault_id)))


def _unwrapped(vault_id: str, slot: Slot, kek: bytes) -> bytes | None:
    try:
        found = AESGCM(kek).decrypt(slot.nonce, slot.wrapped, slot.bound(vault_id))
    except (InvalidTag, ValueError):
        return None
    return found if len(found) == KEY_BYTES else None

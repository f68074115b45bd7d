"""The ways to the vault key: passphrase with device secret, or the recovery code.

`KEK = HKDF(Argon2id(passphrase, salt) || device secret)` wraps the vault key with AES-GCM; the recovery code's 160 random bits need no
stretching. A new slot is written beside the old one, read back and used before the old one goes, so a kill at any moment leaves a way
in. Each thing that can be wrong has a code of its own: passphrase, key slots, and the keyring missing, locked, silent or changed.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain import passphrase as phrase
from app.domain import recovery_code
from app.domain.errors import Bug, Circumstance, ErrorCode
from storage import key_slots
from storage.attempts import Attempts
from storage.device_secret import SECRET_BYTES, DeviceSecrets
from storage.kdf import KEY_BYTES, ArgonCost, calibrate, derive, stretch
from storage.key_slots import Slot, SlotKind, Slots

_SALT_BYTES = 16
_NONCE_BYTES = 12
_CHECK_BYTES = 16


class VaultKey:
    """The 32 bytes that open a vault. Shows nothing of itself; other keys are derived from it, one for each purpose."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise Bug("a vault key has 32 bytes")
        self._secret = secret

    def __repr__(self) -> str:
        return "VaultKey()"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VaultKey) and hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> int:
        return id(type(self))

    def derived(self, purpose: str) -> bytes:
        return derive(self._secret, purpose)

    def derived_with(self, purpose: str, salt: bytes) -> bytes:
        """Another key for each salt."""
        return derive(self._secret, purpose, salt)

    def check(self) -> bytes:
        """16 bytes that tell this key from another and give nothing away."""
        return derive(self._secret, "key check", length=_CHECK_BYTES)

    def wrapped(self, kek: bytes, nonce: bytes, bound: bytes) -> bytes:
        return AESGCM(kek).encrypt(nonce, self._secret, bound)


def new_slots(folder: Path, passphrase: str, device: DeviceSecrets, cost: ArgonCost | None) -> tuple[VaultKey, str, str]:
    """Make a vault key, its device secret and its `keyslots` in a new folder. Returns the key, the recovery code and the vault's id."""
    key = VaultKey(secrets.token_bytes(KEY_BYTES))
    vault_id = secrets.token_hex(16)
    device_secret = secrets.token_bytes(SECRET_BYTES)
    device.write(vault_id, device_secret)
    code_secret = secrets.token_bytes(recovery_code.SECRET_BYTES)
    try:
        _write_first_slots(folder, vault_id, key, passphrase, _Half(device_secret, device.backend, cost or calibrate()), code_secret)
    except BaseException:
        device.remove(vault_id)  # nothing refers to it
        raise
    return key, recovery_code.code_of(code_secret), vault_id


def unlock_with_passphrase(folder: Path, passphrase: str, device: DeviceSecrets, attempts: Attempts | None = None) -> VaultKey:
    """The vault key. Raises WRONG_PASSPHRASE, KEYRING_MISSING / LOCKED / SILENT / CHANGED, KEYSLOTS_DAMAGED, VAULT_MISSING, or
    WAIT_BEFORE_NEXT_TRY with `seconds`. Takes about a second.
    """
    slots = key_slots.read(folder).best
    ways = slots.of(SlotKind.PASSPHRASE)
    if not ways:
        raise Circumstance(ErrorCode.KEYSLOTS_DAMAGED)
    device_secret = _device_secret(slots, ways[0], device)
    tally = attempts or Attempts(folder)
    tally.begin()
    for slot in ways:
        key = _open_passphrase_slot(slots.vault_id, slot, passphrase, device_secret)
        if key is not None:
            tally.succeeded()
            if slot is ways[0] and len(ways) > 1:  # a change was cut short after its last proof: finish it
                key_slots.write(folder, slots.with_slots(tuple(one for one in slots.slots if one not in ways[1:])))
            return key
    raise Circumstance(ErrorCode.WRONG_PASSPHRASE)


def unlock_with_recovery_code(folder: Path, code: str) -> VaultKey:
    """The vault key. Raises RECOVERY_CODE_MISTYPED with `group`, WRONG_RECOVERY_CODE, KEYSLOTS_DAMAGED, VAULT_MISSING."""
    secret = recovery_code.secret_of(code)
    key = vault_key_of(key_slots.read(folder).best, secret)
    if key is None:
        raise Circumstance(ErrorCode.WRONG_RECOVERY_CODE)
    return key


def vault_key_of(slots: Slots, secret: bytes) -> VaultKey | None:
    """The vault key that a recovery code's secret leads to, or None: it is another vault's, or an older code."""
    for slot in slots.of(SlotKind.RECOVERY):
        key = _unwrapped(slots.vault_id, slot, derive(secret, "recovery", slot.salt))
        if key is not None:
            return key
    return None


def check_passphrase(folder: Path, passphrase: str, device: DeviceSecrets, attempts: Attempts | None = None) -> bool:
    """Whether this is the passphrase of an open vault (leaving parent mode, changing keys). Raises WAIT_BEFORE_NEXT_TRY."""
    try:
        unlock_with_passphrase(folder, passphrase, device, attempts)
    except Circumstance as error:
        if error.code is ErrorCode.WRONG_PASSPHRASE:
            return False
        raise
    return True


def change_passphrase(folder: Path, key: VaultKey, passphrase: str, device: DeviceSecrets, cost: ArgonCost | None = None) -> None:
    """Give the vault a new passphrase, and a device secret on this machine if it has lost its own. The old one goes last."""
    slots = key_slots.read(folder).best
    _require_key_of(slots, key)
    device_secret = device.read(slots.vault_id)
    known = slots.of(SlotKind.PASSPHRASE)
    if device_secret is None or len(device_secret) != SECRET_BYTES:
        # The recovery code was used on a machine whose keyring lost the secret: this is the one place that makes a new one.
        device_secret = secrets.token_bytes(SECRET_BYTES)
        device.write(slots.vault_id, device_secret)
    old_cost = known[0].cost if known else None
    half = _Half(device_secret, device.backend, cost or _harder(old_cost, calibrate()))
    slot = _passphrase_slot(slots.vault_id, slots.next_serial(), key, passphrase, half)
    both = _added(folder, slots, slot)
    read_back = key_slots.read(folder).best.of(SlotKind.PASSPHRASE)[0]
    if _open_passphrase_slot(slots.vault_id, read_back, passphrase, device_secret) != key:
        raise Circumstance(ErrorCode.KEYSLOTS_DAMAGED)
    _drop(folder, both, known)


def new_recovery_code(folder: Path, key: VaultKey) -> str:
    """Replace the recovery code; the old one opens nothing once this returns. Returns the new code."""
    slots = key_slots.read(folder).best
    _require_key_of(slots, key)
    known = slots.of(SlotKind.RECOVERY)
    secret = secrets.token_bytes(recovery_code.SECRET_BYTES)
    both = _added(folder, slots, _recovery_slot(slots.vault_id, slots.next_serial(), key, secret))
    code = recovery_code.code_of(secret)
    if unlock_with_recovery_code(folder, code) != key:
        raise Circumstance(ErrorCode.KEYSLOTS_DAMAGED)
    _drop(folder, both, known)
    return code


def is_key_of(slots: Slots, key: VaultKey) -> bool:
    """Whether a key is the one that these slots lead to."""
    return hmac.compare_digest(slots.key_check, key.check())


def _added(folder: Path, slots: Slots, slot: Slot) -> Slots:
    both = slots.with_slots((*slots.slots, slot))
    key_slots.write(folder, both)
    return both


def _drop(folder: Path, slots: Slots, gone: list[Slot]) -> None:
    key_slots.write(folder, slots.with_slots(tuple(slot for slot in slots.slots if slot not in gone)))


def _harder(old: ArgonCost | None, new: ArgonCost) -> ArgonCost:
    """A busy moment must not make a vault softer than it was."""
    return old if old is not None and old.memory_kib > new.memory_kib else new


def _device_secret(slots: Slots, slot: Slot, device: DeviceSecrets) -> bytes:
    secret = device.read(slots.vault_id)
    if secret is None or not hmac.compare_digest(_device_check(slots.vault_id, secret), slot.device_check):
        raise Circumstance(ErrorCode.KEYRING_CHANGED)
    return secret


def _device_check(vault_id: str, device_secret: bytes) -> bytes:
    """Tells another device secret from a wrong passphrase. Of 256 random bits it gives nothing away."""
    return derive(device_secret, f"device check {vault_id}", length=_CHECK_BYTES)


def _require_key_of(slots: Slots, key: VaultKey) -> None:
    if not is_key_of(slots, key):
        raise Bug("the key of another vault")


def _write_first_slots(folder: Path, vault_id: str, key: VaultKey, passphrase: str, half: _Half, code_secret: bytes) -> None:
    slots = (_passphrase_slot(vault_id, 1, key, passphrase, half), _recovery_slot(vault_id, 2, key, code_secret))
    key_slots.write(folder, Slots(vault_id, 1, key.check(), slots))


@dataclass(frozen=True, slots=True)
class _Half:
    """The machine's half of a passphrase slot: its secret, where that is kept, and what a try is to cost."""

    secret: bytes = field(repr=False)
    backend: str
    cost: ArgonCost


def _passphrase_slot(vault_id: str, serial: int, key: VaultKey, passphrase: str, half: _Half) -> Slot:
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    check = _device_check(vault_id, half.secret)
    bare = Slot(SlotKind.PASSPHRASE, serial, salt, nonce, b"", half.cost, half.backend, check)
    kek = _passphrase_kek(passphrase, salt, half.cost, half.secret)
    return replace(bare, wrapped=key.wrapped(kek, nonce, bare.bound(vault_id)))


def _recovery_slot(vault_id: str, serial: int, key: VaultKey, secret: bytes) -> Slot:
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    bare = Slot(SlotKind.RECOVERY, serial, salt, nonce, b"")
    return replace(bare, wrapped=key.wrapped(derive(secret, "recovery", salt), nonce, bare.bound(vault_id)))


def _passphrase_kek(passphrase: str, salt: bytes, cost: ArgonCost, device_secret: bytes) -> bytes:
    return derive(stretch(phrase.tidied(passphrase), salt, cost) + device_secret, "passphrase", salt)


def _open_passphrase_slot(vault_id: str, slot: Slot, passphrase: str, device_secret: bytes) -> VaultKey | None:
    if slot.cost is None:
        return None
    return _unwrapped(vault_id, slot, _passphrase_kek(passphrase, slot.salt, slot.cost, device_secret))


def _unwrapped(vault_id: str, slot: Slot, kek: bytes) -> VaultKey | None:
    try:
        return VaultKey(AESGCM(kek).decrypt(slot.nonce, slot.wrapped, slot.bound(vault_id)))
    except (InvalidTag, ValueError):
        return None

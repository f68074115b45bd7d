"""How a vault is locked: algorithms, sizes and versions for the evidence. Nothing secret, and nothing of a family."""

from __future__ import annotations

from pathlib import Path

from app.domain.recovery_code import SECRET_BYTES
from storage import key_slots
from storage.kdf import ArgonCost
from storage.sqlcipher import REEL_SHAPE, VAULT_SHAPE, Shape


def algorithms(folder: Path) -> tuple[tuple[str, str], ...]:
    """What protects what (`store`, `film`, `passphrase`, `recovery_code`, `keys`, `log`), each with its algorithm, as this vault has it.
    Raises KEYSLOTS_DAMAGED."""
    slots = key_slots.read(folder).best
    costs = [slot.cost for slot in slots.of(key_slots.SlotKind.PASSPHRASE) if slot.cost is not None]
    stretched = ", ".join(f"Argon2id {_memory(cost)}, t={cost.passes}, p={cost.lanes}" for cost in costs[:1])
    return (
        ("store", _sealed(VAULT_SHAPE)),
        ("film", _sealed(REEL_SHAPE)),
        ("passphrase", f"{stretched}; HKDF-SHA256" if stretched else "HKDF-SHA256"),
        ("recovery_code", f"{8 * SECRET_BYTES} bit; HKDF-SHA256"),
        ("keys", "AES-256-GCM"),
        ("log", "SHA-256"),
    )


def _memory(cost: ArgonCost) -> str:
    return f"{cost.memory_kib} KiB" if cost.memory_kib < 1024 else f"{cost.memory_kib // 1024} MiB"


def _sealed(shape: Shape) -> str:
    return f"SQLCipher 4: AES-256-CBC, {shape.hmac.replace('_', '-')}, {shape.page_bytes} B"

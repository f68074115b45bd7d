"""From what a person knows and what the machine keeps to a key that wraps the vault key. `cryptography` does all the work."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_AIM_SECONDS = 1.0
_MOST_MEMORY_KIB = 1 << 20


@dataclass(frozen=True, slots=True)
class ArgonCost:
    """How hard a passphrase is to try. `memory_kib` per try, `passes` over it, `lanes` in parallel."""

    memory_kib: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        if not (8 * self.lanes <= self.memory_kib <= 4 * _MOST_MEMORY_KIB and 1 <= self.passes <= 16 and 1 <= self.lanes <= 16):
            raise ValueError("an Argon2id cost out of bounds")


FLOOR = ArgonCost(memory_kib=64 * 1024, passes=3, lanes=4)
PRACTICE = ArgonCost(memory_kib=64, passes=1, lanes=1)  # for practice vaults and tests, whose passphrase is no secret


def stretch(passphrase: str, salt: bytes, cost: ArgonCost) -> bytes:
    """32 bytes from a tidied passphrase. Takes about a second by design; does not hold the interpreter's lock."""
    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return kdf.derive(passphrase.encode("utf-8"))


def derive(secret: bytes, purpose: str, salt: bytes | None = None, length: int = KEY_BYTES) -> bytes:
    """A key for one purpose out of a secret that is random or stretched already (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=f"samspill {purpose} 1".encode()).derive(secret)


def calibrate() -> ArgonCost:
    """The cost at which one try takes about a second on this machine, never below the floor, never above an eighth of its memory."""
    started = time.perf_counter()
    stretch("calibration", b"\0" * 16, FLOOR)
    seconds = max(time.perf_counter() - started, 0.001)
    wanted = int(FLOOR.memory_kib * _AIM_SECONDS / seconds)
    most = min(_MOST_MEMORY_KIB, _memory_kib() // 8)
    step = 16 * 1024
    memory = max(FLOOR.memory_kib, min(wanted, most) // step * step)
    return ArgonCost(memory, FLOOR.passes, FLOOR.lanes)


def _memory_kib() -> int:
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024
    return 4 << 20  # unknown here (Windows): 4 GiB is the least such a machine has

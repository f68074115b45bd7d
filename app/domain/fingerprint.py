"""The fingerprint of a public key: what two people compare by reading it aloud."""

from __future__ import annotations

import hashlib

_GROUPS = 8  # of four digits: 128 bits


def fingerprint(public_key: bytes) -> str:
    """SHA-256 of the key's 32 bytes, its first 128 bits in groups of four hexadecimal digits."""
    digits = hashlib.sha256(public_key).hexdigest().upper()
    return " ".join(digits[4 * n : 4 * n + 4] for n in range(_GROUPS))

"""A code kept so that it can be checked and not read: Argon2id with its own salt. For codes that open nothing by themselves."""

from __future__ import annotations

import hmac
import secrets

_VERSION = "1"


def verifier_of(code: str) -> str:
    """What is kept of a code. Takes about a quarter of a second."""
    salt = secrets.token_bytes(16)
    return f"{_VERSION}:{salt.hex()}:{_stretched(code, salt).hex()}"


def fits_verifier(code: str, kept: str) -> bool:
    """Whether `kept` was made of this code; False when nothing is kept. Takes as long."""
    parts = kept.split(":")
    if len(parts) != 3 or parts[0] != _VERSION:
        return False
    return hmac.compare_digest(_stretched(code, bytes.fromhex(parts[1])), bytes.fromhex(parts[2]))


def _stretched(code: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415  the start does without

    return Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=64 * 1024).derive(code.encode())

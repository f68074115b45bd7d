"""The organisation's public key as it comes (a PEM file, or 64 hexadecimal digits)."""

from __future__ import annotations

import re

from app.domain.errors import Circumstance, ErrorCode

_HEX = re.compile(r"[0-9a-f]{64}")
_MOST_BYTES = 4096


def read_key(data: bytes) -> bytes:
    """The 32 bytes of an Ed25519 public key. Raises ORGANISATION_KEY_UNREADABLE for anything else."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  the start does without
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        if len(data) > _MOST_BYTES:
            raise ValueError
        plain = "".join(data.decode("ascii").split()).lower()
        if _HEX.fullmatch(plain):
            return bytes.fromhex(plain)
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):  # of ASCII too
        raise Circumstance(ErrorCode.ORGANISATION_KEY_UNREADABLE) from None
    if not isinstance(key, Ed25519PublicKey):
        raise Circumstance(ErrorCode.ORGANISATION_KEY_UNREADABLE)
    return key.public_bytes_raw()

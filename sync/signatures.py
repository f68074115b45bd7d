"""Who signs what between a laptop and its team base: the exact bytes, and Ed25519 over them.

Each kind of message begins with a word of its own, so that a signature made for one can never be shown as another's. docs/sync.md
has the conversation. Laptop and base share this module.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

REQUEST_HEADER = "Samspill-Request"
ANSWER_HEADER = "Samspill-Signature"
COUNTER_HEADER = "Samspill-Counter"
PROOF_HEADER = "Samspill-Proof"

KEY_BYTES = 32


def new_request() -> str:
    """A fresh name of a request: 32 hex digits."""
    return secrets.token_hex(16)


def answer_words(request: str, status: int, body: bytes) -> bytes:
    """What the base signs of each answer. `request` is the laptop's header, as it came."""
    return _lines("samspill-answer-1", request, str(status), _sha256(body))


def request_words(method: str, target: str, request: str, token: str, counter: int, body: bytes) -> bytes:
    """What a laptop signs of each request that needs it to be known. `target`: path with query, as on the request line. `token`: counters
    begin anew with each, so a proof is of one token's request only."""
    return _lines("samspill-request-1", method, target, request, token, str(counter), _sha256(body))


def enrol_words(code: str, key: str) -> bytes:
    """Signed with the key that is handed in: whoever enrols has its other half. `code`: the secret part; `key`: 64 hex digits."""
    return _lines("samspill-enrol-1", code, key)


def token_words(device: str, challenge: str) -> bytes:
    return _lines("samspill-token-1", device, challenge)


def document_words(team: str, kind: str, version: int, number: int, body: bytes) -> bytes:
    return _lines("samspill-document-1", team, kind, str(version), str(number), _sha256(body))


def new_seed() -> bytes:
    """A fresh private key, as 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(seed: bytes) -> bytes:
    """The public half of a private key."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def signed(seed: bytes, words: bytes) -> str:
    """The signature as it travels: base64."""
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(seed).sign(words)).decode("ascii")


def fits(key: bytes, signature: str, words: bytes) -> bool:
    """Whether the holder of `key` (32 bytes) signed these words. False for whatever is no key and no signature."""
    try:
        raw = base64.b64decode(signature.encode("ascii"), validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(raw, words)
    except (InvalidSignature, binascii.Error, ValueError):  # UnicodeEncodeError is a ValueError
        return False
    return True


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _lines(*said: str) -> bytes:
    return "".join(f"{one}\n" for one in said).encode("utf-8")

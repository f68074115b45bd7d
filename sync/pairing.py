"""The one-time code with which a laptop joins its team: a secret, and the beginning of the base's fingerprint, so that the laptop hands
the secret to nobody else.

`XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX` in Crockford's base 32 (no I, L, O, U; a typed O is read as 0, I and L as 1; case, spaces and
hyphens do not matter): 16 characters of secret (80 bits), 14 of SHA-256 of the base's key (70 bits), and 2 of SHA-256 of those 30
characters, which find a slip. The base keeps SHA-256 of the secret's 16 characters. `app.domain.invitation` has the QR code's text.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from app.base_ports import Invitation
from app.domain.errors import Circumstance, ErrorCode

SECRET_CHARS = 16
PIN_CHARS = 14
CHECK_CHARS = 2
GROUP_CHARS = 4
MOST_ADDRESS = 200

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015.,]+")
_ONE_WORD = re.compile(r"[!-~]+")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A code that was read: no slip in it. `secret` is handed to the base, `pin` is what its key has to begin with."""

    secret: str = field(repr=False)
    pin: str

    def is_of(self, key: bytes) -> bool:
        """Whether the base with this key (32 bytes) gave the code."""
        return hmac.compare_digest(self.pin, _characters(key, PIN_CHARS))


def new_secret() -> str:
    """80 random bits, as they are typed: 16 characters."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(SECRET_CHARS))


def code_of(secret: str, key: bytes) -> str:
    """The whole code, in groups. `key` is the base's public key (32 bytes)."""
    said = secret + _characters(key, PIN_CHARS)
    whole = said + _characters(said.encode("ascii"), CHECK_CHARS)
    return "-".join(whole[start : start + GROUP_CHARS] for start in range(0, len(whole), GROUP_CHARS))


def read_code(typed: str) -> EnrolmentCode:
    """Raises ENROLMENT_CODE_MISTYPED."""
    letters = _BETWEEN.sub("", typed).upper().translate(_READ_AS)
    said, check = letters[:-CHECK_CHARS], letters[-CHECK_CHARS:]
    right_shape = len(said) == SECRET_CHARS + PIN_CHARS and set(letters) <= set(_ALPHABET)
    if not right_shape or _characters(said.encode("ascii"), CHECK_CHARS) != check:
        raise Circumstance(ErrorCode.ENROLMENT_CODE_MISTYPED)
    return EnrolmentCode(said[:SECRET_CHARS], said[SECRET_CHARS:])


def secret_digest(secret: str) -> bytes:
    """What the base keeps of a code."""
    return hashlib.sha256(secret.encode("utf-8")).digest()


def read_invitation(address: str, code: str) -> Invitation:
    """Both as they were typed. Raises ENROLMENT_CODE_MISTYPED and BASE_ADDRESS_INVALID."""
    read_code(code)
    return Invitation(base_address(address), code)


def base_address(typed: str) -> str:
    """The address of a base as it is kept: scheme, host in lower case, port, path without the last slash. `https` only; `http` to the
    machine itself. What is typed without a scheme is https. Raises BASE_ADDRESS_INVALID."""
    text = typed.strip()
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Circumstance(ErrorCode.BASE_ADDRESS_INVALID) from None
    if len(text) > MOST_ADDRESS or not _ONE_WORD.fullmatch(text) or not _may_be(parts):
        raise Circumstance(ErrorCode.BASE_ADDRESS_INVALID)
    host = (parts.hostname or "").lower()
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme.lower()}://{shown}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


def _may_be(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if parts.username or parts.password or parts.query or parts.fragment or re.search(r"[^A-Za-z0-9/._~-]|//|\.\.", parts.path):
        return False
    if not (_HOST.fullmatch(host) or _is_ip(host)):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host))


def is_this_machine(host: str) -> bool:
    """Whether what is sent there never meets a network."""
    return host.lower() == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return "%" not in host


def _characters(data: bytes, count: int) -> str:
    """The first characters of SHA-256 of this, five bits each."""
    number = int.from_bytes(hashlib.sha256(data).digest(), "big")
    return "".join(_ALPHABET[number >> (256 - 5 * (place + 1)) & 31] for place in range(count))

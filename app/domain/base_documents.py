"""What the signed documents of the team base say. Each is JSON of one shape; anything else is refused whole.

- policy: {"rules": <base64 of a rules file, or "">, "signature": <base64 of the organisation's, or "">, "gateways": [<address>, …]}
- schemes: {"schemes": [{"id", "nb", "en"}, …]}: coding schemes of the team, by name
- erasures: {"records": [<uuid4>, …]}: all records that were ever erased at the base
- supervisors: {"supervisors": [{"name", "key": <64 hexadecimal digits>}, …]}: whom to seal to
"""

from __future__ import annotations

import binascii
import json
import re
from base64 import b64decode
from dataclasses import dataclass, field

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordId
from app.domain.outbox import DocumentKind

MOST_NAMES = 500
_MOST_LETTERS = 80
_GATEWAY = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_KEY = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True)
class PolicyBody:
    """`rules` empty: none. `signature` empty: the team's own, which only shorten. `gateways`: behind these, sending needs no question."""

    rules: bytes = field(default=b"", repr=False)
    signature: bytes = field(default=b"", repr=False)
    gateways: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Named:
    """A coding scheme by its id, or a supervisor by the key to seal to; with its names for people."""

    id: str
    nb: str
    en: str


def read_policy(body: bytes) -> PolicyBody:
    """As all here, raises DOCUMENT_UNREADABLE."""
    said = _object(body, {"rules", "signature", "gateways"})
    try:
        rules, signature = (b64decode(_text(said[name], 1 << 20), validate=True) for name in ("rules", "signature"))
    except (binascii.Error, ValueError):
        raise Circumstance(ErrorCode.DOCUMENT_UNREADABLE) from None
    return PolicyBody(rules, signature, frozenset(_matching(one, _GATEWAY) for one in _list(said["gateways"], MOST_NAMES)))


def read_erasures(body: bytes) -> frozenset[RecordId]:
    said = _object(body, {"records"})
    return frozenset(RecordId(_matching(one, _RECORD)) for one in _list(said["records"], 1 << 20))


def read_schemes(body: bytes) -> tuple[Named, ...]:
    said = _list(_object(body, {"schemes"})["schemes"], MOST_NAMES)
    return tuple(_named(one, {"id", "nb", "en"}) for one in said)


def read_supervisors(body: bytes) -> tuple[Named, ...]:
    found = []
    for one in _list(_object(body, {"supervisors"})["supervisors"], MOST_NAMES):
        fields = _fields(one, {"name", "key"})
        name = _text(fields["name"], _MOST_LETTERS)
        found.append(Named(_matching(fields["key"], _KEY), name, name))
    return tuple(found)


def read_named(kind: DocumentKind, body: bytes) -> tuple[Named, ...]:
    """The schemes or supervisors in a document; none where it is of something else."""
    if kind is DocumentKind.SCHEMES:
        return read_schemes(body)
    return read_supervisors(body) if kind is DocumentKind.SUPERVISORS else ()


def check_readable(kind: DocumentKind, body: bytes) -> None:
    """Whether it is what its kind says."""
    _READERS[kind](body)


def _object(body: bytes, names: set[str]) -> dict[str, object]:
    try:
        return _fields(json.loads(body.decode("utf-8")), names)
    except (ValueError, RecursionError):  # of UTF-8 too
        raise Circumstance(ErrorCode.DOCUMENT_UNREADABLE) from None


def _fields(said: object, names: set[str]) -> dict[str, object]:
    if not isinstance(said, dict) or said.keys() != names:
        raise Circumstance(ErrorCode.DOCUMENT_UNREADABLE)
    return said


def _list(said: object, most: int) -> list[object]:
    if not isinstance(said, list) or len(said) > most:
        raise Circumstance(ErrorCode.DOCUMENT_UNREADABLE)
    return said


def _text(said: object, most: int) -> str:
    if not isinstance(said, str) or len(said) > most or not said.isprintable():
        raise Circumstance(ErrorCode.DOCUMENT_UNREADABLE)
    return said


def _matching(said: object, pattern: re.Pattern[str]) -> str:
    if not isinstance(said, str) or not pattern.fullmatch(said):
        raise Circumstance(ErrorCode.DOCUMENT_UNREADABLE)
    return said


def _named(said: object, names: set[str]) -> Named:
    fields = _fields(said, names)
    return Named(_matching(fields["id"], _ID), _text(fields["nb"], _MOST_LETTERS), _text(fields["en"], _MOST_LETTERS))


_READERS = {
    DocumentKind.POLICY: read_policy,
    DocumentKind.SCHEMES: read_schemes,
    DocumentKind.ERASURES: read_erasures,
    DocumentKind.SUPERVISORS: read_supervisors,
}

"""What waits to leave the laptop, what left it, and what came down from the team base. The chain of what left is in two links a batch:
that it was put on its way, and the base's receipt.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.audit import Fault, FaultKind
from app.domain.ids import BatchId, FamilyCode, RecordId
from app.domain.summary import SummaryKind

__all__ = ["Departure", "Document", "DocumentKind", "Due", "Fault", "FaultKind", "Kept", "KeptState", "OutboxLine", "Revision", "SentItem"]

HELD_SHARE = 0.2  # a batch that would delete more than this share of what the base has of this laptop waits for a human look
HELD_NUMBER = 5  # or more than this many


class KeptState(StrEnum):
    WAITING = "waiting"
    LEFT_OUT = "left_out"  # the practitioner ticked it away
    HELD = "held"  # a tombstone, one of too many: it waits for a human look
    QUARANTINED = "quarantined"  # the base refused it; `reason` says why
    NO_CONSENT = "no_consent"  # somebody in the family has not agreed to statistics
    SENT = "sent"
    CLOSED = "closed"  # nothing more of it is sent: the base erased it, or it belongs to a base that was left


@dataclass(frozen=True, slots=True)
class Due:
    """A thing whose summary has to be made anew. `about` is None once it was erased."""

    kind: SummaryKind
    about: str | None
    record: RecordId | None  # None: it has none yet


@dataclass(frozen=True, slots=True)
class Kept:
    """How a record stands. `made` and `sent` are the newest revision that was made, and that the base has acknowledged (0: none).
    `gone`: the newest is a tombstone. `stored`: what the base said it held of this laptop when it acknowledged."""

    record: RecordId
    kind: SummaryKind
    about: str | None
    family: FamilyCode | None
    state: KeptState
    made: int = 0
    sent: int = 0
    gone: bool = False
    reason: str = ""
    stored: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """The exact bytes of one item. `body` is None once its family was erased. `tried`: it may have left the laptop."""

    record: RecordId
    revision: int
    body: bytes | None = field(repr=False)
    digest: str
    tried: bool = False


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """Something that is not sent, as the screen needs it. `body` None: without consent, nothing was made."""

    kept: Kept
    body: bytes | None = field(repr=False)
    on: str  # the local day of the visit, closure, transfer or hours, ISO; the quarter of counters; "" of what is erased


@dataclass(frozen=True, slots=True)
class SentItem:
    """One item of a batch. `body` None: its family was erased since."""

    record: RecordId
    revision: int
    digest: str
    body: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Departure:
    """A batch on its way or received. `number` from 1; `body_digest` is over the exact body; `receipt` the base's signed words."""

    number: int
    batch: BatchId
    at: datetime
    base: str  # fingerprint of its key
    team: str
    items: int
    body_digest: str
    digest: bytes
    received_at: datetime | None = None
    receipt: bytes = field(default=b"", repr=False)
    receipt_digest: bytes = b""


def departure_digest(before: bytes, *said: str) -> bytes:
    """SHA-256 of the digest before and what is said, each with its length."""
    parts = [before, *(one.encode() for one in said)]
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


class DocumentKind(StrEnum):
    POLICY = "policy"  # retention, and the networks from which sending needs no question
    SCHEMES = "schemes"
    ERASURES = "erasures"  # records that the base has erased
    SUPERVISORS = "supervisors"  # keys to seal to


class DocumentState(StrEnum):
    WAITING = "waiting"  # to be looked at
    IN_FORCE = "in_force"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Document:
    """A signed document. `version` grows; `number` is its place among all of the base's."""

    kind: DocumentKind
    version: int
    number: int
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    state: DocumentState = DocumentState.WAITING

"""What waits to leave the laptop, what left it, and what came down from the team base. What left is in two chains: batches in the order
they were put on their way, and receipts in the order they came in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from app.domain.audit import FIRST, Fault, FaultKind, time_text
from app.domain.ids import BatchId, FamilyCode, RecordId
from app.domain.summary import SummaryKind

MOST_ITEMS = 100  # in one batch
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
class Parcel:
    """A batch that is about to go. `at` is aware; `base` the fingerprint of the base's key; `body_digest` is over the exact body."""

    batch: BatchId
    at: datetime
    base: str
    team: str
    body_digest: str


@dataclass(frozen=True, slots=True)
class Departure:
    """A batch on its way or received. `number` from 1; `digest` is its link in the chain of departures. `received` is the place of its
    receipt among all receipts, from 1, and `receipt_digest` the link in their chain; `receipt` the base's signed words."""

    number: int
    parcel: Parcel
    items: int
    digest: bytes
    received: int | None = None
    received_at: datetime | None = None
    receipt: bytes = field(default=b"", repr=False)
    receipt_digest: bytes = b""


@dataclass(frozen=True, slots=True)
class LeftInAll:
    """All that ever left. `items` counts every revision; `unheard` are batches without a receipt; `last_at` None: nothing ever did."""

    batches: int = 0
    items: int = 0
    unheard: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ends:
    """How far the two chains had come when they were last added to."""

    number: int = 0
    digest: bytes = FIRST
    received: int = 0
    receipt_digest: bytes = FIRST


def departed(ends: Ends, parcel: Parcel, items: Sequence[SentItem]) -> Departure:
    """The departure that comes next."""
    number = ends.number + 1
    return Departure(number, parcel, len(items), _departure_link(ends.digest, number, parcel, items))


def arrived(ends: Ends, departure: Departure, at: datetime, receipt: bytes) -> Departure:
    """The departure with its receipt, which comes next among the receipts."""
    received = ends.received + 1
    link = _receipt_link(ends.receipt_digest, received, departure.parcel.batch, at, receipt)
    return replace(departure, received=received, received_at=at, receipt=receipt, receipt_digest=link)


def first_fault(departures: Iterable[tuple[Departure, Sequence[SentItem]]], ends: Ends) -> Fault | None:
    """What is wrong with the two chains first, departures given in order; None when both are whole. `number` is a departure's."""
    number, before = 0, FIRST
    receipts: list[Departure] = []
    for one, items in departures:
        number += 1
        link = _departure_link(before, number, one.parcel, items)
        altered = any(item.body is not None and hashlib.sha256(item.body).hexdigest() != item.digest for item in items)
        if one.number != number or one.items != len(items) or one.digest != link or altered:
            return Fault(FaultKind.BROKEN, number)
        before = one.digest
        if one.received is not None:
            receipts.append(one)
    if (number, before) != (ends.number, ends.digest):
        return Fault(FaultKind.CUT if number < ends.number else FaultKind.BROKEN, number + 1)
    return _fault_of_receipts(sorted(receipts, key=lambda one: one.received or 0), ends)


def _fault_of_receipts(receipts: Sequence[Departure], ends: Ends) -> Fault | None:
    before = FIRST
    for place, one in enumerate(receipts, start=1):
        if one.received != place or one.received_at is None:
            return Fault(FaultKind.BROKEN, one.number)
        if one.receipt_digest != _receipt_link(before, place, one.parcel.batch, one.received_at, one.receipt):
            return Fault(FaultKind.BROKEN, one.number)
        before = one.receipt_digest
    if (len(receipts), before) != (ends.received, ends.receipt_digest):
        return Fault(FaultKind.CUT if len(receipts) < ends.received else FaultKind.BROKEN, receipts[-1].number if receipts else 0)
    return None


def _departure_link(before: bytes, number: int, parcel: Parcel, items: Sequence[SentItem]) -> bytes:
    named = (word for item in items for word in (item.record, str(item.revision), item.digest))
    return _link(before, str(number), parcel.batch, time_text(parcel.at), parcel.base, parcel.team, parcel.body_digest, *named)


def _receipt_link(before: bytes, place: int, batch: BatchId, at: datetime, receipt: bytes) -> bytes:
    return _link(before, str(place), batch, time_text(at), hashlib.sha256(receipt).hexdigest())


def _link(before: bytes, *said: str) -> bytes:
    """SHA-256 of the digest before and what is said, each with its length, so that none can flow into the next."""
    parts = (before, *(one.encode() for one in said))
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


class DocumentKind(StrEnum):
    POLICY = "policy"  # retention, and the networks from which sending needs no question
    SCHEMES = "schemes"
    ERASURES = "erasures"  # records that the base has erased
    SUPERVISORS = "supervisors"  # keys to seal to


class DocumentState(StrEnum):
    WAITING = "waiting"  # to be looked at
    IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class Document:
    """A signed document. `version` grows; `number` is its place among all of the base's."""

    kind: DocumentKind
    version: int
    number: int
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    state: DocumentState = DocumentState.WAITING

"""The audit log: who did what to a family's film, one entry after the other, each chained to the one before by its hash.

Entries hold closed words, ids and times, never text a person typed. A changed, removed or inserted entry breaks the chain and is noticed.
So is one cut off at the end (the head is kept apart), and one emptied without its emptying being written down.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from app.domain.ids import FamilyCode

FIRST = bytes(32)


class Deed(StrEnum):
    """What is written down."""

    OPENED = "opened"  # a recording on the review screen
    PLAYED = "played"  # a clip shown to a parent
    FILMED = "filmed"
    IMPORTED = "imported"
    SEALED = "sealed"
    EXPORTED = "exported"  # a journal summary, "who has seen us", an evidence pack
    DELETED = "deleted"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    HOLD_PLACED = "hold_placed"
    HOLD_LIFTED = "hold_lifted"
    CLOCK_CONFIRMED = "clock_confirmed"
    RESTORED = "restored"
    EMPTIED = "emptied"  # the entries of an erased family; `subject` is how many


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`subject` is the id of a recording, clip, note or consent ("" for none). After a family was erased, what could tell of it (`deed`,
    `at`, `family`, `subject`, `salt`) is None, and the chain still holds: `inner` stands for it.
    """

    number: int  # from 1, without gaps
    inner: bytes  # inner_digest of the five fields below
    digest: bytes  # chain_digest of the entry before, the number, and inner
    at: datetime | None = None
    deed: Deed | None = None
    family: FamilyCode | None = None
    subject: str | None = None
    salt: bytes | None = field(default=None, repr=False)  # random, so that `inner` cannot be guessed back once they are gone

    @property
    def is_emptied(self) -> bool:
        return self.salt is None


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain had come when it was last added to."""

    number: int = 0
    digest: bytes = FIRST


class FaultKind(StrEnum):
    """What is wrong with a chain."""

    BROKEN = "broken"  # an entry was changed, removed or put in
    CUT = "cut"  # entries are missing at the end
    EMPTIED = "emptied"  # more entries, or fewer, are empty than was written down


@dataclass(frozen=True, slots=True)
class Fault:
    """`number` is the first entry that is not as it was; of EMPTIED the first empty one (0 when there is none)."""

    kind: FaultKind
    number: int


def entry(before: Head, salt: bytes, at: datetime, deed: Deed, family: FamilyCode | None, subject: str) -> AuditEntry:
    """The entry that comes next. `at` is aware; `salt` is 16 random bytes or more."""
    number, inner = before.number + 1, inner_digest(salt, at, deed, family, subject)
    return AuditEntry(number, inner, chain_digest(before.digest, number, inner), at, deed, family, subject, salt)


def inner_digest(salt: bytes, at: datetime, deed: Deed, family: FamilyCode | None, subject: str) -> bytes:
    """SHA-256 of what an entry says; fields with lengths, so that none can flow into the next. The same moment in any zone is the same."""
    if at.tzinfo is None:
        raise ValueError("a deed has a moment, not a local time")
    words = [text.encode() for text in (at.astimezone(UTC).isoformat(timespec="microseconds"), deed.value, family or "", subject)]
    return hashlib.sha256(b"".join(len(word).to_bytes(4, "big") + word for word in (salt, *words))).digest()


def chain_digest(before: bytes, number: int, inner: bytes) -> bytes:
    """SHA-256 of the digest before, the number and what the entry says."""
    return hashlib.sha256(before + number.to_bytes(8, "big") + inner).digest()


def first_fault(entries: Iterable[AuditEntry], head: Head) -> Fault | None:
    """What is wrong with the chain first, its entries given in order; None when it is whole."""
    before = Head()
    emptied = said = first_empty = 0
    for one in entries:
        number = before.number + 1
        if one.number != number or one.digest != chain_digest(before.digest, number, one.inner) or not _says_what_it_said(one):
            return Fault(FaultKind.BROKEN, number)
        if one.is_emptied:
            emptied, first_empty = emptied + 1, first_empty or number
        elif one.deed is Deed.EMPTIED:
            said += int(one.subject or 0)
        before = Head(number, one.digest)
    if before != head:
        return Fault(FaultKind.CUT if before.number < head.number else FaultKind.BROKEN, before.number + 1)
    return None if emptied == said else Fault(FaultKind.EMPTIED, first_empty)


def _says_what_it_said(one: AuditEntry) -> bool:
    if one.salt is None or one.at is None or one.deed is None or one.subject is None:
        return (one.salt, one.at, one.deed, one.family, one.subject) == (None,) * 5
    return one.inner == inner_digest(one.salt, one.at, one.deed, one.family, one.subject)

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
    NOTE_SIGNED = "note_signed"
    FAMILY_MERGED = "family_merged"  # `subject` is the code that became part of this family
    EPISODE_CLOSED = "episode_closed"  # `subject` is the reason, a word of the closed list
    EPISODE_REOPENED = "episode_reopened"
    EXPORTED = "exported"  # a journal summary, "who has seen us", an evidence pack
    DELETED = "deleted"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PEOPLE_CHANGED = "people_changed"  # who is in a recording; `subject` is the recording
    HOLD_PLACED = "hold_placed"
    HOLD_LIFTED = "hold_lifted"
    CLOCK_CONFIRMED = "clock_confirmed"
    # `subject`: "team" or "organisation" (retention), "organisation_key", "footage" (no-import mode), "second_person" (code)
    RULES_CHANGED = "rules_changed"
    BACKED_UP = "backed_up"
    RESTORED = "restored"  # from a backup: all of the vault, or films that were damaged
    SUMMARIES_SENT = "summaries_sent"  # `subject` is the batch
    TEAM_JOINED = "team_joined"  # `subject` is the name that the base gave this laptop: a random id
    TEAM_LEFT = "team_left"
    DOCUMENT_TAKEN = "document_taken"  # `subject` is its kind
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


Link = tuple[int, bytes, bytes, str | None, str | None, str | None, str | None, bytes | None]
"""An entry as it is kept and hashed: the fields of AuditEntry in their order, times and deeds as text (`time_text`)."""


def time_text(at: datetime) -> str:
    """The moment as it is hashed: UTC, with microseconds."""
    if at.tzinfo is None:
        raise ValueError("a deed has a moment, not a local time")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def link(one: AuditEntry) -> Link:
    at = None if one.at is None else time_text(one.at)
    deed = None if one.deed is None else one.deed.value
    return one.number, one.inner, one.digest, at, deed, one.family, one.subject, one.salt


def entry(before: Head, salt: bytes, at: datetime, deed: Deed, family: FamilyCode | None, subject: str) -> AuditEntry:
    """The entry that comes next. `at` is aware; `salt` is 16 random bytes or more."""
    number, inner = before.number + 1, inner_digest(salt, time_text(at), deed.value, family or "", subject)
    return AuditEntry(number, inner, chain_digest(before.digest, number, inner), at, deed, family, subject, salt)


def inner_digest(salt: bytes, *says: str) -> bytes:
    """SHA-256 of what an entry says; each field with its length, so that none can flow into the next."""
    fields = (salt, *(text.encode() for text in says))
    return hashlib.sha256(b"".join([len(one).to_bytes(4, "big") + one for one in fields])).digest()


def says_what_it_said(one: Link) -> bool:
    """Whether what an entry says is what its digest was made of; of an empty one, whether all of it is empty."""
    _number, inner, _digest, at, deed, family, subject, salt = one
    if salt is None:
        return (at, deed, family, subject) == (None,) * 4
    return at is not None and deed is not None and subject is not None and inner == inner_digest(salt, at, deed, family or "", subject)


def chain_digest(before: bytes, number: int, inner: bytes) -> bytes:
    """SHA-256 of the digest before, the number and what the entry says."""
    return hashlib.sha256(before + number.to_bytes(8, "big") + inner).digest()


def first_fault(links: Iterable[Link], head: Head) -> Fault | None:
    """What is wrong with the chain first, its entries given in order; None when it is whole."""
    number, before = 0, FIRST
    emptied = said = first_empty = 0
    for one in links:
        at_number, inner, digest, _at, deed, _family, subject, salt = one
        number += 1
        if at_number != number or digest != chain_digest(before, number, inner) or not says_what_it_said(one):
            return Fault(FaultKind.BROKEN, number)
        if salt is None:
            emptied, first_empty = emptied + 1, first_empty or number
        elif deed == Deed.EMPTIED.value:
            said += int(subject or 0)
        before = digest
    if (number, before) != (head.number, head.digest):
        return Fault(FaultKind.CUT if number < head.number else FaultKind.BROKEN, number + 1)
    return None if emptied == said else Fault(FaultKind.EMPTIED, first_empty)

"""Consent: person x purpose x text version; given, expires, withdrawn. Everything is off until it is given.

The gate is one function, `missing`: what of a purpose is not covered for these persons on this day. Use cases refuse with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.ids import ConsentId, ConsentTextId, FamilyCode, PersonId


class Purpose(StrEnum):
    """What may be agreed to, one by one."""

    SERVICE = "service"
    FILM = "film"
    REPLAY = "replay"
    NAMED_SUPERVISOR = "named_supervisor"
    GROUP_SUPERVISION = "group_supervision"
    TEACHING = "teaching"
    OUTCOME_MEASURES = "outcome_measures"
    SHARE = "share"  # with somebody named in `with_whom`
    STATISTICS = "statistics"


NAMED = frozenset({Purpose.NAMED_SUPERVISOR, Purpose.SHARE})  # these say with whom


class SignedHow(StrEnum):
    SCREEN = "screen"  # finger, pen or mouse
    PAPER = "paper"  # signed on paper, kept at `kept_at`


class OtherParent(StrEnum):
    """Who else holds parental responsibility, and whether they were heard."""

    NOBODY_ELSE = "nobody_else"
    AGREES = "agrees"
    INFORMED = "informed"
    NOT_REACHED = "not_reached"
    DISAGREES = "disagrees"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The words that were shown. A changed text is a new version; old versions stay as long as a consent leans on them."""

    id: ConsentTextId
    purpose: Purpose
    language: str  # "nb" or "en"
    version: int  # from 1, for each purpose and language
    body: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's consent to one purpose. `giver` signed it: the person itself, or who holds responsibility for a child.

    `strokes` is the signature as points ("x,y x,y;x,y"), in thousandths of the field: no picture file is ever made.
    """

    id: ConsentId
    family: FamilyCode
    person: PersonId
    purpose: Purpose
    text: ConsentTextId
    giver: PersonId
    given_at: datetime
    expires_on: date | None = None
    with_whom: str = field(default="", repr=False)
    how: SignedHow = SignedHow.SCREEN
    kept_at: str = field(default="", repr=False)
    strokes: str = field(default="", repr=False)
    interpreter: bool = False
    other_parent: OtherParent = OtherParent.NOBODY_ELSE
    withdrawn_at: datetime | None = None

    def __post_init__(self) -> None:
        if (self.purpose in NAMED) != bool(self.with_whom.strip()):
            raise ValueError("a consent names with whom when its purpose is to be named, and only then")

    def holds_on(self, day: date) -> bool:
        """Whether it covers this day: not withdrawn, not past its last day (`expires_on` itself is covered)."""
        return self.withdrawn_at is None and (self.expires_on is None or day <= self.expires_on)


class Lack(StrEnum):
    """Why a purpose is not covered."""

    NOT_GIVEN = "not_given"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    NOBODY_NAMED = "nobody_named"  # the family has no persons yet: nobody can have agreed


@dataclass(frozen=True, slots=True)
class Missing:
    """One person's lack. `person` None: nobody is named."""

    person: PersonId | None
    lack: Lack


def missing(
    consents: Iterable[Consent], persons: Iterable[PersonId], purpose: Purpose, day: date, with_whom: str = ""
) -> tuple[Missing, ...]:
    """What is not covered, person by person; empty when all is. The newest consent of a person and purpose decides.

    A purpose that names somebody is covered for that somebody only, however their name was typed: case and spaces do not count.
    """
    wanted = tuple(dict.fromkeys(persons))
    if not wanted:
        return (Missing(None, Lack.NOBODY_NAMED),)
    newest = {one.person: one for one in deciding(consents) if one.purpose is purpose and same_somebody(one.with_whom, with_whom)}
    return tuple(Missing(person, lack) for person in wanted if (lack := _lack(newest.get(person), day)) is not None)


def deciding(consents: Iterable[Consent]) -> tuple[Consent, ...]:
    """The newest consent of each person, purpose and somebody named, oldest first; of two given in the same moment a withdrawn one."""
    in_order = sorted(consents, key=lambda one: (one.given_at, one.withdrawn_at is not None))
    newest: dict[tuple[PersonId, Purpose, str], Consent] = {}
    for one in in_order:
        newest[one.person, one.purpose, _plain(one.with_whom)] = one
    return tuple(one for one in in_order if newest[one.person, one.purpose, _plain(one.with_whom)] is one)


def same_somebody(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _lack(consent: Consent | None, day: date) -> Lack | None:
    if consent is None:
        return Lack.NOT_GIVEN
    if consent.withdrawn_at is not None:
        return Lack.WITHDRAWN
    return None if consent.holds_on(day) else Lack.EXPIRED

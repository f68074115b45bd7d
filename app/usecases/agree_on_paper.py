"""Consents that were signed on one sheet of paper, entered in one action: for everybody who will be in the picture and has not agreed yet.

Every grown-up has signed for oneself; for the children somebody has who holds parental responsibility. What somebody has withdrawn is not
given again in passing: that is done person by person in the ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from app.domain.consent import NAMED, Consent, Lack, Missing, OtherParent, Purpose, SignedHow, deciding, missing
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Person, PersonKind
from app.domain.ids import FamilyCode, PersonId
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import consent_day
from app.usecases.consent_texts import kept_text
from app.usecases.give_consent import Giving, enter_consent, is_child, may_give

FILMING = frozenset({Purpose.FILM})


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet that was signed. `giver` signed for the children; None: whoever in the picture holds responsibility, else whoever does.
    `in_picture` is who besides the children will be in it: every caregiver when None. `language` of the words that were read."""

    family: FamilyCode
    kept_at: str = field(repr=False)
    purposes: frozenset[Purpose] = FILMING
    in_picture: frozenset[PersonId] | None = None
    giver: PersonId | None = None
    other_parent: OtherParent = OtherParent.NOBODY_ELSE
    interpreter: bool = False
    language: str = "nb"


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a family lacks, on one day. `lacks` has the purposes asked about; one that nobody lacks is not in it. `to_sign` are those whom a
    paper would concern, `givers` those who may sign for the children (nobody where no child is to be signed for), the likeliest first.
    `kept_at`: where the family's last paper is kept."""

    family: FamilyCode
    day: date
    people: tuple[Person, ...] = field(repr=False)
    lacks: dict[Purpose, tuple[Missing, ...]]
    to_sign: tuple[Person, ...] = field(repr=False)
    givers: tuple[Person, ...] = field(repr=False)
    kept_at: str = field(default="", repr=False)

    def withdrawn(self) -> tuple[Missing, ...]:
        """What no paper gives again."""
        return tuple(one for lacks in self.lacks.values() for one in lacks if one.lack is Lack.WITHDRAWN)

    def others_to_hear(self, giver: PersonId) -> tuple[Person, ...]:
        """Who else holds responsibility when this one signs for the children: whether they were heard is to be said."""
        return tuple(one for one in self.people if one.has_responsibility and one.id != giver)


def lacking(
    store: Store,
    clock: Clock,
    family: FamilyCode,
    purposes: Collection[Purpose] = FILMING,
    in_picture: Collection[PersonId] | None = None,
) -> Lacking:
    """What is missing still before these purposes are covered. Changes nothing."""
    with store.work() as work:
        return _lacking(work, consent_day(work, clock), family, purposes, in_picture)


def agree_on_paper(store: Store, clock: Clock, paper: Paper) -> tuple[Consent, ...]:
    """Enter what was signed for all who lack it, all or nothing. Nothing is entered for those who have agreed already, nor where it was
    withdrawn. Raises NOBODY_NAMED, GIVER_MAY_NOT, OTHER_PARENT_UNHEARD, OTHER_PARENT_DISAGREES, CONSENT_NOT_SIGNED (without a place);
    ValueError for a purpose that names somebody."""
    if paper.purposes & NAMED:
        raise ValueError("who may see it is named one by one, in the ledger")
    with store.work() as work:
        found = _lacking(work, consent_day(work, clock), paper.family, paper.purposes, paper.in_picture)
        if any(one.person is None for lacks in found.lacks.values() for one in lacks):
            raise Circumstance(ErrorCode.NOBODY_NAMED)
        given = tuple(enter_consent(work, clock, giving) for giving in _givings(work, clock, paper, found))
        work.commit()
    return given


def _givings(work: Work, clock: Clock, paper: Paper, found: Lacking) -> Iterator[Giving]:
    giver = paper.giver or (found.givers[0].id if found.givers else None)
    for purpose in sorted(found.lacks):
        text = kept_text(work, clock, purpose, paper.language).id
        without = {one.person for one in found.lacks[purpose] if one.lack is not Lack.WITHDRAWN}
        for person in (one for one in found.to_sign if one.id in without):
            child = is_child(person, found.day)
            signs = giver if child else person.id
            if signs is None:
                raise Circumstance(ErrorCode.GIVER_MAY_NOT)
            yield Giving(
                person=person.id,
                purpose=purpose,
                giver=signs,
                text=text,
                how=SignedHow.PAPER,
                kept_at=paper.kept_at,
                interpreter=paper.interpreter,
                other_parent=paper.other_parent if child else OtherParent.NOBODY_ELSE,
            )


def _lacking(work: Work, day: date, family: FamilyCode, purposes: Collection[Purpose], in_picture: Collection[PersonId] | None) -> Lacking:
    people = tuple(work.people.of(family))
    consents = work.ledger.of(family)
    concerned = [one for one in people if _is_in(one, in_picture)]
    found = {
        purpose: lacks
        for purpose in Purpose
        if purpose in purposes and (lacks := missing(consents, [one.id for one in concerned], purpose, day))
    }
    without = {one.person for lacks in found.values() for one in lacks if one.lack is not Lack.WITHDRAWN}
    to_sign = tuple(one for one in concerned if one.id in without)
    return Lacking(family, day, people, found, to_sign, _givers(people, to_sign, in_picture, day), _last_place(consents))


def _is_in(person: Person, in_picture: Collection[PersonId] | None) -> bool:
    if person.kind is PersonKind.CHILD:
        return True
    return person.kind is PersonKind.CAREGIVER if in_picture is None else person.id in in_picture


def _givers(
    people: tuple[Person, ...], to_sign: tuple[Person, ...], in_picture: Collection[PersonId] | None, day: date
) -> tuple[Person, ...]:
    """Who may sign for all the children that are to be signed for; those in the picture are at the table."""
    children = [one for one in to_sign if is_child(one, day)]
    may = [one for one in people if children and all(may_give(child, one, day) for child in children)]
    return tuple(sorted(may, key=lambda one: not _is_in(one, in_picture)))


def _last_place(consents: Collection[Consent]) -> str:
    papers = [one for one in deciding(consents) if one.how is SignedHow.PAPER]
    return papers[-1].kept_at if papers else ""

"""Two entries of one family become one, in a single unit of work: all of it, or nothing.

Somebody who was entered in both stays once, with the consents and appearances of both. Otherwise the same baby would be two, and nobody
could film it until both had consent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.consent import Purpose, same_somebody
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Family, Person
from app.domain.ids import FamilyCode, PersonId
from app.domain.recording import RecordingState
from app.ports import Clock, Store, Work
from app.usecases.change_family import known_family
from app.usecases.erase_family import erased_name
from app.usecases.erasures import erasures
from app.usecases.former_ids import note_former, take_former
from app.usecases.open_family import retire_code

_AT_REST = (RecordingState.READY, RecordingState.DESTROYING)


@dataclass(frozen=True, slots=True)
class Merged:
    """The family that stays. `withdrawn`: people whose consent to being filmed does not hold any more, because they had withdrawn it under
    the other code. Films they are in are closed from now on; whether these are destroyed too is said by `withdraw_consent`."""

    family: Family
    withdrawn: tuple[PersonId, ...]


def merge_families(
    store: Store, clock: Clock, kept: FamilyCode, other: FamilyCode, same: Mapping[PersonId, PersonId] | None = None
) -> Merged:
    """`other` becomes part of `kept`; its code is never used again. `same`: people of `other`, each with whom of `kept` it is.

    Raises NO_LONGER_THERE for a family or a person that is gone or being erased, FAMILY_BUSY; ValueError for a family with itself, two of
    different kinds, two that are one."""
    if kept == other:
        raise ValueError("a family is merged with another one")
    with store.work() as work:
        _require_at_rest(work, kept, other)
        pairs = _pairs(work, kept, other, same or {})
        names = [erased_name(known_family(work, code)) for code in (kept, other)]
        work.families.rename(other, kept)
        note_former(work, kept, [*names, *take_former(work, other)])
        for gone, stays in pairs:
            _become(work, gone, stays)
        withdrawn = tuple(stays.id for _gone, stays in pairs if Purpose.FILM in _honour_withdrawals(work, stays))
        retire_code(work, other)
        work.audit.append(clock.now(), Deed.FAMILY_MERGED, kept, other)
        merged = Merged(known_family(work, kept), withdrawn)
        work.commit()
    return merged


def likely_same(store: Store, kept: FamilyCode, other: FamilyCode) -> dict[PersonId, PersonId]:
    """Who of `other` is probably whom of `kept`, for the screen that asks: of one kind, nothing that is known of both differs, and nobody
    else fits as well."""
    with store.work() as work:
        free = work.people.of(kept)
        found: dict[PersonId, PersonId] = {}
        for person in work.people.of(other):
            fits = {one.id: agreed for one in free if (agreed := _agreed(person, one)) is not None}
            best = [one for one, agreed in fits.items() if agreed == max(fits.values())]
            if len(best) == 1:
                found[person.id] = best[0]
                free = [one for one in free if one.id != best[0]]
    return found


def _agreed(one: Person, other: Person) -> int | None:
    """How much of what is known of both is the same; None when something differs."""
    known = ((one.role, other.role), (one.name.casefold(), other.name.casefold()), (one.born_on, other.born_on), (one.due_on, other.due_on))
    both = [a == b for a, b in known if a and b]
    return sum(both) if one.kind is other.kind and all(both) else None


def _require_at_rest(work: Work, kept: FamilyCode, other: FamilyCode) -> None:
    """Nothing under way holds one of the codes and writes it back later."""
    known_family(work, kept)
    known_family(work, other)
    people = {person.id for code in (kept, other) for person in work.people.of(code)}
    if any(one.of in (kept, other) or one.of in people for one in erasures(work)):
        raise Circumstance(ErrorCode.NO_LONGER_THERE)
    if any(film.state not in _AT_REST for code in (kept, other) for film in work.recordings.all(code)):
        raise Circumstance(ErrorCode.FAMILY_BUSY)


def _pairs(work: Work, kept: FamilyCode, other: FamilyCode, same: Mapping[PersonId, PersonId]) -> list[tuple[Person, Person]]:
    there = {person.id: person for person in work.people.of(kept)}
    going = {person.id: person for person in work.people.of(other)}
    if not (same.keys() <= going.keys() and set(same.values()) <= there.keys()):
        raise Circumstance(ErrorCode.NO_LONGER_THERE)
    if len(set(same.values())) < len(same):
        raise ValueError("two people of one family are not one")
    pairs = [(going[gone], there[stays]) for gone, stays in same.items()]
    if any(gone.kind is not stays.kind for gone, stays in pairs):
        raise ValueError("a child is no caregiver")
    return pairs


def _become(work: Work, gone: Person, stays: Person) -> None:
    """Everything that hangs on `gone` hangs on `stays`. Removing takes it along, so it is read before and written after."""
    family = stays.family
    consents = [one for one in work.ledger.of(family) if gone.id in (one.person, one.giver)]
    appearances = [one for one in work.appearances.of_family(family) if one.person in (gone.id, stays.id)]
    visits = [one for one in work.visits.of(family) if gone.id in one.took_part]
    note_former(work, stays.id, [gone.id, *take_former(work, gone.id)])
    work.people.put(_as_one(stays, gone))
    work.people.remove(gone.id)
    for consent in consents:
        person = stays.id if consent.person == gone.id else consent.person
        giver = stays.id if consent.giver == gone.id else consent.giver
        work.ledger.add(replace(consent, person=person, giver=giver))
    for appearance in _widest(replace(one, person=stays.id) for one in appearances):
        work.appearances.put(appearance)
    for visit in visits:
        work.visits.put(replace(visit, took_part=visit.took_part - {gone.id} | {stays.id}))


def _honour_withdrawals(work: Work, person: Person) -> set[Purpose]:
    """A person who withdrew under one code has withdrawn what was given before under the other too. Which purposes that were."""
    consents = work.ledger.of_people([person.id])
    lost: set[Purpose] = set()
    for one in consents:
        later = [
            other.withdrawn_at
            for other in consents
            if other.purpose is one.purpose
            and same_somebody(other.with_whom, one.with_whom)
            and other.withdrawn_at is not None
            and other.withdrawn_at >= one.given_at
        ]
        if one.withdrawn_at is None and later and work.ledger.withdraw(one.id, min(later)):
            lost.add(one.purpose)
    return lost


def _widest(appearances: Iterable[Appearance]) -> list[Appearance]:
    """Of those that begin together the one that lasts longest: the person was there all that time."""
    widest: dict[tuple[str, int], Appearance] = {}
    for one in appearances:
        key = (one.recording, one.start_us)
        other = widest.setdefault(key, one)
        if other.end_us is not None and (one.end_us is None or one.end_us > other.end_us):
            widest[key] = one
    return list(widest.values())


def _as_one(stays: Person, gone: Person) -> Person:
    """What is known of `stays` stands; `gone` fills what is not."""
    return replace(
        stays,
        role=stays.role or gone.role,
        name=stays.name or gone.name,
        born_on=stays.born_on or gone.born_on,
        due_on=stays.due_on or gone.due_on,
        has_responsibility=stays.has_responsibility or gone.has_responsibility,
    )

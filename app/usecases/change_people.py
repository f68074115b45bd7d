"""Add somebody to a family, or change what is known of somebody. Names are optional; a day that cannot be right is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Person, PersonKind, Role
from app.domain.ids import FamilyCode, PersonId, new_id
from app.ports import Clock, Store
from app.usecases.consent_gate import local_day

OLDEST_DAYS = 120 * 366
LONGEST_DAYS = 301  # 43 weeks: a due date further away than that is a slip
EARLIEST_DAYS = 133  # 19 weeks before its due date no baby is born
LATEST_DAYS = 35


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is entered of somebody; see `app.domain.family.Person`."""

    kind: PersonKind
    role: Role | None = None
    name: str = field(default="", repr=False)
    born_on: date | None = None
    due_on: date | None = None
    has_responsibility: bool = False


def add_person(store: Store, clock: Clock, family: FamilyCode, facts: PersonFacts) -> Person:
    """Raises NO_LONGER_THERE for the family, DAY_NOT_POSSIBLE."""
    person = person_from(facts, family, local_day(clock))
    with store.work() as work:
        if work.families.get(family) is None:
            raise Circumstance(ErrorCode.NO_LONGER_THERE)
        work.people.put(person)
        work.commit()
    return person


def change_person(store: Store, clock: Clock, person: PersonId, facts: PersonFacts) -> Person:
    """All of it as it is now. Consents and appearances stay. Raises NO_LONGER_THERE, DAY_NOT_POSSIBLE."""
    with store.work() as work:
        known = work.people.get(person)
        if known is None:
            raise Circumstance(ErrorCode.NO_LONGER_THERE)
        changed = person_from(facts, known.family, local_day(clock), known.id)
        if changed != known:
            work.people.put(changed)
            work.commit()
    return changed


def person_from(facts: PersonFacts, family: FamilyCode, today: date, person: PersonId | None = None) -> Person:
    """A person of this family with these facts. Raises DAY_NOT_POSSIBLE."""
    if not _can_be(facts, today):
        raise Circumstance(ErrorCode.DAY_NOT_POSSIBLE)
    return Person(
        id=person or PersonId(new_id()),
        family=family,
        kind=facts.kind,
        role=facts.role,
        name=facts.name.strip(),
        born_on=facts.born_on,
        due_on=facts.due_on,
        has_responsibility=facts.has_responsibility,
    )


def _can_be(facts: PersonFacts, today: date) -> bool:
    born, due = facts.born_on, facts.due_on
    if born is not None and not today - timedelta(OLDEST_DAYS) <= born <= today:
        return False
    if due is None:
        return True
    if born is None:
        return due <= today + timedelta(LONGEST_DAYS)
    return due - timedelta(EARLIEST_DAYS) <= born <= due + timedelta(LATEST_DAYS)

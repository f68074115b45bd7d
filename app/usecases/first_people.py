"""The first people of a family known by its code only: without somebody to say yes, and a child to say it for, nothing is filmed."""

from __future__ import annotations

from app.domain.ids import FamilyCode
from app.ports import Clock, Store
from app.usecases.change_people import PersonFacts, person_from
from app.usecases.consent_gate import local_day
from app.usecases.open_family import A_CHILD_AND_A_PARENT, open_family


def first_people(store: Store, clock: Clock, family: FamilyCode, people: tuple[PersonFacts, ...] = A_CHILD_AND_A_PARENT) -> bool:
    """Open the family with these people, or enter them where it has nobody. False when it has somebody: then nothing happens. Raises
    FAMILY_CODE_TAKEN for the code of a family that was deleted, DAY_NOT_POSSIBLE."""
    with store.work() as work:
        if known := work.families.get(family) is not None:
            if work.people.of(family):
                return False
            for one in people:
                work.people.put(person_from(one, family, local_day(clock)))
            work.commit()
    if not known:
        open_family(store, clock, family, people=people)
    return True

"""A family that has agreed, for tests that film, import or show: one caregiver and one child, and their consents in the ledger."""

from __future__ import annotations

from app.domain.consent import OtherParent, Purpose, SignedHow
from app.domain.family import Person, PersonKind, Role
from app.domain.ids import FamilyCode, PersonId, new_id
from app.ports import Clock, Store
from app.usecases.consent_texts import text_to_show
from app.usecases.give_consent import Giving, give_consent


def agreed(store: Store, clock: Clock, family: FamilyCode, *purposes: Purpose) -> tuple[PersonId, PersonId]:
    """The caregiver and the child of this family, made where it has nobody; both agree on paper to filming and to `purposes`."""
    with store.work() as work:
        work.families.add(family, clock.now())
        people = work.people.of(family)
        if not people:
            people = [
                Person(PersonId(new_id()), family, PersonKind.CHILD),
                Person(PersonId(new_id()), family, PersonKind.CAREGIVER, Role.MOTHER, has_responsibility=True),
            ]
            for one in people:
                work.people.put(one)
            work.commit()
    caregiver = next(one.id for one in people if one.has_responsibility)
    child = next(one.id for one in people if one.kind is PersonKind.CHILD)
    for purpose in dict.fromkeys((Purpose.FILM, *purposes)):
        text = text_to_show(store, clock, purpose, "nb").id
        for person in (caregiver, child):
            give_consent(
                store,
                clock,
                Giving(person, purpose, caregiver, text, how=SignedHow.PAPER, kept_at="in the folder", other_parent=OtherParent.AGREES),
            )
    return caregiver, child

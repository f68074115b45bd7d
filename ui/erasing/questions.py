"""The three questions of erasing: a family, somebody in it, a visit."""

from __future__ import annotations

from app.domain.ids import FamilyCode, PersonId, VisitId
from app.ports import Clock, Store
from app.usecases.erase_family import erase_family
from app.usecases.erase_person import erase_person
from app.usecases.erase_visit import erase_visit
from app.usecases.foresee_erasure import foresee_family, foresee_person, foresee_visit
from ui.erasing.panel import Question
from ui.texts import say


def about_family(store: Store, clock: Clock, code: FamilyCode) -> Question:
    return Question(
        about=code,
        heading=say("erasing.family.title", code=code),
        lead=say("erasing.family.lead"),
        yes=say("erasing.family.yes"),
        back=say("families.back"),
        done=say("erasing.family.done", code=code),
        foresee=lambda _option: foresee_family(store, code),
        erase=lambda _option: erase_family(store, clock, code),
        typed=code,
    )


def about_person(store: Store, clock: Clock, person: PersonId, who: str) -> Question:
    """`who`: the person in words."""
    return Question(
        about=person,
        heading=say("erasing.person.title", who=who),
        lead=say("erasing.person.lead"),
        yes=say("erasing.person.yes"),
        back=say("erasing.person.back"),
        done=say("erasing.person.done", who=who),
        foresee=lambda _option: foresee_person(store, person),
        erase=lambda _option: erase_person(store, clock, person),
    )


def about_visit(store: Store, clock: Clock, visit: VisitId) -> Question:
    """The option takes the film of the visit along."""
    return Question(
        about=visit,
        heading=say("erasing.visit.title"),
        lead=say("erasing.visit.lead"),
        yes=say("erasing.visit.yes"),
        back=say("visits.back"),
        done=say("erasing.visit.done"),
        foresee=lambda films: foresee_visit(store, visit, with_films=films),
        erase=lambda films: erase_visit(store, clock, visit, with_films=films),
        option=say("erasing.visit.films"),
    )

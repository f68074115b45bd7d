"""`samspill consent`: who of a family has agreed to be filmed, and entering what was signed on paper. No name is ever said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.commands import Access, opened, who_is_in_it
from app.domain.consent import Consent, OtherParent, Purpose
from app.domain.family import Person, PersonKind
from app.domain.ids import FamilyCode, PersonId, family_code
from app.ports import Store
from app.terminal import Exit, Terminal
from app.usecases.agree_on_paper import FILMING, Lacking, Paper, agree_on_paper, lacking
from app.usecases.first_people import first_people
from ui.services import Session
from ui.texts import language, say


@dataclass(frozen=True)
class ConsentWish:
    """What was asked for. `kept_at` None: only say how it stands. `in_picture` None: every caregiver."""

    family: str
    kept_at: str | None = field(default=None, repr=False)
    purposes: frozenset[Purpose] = FILMING
    in_picture: tuple[str, ...] | None = None
    signed_by: str | None = None
    other_parent: OtherParent = OtherParent.NOBODY_ELSE
    interpreter: bool = False
    new_family: bool = False


def run_consent(terminal: Terminal, access: Access, wish: ConsentWish) -> Exit:
    """Enter the paper, if there is one, and say who has agreed and who has not. Done when everybody who will be in the film has."""
    code = family_code(wish.family)
    with opened(access) as session:
        store, clock = session.store, session.clock
        if wish.new_family:
            first_people(store, clock, code)
        in_picture = who_is_in_it(store, code, wish.in_picture)
        given: tuple[Consent, ...] = ()
        if wish.kept_at is not None:
            given = agree_on_paper(store, clock, _paper(store, code, wish, in_picture))
        found = _found(session, code, wish, in_picture)
    terminal.result(_facts(found, given, in_picture), _words(found, given))
    return Exit.FAILED if Purpose.FILM in found.lacks else Exit.DONE


def _paper(store: Store, family: FamilyCode, wish: ConsentWish, in_picture: frozenset[PersonId] | None) -> Paper:
    giver = who_is_in_it(store, family, None if wish.signed_by is None else [wish.signed_by])
    return Paper(
        family=family,
        kept_at=wish.kept_at or "",
        purposes=wish.purposes,
        in_picture=in_picture,
        giver=min(giver) if giver else None,
        other_parent=wish.other_parent,
        interpreter=wish.interpreter,
        language=language(),
    )


def _found(session: Session, family: FamilyCode, wish: ConsentWish, in_picture: frozenset[PersonId] | None) -> Lacking:
    return lacking(session.store, session.clock, family, {Purpose.FILM, *wish.purposes}, in_picture)


def _facts(found: Lacking, given: Sequence[Consent], in_picture: frozenset[PersonId] | None) -> dict[str, object]:
    return {
        "command": "consent",
        "may_film": Purpose.FILM not in found.lacks,
        "people": [
            {"person": one.id, "kind": one.kind.value, "role": one.role.value if one.role else None, "in_picture": _is_in(one, in_picture)}
            for one in found.people
        ],
        "lacking": [
            {"purpose": purpose.value, "person": lack.person, "why": lack.lack.value}
            for purpose, lacks in found.lacks.items()
            for lack in lacks
        ],
        "entered": [{"purpose": one.purpose.value, "person": one.person} for one in given],
    }


def _is_in(person: Person, in_picture: frozenset[PersonId] | None) -> bool:
    if person.kind is PersonKind.CHILD:
        return True
    return person.kind is PersonKind.CAREGIVER if in_picture is None else person.id in in_picture


def _words(found: Lacking, given: Sequence[Consent]) -> list[str]:
    called = {one.id: _called(one) for one in found.people}
    lines = [say("cli.consent.entered", purpose=_purpose(one.purpose), who=called[one.person]) for one in given]
    for purpose, lacks in found.lacks.items():
        for lack in lacks:
            who = called[lack.person] if lack.person else ""
            said = say(f"infilm.lack.{lack.lack.value}.one", who=who) if who else say("error.nobody_named.title")
            lines.append(f"{_purpose(purpose)}: {said}")
    return [*lines, say("cli.consent.lacking" if Purpose.FILM in found.lacks else "permission.given")]


def _purpose(purpose: Purpose) -> str:
    return say(f"ledger.purpose.{purpose.value}")


def _called(person: Person) -> str:
    """What somebody is, never a name."""
    kind = person.role if person.kind is PersonKind.CAREGIVER and person.role else None
    return say(f"people.role.{kind.value}") if kind else say(f"people.kind.{person.kind.value}")

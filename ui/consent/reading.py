"""What the ledger screen shows, read in one go: persons by purposes, and what is missing before filming."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.domain.consent import NAMED, Consent, ConsentText, Missing, Purpose, deciding, missing
from app.domain.errors import Bug
from app.domain.family import Person, PersonKind
from app.domain.ids import FamilyCode, PersonId
from app.ports import Clock, Store
from app.usecases.consent_gate import local_day
from app.usecases.consent_texts import text_to_show

AT_FIRST = frozenset({Purpose.FILM, Purpose.REPLAY})
ORDER = {PersonKind.CHILD: 0, PersonKind.CAREGIVER: 1, PersonKind.OTHER: 2}


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the ledger. `consent` None: never given."""

    purpose: Purpose
    consent: Consent | None = None


@dataclass(frozen=True, slots=True)
class FamilyLedger:
    """A family's ledger on one day. `lines`: for each person every purpose, and each somebody named."""

    family: FamilyCode
    day: date
    people: tuple[Person, ...] = field(repr=False)
    lines: dict[PersonId, tuple[Standing, ...]] = field(repr=False)
    before_filming: tuple[Missing, ...] = ()

    def to_sign(self) -> list[tuple[PersonId, Purpose]]:
        """What is agreed at the first visit and is not there yet: to be filmed, and to watch together. Person by person, those who sign for
        the children before the children. What was withdrawn is not asked for again in passing."""
        order = sorted((one for one in self.people if one.kind is not PersonKind.OTHER), key=lambda one: one.kind is PersonKind.CHILD)
        return [(one.id, line.purpose) for one in order for line in self.lines[one.id] if line.purpose in AT_FIRST and self._is_open(line)]

    def _is_open(self, line: Standing) -> bool:
        consent = line.consent
        return consent is None or (consent.withdrawn_at is None and not consent.holds_on(self.day))

    def person(self, wanted: PersonId) -> Person:
        """A Bug for somebody who is not in the family."""
        for one in self.people:
            if one.id == wanted:
                return one
        raise Bug("only persons of the family are in its ledger")


def read_family(store: Store, clock: Clock, family: FamilyCode) -> FamilyLedger:
    day = local_day(clock)
    with store.work() as work:
        people = tuple(sorted(work.people.of(family), key=lambda one: ORDER[one.kind]))
        consents = deciding(work.ledger.of(family))
    expected = [one.id for one in people if one.kind is not PersonKind.OTHER]
    lines = {one.id: _lines([consent for consent in consents if consent.person == one.id]) for one in people}
    return FamilyLedger(family, day, people, lines, missing(consents, expected, Purpose.FILM, day))


def read_texts(store: Store, clock: Clock, purpose: Purpose) -> dict[str, ConsentText]:
    """The words to be shown, by language."""
    return {language: text_to_show(store, clock, purpose, language) for language in ("nb", "en")}


def _lines(consents: list[Consent]) -> tuple[Standing, ...]:
    """Purposes in their order. One that names somebody has a line for each, and one more to agree to another."""
    found = []
    for purpose in Purpose:
        of_it = [Standing(purpose, one) for one in consents if one.purpose is purpose]
        found += of_it
        if purpose in NAMED or not of_it:
            found.append(Standing(purpose))
    return tuple(found)

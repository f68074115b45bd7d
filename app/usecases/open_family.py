"""Open a family under a short code. Where none is typed one is made that no family has or ever had here."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Adaptation, Family, PersonKind
from app.domain.ids import FamilyCode, family_code
from app.ports import Clock, Store, Work
from app.usecases.change_people import PersonFacts, person_from
from app.usecases.consent_gate import local_day

CODE_LETTERS = "BCDFGHJKMNPQRTVWXZ2346789"  # no vowels: no code is a word; no letter that is read as another
CODE_LENGTH = 5
FORMER_CODES = "families.former_codes"  # the setting with digests of codes that no family has any more

A_CHILD_AND_A_PARENT = (PersonFacts(PersonKind.CHILD), PersonFacts(PersonKind.CAREGIVER, has_responsibility=True))
"""Whom a family is opened with unless something else is said: consent needs somebody to give it, and somebody it is for."""


@dataclass(frozen=True, slots=True)
class FamilyFacts:
    """What is entered of a family; see `app.domain.family.Family`."""

    name: str = field(default="", repr=False)
    language: str = field(default="", repr=False)
    interpreter: bool = False
    adaptations: frozenset[Adaptation] = frozenset()


def open_family(
    store: Store, clock: Clock, typed: str = "", facts: FamilyFacts | None = None, people: tuple[PersonFacts, ...] = A_CHILD_AND_A_PARENT
) -> Family:
    """Open it, its episode from today on. Raises FAMILY_CODE_INVALID, FAMILY_CODE_TAKEN, DAY_NOT_POSSIBLE."""
    asked, said, today = family_code(typed) if typed.strip() else None, facts or FamilyFacts(), local_day(clock)
    with store.work() as work:
        used = _UsedCodes(work)
        if asked is not None and asked in used:
            raise Circumstance(ErrorCode.FAMILY_CODE_TAKEN)
        family = Family(
            code=asked or _fresh_code(used),
            added_at=clock.now(),
            name=said.name.strip(),
            language=said.language.strip(),
            interpreter=said.interpreter,
            adaptations=said.adaptations,
            opened_on=today,
        )
        work.families.put(family)
        for one in people:
            work.people.put(person_from(one, family.code, today))
        work.commit()
    return family


def offered_code(store: Store) -> FamilyCode:
    """One that no family has or ever had here, to be typed into a field; no family is opened by it."""
    with store.work() as work:
        return _fresh_code(_UsedCodes(work))


def retire_code(work: Work, code: FamilyCode) -> None:
    """No family is given this code again, though none has it any more: it was erased, or became part of another. Only a digest stays."""
    former = (work.settings.get(FORMER_CODES) or "").split()
    work.settings.put(FORMER_CODES, " ".join(dict.fromkeys((*former, _digest(code)))))


class _UsedCodes:
    """Codes that families have or had, and those that receipts speak of."""

    def __init__(self, work: Work) -> None:
        self._known = {*work.families.all(), *(receipt.family for receipt in work.receipts.all())}
        self._former = frozenset((work.settings.get(FORMER_CODES) or "").split())

    def __contains__(self, code: FamilyCode) -> bool:
        return code in self._known or _digest(code) in self._former


def _digest(code: FamilyCode) -> str:
    return hashlib.sha256(b"family code " + code.encode()).hexdigest()[:16]


def _fresh_code(used: _UsedCodes) -> FamilyCode:
    """Of ten million; the few that are taken are drawn again."""
    while True:
        code = FamilyCode("".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)))
        if code not in used:
            return code

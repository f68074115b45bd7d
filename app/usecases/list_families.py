"""The families as a list, searched and filtered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.domain.consent import same_somebody
from app.domain.family import Age, FamilyLine, FamilyState, age_on
from app.domain.ids import FamilyCode
from app.domain.visit import VisitState
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import local_day

LOOK_BACK_DAYS = 60  # what was left open longer ago than this is history


class Overdue(StrEnum):
    """What a family waits for, past its day."""

    VISIT = "visit"  # a visit that was planned, and nobody said how it went
    NOTE = "note"  # a visit that was held, without a signed note


@dataclass(frozen=True, slots=True)
class FamilyFilter:
    """Which families are listed. `typed` is found in codes, in names of families and in names of their children."""

    typed: str = field(default="", repr=False)
    state: FamilyState | None = FamilyState.OPEN
    from_months: int | None = None  # a child of at least so many whole months
    to_months: int | None = None  # and of at most so many
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class ListedFamily:
    """`ages` are of its children, in their order; None for one that is not born, or whose birth is not known."""

    line: FamilyLine
    ages: tuple[Age | None, ...]
    overdue: frozenset[Overdue]


def list_families(store: Store, clock: Clock, asked: FamilyFilter | None = None) -> list[ListedFamily]:
    """In order of code."""
    chosen, today = asked or FamilyFilter(), local_day(clock)
    with store.work() as work:
        lines = work.families.lines(today, chosen.state)
        overdue = overdue_families(work, today)
    listed = (
        ListedFamily(line, tuple(age_on(child, today) for child in line.children), frozenset(overdue[line.family.code])) for line in lines
    )
    return [one for one in listed if fits(one, chosen)]


def families_named(store: Store, clock: Clock, called: str) -> tuple[FamilyCode, ...]:
    """Those that go by this name already, or a child of theirs does, open or closed: so that no family is entered twice unnoticed. Case and
    spaces do not count; nobody goes by no name."""
    if not called.strip():
        return ()
    with store.work() as work:
        lines = work.families.lines(local_day(clock))
    return tuple(line.family.code for line in lines if any(same_somebody(called, name) for name in _names(line)))


def overdue_families(work: Work, today: date) -> defaultdict[FamilyCode, set[Overdue]]:
    """Of the last two months, until yesterday."""
    since, yesterday = today - timedelta(LOOK_BACK_DAYS), today - timedelta(1)
    found: defaultdict[FamilyCode, set[Overdue]] = defaultdict(set)
    for line in work.visits.between(since, yesterday):
        if line.visit.state is VisitState.PLANNED:
            found[line.family.code].add(Overdue.VISIT)
    for line in work.visits.without_signed_note(since):
        if line.visit.starts_at.date() <= yesterday:
            found[line.family.code].add(Overdue.NOTE)
    return found


def fits(one: ListedFamily, asked: FamilyFilter) -> bool:
    return (not asked.overdue or bool(one.overdue)) and _has_words(one.line, asked.typed) and _has_age(one.ages, asked)


def _has_words(line: FamilyLine, typed: str) -> bool:
    known = " ".join((line.family.code, *_names(line))).casefold()
    return all(word in known for word in typed.casefold().split())


def _names(line: FamilyLine) -> tuple[str, ...]:
    return line.family.name, *(child.name for child in line.children)


def _has_age(ages: Iterable[Age | None], asked: FamilyFilter) -> bool:
    if asked.from_months is None and asked.to_months is None:
        return True
    least, most = asked.from_months or 0, 10_000 if asked.to_months is None else asked.to_months
    return any(age is not None and least <= age.months <= most for age in ages)

"""A family: one case. Babies and the caregivers around them; a short code that is always there, names that are optional and never leave."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from app.domain.ids import FamilyCode, PersonId

PRETERM_DAYS = 21  # a baby that came more days early than this was born before 37 whole weeks
PROMPT_DAYS = 28  # how long before twelve months the gentle prompt begins


class PersonKind(StrEnum):
    CHILD = "child"
    CAREGIVER = "caregiver"
    OTHER = "other"  # somebody who came into the picture: a sibling, a neighbour


class Role(StrEnum):
    """What a caregiver is to the baby, in neutral words."""

    MOTHER = "mother"
    FATHER = "father"
    CO_MOTHER = "co_mother"
    GRANDPARENT = "grandparent"
    FOSTER_CARER = "foster_carer"
    OTHER = "other"


class Adaptation(StrEnum):
    """What makes a visit work for this family."""

    HEARING = "hearing"
    SIGHT = "sight"
    LEARNING = "learning"
    SENSORY = "sensory"
    READING = "reading"


class FamilyState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class ClosureReason(StrEnum):
    """Why an episode ended: the closed list of product.md's transfers and endings."""

    COMPLETED = "completed"
    STEPPED_UP = "stepped_up"
    STEPPED_DOWN = "stepped_down"
    STEPPED_OUT = "stepped_out"
    MOVED = "moved"
    FAMILY_STOPPED = "family_stopped"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a family or in its film. `due_on` with `born_on` gives the corrected age; an unborn baby has `due_on` only."""

    id: PersonId
    family: FamilyCode
    kind: PersonKind
    role: Role | None = None  # of a caregiver
    name: str = field(default="", repr=False)
    born_on: date | None = field(default=None, repr=False)
    due_on: date | None = None
    has_responsibility: bool = False  # parental responsibility for the children of this family

    def __post_init__(self) -> None:
        if self.role is not None and self.kind is not PersonKind.CAREGIVER:
            raise ValueError("only a caregiver has a role")


@dataclass(frozen=True, slots=True)
class Family:
    """`language` is a word the practitioner typed, for the interpreter; it never leaves. Days are local."""

    code: FamilyCode
    added_at: datetime
    state: FamilyState = FamilyState.OPEN
    name: str = field(default="", repr=False)
    language: str = field(default="", repr=False)
    interpreter: bool = False
    adaptations: frozenset[Adaptation] = frozenset()
    opened_on: date | None = None  # of the episode that runs, or ran last
    closed_on: date | None = None
    closure_reason: ClosureReason | None = None

    def __post_init__(self) -> None:
        if (self.state is FamilyState.CLOSED) != (self.closed_on is not None):
            raise ValueError("a closed family has the day of its closing, an open one has none")
        if self.closed_on is None and self.closure_reason is not None:
            raise ValueError("only a closed family has a reason of closing")


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """A family as a list shows it. Days of visits are local."""

    family: Family
    children: tuple[Person, ...]
    last_visit: datetime | None  # held
    next_visit: datetime | None  # planned, from the day asked about on
    recordings: int


def closed(family: Family, day: date, reason: ClosureReason) -> Family:
    """The family with its episode ended. One that is closed already keeps its own day and reason."""
    if family.state is FamilyState.CLOSED:
        return family
    return replace(family, state=FamilyState.CLOSED, closed_on=day, closure_reason=reason)


def reopened(family: Family, day: date) -> Family:
    """The family in a new episode from `day` on, not before the end of the one before (a clock that was put back). One that was closed on
    that day was closed by a slip: its episode goes on. One that is open already stays as it is."""
    if family.state is FamilyState.OPEN or family.closed_on is None:
        return family
    opened_on = family.opened_on if family.closed_on == day else max(day, family.closed_on)
    return replace(family, state=FamilyState.OPEN, opened_on=opened_on, closed_on=None, closure_reason=None)


def merged(kept: Family, other: Family) -> Family:
    """Two entries of one family as one: what `kept` says stands, and `other` fills what it leaves open. Open when either is: an episode
    that runs must not start the clock of a deletion.
    """
    days = [day for day in (kept.opened_on, other.opened_on) if day is not None]
    last = max((kept, other), key=lambda one: one.closed_on or date.max)  # an open one counts as not over yet
    return replace(
        kept,
        added_at=min(kept.added_at, other.added_at),
        name=kept.name or other.name,
        language=kept.language or other.language,
        interpreter=kept.interpreter or other.interpreter,
        adaptations=kept.adaptations | other.adaptations,
        opened_on=min(days, default=None),
        state=last.state,
        closed_on=last.closed_on,
        closure_reason=last.closure_reason,
    )


@dataclass(frozen=True, slots=True)
class Age:
    """Whole months and the whole weeks beyond them. Negative ages do not exist: an unborn baby has none, and a preterm baby that has not
    reached its due date is 0 months, corrected, `before_due`.
    """

    months: int
    weeks: int
    corrected: bool
    before_due: bool = False


def age_on(person: Person, day: date) -> Age | None:
    """How old a child is on `day`: counted from its due date when it is known to have come before 37 whole weeks, else from its birth.

    None before birth and for those whose birth is not known.
    """
    if person.born_on is None or day < person.born_on:
        return None
    corrected = person.due_on is not None and (person.due_on - person.born_on).days > PRETERM_DAYS
    start = person.due_on if corrected and person.due_on else person.born_on
    if day < start:
        return Age(0, 0, corrected, before_due=True)
    months = (day.year - start.year) * 12 + day.month - start.month
    if months_after(start, months) > day:
        months -= 1
    return Age(months, (day - months_after(start, months)).days // 7, corrected)


def nears_twelve_months(person: Person, day: date) -> bool:
    """Whether the gentle prompt is due: from four weeks before twelve months of real (not corrected) age on."""
    return person.kind is PersonKind.CHILD and person.born_on is not None and (months_after(person.born_on, 12) - day).days <= PROMPT_DAYS


def months_after(start: date, months: int) -> date:
    """The same day of a later month, or the last day that month has."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))

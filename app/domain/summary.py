"""Summaries: the de-identified records of visits and episodes that may leave the laptop, and the bands that coarsen what they say.

Every field is a closed list, a band, a random token or a quarter: promise 8 is kept by the shape of these types. What is made here is
pseudonymised, never anonymous. Nothing is sent from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, TypeVar

from app.domain.episode import Change, GoalChange, OutcomeMeasure, ReferralSource, StaffHours, TransferKind
from app.domain.family import ClosureReason, Person, PersonKind, Role, age_on
from app.domain.visit import VisitKind, VisitPlace, VisitState

BAND_MINUTES = 15
FIRST_YEAR, LAST_YEAR = 2000, 2099
_T = TypeVar("_T")


class SummaryKind(StrEnum):
    """What a summary is about. GONE stands for one that was there and is no more."""

    VISIT = "visit"
    EPISODE = "episode"  # closed
    TRANSFER = "transfer"
    HOURS = "hours"  # of training or supervision
    COUNTERS = "counters"  # of the laptop, in one quarter
    GONE = "gone"


class Attendance(StrEnum):
    KEPT = "kept"
    FAMILY_CANCELLED = "family_cancelled"
    SERVICE_CANCELLED = "service_cancelled"
    NO_ACCESS = "no_access"


class VisitNumber(StrEnum):
    """Which visit of the episode it was, counted among those that were kept."""

    N1 = "1"
    N2 = "2"
    N3 = "3"
    N4 = "4"
    N5 = "5"
    N6 = "6"
    N7 = "7"
    N8 = "8"
    N9 = "9"
    FROM_10 = "10+"


class Minutes(StrEnum):
    """Duration and travel, each band 15 minutes."""

    TO_14 = "0-14"
    TO_29 = "15-29"
    TO_44 = "30-44"
    TO_59 = "45-59"
    TO_74 = "60-74"
    TO_89 = "75-89"
    FROM_90 = "90+"
    NOT_SAID = "not_said"


class FilmMinutes(StrEnum):
    NONE = "0"
    TO_5 = "1-5"
    TO_10 = "6-10"
    TO_20 = "11-20"
    OVER_20 = "20+"


class ClipsShown(StrEnum):
    NONE = "0"
    TO_2 = "1-2"
    TO_4 = "3-4"
    FROM_5 = "5+"


class ChildAge(StrEnum):
    """Whole months, banded; of twins the same, of siblings the youngest."""

    ANTENATAL = "antenatal"
    TO_2 = "0-2"
    TO_5 = "3-5"
    TO_8 = "6-8"
    TO_12 = "9-12"
    OVER_12 = "12+"
    NOT_SAID = "not_said"


class Caregiver(StrEnum):
    """Who took part: the mother alone or with others, or others only."""

    MOTHER = "mother"
    OTHER = "other"
    NOT_SAID = "not_said"


class WaitingDays(StrEnum):
    """From the referral to the first visit that was kept."""

    TO_14 = "0-14"
    TO_28 = "15-28"
    TO_56 = "29-56"
    TO_84 = "57-84"
    FROM_85 = "85+"
    NOT_SAID = "not_said"


class Stressors(StrEnum):
    NONE = "0"
    TO_2 = "1-2"
    TO_4 = "3-4"
    FROM_5 = "5+"
    NOT_SAID = "not_said"


class HoursBand(StrEnum):
    """Time of training or supervision, one entry."""

    TO_1 = "0-1"
    TO_2 = "1-2"
    TO_4 = "2-4"
    FROM_4 = "4+"


class Count(StrEnum):
    """How many of something lie on a laptop."""

    NONE = "0"
    TO_2 = "1-2"
    TO_5 = "3-5"
    TO_10 = "6-10"
    OVER_10 = "10+"


@dataclass(frozen=True, slots=True)
class VisitSummary:
    """One visit that was held or cancelled. `period` is a quarter ("2026-Q4"), `episode` a random token (UUIDv4), renewed yearly."""

    kind: ClassVar[SummaryKind] = SummaryKind.VISIT
    period: str
    episode: str
    visit_number: VisitNumber
    contact: VisitKind
    place: VisitPlace
    attendance: Attendance
    duration: Minutes
    travel: Minutes
    film_minutes: FilmMinutes
    clips_shown: ClipsShown
    child_age: ChildAge
    caregiver: Caregiver
    interpreter: bool


@dataclass(frozen=True, slots=True)
class EpisodeSummary:
    """An episode that ended in `period`."""

    kind: ClassVar[SummaryKind] = SummaryKind.EPISODE
    period: str
    episode: str
    referral: ReferralSource | None
    closure: ClosureReason
    waiting: WaitingDays
    stressors: Stressors
    measure: OutcomeMeasure | None
    change: Change | None
    goal_change: GoalChange | None


@dataclass(frozen=True, slots=True)
class TransferSummary:
    kind: ClassVar[SummaryKind] = SummaryKind.TRANSFER
    period: str
    episode: str
    transfer: TransferKind


@dataclass(frozen=True, slots=True)
class HoursSummary:
    kind: ClassVar[SummaryKind] = SummaryKind.HOURS
    period: str
    hours_of: StaffHours
    hours: HoursBand


@dataclass(frozen=True, slots=True)
class CountersSummary:
    """How the laptop stood when it last sent something in this quarter."""

    kind: ClassVar[SummaryKind] = SummaryKind.COUNTERS
    period: str
    overdue_deletions: Count
    unwiped_cards: Count
    expiring_consents: Count


Summary = VisitSummary | EpisodeSummary | TransferSummary | HoursSummary | CountersSummary

_ATTENDANCE = {
    VisitState.HELD: Attendance.KEPT,
    VisitState.FAMILY_CANCELLED: Attendance.FAMILY_CANCELLED,
    VisitState.SERVICE_CANCELLED: Attendance.SERVICE_CANCELLED,
    VisitState.NO_ACCESS: Attendance.NO_ACCESS,
}


def quarter(day: date) -> str:
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def is_countable(day: date) -> bool:
    """Whether it can have been: a slip of a clock or a finger names no quarter that there is."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def attendance(state: VisitState) -> Attendance | None:
    """None for a visit that is planned: it yields no summary."""
    return _ATTENDANCE.get(state)


def visit_number(number: int) -> VisitNumber:
    """`number` from 1."""
    return VisitNumber.FROM_10 if number >= 10 else VisitNumber(str(max(1, number)))


def minutes_band(minutes: int | None) -> Minutes:
    if minutes is None:
        return Minutes.NOT_SAID
    return tuple(Minutes)[min(max(minutes, 0) // BAND_MINUTES, 6)]


def film_band(minutes: int | None) -> FilmMinutes:
    """Of begun minutes; none said means none filmed."""
    return _banded(
        minutes or 0, ((0, FilmMinutes.NONE), (5, FilmMinutes.TO_5), (10, FilmMinutes.TO_10), (20, FilmMinutes.TO_20)), FilmMinutes.OVER_20
    )


def clips_band(clips: int | None) -> ClipsShown:
    return _banded(clips or 0, ((0, ClipsShown.NONE), (2, ClipsShown.TO_2), (4, ClipsShown.TO_4)), ClipsShown.FROM_5)


def waiting_band(days: int | None) -> WaitingDays:
    """Less than none (a first visit before its referral was written) is none."""
    if days is None:
        return WaitingDays.NOT_SAID
    bands = ((14, WaitingDays.TO_14), (28, WaitingDays.TO_28), (56, WaitingDays.TO_56), (84, WaitingDays.TO_84))
    return _banded(days, bands, WaitingDays.FROM_85)


def stressor_band(count: int | None) -> Stressors:
    if count is None:
        return Stressors.NOT_SAID
    return _banded(count, ((0, Stressors.NONE), (2, Stressors.TO_2), (4, Stressors.TO_4)), Stressors.FROM_5)


def hours_band(minutes: int) -> HoursBand:
    return _banded(minutes, ((60, HoursBand.TO_1), (120, HoursBand.TO_2), (240, HoursBand.TO_4)), HoursBand.FROM_4)


def count_band(count: int) -> Count:
    return _banded(count, ((0, Count.NONE), (2, Count.TO_2), (5, Count.TO_5), (10, Count.TO_10)), Count.OVER_10)


def age_band(children: Iterable[Person], day: date) -> ChildAge:
    """Of the youngest child that is born on `day`; before a birth antenatal, when a due date is known."""
    known = list(children)
    ages = [age.months for child in known if (age := age_on(child, day)) is not None]
    if not ages:
        return ChildAge.ANTENATAL if any(child.due_on or child.born_on for child in known) else ChildAge.NOT_SAID
    return _banded(min(ages), ((2, ChildAge.TO_2), (5, ChildAge.TO_5), (8, ChildAge.TO_8), (12, ChildAge.TO_12)), ChildAge.OVER_12)


def caregiver_band(took_part: Iterable[Person]) -> Caregiver:
    carers = [person for person in took_part if person.kind is PersonKind.CAREGIVER]
    if not carers:
        return Caregiver.NOT_SAID
    return Caregiver.MOTHER if any(person.role is Role.MOTHER for person in carers) else Caregiver.OTHER


def _banded(value: int, bands: tuple[tuple[int, _T], ...], above: _T) -> _T:
    return next((band for most, band in bands if value <= most), above)

"""Every band at each of its edges, and no value without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from app.domain.family import Person, PersonKind, Role
from app.domain.ids import FamilyCode, PersonId
from app.domain.summary import (
    Attendance,
    Caregiver,
    ChildAge,
    ClipsShown,
    Count,
    FilmMinutes,
    HoursBand,
    Minutes,
    Stressors,
    VisitNumber,
    WaitingDays,
    age_band,
    attendance,
    caregiver_band,
    clips_band,
    count_band,
    film_band,
    hours_band,
    is_countable,
    minutes_band,
    quarter,
    stressor_band,
    visit_number,
    waiting_band,
)
from app.domain.visit import VisitState

DAY = date(2026, 11, 21)
BORN = date(2026, 2, 21)

MINUTES = [(None, "not_said"), (0, "0-14"), (14, "0-14"), (15, "15-29"), (29, "15-29"), (30, "30-44"), (44, "30-44"), (45, "45-59")]
MINUTES += [(59, "45-59"), (60, "60-74"), (74, "60-74"), (75, "75-89"), (89, "75-89"), (90, "90+"), (1440, "90+")]
FILM = [(None, "0"), (0, "0"), (1, "1-5"), (5, "1-5"), (6, "6-10"), (10, "6-10"), (11, "11-20"), (20, "11-20"), (21, "20+"), (1440, "20+")]
CLIPS = [(None, "0"), (0, "0"), (1, "1-2"), (2, "1-2"), (3, "3-4"), (4, "3-4"), (5, "5+"), (99, "5+")]
WAITING = [(None, "not_said"), (-3, "0-14"), (0, "0-14"), (14, "0-14"), (15, "15-28"), (28, "15-28"), (29, "29-56"), (56, "29-56")]
WAITING += [(57, "57-84"), (84, "57-84"), (85, "85+"), (4000, "85+")]
STRESSORS = [(None, "not_said"), (0, "0"), (1, "1-2"), (2, "1-2"), (3, "3-4"), (4, "3-4"), (5, "5+"), (99, "5+")]
HOURS = [(1, "0-1"), (60, "0-1"), (61, "1-2"), (120, "1-2"), (121, "2-4"), (240, "2-4"), (241, "4+"), (1440, "4+")]
COUNTS = [(0, "0"), (1, "1-2"), (2, "1-2"), (3, "3-5"), (5, "3-5"), (6, "6-10"), (10, "6-10"), (11, "10+"), (5000, "10+")]
NUMBERS = [(1, "1"), (2, "2"), (9, "9"), (10, "10+"), (11, "10+"), (400, "10+")]


def cases(band: Callable[..., str], table: Sequence[tuple[int | None, str]]) -> list[object]:
    return [pytest.param(band, value, said, id=f"{band.__name__}-{value}") for value, said in table]


@pytest.mark.parametrize(
    ("band", "value", "said"),
    [
        *cases(minutes_band, MINUTES),
        *cases(film_band, FILM),
        *cases(clips_band, CLIPS),
        *cases(waiting_band, WAITING),
        *cases(stressor_band, STRESSORS),
        *cases(hours_band, HOURS),
        *cases(count_band, COUNTS),
        *cases(visit_number, NUMBERS),
    ],
)
def test_both_edges_of_every_band(band: Callable[[int | None], str], value: int | None, said: str) -> None:
    assert band(value) == said


@pytest.mark.parametrize(
    ("bands", "table"),
    [
        (Minutes, MINUTES),
        (FilmMinutes, FILM),
        (ClipsShown, CLIPS),
        (WaitingDays, WAITING),
        (Stressors, STRESSORS),
        (HoursBand, HOURS),
        (Count, COUNTS),
    ],
)
def test_the_tables_above_know_every_band(bands: type[str], table: Sequence[tuple[int | None, str]]) -> None:
    assert {said for _value, said in table} == {str(band) for band in bands}  # type: ignore[attr-defined]


def test_every_visit_number() -> None:
    assert [visit_number(n) for n in range(1, 12)] == [*VisitNumber, VisitNumber.FROM_10]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 4, 1), "2026-Q2"),
        (date(2026, 6, 30), "2026-Q2"),
        (date(2026, 7, 1), "2026-Q3"),
        (date(2026, 9, 30), "2026-Q3"),
        (date(2026, 10, 1), "2026-Q4"),
        (date(2026, 12, 31), "2026-Q4"),
    ],
)
def test_quarters(day: date, said: str) -> None:
    assert quarter(day) == said


@pytest.mark.parametrize(
    ("day", "can"), [(date(1999, 12, 31), False), (date(2000, 1, 1), True), (date(2099, 12, 31), True), (date(2100, 1, 1), False)]
)
def test_years_that_can_have_been(day: date, can: bool) -> None:
    assert is_countable(day) is can


def child(born: date | None, due: date | None = None) -> Person:
    return Person(PersonId("c"), FamilyCode("K7Q2M"), PersonKind.CHILD, born_on=born, due_on=due)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 2, 20), ChildAge.ANTENATAL),
        (date(2026, 2, 21), ChildAge.TO_2),
        (date(2026, 5, 20), ChildAge.TO_2),
        (date(2026, 5, 21), ChildAge.TO_5),
        (date(2026, 8, 20), ChildAge.TO_5),
        (date(2026, 8, 21), ChildAge.TO_8),
        (date(2026, 11, 20), ChildAge.TO_8),
        (date(2026, 11, 21), ChildAge.TO_12),
        (date(2027, 3, 20), ChildAge.TO_12),
        (date(2027, 3, 21), ChildAge.OVER_12),
        (date(2031, 1, 1), ChildAge.OVER_12),
    ],
)
def test_both_edges_of_every_age(day: date, said: ChildAge) -> None:
    assert age_band([child(BORN)], day) is said


@pytest.mark.parametrize(
    ("children", "said"),
    [
        ([], ChildAge.NOT_SAID),
        ([child(None)], ChildAge.NOT_SAID),
        ([child(None, date(2027, 1, 4))], ChildAge.ANTENATAL),
        ([child(BORN), child(BORN)], ChildAge.TO_12),
        ([child(date(2023, 1, 1)), child(date(2026, 9, 22))], ChildAge.TO_2),
        ([child(date(2023, 1, 1)), child(None, date(2027, 1, 4))], ChildAge.OVER_12),
        ([child(date(2026, 6, 1), date(2026, 9, 1))], ChildAge.TO_2),  # came three months early: two months, corrected
        ([child(date(2026, 11, 20), date(2027, 2, 1))], ChildAge.TO_2),  # born, and not due yet
    ],
)
def test_the_youngest_counts_and_a_preterm_age_is_corrected(children: list[Person], said: ChildAge) -> None:
    assert age_band(children, DAY) is said


def carer(role: Role | None) -> Person:
    return Person(PersonId(role or "x"), FamilyCode("K7Q2M"), PersonKind.CAREGIVER, role)


@pytest.mark.parametrize(
    ("took_part", "said"),
    [
        ([], Caregiver.NOT_SAID),
        ([child(BORN)], Caregiver.NOT_SAID),
        ([carer(Role.MOTHER)], Caregiver.MOTHER),
        ([carer(Role.FATHER), carer(Role.MOTHER)], Caregiver.MOTHER),
        ([carer(None)], Caregiver.OTHER),
        *(([carer(role)], Caregiver.OTHER) for role in Role if role is not Role.MOTHER),
    ],
)
def test_who_took_part(took_part: list[Person], said: Caregiver) -> None:
    assert caregiver_band(took_part) is said


def test_every_state_of_a_visit_but_planned_is_an_attendance() -> None:
    assert [attendance(state) for state in VisitState] == [
        None,
        Attendance.KEPT,
        Attendance.FAMILY_CANCELLED,
        Attendance.SERVICE_CANCELLED,
        Attendance.NO_ACCESS,
    ]

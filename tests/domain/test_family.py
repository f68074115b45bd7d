"""Ages, the prompt near twelve months, closing, reopening and merging: dates as data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.domain.family import (
    Adaptation,
    Age,
    ClosureReason,
    Family,
    FamilyState,
    Person,
    PersonKind,
    Role,
    age_on,
    closed,
    merged,
    months_after,
    nears_twelve_months,
    reopened,
)
from app.domain.ids import FamilyCode, PersonId

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OPEN = Family(FamilyCode("K7Q2M"), NOW, opened_on=date(2026, 3, 1))
CLOSED = replace(OPEN, state=FamilyState.CLOSED, closed_on=date(2026, 6, 1), closure_reason=ClosureReason.MOVED)


def child(born: str | None, due: str | None = None) -> Person:
    days = [None if day is None else date.fromisoformat(day) for day in (born, due)]
    return Person(PersonId("p"), FamilyCode("K7Q2M"), PersonKind.CHILD, born_on=days[0], due_on=days[1])


@pytest.mark.parametrize(
    ("born", "due", "day", "age"),
    [
        ("2026-01-31", None, "2026-01-30", None),  # not born yet
        ("2026-01-31", None, "2026-01-31", (0, 0, False)),
        ("2026-01-31", None, "2026-02-06", (0, 0, False)),
        ("2026-01-31", None, "2026-02-07", (0, 1, False)),
        ("2026-01-31", None, "2026-02-27", (0, 3, False)),
        ("2026-01-31", None, "2026-02-28", (1, 0, False)),  # the last day of a short month counts as the same day
        ("2026-01-31", None, "2026-03-30", (1, 4, False)),
        ("2026-01-31", None, "2026-03-31", (2, 0, False)),
        ("2024-02-29", None, "2025-02-27", (11, 4, False)),
        ("2024-02-29", None, "2025-02-28", (12, 0, False)),  # born on a leap day
        ("2024-02-29", None, "2028-02-29", (48, 0, False)),
        ("2025-12-31", None, "2026-01-01", (0, 0, False)),
        (None, "2026-05-01", "2026-05-02", None),  # expected, or its birth is not known
        (None, None, "2026-05-02", None),
        ("2026-04-10", "2026-05-01", "2026-06-10", (2, 0, False)),  # 21 days early: 37 whole weeks, not corrected
        ("2026-04-09", "2026-05-01", "2026-06-10", (1, 1, True)),  # 22 days early
        ("2026-04-09", "2026-05-01", "2026-04-30", (0, 0, True, True)),  # born, and not yet expected
        ("2026-04-09", "2026-05-01", "2026-05-01", (0, 0, True)),
        ("2026-05-10", "2026-05-01", "2026-06-10", (1, 0, False)),  # after its due date
    ],
)
def test_age(born: str | None, due: str | None, day: str, age: tuple[int, int, bool] | tuple[int, int, bool, bool] | None) -> None:
    assert age_on(child(born, due), date.fromisoformat(day)) == (None if age is None else Age(*age))


@pytest.mark.parametrize(
    ("born", "day", "due"),
    [
        ("2025-12-20", "2026-11-21", False),
        ("2025-12-19", "2026-11-21", True),  # 28 days before
        ("2025-11-21", "2026-11-21", True),
        ("2024-11-21", "2026-11-21", True),  # long past: somebody should have a look
        ("2024-02-29", "2025-01-30", False),
        ("2024-02-29", "2025-01-31", True),
        (None, "2026-11-21", False),
    ],
)
def test_the_prompt_near_twelve_months(born: str | None, day: str, due: bool) -> None:
    assert nears_twelve_months(child(born, "2020-01-01"), date.fromisoformat(day)) is due


def test_nobody_is_prompted_about_a_mother() -> None:
    mother = Person(PersonId("m"), FamilyCode("K7Q2M"), PersonKind.CAREGIVER, Role.MOTHER, born_on=date(1990, 1, 1))
    assert not nears_twelve_months(mother, date(2026, 11, 21))


@pytest.mark.parametrize(
    ("start", "months", "later"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-12-31", 2, "2027-02-28"), ("2026-05-31", 12, "2027-05-31"),
     ("2026-08-31", 1, "2026-09-30"), ("2026-08-15", 0, "2026-08-15")],
)  # fmt: skip
def test_months_after(start: str, months: int, later: str) -> None:
    assert months_after(date.fromisoformat(start), months) == date.fromisoformat(later)


def test_closing_and_reopening() -> None:
    day = date(2026, 6, 1)
    assert closed(OPEN, day, ClosureReason.MOVED) == CLOSED
    assert closed(CLOSED, date(2026, 9, 1), ClosureReason.OTHER) is CLOSED
    again = reopened(CLOSED, date(2026, 10, 1))
    assert (again.state, again.opened_on, again.closed_on, again.closure_reason) == (FamilyState.OPEN, date(2026, 10, 1), None, None)
    assert reopened(OPEN, day) is OPEN
    assert reopened(CLOSED, day).opened_on == OPEN.opened_on  # closed by a slip: it goes on
    assert reopened(CLOSED, date(2020, 1, 1)).opened_on == day  # the clock was put back


def test_merging_fills_gaps_and_never_starts_a_deletion() -> None:
    other = replace(
        CLOSED,
        code=FamilyCode("B2B"),
        added_at=NOW.replace(year=2025),
        name="Lie",
        language="somali",
        interpreter=True,
        adaptations=frozenset({Adaptation.SIGHT}),
        opened_on=date(2026, 1, 1),
    )
    both = merged(replace(OPEN, name="Li", adaptations=frozenset({Adaptation.HEARING})), other)
    assert both == Family(
        code=OPEN.code,
        added_at=other.added_at,
        name="Li",
        language="somali",
        interpreter=True,
        adaptations=frozenset({Adaptation.HEARING, Adaptation.SIGHT}),
        opened_on=date(2026, 1, 1),
    )
    assert merged(other, OPEN).state is FamilyState.OPEN
    later = replace(CLOSED, closed_on=date(2026, 7, 1), closure_reason=ClosureReason.COMPLETED)
    for pair in ((CLOSED, later), (later, CLOSED)):
        one = merged(*pair)
        assert (one.closed_on, one.closure_reason) == (date(2026, 7, 1), ClosureReason.COMPLETED)
    assert merged(replace(OPEN, opened_on=None), replace(OPEN, opened_on=None)).opened_on is None


@pytest.mark.parametrize(
    "fields",
    [{"state": FamilyState.CLOSED}, {"closed_on": date(2026, 1, 1)}, {"closure_reason": ClosureReason.OTHER}],
)
def test_a_family_is_open_or_closed_and_not_both(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="closed"):
        replace(OPEN, **fields)  # type: ignore[arg-type]


def test_only_caregivers_have_roles() -> None:
    with pytest.raises(ValueError, match="role"):
        replace(child("2026-01-01"), role=Role.FATHER)

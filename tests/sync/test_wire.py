"""The wire types hold closed lists and bounded numbers, and nothing else."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Any

import pytest
from pydantic import ValidationError

from sync.wire import VisitSummary


def a_summary(**changes: Any) -> dict[str, Any]:
    return {
        "batch": str(uuid.uuid4()),
        "team": "TRO01",
        "period": "2026-Q4",
        "episode": str(uuid.uuid4()),
        "visit_number": "3",
        "contact": "combined",
        "place": "home",
        "attendance": "kept",
        "duration_quarters": 4,
        "travel_quarters": 2,
        "film_minutes": "6-10",
        "clips_shown": "1-2",
        "child_age": "3-5",
        "caregiver": "mother",
        "interpreter": False,
    } | changes


def test_a_summary_survives_its_own_json() -> None:
    summary = VisitSummary.model_validate(a_summary())
    assert VisitSummary.model_validate_json(summary.model_dump_json()) == summary


@pytest.mark.parametrize(
    "changes",
    [
        {"note": "Ola sov dårlig"},
        {"period": "2026-11-21"},
        {"team": "Tromsø sentrum"},
        {"duration_quarters": 7},
        {"visit_number": "11"},
        {"place": "Storgata 4"},
        {"episode": "018f4e9a-7c3b-7000-8000-000000000000"},  # UUIDv7 tells a time
    ],
)
def test_what_may_not_leave_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        VisitSummary.model_validate(a_summary(**changes))


def test_no_field_can_hold_free_text() -> None:
    """Every text field is a closed list, an id or a pattern of at most 40 characters."""
    for name, field in VisitSummary.model_fields.items():
        kind = field.annotation
        open_text = kind is str and not field.metadata
        assert not open_text, name
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            assert all(len(value) <= 20 for value in kind)

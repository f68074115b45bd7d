"""Visits, notes and appearances refuse what cannot be, and tell nothing in a traceback."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.appearance import Appearance
from app.domain.ids import FamilyCode, NoteId, PersonId, RecordingId, VisitId
from app.domain.visit import Note, Visit, VisitKind, signed

VISIT = Visit(VisitId("v"), FamilyCode("K7Q2M"), datetime(2026, 11, 21, 9, 30), VisitKind.FILM)
NOTE = Note(NoteId("n"), VISIT.id, datetime(2026, 11, 21, 11, tzinfo=UTC))
LATER = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [{"minutes": -1}, {"minutes": 1441}, {"travel_minutes": 1441}, {"film_minutes": -1}, {"clips_shown": -1}, {"starts_at": LATER}],
)
def test_visits_that_cannot_be(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"visit|clips|diary"):
        replace(VISIT, **fields)  # type: ignore[arg-type]


def test_the_longest_and_the_shortest_visit() -> None:
    assert replace(VISIT, minutes=0, travel_minutes=1440, film_minutes=1440, clips_shown=0).minutes == 0


@pytest.mark.parametrize(
    ("fields", "empty"),
    [({}, True), ({"saw": " \n"}, True), ({"saw": "."}, False), ({"parent_said": "x"}, False), ({"next_step": "x"}, False),
     ({"agreed_film": "x"}, False)],
)  # fmt: skip
def test_empty_notes(fields: dict[str, str], empty: bool) -> None:
    assert replace(NOTE, **fields).is_empty() is empty  # type: ignore[arg-type]


def test_a_note_is_signed_once() -> None:
    once = signed(NOTE, LATER)
    assert (NOTE.is_signed, once.is_signed, once.signed_at) == (False, True, LATER)
    assert signed(once, LATER.replace(hour=15)) is once


def test_the_words_of_a_note_are_not_in_its_repr() -> None:
    assert "hemmelig" not in repr(replace(NOTE, saw="hemmelig", parent_said="hemmelig", next_step="hemmelig", agreed_film="hemmelig"))


@pytest.mark.parametrize(("start", "end", "whole"), [(0, None, True), (0, 5, False), (5, None, False)])
def test_appearances(start: int, end: int | None, whole: bool) -> None:
    assert Appearance(RecordingId("r"), PersonId("p"), start, end).is_whole is whole


@pytest.mark.parametrize(("start", "end"), [(-1, None), (5, 5), (5, 4)])
def test_appearances_that_cannot_be(start: int, end: int | None) -> None:
    with pytest.raises(ValueError, match="appearance"):
        Appearance(RecordingId("r"), PersonId("p"), start, end)

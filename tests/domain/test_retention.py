"""Every boundary of the rules: dates as data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.ids import ClipId, FamilyCode, NoteId, RecordingId
from app.domain.retention import (
    ClipFacts,
    DueRule,
    FilmFacts,
    HeldBack,
    NoteFacts,
    Policy,
    calendar,
    clip_due,
    film_due,
    filmed_day,
    note_due,
)

FAMILY = FamilyCode("K7Q2M")
FILM = FilmFacts(RecordingId("r"), FAMILY, date(2026, 1, 1), None, True, False)
CLIP = ClipFacts(ClipId("c"), RecordingId("r"), FAMILY, None, False, True)
NOTE = NoteFacts(NoteId("n"), FAMILY, None, None)
AFTER_FILMING, AFTER_GUIDANCE = DueRule.FILM_AFTER_FILMING, DueRule.FILM_AFTER_GUIDANCE


@pytest.mark.parametrize(
    ("filmed", "guided", "on", "rule"),
    [
        ("2026-01-01", None, "2026-04-01", AFTER_FILMING),  # 90 days
        ("2024-01-01", None, "2024-03-31", AFTER_FILMING),  # a leap year has one day more before April
        ("2026-01-01", "2026-01-01", "2026-01-31", AFTER_GUIDANCE),
        ("2026-01-01", "2026-03-01", "2026-03-31", AFTER_GUIDANCE),  # 30 days, one before the 90th
        ("2026-01-01", "2026-03-02", "2026-04-01", AFTER_FILMING),  # the same day by both
        ("2026-01-01", "2026-03-30", "2026-04-01", AFTER_FILMING),  # guidance never makes it later
        ("2025-12-31", "2026-02-28", "2026-03-30", AFTER_GUIDANCE),
        ("2026-01-01", "2025-12-31", "2026-01-31", AFTER_GUIDANCE),  # a day before it was filmed is a slip: counted from the film
        ("2026-01-01", "2016-01-01", "2026-01-31", AFTER_GUIDANCE),
    ],
)
def test_film(filmed: str, guided: str | None, on: str, rule: DueRule) -> None:
    last = None if guided is None else date.fromisoformat(guided)
    due = film_due(FILM._replace(filmed_on=date.fromisoformat(filmed), last_guidance_on=last), Policy())
    assert (due.on.isoformat(), due.rule, due.held_back) == (on, rule, ())
    assert [due.goes_on(due.on + timedelta(days)) for days in (-1, 0, 1, 3650)] == [False, True, True, True]


@pytest.mark.parametrize(
    ("signed", "on_hold", "held"),
    [
        (True, False, ()),
        (False, False, (HeldBack.NO_SIGNED_NOTE,)),
        (True, True, (HeldBack.HOLD,)),
        (False, True, (HeldBack.HOLD, HeldBack.NO_SIGNED_NOTE)),
    ],
)
def test_what_holds_a_film_and_its_clips(signed: bool, on_hold: bool, held: tuple[HeldBack, ...]) -> None:
    film = film_due(FILM._replace(has_signed_note=signed, on_hold=on_hold), Policy())
    clip = clip_due(CLIP._replace(closed_on=date(2026, 1, 1), has_signed_note=signed, on_hold=on_hold), Policy())
    for due in (film, clip):
        assert due is not None
        assert due.held_back == held
        assert due.goes_on(date(2030, 1, 1)) is (held == ())


@pytest.mark.parametrize(
    ("closed", "on"), [(None, None), ("2026-01-01", "2026-03-02"), ("2024-01-01", "2024-03-01"), ("2025-12-31", "2026-03-01")]
)
def test_clip(closed: str | None, on: str | None) -> None:
    due = clip_due(CLIP._replace(closed_on=None if closed is None else date.fromisoformat(closed)), Policy())
    assert (None if due is None else due.on.isoformat()) == on


@pytest.mark.parametrize(
    ("closed", "exported", "on"),
    [
        (None, None, None),
        ("2026-01-01", None, None),  # never exported: stays
        (None, "2026-01-01", None),  # still open: stays
        ("2026-01-01", "2026-01-10", "2026-02-09"),
        ("2026-01-10", "2026-01-01", "2026-02-09"),
        ("2024-01-31", "2024-01-31", "2024-03-01"),
    ],
)
def test_note(closed: str | None, exported: str | None, on: str | None) -> None:
    days = [None if day is None else date.fromisoformat(day) for day in (closed, exported)]
    due = note_due(NOTE._replace(closed_on=days[0], exported_on=days[1]), Policy())
    assert (None if due is None else due.on.isoformat()) == on


@pytest.mark.parametrize(("has_film", "on_hold", "listed"), [(False, False, True), (True, False, False), (True, True, True)])
def test_a_note_waits_for_its_film(has_film: bool, on_hold: bool, listed: bool) -> None:
    day = date(2026, 1, 1)
    due = note_due(NOTE._replace(closed_on=day, exported_on=day, has_film=has_film, on_hold=on_hold), Policy())
    assert (due is not None) is listed
    assert due is None or due.held_back == ((HeldBack.HOLD,) if on_hold else ())


def test_holds_hold_clips_and_notes() -> None:
    day = date(2026, 1, 1)
    dues = [clip_due(CLIP._replace(closed_on=day, on_hold=True), Policy())]
    dues.append(note_due(NOTE._replace(closed_on=day, exported_on=day, on_hold=True), Policy()))
    assert [due.held_back for due in dues if due] == [(HeldBack.HOLD,)] * 2


@pytest.mark.parametrize(
    ("camera", "imported", "counted"),
    [
        (None, "2026-11-21", "2026-11-21"),
        ("2026-11-20", "2026-11-21", "2026-11-20"),
        ("2026-11-21", "2026-11-21", "2026-11-21"),
        ("2026-11-22", "2026-11-21", "2026-11-21"),  # a camera ahead of its time must not keep the film longer
        ("2036-11-21", "2026-11-21", "2026-11-21"),
        ("2025-11-21", "2026-11-21", "2025-11-21"),
        ("2025-11-20", "2026-11-21", "2026-11-21"),  # a camera whose clock was never set must not take it at once
        ("2000-01-01", "2026-11-21", "2026-11-21"),
    ],
)
def test_the_day_a_film_is_counted_from(camera: str | None, imported: str, counted: str) -> None:
    camera_on = None if camera is None else date.fromisoformat(camera)
    assert filmed_day(camera_on, date.fromisoformat(imported)).isoformat() == counted


def test_tightening_takes_the_stricter_of_each() -> None:
    assert Policy(10, 100, 60, 0).tightened(Policy()) == Policy(10, 90, 60, 0)
    assert Policy().tightened(Policy(99, 99, 99, 99)) == Policy()
    with pytest.raises(ValueError, match="less than no time"):
        Policy(note_keep_days_after_export=-1)


def test_nothing_kept_at_all_goes_the_same_day() -> None:
    due = film_due(FILM, Policy(0, 0, 0, 0))
    assert due.on == FILM.filmed_on
    assert due.goes_on(FILM.filmed_on)


def test_the_calendar_is_in_order_and_without_what_is_never_due() -> None:
    late, early = (film_due(FILM._replace(recording=RecordingId(f"r{n}"), filmed_on=date(2026, 1, 9 - n)), Policy()) for n in (1, 2))
    same = early._replace(what=RecordingId("a"))
    dues = [late, None, early, same]
    assert calendar(dues) == [early, same, late]
    assert calendar(dues, late.on) == [early, same, late]
    assert calendar(dues, early.on) == [early, same]
    assert calendar(dues, early.on - timedelta(1)) == []

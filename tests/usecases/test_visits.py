"""Visits: planned, moved, held with what came of it, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from app.domain.errors import ErrorCode
from app.domain.ids import ClipId, FamilyCode, PersonId, RecordingId, VisitId
from app.domain.visit import Visit, VisitFilm, VisitKind, VisitPlace, VisitState
from app.usecases.cancel_visit import CANCELLED, cancel_visit
from app.usecases.hold_visit import Holding, film_minutes, hold_visit, likely_films
from app.usecases.open_family import open_family
from app.usecases.plan_visit import VisitPlan, change_visit, move_visit, plan_visit
from tests.storage.making import code_when
from tests.usecases.caring import CHILD, CODE, MOTHER, TODAY, Home

AT_TEN = datetime(2026, 11, 21, 10)
PLAN = VisitPlan(AT_TEN, VisitKind.FILM)
NOWHERE = VisitId("nowhere")


def kept(home: Home, visit: VisitId) -> Visit | None:
    with home.vault.work() as work:
        return work.visits.get(visit)


def test_a_visit_is_planned_changed_and_moved(home: Home) -> None:
    visit = plan_visit(home.vault, CODE, PLAN)
    assert (visit.state, visit.place, visit.family) == (VisitState.PLANNED, VisitPlace.HOME, CODE)
    changed = change_visit(home.vault, visit.id, VisitPlan(AT_TEN, VisitKind.PHONE, VisitPlace.OTHER))
    assert (changed.kind, changed.place, changed.id) == (VisitKind.PHONE, VisitPlace.OTHER, visit.id)
    moved = move_visit(home.vault, visit.id, AT_TEN + timedelta(7))
    assert moved == replace(changed, starts_at=AT_TEN + timedelta(7))
    home.again()
    assert kept(home, visit.id) == moved


def test_moving_a_cancelled_visit_plans_another(home: Home) -> None:
    cancelled = cancel_visit(home.vault, plan_visit(home.vault, CODE, PLAN).id, VisitState.FAMILY_CANCELLED)
    moved = move_visit(home.vault, cancelled.id, AT_TEN + timedelta(1))
    assert moved.id != cancelled.id and (moved.state, moved.kind) == (VisitState.PLANNED, VisitKind.FILM)
    assert kept(home, cancelled.id) == cancelled
    assert kept(home, moved.id) == moved


def test_a_visit_that_was_held_is_neither_moved_nor_planned_anew(home: Home) -> None:
    visit = hold_visit(home.vault, home.clock, plan_visit(home.vault, CODE, PLAN).id, Holding())
    assert code_when(lambda: change_visit(home.vault, visit.id, PLAN)) is ErrorCode.VISIT_WAS_HELD
    assert code_when(lambda: move_visit(home.vault, visit.id, AT_TEN)) is ErrorCode.VISIT_WAS_HELD


def test_what_is_gone_is_said_to_be_gone(home: Home) -> None:
    calls: tuple[Callable[[], object], ...] = (
        lambda: plan_visit(home.vault, FamilyCode("GONE1"), PLAN),
        lambda: change_visit(home.vault, NOWHERE, PLAN),
        lambda: move_visit(home.vault, NOWHERE, AT_TEN),
        lambda: hold_visit(home.vault, home.clock, NOWHERE, Holding()),
        lambda: likely_films(home.vault, NOWHERE),
        lambda: cancel_visit(home.vault, NOWHERE, VisitState.NO_ACCESS),
    )
    for call in calls:
        assert code_when(call) is ErrorCode.NO_LONGER_THERE


# --- held -------------------------------------------------------------------------------------------------------------------


def clip_of(home: Home, film: RecordingId) -> ClipId:
    with home.vault.work() as work:
        return work.clips.of(film)[0].id


def links(home: Home) -> set[VisitFilm]:
    with home.vault.work() as work:
        return set(work.visits.films_of(CODE))


def test_what_came_of_a_visit_is_kept_with_its_film_and_clips(home: Home) -> None:
    film, earlier = home.film(), home.film()
    visit = plan_visit(home.vault, CODE, PLAN)
    came = Holding(50, 25, frozenset({MOTHER, CHILD}), frozenset({film}), frozenset({clip_of(home, earlier)}))
    held = hold_visit(home.vault, home.clock, visit.id, came)
    assert (held.state, held.minutes, held.travel_minutes, held.film_minutes, held.clips_shown) == (VisitState.HELD, 50, 25, 1, 1)
    home.again()
    assert kept(home, visit.id) == held and held.took_part == {MOTHER, CHILD}
    assert links(home) == {VisitFilm(visit.id, film, False), VisitFilm(visit.id, earlier, True)}


def test_a_correction_changes_only_what_it_names(home: Home) -> None:
    """The film may be gone by then: its minutes and the number of clips stay."""
    film = home.film()
    visit = plan_visit(home.vault, CODE, PLAN).id
    hold_visit(home.vault, home.clock, visit, Holding(50, 25, frozenset({MOTHER}), frozenset({film}), frozenset({clip_of(home, film)})))
    later = hold_visit(home.vault, home.clock, visit, Holding(55, 20))
    assert (later.minutes, later.travel_minutes, later.took_part) == (55, 20, frozenset())
    assert (later.film_minutes, later.clips_shown) == (1, 1) and len(links(home)) == 2
    none = hold_visit(home.vault, home.clock, visit, Holding(55, 20, filmed=frozenset(), shown=frozenset()))
    assert (none.film_minutes, none.clips_shown) == (0, 0) and links(home) == set()


@pytest.mark.parametrize(("days", "possible"), [(-400, True), (-1, True), (0, True), (1, False)])
def test_a_visit_is_held_on_its_day_or_later(home: Home, days: int, possible: bool) -> None:
    late = datetime(2026, 11, 21, 23, 45) + timedelta(days)
    visit = plan_visit(home.vault, CODE, VisitPlan(late, VisitKind.FILM)).id
    if possible:
        hold_visit(home.vault, home.clock, visit, Holding())
    else:
        assert code_when(lambda: hold_visit(home.vault, home.clock, visit, Holding())) is ErrorCode.VISIT_NOT_YET


def test_people_films_and_clips_of_others_are_refused_and_nothing_is_kept(home: Home) -> None:
    other = open_family(home.vault, home.clock, "OTHER")
    home.code = other.code
    strange = home.film()
    with home.vault.work() as work:
        stranger = work.people.of(other.code)[0].id
    visit = plan_visit(home.vault, CODE, PLAN)
    for came in (
        Holding(took_part=frozenset({stranger})),
        Holding(took_part=frozenset({PersonId("nobody")})),
        Holding(filmed=frozenset({strange})),
        Holding(filmed=frozenset({RecordingId("none")})),
        Holding(shown=frozenset({clip_of(home, strange)})),
        Holding(shown=frozenset({ClipId("none")})),
    ):
        assert code_when(partial(hold_visit, home.vault, home.clock, visit.id, came)) is ErrorCode.NO_LONGER_THERE
    assert kept(home, visit.id) == visit and links(home) == set()


@pytest.mark.parametrize(
    ("durations_us", "minutes"), [((), 0), ((1,), 1), ((60_000_000,), 1), ((60_000_001,), 2), ((30_000_000, 30_000_000), 1)]
)
def test_minutes_of_film(home: Home, durations_us: tuple[int, ...], minutes: int) -> None:
    film = home.film()
    with home.vault.work() as work:
        known = work.recordings.get(film)
    assert known is not None
    assert film_minutes(replace(known, duration_us=duration) for duration in durations_us) == minutes


def test_films_of_the_day_are_offered(home: Home) -> None:
    own, free = home.film(filmed_on=TODAY), home.film(filmed_on=TODAY)
    taken = home.film(filmed_on=TODAY)
    home.film(filmed_on=TODAY - timedelta(1))
    home.visit(taken)
    visit = plan_visit(home.vault, CODE, PLAN).id
    hold_visit(home.vault, home.clock, visit, Holding(filmed=frozenset({own})))
    assert {film.id for film in likely_films(home.vault, visit)} == {own, free}


# --- cancelled --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", CANCELLED)
def test_a_visit_is_cancelled(home: Home, how: VisitState) -> None:
    visit = plan_visit(home.vault, CODE, PLAN).id
    cancelled = cancel_visit(home.vault, visit, how, 30 if how is VisitState.NO_ACCESS else None)
    home.again()
    assert kept(home, visit) == cancelled
    assert (cancelled.state, cancelled.travel_minutes) == (how, 30 if how is VisitState.NO_ACCESS else None)


@pytest.mark.parametrize("how", [VisitState.PLANNED, VisitState.HELD])
def test_there_are_three_ways_to_cancel(home: Home, how: VisitState) -> None:
    visit = plan_visit(home.vault, CODE, PLAN).id
    with pytest.raises(ValueError, match="three ways"):
        cancel_visit(home.vault, visit, how)


@pytest.mark.parametrize("came", ["nothing", "note", "film", "minutes"])
def test_a_visit_that_something_came_of_is_not_cancelled(home: Home, came: str) -> None:
    if came == "note":
        visit, _note = home.visit(signed=False)
    elif came == "film":
        visit, note = home.visit(home.film())
        with home.vault.work() as work:
            work.notes.remove(note)
            work.commit()
    else:
        visit = plan_visit(home.vault, CODE, PLAN).id
        held = hold_visit(home.vault, home.clock, visit, Holding(minutes=30))
        if came == "minutes":
            with home.vault.work() as work:
                work.visits.put(replace(held, film_minutes=4))
                work.commit()
    if came == "nothing":
        assert cancel_visit(home.vault, visit, VisitState.NO_ACCESS).minutes is None
    else:
        assert code_when(lambda: cancel_visit(home.vault, visit, VisitState.NO_ACCESS)) is ErrorCode.VISIT_WAS_HELD

"""Today: every line at the days around its boundary, and the one thing to do."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.base_ports import Membership
from app.domain.card import CardFilm, CardFilmState
from app.domain.clip import Clip
from app.domain.consent import Purpose
from app.domain.family import ClosureReason, Person, PersonKind, closed
from app.domain.ids import CardId, ClipId, HoldId, PersonId, RecordId, RecordingId, VisitId, new_id
from app.domain.outbox import Document, DocumentKind, Kept, KeptState
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.retention import DueRule, Hold
from app.domain.summary import SummaryKind
from app.domain.visit import Visit, VisitKind, VisitState
from app.usecases.change_family import change_family
from app.usecases.end_episode import close_episode
from app.usecases.open_family import FamilyFacts
from app.usecases.team import keep_membership
from app.usecases.today import MOST_LINES, Part, TodayLine, ToDo, today_view
from app.usecases.watch_clock import look_at_clock
from tests.usecases.caring import CHILD, CODE, MOTHER, NOON, TODAY, Home


def lines(home: Home, part: Part) -> tuple[TodayLine, ...]:
    return today_view(home.vault, home.clock).of(part)


def todos(home: Home, part: Part) -> list[ToDo]:
    return [line.todo for line in lines(home, part)]


def put_visit(home: Home, days: int, state: VisitState = VisitState.PLANNED, hour: int = 9) -> Visit:
    visit = Visit(VisitId(new_id()), CODE, datetime(2026, 11, 21, hour, 30) + timedelta(days), VisitKind.FILM, state=state)
    with home.vault.work() as work:
        work.visits.put(visit)
        work.commit()
    return visit


def test_a_new_vault_asks_for_nothing(home: Home) -> None:
    view = today_view(home.vault, home.clock)
    assert (view.day, view.lines, view.left_out, view.doubted) == (TODAY, (), {}, False)


@pytest.mark.parametrize(
    ("days", "state", "part", "todo"),
    [
        (0, VisitState.PLANNED, Part.VISITS_TODAY, ToDo.PREPARE_VISIT),
        (1, VisitState.PLANNED, Part.VISITS_THIS_WEEK, ToDo.PREPARE_VISIT),
        (6, VisitState.PLANNED, Part.VISITS_THIS_WEEK, ToDo.PREPARE_VISIT),
        (7, VisitState.PLANNED, None, None),
        (-1, VisitState.PLANNED, Part.VISITS_TODAY, ToDo.ENTER_VISIT),
        (-30, VisitState.PLANNED, Part.VISITS_TODAY, ToDo.ENTER_VISIT),
        (-31, VisitState.PLANNED, None, None),
        (0, VisitState.HELD, Part.NOTES, ToDo.WRITE_NOTE),
        (-30, VisitState.HELD, Part.NOTES, ToDo.WRITE_NOTE),
        (-31, VisitState.HELD, None, None),
        (0, VisitState.FAMILY_CANCELLED, None, None),
        (-1, VisitState.NO_ACCESS, None, None),
        (3, VisitState.SERVICE_CANCELLED, None, None),
    ],
)
def test_visits(home: Home, days: int, state: VisitState, part: Part | None, todo: ToDo | None) -> None:
    change_family(home.vault, CODE, FamilyFacts("Hansen"))
    visit = put_visit(home, days, state)
    view = today_view(home.vault, home.clock)
    assert [(line.part, line.todo, line.visit) for line in view.lines] == ([(part, todo, visit.id)] if part else [])
    for line in view.lines:
        assert (line.family, line.name, line.on, line.hour_minute) == (CODE, "Hansen", visit.starts_at.date(), (9, 30))


def test_visits_of_a_day_are_in_order_and_what_is_over_comes_after(home: Home) -> None:
    late, early, yesterday = put_visit(home, 0, hour=15), put_visit(home, 0, hour=8), put_visit(home, -1)
    before = put_visit(home, -2)
    assert [line.visit for line in lines(home, Part.VISITS_TODAY)] == [early.id, late.id, yesterday.id, before.id]


def test_a_draft_is_to_be_signed_however_old_it_is_and_stands_there_once(home: Home) -> None:
    visits = {home.visit(signed=False, on=TODAY - timedelta(days)) for days in (10, 400)}
    home.visit(signed=True)
    found = lines(home, Part.NOTES)
    assert len(found) == 2 and {(line.visit, line.note) for line in found} == visits
    assert {line.todo for line in found} == {ToDo.SIGN_NOTE}


@pytest.mark.parametrize(("state", "waits"), [(RecordingState.READY, True), (RecordingState.PREPARING, False)])
def test_film_nobody_has_looked_at(home: Home, state: RecordingState, waits: bool) -> None:
    film, looked_at = home.film(state=state, filmed_on=TODAY), home.film()
    with home.vault.work() as work:
        for mark in work.marks.of(film):
            work.marks.remove(mark.id)
        for clip in work.clips.of(film):
            work.clips.remove(clip.id)
        work.commit()
    found = lines(home, Part.FILM)
    assert [(line.recording, line.todo, line.on) for line in found] == ([(film, ToDo.REVIEW_FILM, TODAY)] if waits else [])
    assert looked_at not in {line.recording for line in found}


@pytest.mark.parametrize(("days", "told"), [(0, True), (14, True), (15, False), (-1, False)])
def test_consents_that_expire(home: Home, days: int, told: bool) -> None:
    consent = home.agree(MOTHER, until=TODAY + timedelta(30 + days))
    home.clock.turn(days=30)
    found = lines(home, Part.CONSENTS)
    assert [(line.consent, line.person, line.purpose, line.todo) for line in found] == (
        [(consent.id, MOTHER, Purpose.FILM, ToDo.RENEW_CONSENT)] if told else []
    )


@pytest.mark.parametrize(("days", "told"), [(-76, True), (-75, False), (-90, True), (-95, True)])
def test_film_that_goes_within_two_weeks(home: Home, days: int, told: bool) -> None:
    """Film goes 90 days after filming."""
    filmed = TODAY + timedelta(days)
    film = home.film(filmed_on=filmed)
    home.visit(film, filmed)
    found = lines(home, Part.DELETIONS)
    expected = [(film, DueRule.FILM_AFTER_FILMING, filmed + timedelta(90), ToDo.SEE_CALENDAR)]
    assert [(line.recording, line.rule, line.on, line.todo) for line in found] == (expected if told else [])


@pytest.mark.parametrize(
    ("signed", "held", "todo"), [(False, False, ToDo.WRITE_NOTE_FIRST), (True, True, ToDo.SEE_HOLD), (False, True, ToDo.SEE_HOLD)]
)
def test_what_holds_a_deletion_back_is_the_thing_to_do(home: Home, signed: bool, held: bool, todo: ToDo) -> None:
    film = home.film(filmed_on=TODAY - timedelta(100))
    home.visit(film, TODAY - timedelta(100), signed=signed)
    with home.vault.work() as work:
        if held:
            work.holds.place(Hold(HoldId("hold"), film, "why", "who", NOON))
        work.commit()
    assert todos(home, Part.DELETIONS) == [todo]


def test_a_clock_that_jumped_is_to_be_confirmed_first(home: Home) -> None:
    film = home.film(filmed_on=TODAY)
    home.visit(film)
    with home.vault.work() as work:
        look_at_clock(work, home.clock)
        work.commit()
    home.clock.turn(days=100)
    view = today_view(home.vault, home.clock)
    assert view.doubted and [line.todo for line in view.of(Part.DELETIONS)] == [ToDo.CONFIRM_DATE]


def test_clips_of_a_family_go_on_one_line(home: Home) -> None:
    for _ in range(3):
        home.film(filmed_on=TODAY)
    close_episode(home.vault, home.clock, CODE, ClosureReason.COMPLETED)
    home.clock.turn(days=50)
    (line,) = lines(home, Part.DELETIONS)
    assert (line.rule, line.many, line.on) == (DueRule.CLIP_AFTER_CLOSING, 3, TODAY + timedelta(60))


def test_cards_that_are_not_wiped(home: Home) -> None:
    with home.vault.work() as work:
        for n, state in enumerate((CardFilmState.VERIFIED, CardFilmState.VERIFIED, CardFilmState.COPIED, CardFilmState.ERASED)):
            work.cards.put(CardFilm(CardId("card"), f"key{n}", RecordingId(f"film{n}"), state, NOON, "CANON"))
        work.cards.put(CardFilm(CardId("other"), "key", RecordingId("film"), CardFilmState.COPIED, NOON))
        work.commit()
    (line,) = lines(home, Part.CARDS)
    assert (line.card, line.label, line.many, line.todo, line.on) == ("card", "CANON", 2, ToDo.WIPE_CARD, TODAY)


@pytest.mark.parametrize(
    ("born", "told"),
    [
        (date(2025, 12, 19), True),  # twelve months in 28 days
        (date(2025, 12, 20), False),
        (date(2025, 11, 21), True),
        (date(2025, 10, 22), True),
        (date(2025, 10, 21), False),  # thirteen months
    ],
)
def test_children_near_twelve_months(home: Home, born: date, told: bool) -> None:
    with home.vault.work() as work:
        work.people.put(Person(CHILD, CODE, PersonKind.CHILD, born_on=born))
        work.people.put(Person(PersonId("other"), CODE, PersonKind.CHILD))
        work.commit()
    found = lines(home, Part.CHILDREN)
    assert [(line.person, line.todo, line.on) for line in found] == (
        [(CHILD, ToDo.PLAN_ENDING, born.replace(year=born.year + 1))] if told else []
    )


def test_a_part_that_is_too_long_says_how_much_is_left_out(home: Home) -> None:
    with home.vault.work() as work:
        for n in range(MOST_LINES + 7):
            work.visits.put(Visit(VisitId(f"{n:03}"), CODE, datetime(2026, 11, 22, 9), VisitKind.FILM))
        work.commit()
    view = today_view(home.vault, home.clock)
    assert (len(view.of(Part.VISITS_THIS_WEEK)), view.left_out) == (MOST_LINES, {Part.VISITS_THIS_WEEK: 7})


def test_deletions_that_are_too_many_are_counted(home: Home) -> None:
    """Clips of one day stand on one line, wherever the end of the list falls."""
    films = [Recording(RecordingId(f"{n:03}"), CODE, SourceKind.FILE, RecordingState.READY, NOON, 1, at) for n, at in enumerate(days(60))]
    with home.vault.work() as work:
        for n, film in enumerate(films):
            work.recordings.put(film)
            for m in range(2):
                work.clips.put(Clip(ClipId(f"{n:03}-{m}"), film.id, 0, 1))
        family = work.families.get(CODE)
        assert family is not None
        work.families.put(closed(family, days(60)[MOST_LINES - 2].date() + timedelta(30), ClosureReason.COMPLETED))
        work.commit()
    view = today_view(home.vault, home.clock)
    found = view.of(Part.DELETIONS)
    assert [line.on for line in found] == sorted(line.on for line in found) and len(found) == MOST_LINES
    assert sum(line.many for line in found) + view.left_out[Part.DELETIONS] == 60 + 120
    assert [line.many for line in found] == [1] * (MOST_LINES - 1) + [120]


def days(count: int) -> list[datetime]:
    """The last of them so long ago that all of their films are due."""
    return [datetime(2026, 8, 1) - timedelta(count - n) for n in range(count)]


def test_names_are_in_no_repr(home: Home) -> None:
    change_family(home.vault, CODE, FamilyFacts("Hansen"))
    put_visit(home, 0)
    assert "Hansen" not in repr(today_view(home.vault, home.clock))


def test_what_waits_for_the_team_base_and_what_came_from_it(home: Home) -> None:
    kinds = (KeptState.WAITING, KeptState.WAITING, KeptState.LEFT_OUT, KeptState.HELD, KeptState.QUARANTINED, KeptState.SENT)
    with home.vault.work() as work:
        for n, state in enumerate(kinds):
            work.outbox.keep(Kept(RecordId(f"record-{n}"), SummaryKind.HOURS, f"hours-{n}", None, state))
        work.documents.put(Document(DocumentKind.SCHEMES, 1, 1, b"{}", b"signature"))
        work.commit()
    assert lines(home, Part.OUTBOX) == (), "of a laptop that is in no team nothing goes, and nobody is asked"
    with home.vault.work() as work:
        keep_membership(work, Membership("https://base.example", "00" * 32, "TRO01", "device", "lerke"))
        work.commit()
    found = [(line.todo, line.many) for line in lines(home, Part.OUTBOX)]
    assert found == [(ToDo.SEE_DOCUMENTS, 1), (ToDo.LOOK_AT_OUTBOX, 2), (ToDo.SEND_SUMMARIES, 2)]

"""A family's page: one timeline of everything, the newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.domain.consent import Purpose
from app.domain.errors import ErrorCode
from app.domain.family import Age, ClosureReason, Person, PersonKind
from app.domain.ids import FamilyCode, VisitId
from app.domain.recording import RecordingState
from app.domain.visit import Visit, VisitKind
from app.usecases.end_episode import close_episode, reopen_episode
from app.usecases.family_page import EventKind, FamilyPage, FilmOnPage, family_page
from app.usecases.merge_families import merge_families
from app.usecases.open_family import open_family
from app.usecases.write_note import begin_note, sign_note
from tests.storage.making import code_when
from tests.usecases.caring import CHILD, CODE, MOTHER, TODAY, Home


def page(home: Home) -> FamilyPage:
    return family_page(home.vault, home.clock, CODE)


def kinds(home: Home) -> list[EventKind]:
    return [event.kind for event in page(home).timeline]


def test_everything_is_on_one_timeline_the_newest_first(home: Home) -> None:
    earlier = TODAY - timedelta(30)
    film = home.film(filmed_on=earlier)
    home.visit(film, earlier)
    consent = home.agree(MOTHER)
    home.clock.turn(days=1)
    with home.vault.work() as work:
        work.ledger.withdraw(consent.id, home.clock.now())
        work.commit()
    home.clock.turn(days=1)
    close_episode(home.vault, home.clock, CODE, ClosureReason.STEPPED_UP)
    home.clock.turn(days=1)
    reopen_episode(home.vault, home.clock, CODE)
    open_family(home.vault, home.clock, "OTHER", people=())
    home.clock.turn(days=1)
    merge_families(home.vault, home.clock, CODE, FamilyCode("OTHER"))
    events = page(home).timeline
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)
    assert all(event.at.tzinfo is None for event in events)
    # Film and clip of that day at midnight, the visit at ten; the note is signed, the consent given and the family entered at noon today.
    assert kinds(home)[:4] == [EventKind.MOVE, EventKind.MOVE, EventKind.MOVE, EventKind.CONSENT_WITHDRAWN]
    assert set(kinds(home)[4:7]) == {EventKind.CONSENT_GIVEN, EventKind.NOTE, EventKind.OPENED}
    assert kinds(home)[7] is EventKind.VISIT and set(kinds(home)[8:]) == {EventKind.FILM, EventKind.CLIP}
    assert len(events) == 10
    (shown,) = (event.what for event in events if event.kind is EventKind.FILM)
    assert isinstance(shown, FilmOnPage) and (shown.recording.id, shown.marks) == (film, 2)


def test_film_that_is_being_destroyed_is_not_there_and_nothing_of_another_family_is(home: Home) -> None:
    home.film(state=RecordingState.DESTROYING)
    other = open_family(home.vault, home.clock)
    home.code = other.code
    home.visit(home.film())
    assert kinds(home) == [EventKind.OPENED]


def test_drafts_and_the_next_visit_stand_out(home: Home) -> None:
    _visit, note = home.visit(signed=False)
    home.visit(signed=True)
    with home.vault.work() as work:
        for n, days in enumerate((-1, 0, 9)):
            at = datetime(2026, 11, 21, 7) + timedelta(days)
            work.visits.put(Visit(VisitId(str(n)), CODE, at, VisitKind.FILM))
        work.commit()
    shown = page(home)
    assert [draft.id for draft in shown.drafts] == [note]
    assert shown.next_visit is not None and shown.next_visit.id == "1"
    assert shown.timeline[0].at == datetime(2026, 11, 30, 7)


def test_a_note_stands_where_it_was_signed_and_a_draft_where_it_was_begun(home: Home) -> None:
    visit, _note = home.visit(signed=False)
    signed = replace(begin_note(home.clock, visit), saw="saw")
    home.clock.turn(days=2)
    sign_note(home.vault, home.clock, signed)
    at = [event.at.date() for event in page(home).timeline if event.kind is EventKind.NOTE]
    assert at == [TODAY + timedelta(2), TODAY]


def test_people_with_their_age_and_what_they_agree_to_today(home: Home) -> None:
    home.agree(MOTHER, Purpose.REPLAY)
    home.agree(MOTHER, Purpose.FILM)
    home.agree(CHILD, Purpose.FILM, until=TODAY)
    taken_back = home.agree(CHILD, Purpose.REPLAY)
    with home.vault.work() as work:
        work.ledger.withdraw(taken_back.id, home.clock.now())
        work.commit()
    people = {one.person.id: one for one in page(home).people}
    assert people[MOTHER].agrees == (Purpose.FILM, Purpose.REPLAY) and people[MOTHER].age is None
    assert people[CHILD].agrees == (Purpose.FILM,)
    assert people[CHILD].age == Age(5, 2, False) and not people[CHILD].near_twelve_months
    home.clock.turn(days=1)
    assert {one.person.id: one for one in page(home).people}[CHILD].agrees == ()


def test_the_gentle_prompt(home: Home) -> None:
    with home.vault.work() as work:
        work.people.put(Person(CHILD, CODE, PersonKind.CHILD, born_on=date(2025, 12, 1)))
        work.commit()
    assert [one.person.id for one in page(home).people if one.near_twelve_months] == [CHILD]


def test_a_family_that_is_gone(home: Home) -> None:
    assert code_when(lambda: family_page(home.vault, home.clock, FamilyCode("GONE1"))) is ErrorCode.NO_LONGER_THERE

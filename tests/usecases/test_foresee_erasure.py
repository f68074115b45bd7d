"""What an erasure would take along is counted as it is then taken: foreseen, and compared with what was there before and after."""

from __future__ import annotations

import pytest

from app.domain.card import CardFilm, CardFilmState
from app.domain.errors import ErrorCode
from app.domain.ids import CardId, PersonId, RecordingId, VisitId
from app.domain.recording import RecordingState
from app.usecases.erase_family import erase_family
from app.usecases.erase_person import erase_person
from app.usecases.erase_visit import erase_visit
from app.usecases.foresee_erasure import Goes, foresee_family, foresee_person, foresee_visit
from app.usecases.place_hold import place_hold
from tests.storage.making import code_when
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NEIGHBOUR, NOON, Home


@pytest.fixture
def live(home: Home) -> tuple[RecordingId, RecordingId, VisitId]:
    """Two films, one with the mother and the child, the other with the father; a visit that has the first."""
    ours, his = home.film(MOTHER, CHILD), home.film(FATHER)
    visit, _note = home.visit(ours)
    home.visit()
    home.all_agree()
    return ours, his, visit


def rows(home: Home) -> Goes:
    """What is there, counted the plain way."""
    with home.vault.work() as work:
        films = [one.id for one in work.recordings.all(CODE)]
        return Goes(
            films=len(films),
            marks=sum(len(work.marks.of(one)) for one in films),
            clips=len(work.clips.of_family(CODE)),
            people=len(work.people.of(CODE)),
            visits=len(work.visits.of(CODE)),
            notes=len(work.notes.of(CODE)),
            consents=len(work.ledger.of(CODE)),
        )


def gone(before: Goes, after: Goes) -> Goes:
    return Goes(*(getattr(before, name) - getattr(after, name) for name in Goes.__slots__[:7]))


@pytest.mark.usefixtures("live")
def test_a_family(home: Home) -> None:
    foreseen, before = foresee_family(home.vault, CODE), rows(home)
    assert foreseen == Goes(films=2, marks=4, clips=2, people=4, visits=2, notes=2, consents=3)
    erase_family(home.vault, home.clock, CODE)
    assert gone(before, rows(home)) == foreseen
    assert code_when(lambda: foresee_family(home.vault, CODE)) is ErrorCode.NO_LONGER_THERE


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize(("person", "consents", "films"), [(MOTHER, 2, 1), (FATHER, 1, 1), (CHILD, 1, 1), (NEIGHBOUR, 0, 0)])
def test_a_person_with_the_consents_this_one_gave_for_others(home: Home, person: PersonId, consents: int, films: int) -> None:
    foreseen, before = foresee_person(home.vault, person), rows(home)
    assert foreseen == Goes(films=films, marks=2 * films, clips=films, people=1, consents=consents)
    erase_person(home.vault, home.clock, person)
    assert gone(before, rows(home)) == foreseen
    assert code_when(lambda: foresee_person(home.vault, person)) is ErrorCode.NO_LONGER_THERE


@pytest.mark.parametrize(("with_films", "films"), [(True, 1), (False, 0)])
def test_a_visit(home: Home, live: tuple[RecordingId, RecordingId, VisitId], with_films: bool, films: int) -> None:
    visit = live[2]
    foreseen, before = foresee_visit(home.vault, visit, with_films=with_films), rows(home)
    assert foreseen == Goes(films=films, marks=2 * films, clips=films, visits=1, notes=1)
    erase_visit(home.vault, home.clock, visit, with_films=with_films)
    assert gone(before, rows(home)) == foreseen
    assert code_when(lambda: foresee_visit(home.vault, visit, with_films=False)) is ErrorCode.NO_LONGER_THERE


def test_a_hold_forbids_it_and_is_counted(home: Home, live: tuple[RecordingId, RecordingId, VisitId]) -> None:
    ours, _his, visit = live
    place_hold(home.vault, home.clock, ours, "court", "Kari", lambda: True)
    foreseen = (
        foresee_family(home.vault, CODE),
        foresee_person(home.vault, MOTHER),
        foresee_visit(home.vault, visit, with_films=False),
    )
    assert [(one.held, one.may) for one in foreseen] == [(1, False)] * 3
    assert foresee_person(home.vault, FATHER).may
    assert code_when(lambda: erase_person(home.vault, home.clock, MOTHER)) is ErrorCode.RECORDING_ON_HOLD


def test_a_film_that_comes_in_and_one_that_is_still_on_a_card(home: Home) -> None:
    filmed, taken = home.film(CHILD), home.film_without_reel()
    with home.vault.work() as work:
        work.cards.put(CardFilm(CardId("card"), "key", filmed, CardFilmState.VERIFIED, NOON))
        work.commit()
    assert (foresee_family(home.vault, CODE).on_cards, foresee_family(home.vault, CODE).coming_in) == (1, True)
    assert not foresee_family(home.vault, CODE).may
    with home.vault.work() as work:
        work.recordings.set_state(taken, RecordingState.READY)
        work.commit()
    assert foresee_family(home.vault, CODE).may

"""Who is in a film: taken to be, entered, taken out; and what the film may be used for then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.consent import Lack, Purpose
from app.domain.errors import Bug, ErrorCode
from app.domain.family import Person, PersonKind
from app.domain.ids import FamilyCode, PersonId, RecordingId
from app.domain.spans import Span
from app.usecases.look_at_film import open_film
from app.usecases.who_is_in_film import (
    USES,
    WHOLE,
    FilmPeople,
    Use,
    enter_in_film,
    enter_newcomer,
    take_out_of_film,
    who_is_in_film,
)
from tests.storage.making import code_when as refused
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NEIGHBOUR, NOON, TODAY, Home

S = 1_000_000


def where(found: FilmPeople) -> dict[str, tuple[Span, ...]]:
    return {one.person.id: one.spans for one in found.people if one.spans}


def use(found: FilmPeople, purpose: Purpose) -> Use:
    [one] = [one for one in found.uses if one.purpose is purpose]
    return one


def test_at_first_children_and_caregivers_are_taken_to_be_in_it(home: Home) -> None:
    film = home.film()
    found = who_is_in_film(home.vault, home.clock, film)
    assert where(found) == {CHILD: (WHOLE,), MOTHER: (WHOLE,), FATHER: (WHOLE,)}
    assert [one.person.id for one in found.people if not one.spans] == [NEIGHBOUR]
    with home.vault.work() as work:
        assert work.appearances.of(film) == []


def test_whoever_is_entered_or_taken_out_those_who_were_taken_to_be_in_it_are_written_down(home: Home) -> None:
    film = home.film()
    found = take_out_of_film(home.vault, home.clock, film, FATHER)
    assert where(found) == {CHILD: (WHOLE,), MOTHER: (WHOLE,)}
    assert where(enter_in_film(home.vault, home.clock, film, NEIGHBOUR)) == where(found) | {NEIGHBOUR: (WHOLE,)}
    with home.vault.work() as work:
        assert {one.person for one in work.appearances.of(film)} == {CHILD, MOTHER, NEIGHBOUR}
        deeds = [(one.deed, one.subject) for one in work.audit.of(CODE)][:2]
    assert deeds == [(Deed.PEOPLE_CHANGED, film)] * 2


def test_a_newcomer_hides_their_part_at_once_until_they_agree(home: Home) -> None:
    film = home.film()
    home.all_agree()
    assert open_film(home.vault, home.clock, film).hidden == ()
    found = enter_newcomer(home.vault, home.clock, film, (4 * S, 9 * S))
    newcomer = next(one.person for one in found.people if one.spans == ((4 * S, 9 * S),))
    assert newcomer.kind is PersonKind.OTHER
    assert where(found) == {CHILD: (WHOLE,), MOTHER: (WHOLE,), FATHER: (WHOLE,), newcomer.id: ((4 * S, 9 * S),)}
    assert open_film(home.vault, home.clock, film).hidden == ((4 * S, 9 * S),)
    assert use(found, Purpose.FILM).may
    assert use(found, Purpose.FILM).hidden == ((4 * S, 9 * S),)
    home.agree(newcomer.id)
    assert open_film(home.vault, home.clock, film).hidden == ()


def test_parts_add_up_and_are_taken_away_one_by_one(home: Home) -> None:
    film = home.film()
    for span in ((2 * S, 4 * S), (8 * S, None), (3 * S, 5 * S)):
        found = enter_in_film(home.vault, home.clock, film, NEIGHBOUR, span)
    assert where(found)[NEIGHBOUR] == ((2 * S, 5 * S), (8 * S, None))
    found = take_out_of_film(home.vault, home.clock, film, NEIGHBOUR, (2 * S, 5 * S))
    assert where(found)[NEIGHBOUR] == ((8 * S, None),)
    assert NEIGHBOUR not in where(take_out_of_film(home.vault, home.clock, film, NEIGHBOUR))


def test_who_was_in_it_throughout_may_be_in_a_part_only_and_back(home: Home) -> None:
    film = home.film()
    assert where(enter_in_film(home.vault, home.clock, film, FATHER, (0, 3 * S)))[FATHER] == ((0, 3 * S),)
    assert where(enter_in_film(home.vault, home.clock, film, FATHER))[FATHER] == (WHOLE,)


def test_when_nobody_is_left_all_are_taken_to_be_in_it_again(home: Home) -> None:
    film = home.film(MOTHER)
    assert where(take_out_of_film(home.vault, home.clock, film, MOTHER)) == {CHILD: (WHOLE,), MOTHER: (WHOLE,), FATHER: (WHOLE,)}


def test_each_use_says_who_stands_in_its_way(home: Home) -> None:
    film = home.film(MOTHER, CHILD)
    home.agree(MOTHER)
    home.agree(CHILD, until=TODAY)
    home.agree(MOTHER, Purpose.TEACHING)
    found = who_is_in_film(home.vault, home.clock, film)
    assert tuple(one.purpose for one in found.uses) == USES
    assert use(found, Purpose.FILM).may
    assert [(one.person, one.lack) for one in use(found, Purpose.TEACHING).lacks] == [(CHILD, Lack.NOT_GIVEN)]
    home.clock.turn(days=1)
    later = who_is_in_film(home.vault, home.clock, film)
    assert [(one.person, one.lack) for one in use(later, Purpose.FILM).lacks] == [(CHILD, Lack.EXPIRED)]


def test_those_named_have_a_line_each_however_their_name_was_typed(home: Home) -> None:
    film = home.film(MOTHER, CHILD)
    home.agree(MOTHER, Purpose.NAMED_SUPERVISOR, with_whom="Kari")
    home.agree(CHILD, Purpose.NAMED_SUPERVISOR, with_whom=" kari ")
    home.agree(MOTHER, Purpose.NAMED_SUPERVISOR, with_whom="Ola")
    found = [one for one in who_is_in_film(home.vault, home.clock, film).uses if one.purpose is Purpose.NAMED_SUPERVISOR]
    assert [(one.with_whom.strip().casefold(), one.may) for one in found] == [("kari", True), ("ola", False)]


def test_no_film_and_nobody_of_another_family(home: Home) -> None:
    none = RecordingId("none")
    calls = (
        lambda: who_is_in_film(home.vault, home.clock, none),
        lambda: enter_in_film(home.vault, home.clock, none, MOTHER),
        lambda: enter_newcomer(home.vault, home.clock, none, (0, S)),
        lambda: take_out_of_film(home.vault, home.clock, none, MOTHER),
    )
    assert [refused(call) for call in calls] == [ErrorCode.NO_LONGER_THERE] * 4
    film, other, stranger = home.film(), FamilyCode("M2N3P"), PersonId("stranger")
    with home.vault.work() as work:
        work.families.add(other, NOON)
        work.people.put(Person(stranger, other, PersonKind.OTHER))
        work.commit()
    with pytest.raises(Bug):
        enter_in_film(home.vault, home.clock, film, stranger)


def test_it_stays_after_a_restart(home: Home) -> None:
    film = home.film(MOTHER, CHILD)
    enter_in_film(home.vault, home.clock, film, NEIGHBOUR, (S, 2 * S))
    home.again()
    with home.vault.work() as work:
        assert Appearance(film, NEIGHBOUR, S, 2 * S) in work.appearances.of(film)
    home.clock.at += timedelta(days=400)
    assert where(who_is_in_film(home.vault, home.clock, film))[NEIGHBOUR] == ((S, 2 * S),)

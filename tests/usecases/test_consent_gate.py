"""The gate: every purpose with its consent missing, expired, withdrawn; who counts; and the parts that are hidden."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.appearance import Appearance
from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import FamilyCode, PersonId, RecordingId
from app.usecases.consent_gate import (
    hidden_spans,
    local_day,
    people_in,
    require,
    require_family,
    require_filming,
    require_recording,
)
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NAMED, NEIGHBOUR, TODAY, Hands, Home

TOMORROW = TODAY + timedelta(1)


def withdraw(home: Home, person: PersonId, purpose: Purpose) -> None:
    with home.vault.work() as work:
        for one in work.ledger.of_people([person]):
            if one.purpose is purpose:
                work.ledger.withdraw(one.id, home.clock.now())
        work.commit()


@pytest.mark.parametrize("purpose", list(Purpose))
def test_each_purpose_refuses_without_its_own_consent_and_lets_through_with_it(home: Home, purpose: Purpose) -> None:
    for other in Purpose:
        if other is not purpose:
            home.agree(MOTHER, other)
    whom = NAMED.get(purpose, "")
    with home.vault.work() as work:
        with pytest.raises(Circumstance) as caught:
            require(work, TODAY, purpose, [MOTHER], whom)
        assert caught.value.code is ErrorCode.CONSENT_NOT_GIVEN
    home.agree(MOTHER, purpose, until=TODAY)
    with home.vault.work() as work:
        require(work, TODAY, purpose, [MOTHER], whom)
        with pytest.raises(Circumstance) as caught:
            require(work, TOMORROW, purpose, [MOTHER], whom)
        assert caught.value.code is ErrorCode.CONSENT_EXPIRED
        if whom:
            with pytest.raises(Circumstance) as caught:
                require(work, TODAY, purpose, [MOTHER], "another")
            assert caught.value.code is ErrorCode.CONSENT_NOT_GIVEN
    withdraw(home, MOTHER, purpose)
    with home.vault.work() as work:
        with pytest.raises(Circumstance) as caught:
            require(work, TODAY, purpose, [MOTHER], whom)
        assert caught.value.code is ErrorCode.CONSENT_WITHDRAWN


def test_the_gravest_lack_is_told_and_how_many_have_it(home: Home) -> None:
    home.agree(FATHER, until=TODAY)
    home.agree(MOTHER)
    with home.vault.work() as work:
        with pytest.raises(Circumstance) as caught:
            require(work, TOMORROW, Purpose.FILM, [MOTHER, FATHER, CHILD, NEIGHBOUR])
        assert (caught.value.code, dict(caught.value.params)) == (ErrorCode.CONSENT_NOT_GIVEN, {"persons": 2})
    withdraw(home, MOTHER, Purpose.FILM)
    with home.vault.work() as work:
        with pytest.raises(Circumstance) as caught:
            require(work, TOMORROW, Purpose.FILM, [MOTHER, FATHER, CHILD])
        assert (caught.value.code, dict(caught.value.params)) == (ErrorCode.CONSENT_WITHDRAWN, {"persons": 1})


def test_filming_asks_the_child_and_whoever_will_be_in_the_picture(home: Home) -> None:
    home.agree(MOTHER)
    with home.vault.work() as work:
        assert refused(lambda: require_filming(work, TODAY, CODE, [MOTHER])) is ErrorCode.CONSENT_NOT_GIVEN
    home.agree(CHILD)
    with home.vault.work() as work:
        require_filming(work, TODAY, CODE, [MOTHER])
        assert refused(lambda: require_filming(work, TODAY, CODE, [MOTHER, FATHER])) is ErrorCode.CONSENT_NOT_GIVEN
        assert refused(lambda: require_filming(work, TODAY, CODE)) is ErrorCode.CONSENT_NOT_GIVEN
        assert refused(lambda: require_filming(work, TODAY, FamilyCode("NEW"))) is ErrorCode.NOBODY_NAMED
    home.agree(FATHER)
    with home.vault.work() as work:
        require_filming(work, TODAY, CODE)


def test_what_is_about_the_family_asks_all_but_those_who_only_came_in(home: Home) -> None:
    for person in (MOTHER, FATHER):
        home.agree(person, Purpose.STATISTICS)
    with home.vault.work() as work:
        assert refused(lambda: require_family(work, TODAY, CODE, Purpose.STATISTICS)) is ErrorCode.CONSENT_NOT_GIVEN
    home.agree(CHILD, Purpose.STATISTICS)
    with home.vault.work() as work:
        require_family(work, TODAY, CODE, Purpose.STATISTICS)


def refused(call: object) -> ErrorCode:
    assert callable(call)
    with pytest.raises(Circumstance) as caught:
        call()
    return caught.value.code


def test_a_recording_asks_those_who_are_in_it(home: Home) -> None:
    recording = home.film(MOTHER, CHILD)
    for person in (MOTHER, CHILD):
        home.agree(person, Purpose.REPLAY)
    with home.vault.work() as work:
        require_recording(work, TODAY, recording, Purpose.REPLAY)
        assert people_in(work, recording) == {MOTHER, CHILD}
        assert refused(lambda: require_recording(work, TODAY, recording, Purpose.TEACHING)) is ErrorCode.CONSENT_NOT_GIVEN
        assert refused(lambda: require_recording(work, TODAY, RecordingId("none"), Purpose.REPLAY)) is ErrorCode.REEL_MISSING


def test_where_nobody_was_entered_all_of_the_family_are_taken_to_be_in_it(home: Home) -> None:
    recording = home.film()
    for person in (MOTHER, CHILD):
        home.agree(person, Purpose.REPLAY)
    with home.vault.work() as work:
        assert refused(lambda: require_recording(work, TODAY, recording, Purpose.REPLAY)) is ErrorCode.CONSENT_NOT_GIVEN
        assert people_in(work, recording) == {MOTHER, FATHER, CHILD}
    home.agree(FATHER, Purpose.REPLAY)
    with home.vault.work() as work:
        require_recording(work, TODAY, recording, Purpose.REPLAY)


def test_whoever_withdrew_the_film_lacks_all_that_needs_it(home: Home) -> None:
    recording = home.film(MOTHER)
    home.agree(MOTHER)
    home.agree(MOTHER, Purpose.REPLAY)
    with home.vault.work() as work:
        require_recording(work, TODAY, recording, Purpose.REPLAY)
    withdraw(home, MOTHER, Purpose.FILM)
    with home.vault.work() as work:
        assert refused(lambda: require_recording(work, TODAY, recording, Purpose.REPLAY)) is ErrorCode.CONSENT_WITHDRAWN
    home.clock.turn(seconds=1)
    home.agree(MOTHER)
    with home.vault.work() as work:
        require_recording(work, TODAY, recording, Purpose.REPLAY)


def test_an_unexpected_persons_part_is_hidden_until_that_person_agrees(home: Home) -> None:
    recording = home.film(MOTHER, CHILD)
    for person in (MOTHER, CHILD):
        home.agree(person, Purpose.REPLAY)
    with home.vault.work() as work:
        for start, end in ((5_000_000, 9_000_000), (20_000_000, 30_000_000)):
            work.appearances.put(Appearance(recording, NEIGHBOUR, start, end))
        work.appearances.put(Appearance(recording, FATHER, 8_000_000, 10_000_000))
        work.appearances.put(Appearance(recording, MOTHER, 1, 2))
        work.commit()
    with home.vault.work() as work:
        require_recording(work, TODAY, recording, Purpose.REPLAY)
        assert hidden_spans(work, TODAY, recording, Purpose.REPLAY) == [(5_000_000, 10_000_000), (20_000_000, 30_000_000)]
    home.agree(NEIGHBOUR, Purpose.REPLAY, until=TODAY)
    with home.vault.work() as work:
        assert hidden_spans(work, TODAY, recording, Purpose.REPLAY) == [(8_000_000, 10_000_000)]
        assert len(hidden_spans(work, TOMORROW, recording, Purpose.REPLAY)) == 2
        assert refused(lambda: hidden_spans(work, TODAY, RecordingId("none"), Purpose.REPLAY)) is ErrorCode.REEL_MISSING


@pytest.mark.parametrize(
    ("spans", "hidden"),
    [
        ([], []),
        ([(0, 5)], [(0, 5)]),
        ([(5, None)], [(5, None)]),
        ([(5, None), (7, 9)], [(5, None)]),
        ([(0, 5), (5, 9)], [(0, 9)]),
        ([(0, 5), (6, 9)], [(0, 5), (6, 9)]),
        ([(0, 9), (2, 3)], [(0, 9)]),
        ([(0, 5), (4, None)], [(0, None)]),
    ],
)
def test_hidden_parts_run_together(home: Home, spans: list[tuple[int, int | None]], hidden: list[tuple[int, int | None]]) -> None:
    recording = home.film(MOTHER)
    with home.vault.work() as work:
        for start, end in spans:
            work.appearances.put(Appearance(recording, NEIGHBOUR, start, end))
        assert hidden_spans(work, TODAY, recording, Purpose.REPLAY) == hidden


def test_somebody_there_throughout_is_not_hidden_but_refused(home: Home) -> None:
    recording = home.film(MOTHER, NEIGHBOUR)
    home.agree(MOTHER, Purpose.REPLAY)
    with home.vault.work() as work:
        assert hidden_spans(work, TODAY, recording, Purpose.REPLAY) == []
        assert refused(lambda: require_recording(work, TODAY, recording, Purpose.REPLAY)) is ErrorCode.CONSENT_NOT_GIVEN


def test_a_day_is_a_local_day() -> None:
    clock = Hands()
    assert local_day(clock) == clock.now().astimezone().date()

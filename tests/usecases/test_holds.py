"""Holds: a reason and a second person, for placing and for lifting; and all that a hold stops."""

from __future__ import annotations

import pytest

from app.domain.audit import Deed
from app.domain.errors import ErrorCode
from app.domain.ids import HoldId, RecordingId
from app.domain.receipt import DeletionRule
from app.domain.recording import RecordingState
from app.usecases.delete_recording import purge_now
from app.usecases.destroy_films import _begin, carry_out, order, orders
from app.usecases.erase_family import erase_family
from app.usecases.erase_person import erase_person
from app.usecases.erase_visit import erase_visit
from app.usecases.lift_hold import lift_hold
from app.usecases.place_hold import place_hold
from tests.storage.making import code_when
from tests.usecases.caring import CODE, MOTHER, NOON, Home


def yes() -> bool:
    return True


def no() -> bool:
    return False


def test_a_hold_is_placed_and_lifted_by_two_and_written_down(home: Home) -> None:
    recording = home.film(MOTHER)
    hold = place_hold(home.vault, home.clock, recording, " barnevern ", " Kari ", yes)
    assert (hold.reason, hold.second) == ("barnevern", "Kari")
    home.again()
    with home.vault.work() as work:
        assert work.holds.standing() == [hold]
    assert code_when(lambda: lift_hold(home.vault, home.clock, hold.id, no)) is ErrorCode.SECOND_NOT_CONFIRMED
    with home.vault.work() as work:
        assert len(work.holds.standing()) == 1
    assert lift_hold(home.vault, home.clock, hold.id, yes) == []
    assert lift_hold(home.vault, home.clock, hold.id, yes) == []
    assert lift_hold(home.vault, home.clock, HoldId("none"), yes) == []
    with home.vault.work() as work:
        assert work.holds.standing() == []
        told = [(one.deed, one.subject) for one in work.audit.of(CODE)]
    assert told == [(Deed.HOLD_LIFTED, recording), (Deed.HOLD_PLACED, recording)]
    assert home.films() == {recording}


@pytest.mark.parametrize(
    ("reason", "second", "confirmed", "code"),
    [
        ("", "Kari", True, ErrorCode.HOLD_NEEDS_REASON),
        ("  ", "Kari", True, ErrorCode.HOLD_NEEDS_REASON),
        ("barnevern", " ", True, ErrorCode.HOLD_NEEDS_REASON),
        ("barnevern", "Kari", False, ErrorCode.SECOND_NOT_CONFIRMED),
    ],
)
def test_without_reason_or_second_person_nothing_is_held(home: Home, reason: str, second: str, confirmed: bool, code: ErrorCode) -> None:
    recording = home.film(MOTHER)
    assert code_when(lambda: place_hold(home.vault, home.clock, recording, reason, second, lambda: confirmed)) is code
    with home.vault.work() as work:
        assert (work.holds.standing(), work.audit.of(CODE)) == ([], [])


def test_what_is_gone_or_going_cannot_be_held(home: Home) -> None:
    going, begun = home.film(MOTHER, state=RecordingState.DESTROYING), home.film(MOTHER)
    with home.vault.work() as work:
        order(work, [begun], DeletionRule.FORCED_MISTAKE, NOON)
        first = orders(work)[0]
        work.commit()
    assert _begin(home.vault, home.clock, first)  # and then the process is killed
    for recording in (going, begun, RecordingId("none")):
        code = code_when(lambda recording=recording: place_hold(home.vault, home.clock, recording, "barnevern", "Kari", yes))  # type: ignore[misc]
        assert code is ErrorCode.REEL_MISSING


def test_a_hold_stops_every_deletion_that_is_asked_for(home: Home) -> None:
    recording = home.film(MOTHER)
    visit, _ = home.visit(recording)
    guided, _ = home.visit(recording, used=True)
    hold = place_hold(home.vault, home.clock, recording, "barnevern", "Kari", yes)
    asked = (
        lambda: purge_now(home.vault, home.clock, recording, DeletionRule.FORCED_MISTAKE),
        lambda: erase_visit(home.vault, home.clock, visit, with_films=True),
        lambda: erase_visit(home.vault, home.clock, visit, with_films=False),
        lambda: erase_visit(home.vault, home.clock, guided, with_films=True),
        lambda: erase_person(home.vault, home.clock, MOTHER),
        lambda: erase_family(home.vault, home.clock, CODE),
    )
    for one in asked:
        assert code_when(one) is ErrorCode.RECORDING_ON_HOLD
    assert carry_out(home.vault, home.clock) == []
    with home.vault.work() as work:
        assert work.recordings.get(recording) is not None
        assert len(work.visits.of(CODE)) == 2
        assert len(work.notes.of(CODE)) == 2
        assert work.people.get(MOTHER) is not None
    lift_hold(home.vault, home.clock, hold.id, yes)
    assert home.films() == {recording}
    erase_family(home.vault, home.clock, CODE)
    assert home.films() == set()


def test_a_hold_that_comes_between_the_decision_and_the_deed_wins(home: Home) -> None:
    recording = home.film(MOTHER)
    with home.vault.work() as work:
        order(work, [recording], DeletionRule.FILM_AFTER_FILMING, NOON)
        work.commit()
    hold = place_hold(home.vault, home.clock, recording, "barnevern", "Kari", yes)
    assert carry_out(home.vault, home.clock) == []
    lift_hold(home.vault, home.clock, hold.id, yes)
    assert carry_out(home.vault, home.clock) == []
    assert home.films() == {recording}

"""What is told of an episode is kept, put right, and never about a day that cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.episode import Change, Episode, GoalChange, OutcomeMeasure, ReferralSource, StaffHours, TransferKind
from app.domain.errors import ErrorCode
from app.domain.family import ClosureReason
from app.domain.ids import FamilyCode, HoursId, TransferId
from app.usecases.end_episode import close_episode, reopen_episode
from app.usecases.episode_facts import (
    Beginning,
    Ending,
    EpisodeOnPage,
    add_transfer,
    change_transfer,
    current_episode,
    put_back_transfer,
    remove_transfer,
    tell_episode,
)
from app.usecases.open_family import open_family
from app.usecases.staff_hours import change_hours, enter_hours, hours_of_year, put_hours, remove_hours
from tests.storage.making import code_when
from tests.usecases.caring import TODAY, Home

GONE = FamilyCode("GONE1")
WELL = Ending({OutcomeMeasure.INTERACTION: Change.IMPROVED}, GoalChange.REACHED)
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


@pytest.fixture
def code(home: Home) -> FamilyCode:
    """A family whose episode began ten days ago."""
    home.clock.turn(days=-10)
    code = open_family(home.vault, home.clock).code
    home.clock.turn(days=10)
    return code


def now(home: Home, code: FamilyCode) -> EpisodeOnPage:
    with home.vault.work() as work:
        return current_episode(work, code)


def episode(home: Home, code: FamilyCode) -> Episode:
    return now(home, code).episode


def test_the_beginning_is_kept_and_put_right(home: Home, code: FamilyCode) -> None:
    said = Beginning(TODAY - timedelta(30), ReferralSource.MIDWIFE, 3)
    assert tell_episode(home.vault, home.clock, code, said) == episode(home, code)
    assert (episode(home, code).referred_on, episode(home, code).referral, episode(home, code).stressors) == (
        said.referred_on,
        said.referral,
        3,
    )
    tell_episode(home.vault, home.clock, code, Beginning(referral=ReferralSource.DOCTOR))
    assert (episode(home, code).referred_on, episode(home, code).referral) == (None, ReferralSource.DOCTOR)
    wrong = lambda: tell_episode(home.vault, home.clock, code, Beginning(TOMORROW))  # noqa: E731
    assert code_when(wrong) is ErrorCode.DAY_NOT_POSSIBLE


def test_what_came_of_it_is_told_at_the_end_or_later(home: Home, code: FamilyCode) -> None:
    assert tell_episode(home.vault, home.clock, code, Beginning(), WELL) == episode(home, code)
    assert episode(home, code).goal_change is None  # it has not ended
    close_episode(home.vault, home.clock, code, ClosureReason.COMPLETED, ending=WELL)
    assert (episode(home, code).outcomes, episode(home, code).goal_change) == (WELL.outcomes, WELL.goal_change)
    close_episode(home.vault, home.clock, code, ClosureReason.MOVED, ending=Ending())
    tell_episode(home.vault, home.clock, code, Beginning(stressors=2))
    assert episode(home, code).goal_change is GoalChange.REACHED  # closed already: it keeps its own
    tell_episode(home.vault, home.clock, code, Beginning(), Ending(goal_change=GoalChange.NEARER))
    assert (episode(home, code).outcomes, episode(home, code).goal_change) == ({}, GoalChange.NEARER)
    late = lambda: tell_episode(home.vault, home.clock, code, Beginning(TOMORROW))  # noqa: E731
    assert code_when(late) is ErrorCode.DAY_NOT_POSSIBLE


def test_one_closed_by_a_slip_goes_on_and_another_day_begins_another(home: Home, code: FamilyCode) -> None:
    before = episode(home, code)
    close_episode(home.vault, home.clock, code, ClosureReason.MOVED, ending=WELL)
    reopen_episode(home.vault, home.clock, code)
    assert episode(home, code) == before
    close_episode(home.vault, home.clock, code, ClosureReason.MOVED)
    home.clock.turn(days=1)
    reopen_episode(home.vault, home.clock, code)
    assert episode(home, code).id != before.id
    assert episode(home, code).opened_on == TOMORROW


def test_transfers_are_entered_put_right_taken_away_and_put_back(home: Home, code: FamilyCode) -> None:
    later = add_transfer(home.vault, home.clock, code, TransferKind.STEP_DOWN, TODAY)
    first = add_transfer(home.vault, home.clock, code, TransferKind.STEP_UP, YESTERDAY)
    assert now(home, code).transfers == (first, later)
    changed = change_transfer(home.vault, home.clock, first.id, TransferKind.STEP_OUT, TODAY - timedelta(3))
    assert now(home, code).transfers == (changed, later)
    remove_transfer(home.vault, changed.id)
    remove_transfer(home.vault, changed.id)
    assert now(home, code).transfers == (later,)
    put_back_transfer(home.vault, changed)
    assert now(home, code).transfers == (changed, later)


@pytest.mark.parametrize("on", [TOMORROW, TODAY - timedelta(11)])
def test_a_transfer_is_within_its_episode(home: Home, code: FamilyCode, on: date) -> None:
    there = add_transfer(home.vault, home.clock, code, TransferKind.STEP_UP, TODAY)
    assert code_when(lambda: add_transfer(home.vault, home.clock, code, TransferKind.STEP_UP, on)) is ErrorCode.DAY_NOT_POSSIBLE
    assert code_when(lambda: change_transfer(home.vault, home.clock, there.id, there.kind, on)) is ErrorCode.DAY_NOT_POSSIBLE
    close_episode(home.vault, home.clock, code, ClosureReason.STEPPED_UP, YESTERDAY)
    assert code_when(lambda: add_transfer(home.vault, home.clock, code, TransferKind.STEP_UP, TODAY)) is ErrorCode.DAY_NOT_POSSIBLE
    home.clock.turn(days=1)
    reopen_episode(home.vault, home.clock, code)
    assert now(home, code).transfers == ()  # those of the episode before are its own


def test_of_a_family_that_is_gone_nothing_is_told(home: Home, code: FamilyCode) -> None:
    step = add_transfer(home.vault, home.clock, code, TransferKind.STEP_UP, TODAY)
    with home.vault.work() as work:
        work.families.remove(code)
        work.commit()
    for call in (
        lambda: now(home, GONE),
        lambda: tell_episode(home.vault, home.clock, code, Beginning()),
        lambda: tell_episode(home.vault, home.clock, code, Beginning(), WELL),
        lambda: add_transfer(home.vault, home.clock, code, TransferKind.STEP_UP, TODAY),
        lambda: change_transfer(home.vault, home.clock, TransferId("none"), TransferKind.STEP_UP, TODAY),
        lambda: put_back_transfer(home.vault, step),
        lambda: change_hours(home.vault, home.clock, HoursId("none"), StaffHours.TRAINING, TODAY, 30),
    ):
        assert code_when(call) is ErrorCode.NO_LONGER_THERE


def test_hours_of_a_year(home: Home) -> None:
    first = enter_hours(home.vault, home.clock, StaffHours.TRAINING, date(2026, 1, 1), 60)
    last = enter_hours(home.vault, home.clock, StaffHours.SUPERVISION, TODAY, 90)
    enter_hours(home.vault, home.clock, StaffHours.TRAINING, date(2025, 12, 31), 60)
    year = hours_of_year(home.vault, 2026)
    assert year.entries == (last, first)
    assert year.minutes == {StaffHours.TRAINING: 60, StaffHours.SUPERVISION: 90}
    changed = change_hours(home.vault, home.clock, first.id, StaffHours.SUPERVISION, YESTERDAY, 30)
    assert hours_of_year(home.vault, 2026).minutes == {StaffHours.TRAINING: 0, StaffHours.SUPERVISION: 120}
    remove_hours(home.vault, changed.id)
    remove_hours(home.vault, changed.id)
    assert hours_of_year(home.vault, 2026).entries == (last,)
    put_hours(home.vault, changed)
    assert hours_of_year(home.vault, 2026).entries == (last, changed)
    for call in (
        lambda: enter_hours(home.vault, home.clock, StaffHours.TRAINING, TOMORROW, 60),
        lambda: change_hours(home.vault, home.clock, last.id, StaffHours.TRAINING, TOMORROW, 60),
    ):
        assert code_when(call) is ErrorCode.DAY_NOT_POSSIBLE
    for minutes in (0, 24 * 60 + 1):
        with pytest.raises(ValueError, match="up to a day"):
            enter_hours(home.vault, home.clock, StaffHours.TRAINING, TODAY, minutes)

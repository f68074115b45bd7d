"""What a summary says of a visit, an episode, a transfer or hours; and of whom nothing is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

import pytest

from app.domain.card import CardFilm, CardFilmState
from app.domain.consent import Purpose
from app.domain.episode import Change, Episode, GoalChange, Hours, OutcomeMeasure, ReferralSource, StaffHours, Transfer, TransferKind
from app.domain.errors import ErrorCode
from app.domain.family import ClosureReason, Person, PersonKind, Role
from app.domain.ids import CardId, EpisodeId, HoursId, PersonId, RecordingId, TransferId, VisitId, new_id
from app.domain.outbox import KeptState, OutboxLine
from app.domain.summary import SummaryKind
from app.domain.visit import Visit, VisitKind, VisitPlace, VisitState
from app.usecases.watch_clock import look_at_clock
from app.usecases.withdraw_consent import withdraw_consent
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, TODAY, Home
from tests.usecases.teaming import Laptop, said


@pytest.fixture
def laptop(home: Home) -> Laptop:
    return Laptop(home)


def waiting(laptop: Laptop) -> list[dict[str, object]]:
    """The summaries that wait, in order of day."""
    laptop.prepare()
    return [said(line) for line in laptop.lines(KeptState.WAITING)]


def only(laptop: Laptop) -> dict[str, object]:
    (one,) = waiting(laptop)
    return one


def lines(laptop: Laptop, state: KeptState) -> tuple[OutboxLine, ...]:
    laptop.prepare()
    return laptop.lines(state)


def put_episode(laptop: Laptop, **fields: object) -> Episode:
    with laptop.home.vault.work() as work:
        episode = work.episodes.current(CODE)
        assert episode is not None
        changed: Episode = replace(episode, **fields)  # type: ignore[arg-type]
        work.episodes.put(changed)
        work.commit()
    return changed


def test_every_field_of_a_visit(laptop: Laptop) -> None:
    with laptop.home.vault.work() as work:
        family = work.families.get(CODE)
        assert family is not None
        work.families.put(replace(family, interpreter=True, language="arabisk", name="Hansen"))
        work.commit()
    visit = Visit(
        VisitId(new_id()), CODE, datetime(2026, 11, 20, 9, 30), VisitKind.GUIDANCE, VisitPlace.CLINIC, VisitState.HELD, 50, 31, 12, 3
    )
    laptop.put(replace(visit, took_part=frozenset({FATHER, CHILD})))
    one = only(laptop)
    token = one.pop("episode")
    assert one == {
        "kind": "visit",
        "period": "2026-Q4",
        "visit_number": "1",
        "contact": "guidance",
        "place": "clinic",
        "attendance": "kept",
        "duration": "45-59",
        "travel": "30-44",
        "film_minutes": "11-20",
        "clips_shown": "3-4",
        "child_age": "3-5",
        "caregiver": "other",
        "interpreter": True,
    }
    assert isinstance(token, str) and len(token) == 36 and token[14] == "4"


@pytest.mark.parametrize("state", [one for one in VisitState if one is not VisitState.PLANNED])
def test_every_way_a_visit_can_have_ended_is_counted(laptop: Laptop, state: VisitState) -> None:
    laptop.visit(state=state)
    assert only(laptop)["attendance"] == {"held": "kept"}.get(state.value, state.value)


def test_a_planned_visit_says_nothing(laptop: Laptop) -> None:
    laptop.visit(state=VisitState.PLANNED)
    assert waiting(laptop) == [] and laptop.view().counts == {}


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(1970, 1, 1), date(2100, 1, 1)])
def test_a_visit_of_no_year_there_is_says_nothing(laptop: Laptop, day: date) -> None:
    laptop.visit(day)
    assert waiting(laptop) == []


def test_visits_are_numbered_by_those_that_were_kept(laptop: Laptop) -> None:
    states = [VisitState.HELD, VisitState.NO_ACCESS, VisitState.HELD, VisitState.FAMILY_CANCELLED] + [VisitState.HELD] * 9
    for n, state in enumerate(states):
        laptop.visit(TODAY - timedelta(40 - n), state)
    assert [one["visit_number"] for one in waiting(laptop)] == ["1", "2", "2", "3", "3", "4", "5", "6", "7", "8", "9", "10+", "10+"]


def test_a_visit_that_goes_renumbers_those_after_it(laptop: Laptop) -> None:
    first = laptop.visit(TODAY - timedelta(2))
    laptop.visit(TODAY - timedelta(1))
    laptop.visit(TODAY)
    assert [one["visit_number"] for one in waiting(laptop)] == ["1", "2", "3"]
    laptop.remove(first)
    assert [one["visit_number"] for one in waiting(laptop)] == ["1", "2"]


def test_each_episode_numbers_its_own_and_has_a_name_of_its_own_each_year(laptop: Laptop) -> None:
    put_episode(laptop, opened_on=date(2025, 6, 1), closed_on=date(2026, 2, 1), closure=ClosureReason.COMPLETED)
    with laptop.home.vault.work() as work:
        work.episodes.put(Episode(EpisodeId(new_id()), CODE, opened_on=date(2026, 9, 1)))
        work.commit()
    for day in (date(2025, 7, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 9, 1), date(2026, 10, 1)):
        laptop.visit(day)
    visits = [one for one in waiting(laptop) if one["kind"] == "visit"]
    assert [one["visit_number"] for one in visits] == ["1", "2", "3", "1", "2"]
    tokens = [one["episode"] for one in visits]
    assert tokens[0] == tokens[1] and tokens[3] == tokens[4]
    assert len({tokens[0], tokens[2], tokens[3]}) == 3


def test_an_episode_is_told_when_it_has_ended(laptop: Laptop) -> None:
    laptop.home.all_agree(Purpose.OUTCOME_MEASURES)
    put_episode(
        laptop,
        referred_on=date(2026, 9, 1),
        referral=ReferralSource.MIDWIFE,
        stressors=3,
        outcomes=MappingProxyType({OutcomeMeasure.CONFIDENCE: Change.SAME, OutcomeMeasure.INTERACTION: Change.IMPROVED}),
        goal_change=GoalChange.NEARER,
    )
    assert waiting(laptop) == []
    laptop.visit(date(2026, 9, 20), VisitState.NO_ACCESS)
    laptop.visit(date(2026, 9, 30))
    put_episode(laptop, closed_on=date(2026, 11, 1), closure=ClosureReason.STEPPED_DOWN)
    one = next(one for one in waiting(laptop) if one["kind"] == "episode")
    del one["episode"]
    assert one == {
        "kind": "episode",
        "period": "2026-Q4",
        "referral": "midwife",
        "closure": "stepped_down",
        "waiting": "29-56",
        "stressors": "3-4",
        "measure": "interaction",
        "change": "improved",
        "goal_change": "nearer",
    }


def test_outcomes_are_told_of_those_who_agreed_to_being_asked(laptop: Laptop) -> None:
    outcomes = MappingProxyType({OutcomeMeasure.INTERACTION: Change.WORSE})
    put_episode(laptop, outcomes=outcomes, goal_change=GoalChange.FURTHER, closed_on=TODAY, closure=ClosureReason.OTHER)
    one = only(laptop)
    assert (one["measure"], one["change"], one["goal_change"]) == (None, None, None)
    laptop.home.all_agree(Purpose.OUTCOME_MEASURES)
    one = only(laptop)
    assert (one["measure"], one["change"], one["goal_change"]) == ("interaction", "worse", "further")


def test_what_nobody_entered_is_not_said(laptop: Laptop) -> None:
    put_episode(laptop, closed_on=TODAY)
    one = only(laptop)
    assert (one["referral"], one["closure"], one["waiting"], one["stressors"]) == (None, "other", "not_said", "not_said")


def test_transfers_and_hours(laptop: Laptop) -> None:
    with laptop.home.vault.work() as work:
        episode = work.episodes.current(CODE)
        assert episode is not None
        work.episodes.put_transfer(Transfer(TransferId(new_id()), episode.id, TransferKind.STEP_UP, date(2026, 8, 1)))
        work.hours.put(Hours(HoursId(new_id()), StaffHours.SUPERVISION, date(2026, 10, 1), 90))
        work.commit()
    transfer, hours = waiting(laptop)
    assert (transfer["kind"], transfer["period"], transfer["transfer"]) == ("transfer", "2026-Q3", "step_up")
    assert hours == {"kind": "hours", "period": "2026-Q4", "hours_of": "supervision", "hours": "1-2"}


def test_a_transfer_that_is_taken_back_says_nothing(laptop: Laptop) -> None:
    transfer = TransferId(new_id())
    with laptop.home.vault.work() as work:
        episode = work.episodes.current(CODE)
        assert episode is not None
        work.episodes.put_transfer(Transfer(transfer, episode.id, TransferKind.STEP_OUT, TODAY))
        work.commit()
    assert only(laptop)["transfer"] == "step_out"
    with laptop.home.vault.work() as work:
        work.episodes.remove_transfer(transfer)
        work.commit()
    assert waiting(laptop) == []


# --- consent -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [(), (MOTHER,), (MOTHER, FATHER), (FATHER, CHILD), (MOTHER, CHILD)])
def test_nothing_is_made_until_all_have_agreed(home: Home, who: tuple[PersonId, ...]) -> None:
    laptop = Laptop(home, counted=False)
    for person in who:
        home.agree(person, Purpose.STATISTICS)
    laptop.visit()
    (line,) = lines(laptop, KeptState.NO_CONSENT)
    assert line.body is None and line.kept.reason == ErrorCode.CONSENT_NOT_GIVEN and line.kept.family == CODE
    assert waiting(laptop) == [], "the laptop's own counters do not go alone either"
    home.all_agree(Purpose.STATISTICS)
    assert only(laptop)["kind"] == "visit"


@pytest.mark.parametrize("purpose", [one for one in Purpose if one is not Purpose.STATISTICS])
def test_no_other_consent_will_do(home: Home, purpose: Purpose) -> None:
    laptop = Laptop(home, counted=False)
    home.all_agree(purpose)
    laptop.visit()
    assert len(lines(laptop, KeptState.NO_CONSENT)) == 1 and laptop.lines(KeptState.WAITING) == ()


def test_a_family_in_which_nobody_is_entered(laptop: Laptop) -> None:
    laptop.visit()
    with laptop.home.vault.work() as work:
        for person in work.people.of(CODE):
            work.people.remove(person.id)
        work.commit()
    (line,) = lines(laptop, KeptState.NO_CONSENT)
    assert line.kept.reason == ErrorCode.NOBODY_NAMED


def test_a_neighbour_in_the_picture_need_not_agree(laptop: Laptop) -> None:
    laptop.visit()
    assert only(laptop)["kind"] == "visit"  # `caring` has one who never agreed to anything


def test_a_consent_counts_to_its_last_day(home: Home) -> None:
    laptop = Laptop(home, counted=False)
    for person in (MOTHER, FATHER, CHILD):
        home.agree(person, Purpose.STATISTICS, until=TODAY)
    laptop.visit()
    assert only(laptop)["kind"] == "visit"
    home.clock.turn(days=1)
    (line,) = lines(laptop, KeptState.NO_CONSENT)
    assert line.kept.reason == ErrorCode.CONSENT_EXPIRED and line.body is None, "nobody changed anything, and it is noticed"


def test_a_clock_that_is_put_back_gives_no_consent_back(home: Home) -> None:
    laptop = Laptop(home, counted=False)
    for person in (MOTHER, FATHER, CHILD):
        home.agree(person, Purpose.STATISTICS, until=TODAY)
    home.clock.turn(days=2)
    with home.vault.work() as work:
        assert look_at_clock(work, home.clock)
        work.commit()
    home.clock.turn(days=-3)
    laptop.visit(TODAY - timedelta(5))
    assert len(lines(laptop, KeptState.NO_CONSENT)) == 1


def test_a_withdrawal_takes_back_what_waits(laptop: Laptop) -> None:
    laptop.visit()
    assert only(laptop)["kind"] == "visit"
    withdraw_consent(laptop.home.vault, laptop.home.clock, FATHER, {Purpose.STATISTICS})
    (line,) = lines(laptop, KeptState.NO_CONSENT)
    assert (line.body, line.kept.made, line.kept.reason) == (None, 0, ErrorCode.CONSENT_WITHDRAWN)


def test_somebody_new_in_the_family_has_not_agreed(laptop: Laptop) -> None:
    laptop.visit()
    assert only(laptop)["kind"] == "visit"
    with laptop.home.vault.work() as work:
        work.people.put(Person(PersonId("grandmother"), CODE, PersonKind.CAREGIVER, Role.GRANDPARENT))
        work.commit()
    assert len(lines(laptop, KeptState.NO_CONSENT)) == 1
    laptop.home.agree(PersonId("grandmother"), Purpose.STATISTICS)
    assert only(laptop)["kind"] == "visit"


# --- how the laptop stands ---------------------------------------------------------------------------------------------------------


def counters(laptop: Laptop) -> list[dict[str, object]]:
    laptop.prepare()
    return [said(line) for line in laptop.view().of(KeptState.WAITING) if line.kept.kind is SummaryKind.COUNTERS]


def test_counters_go_along_and_never_alone(laptop: Laptop) -> None:
    laptop.home.film(filmed_on=TODAY - timedelta(100))  # due ten days ago
    assert counters(laptop) == []
    laptop.visit()
    assert counters(laptop) == [
        {"kind": "counters", "period": "2026-Q4", "overdue_deletions": "1-2", "unwiped_cards": "0", "expiring_consents": "0"}
    ]


@pytest.mark.parametrize(("days", "overdue"), [(90, "0"), (91, "1-2")])
def test_what_is_due_today_is_not_overdue_yet(laptop: Laptop, days: int, overdue: str) -> None:
    laptop.home.film(filmed_on=TODAY - timedelta(days))
    laptop.visit()
    assert counters(laptop)[0]["overdue_deletions"] == overdue


def test_a_card_that_still_holds_films_is_counted_once(laptop: Laptop) -> None:
    states = {"a": CardFilmState.COPIED, "b": CardFilmState.VERIFIED, "c": CardFilmState.VERIFIED, "d": CardFilmState.ERASED}
    with laptop.home.vault.work() as work:
        for card, state in states.items():
            for film in ("1", "2"):
                key = card + film
                work.cards.put(CardFilm(CardId(card), key, RecordingId(key), state, laptop.home.clock.now()))
        work.commit()
    laptop.visit()
    assert counters(laptop)[0]["unwiped_cards"] == "3-5"


def test_expiring_consents_are_counted(home: Home) -> None:
    laptop = Laptop(home)
    for person in (MOTHER, FATHER, CHILD):
        home.agree(person, Purpose.FILM, until=TODAY + timedelta(14))
    laptop.visit()
    assert counters(laptop)[0]["expiring_consents"] == "3-5"


def test_a_doubted_clock_names_no_quarter(laptop: Laptop) -> None:
    with laptop.home.vault.work() as work:
        look_at_clock(work, laptop.home.clock)
        work.commit()
    laptop.visit()
    laptop.home.clock.turn(days=3650)
    assert counters(laptop) == [] and len(laptop.lines(KeptState.WAITING)) == 1

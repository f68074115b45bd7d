"""Revisions of a record: what changed becomes a new one, what may have left is never changed, and too many tombstones wait for a look."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.consent import Purpose
from app.domain.episode import StaffHours, TransferKind
from app.domain.errors import ErrorCode
from app.domain.ids import FamilyCode, VisitId
from app.domain.outbox import HELD_NUMBER, KeptState
from app.domain.visit import VisitState
from app.usecases.episode_facts import add_transfer, put_back_transfer, remove_transfer
from app.usecases.erase_family import erase_family
from app.usecases.outbox import leave_out, put_back, release_held
from app.usecases.prepare_summaries import AT_ONCE, prepare_summaries
from app.usecases.staff_hours import enter_hours, put_hours, remove_hours
from app.usecases.withdraw_consent import withdraw_consent
from tests.fakes.base import After, Before
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, TODAY, Home
from tests.usecases.teaming import Laptop, said


@pytest.fixture
def laptop(home: Home) -> Laptop:
    """In a team, and counted."""
    made = Laptop(home)
    made.join()
    return made


def state(laptop: Laptop, visit: VisitId) -> tuple[str, int, int, bool]:
    """State, revisions made and sent, whether the newest is a tombstone."""
    kept = laptop.kept(laptop.record(visit))
    return kept.state.value, kept.made, kept.sent, kept.gone


def withdraw(laptop: Laptop) -> None:
    withdraw_consent(laptop.home.vault, laptop.home.clock, FATHER, {Purpose.STATISTICS})


def enough_sent(laptop: Laptop, many: int = 30) -> list[VisitId]:
    """So many that one tombstone is little."""
    visits = laptop.visits(TODAY - timedelta(n) for n in range(many))
    assert laptop.send().sent == many + 1
    return visits


def test_nothing_to_do(laptop: Laptop) -> None:
    came = laptop.prepare()
    assert (came.made, came.tombstones, came.without_consent, came.held) == (0, 0, 0, 0)
    assert laptop.view().lines == ()


def test_what_was_never_on_its_way_is_replaced(laptop: Laptop) -> None:
    visit = laptop.visit(minutes=20)
    laptop.prepare()
    laptop.change(visit, minutes=50)
    assert laptop.prepare().made == 1
    (line,) = laptop.lines(KeptState.WAITING)
    assert said(line)["duration"] == "45-59" and state(laptop, visit) == ("waiting", 1, 0, False)
    assert len(laptop.view().of(KeptState.WAITING)) == 2, "the laptop's counters go along"


def test_the_same_bytes_are_nothing_new(laptop: Laptop) -> None:
    visit = laptop.visit(minutes=20)
    laptop.send()
    laptop.change(visit, minutes=25)
    assert laptop.prepare().made == 0 and state(laptop, visit) == ("sent", 1, 1, False)


def test_a_correction_is_the_next_revision(laptop: Laptop) -> None:
    visit = laptop.visit(minutes=20)
    laptop.send()
    laptop.change(visit, minutes=50)
    assert laptop.prepare().made == 1 and state(laptop, visit) == ("waiting", 2, 1, False)
    laptop.release()
    assert state(laptop, visit) == ("sent", 2, 2, False)
    assert laptop.counted()[laptop.record(visit)]["duration"] == "45-59"


def test_changed_and_changed_back_before_it_went(laptop: Laptop) -> None:
    visit = laptop.visit(minutes=20)
    laptop.send()
    laptop.change(visit, minutes=50)
    laptop.prepare()
    laptop.change(visit, minutes=20)
    laptop.prepare()
    assert state(laptop, visit) == ("sent", 1, 1, False)


def test_changed_back_after_it_may_have_gone_is_a_revision_too(laptop: Laptop) -> None:
    visit = laptop.visit(minutes=20)
    laptop.send()
    laptop.change(visit, minutes=50)
    laptop.base.trouble.extend([None, *[After()] * 4])
    assert laptop.send().trouble is ErrorCode.BASE_UNREACHABLE
    laptop.change(visit, minutes=20)
    laptop.prepare()
    assert state(laptop, visit) == ("waiting", 3, 1, False)
    laptop.release()
    assert laptop.counted()[laptop.record(visit)]["duration"] == "15-29"


def test_deleted_before_anything_left_leaves_nothing(laptop: Laptop) -> None:
    visit = laptop.visit()
    laptop.prepare()
    record = laptop.record(visit)
    laptop.remove(visit)
    assert laptop.prepare().tombstones == 0
    with laptop.home.vault.work() as work:
        assert work.outbox.kept(record) is None and work.outbox.how_many_due() == 0
    assert laptop.lines(KeptState.WAITING) == ()


def test_planned_again_after_all(laptop: Laptop) -> None:
    visits = enough_sent(laptop)
    never, was = laptop.visit(), visits[0]
    laptop.prepare()
    for one in (never, was):
        laptop.change(one, state=VisitState.PLANNED)
    assert laptop.prepare().tombstones == 1
    assert [line for line in laptop.view().lines if line.kept.about == never] == []
    assert state(laptop, was) == ("waiting", 2, 1, True)
    laptop.change(was, state=VisitState.HELD)
    laptop.prepare()
    assert state(laptop, was) == ("sent", 1, 1, False)


def test_a_tombstone_for_what_may_have_left(laptop: Laptop) -> None:
    enough_sent(laptop)
    visit = laptop.visit()
    laptop.base.trouble.extend([None, *[After()] * 4])
    laptop.send()
    record = laptop.record(visit)
    laptop.remove(visit)
    assert laptop.prepare().tombstones == 1
    assert laptop.release().trouble is None and record not in laptop.counted()
    assert laptop.kept(record).state is KeptState.SENT and laptop.kept(record).gone


@pytest.mark.parametrize("sent", [True, False])
def test_consent_withdrawn_takes_back_what_was_sent(laptop: Laptop, sent: bool) -> None:
    visits = [laptop.visit(TODAY - timedelta(n)) for n in range(3)]
    laptop.send() if sent else laptop.prepare()
    withdraw(laptop)
    came = laptop.prepare()
    assert (came.tombstones, came.without_consent) == ((3, 0) if sent else (0, 3))
    assert came.held == (3 if sent else 0), "three of four is more than a fifth"
    laptop.home.agree(FATHER, Purpose.STATISTICS)
    laptop.prepare()
    assert {state(laptop, one)[0] for one in visits} == {"sent" if sent else "waiting"}


def test_consent_given_again_after_the_tombstone_went(laptop: Laptop) -> None:
    visit = laptop.visit()
    laptop.send()
    withdraw(laptop)
    laptop.prepare()
    release_held(laptop.home.vault, [laptop.record(visit)])
    assert laptop.release().sent == 1 and laptop.counted() == {}
    assert state(laptop, visit) == ("sent", 2, 2, True)
    laptop.home.agree(FATHER, Purpose.STATISTICS)
    laptop.send()
    assert state(laptop, visit) == ("sent", 3, 3, False) and len(laptop.counted()) == 1


def test_consent_that_ran_out_lets_the_base_keep_what_it_has(home: Home) -> None:
    laptop = Laptop(home, counted=False)
    for person in (MOTHER, FATHER, CHILD):
        home.agree(person, Purpose.STATISTICS, until=TODAY)
    laptop.join()
    sent, corrected = laptop.visit(TODAY - timedelta(1), minutes=20), laptop.visit(minutes=20)
    laptop.send()
    home.clock.turn(days=1)
    laptop.change(corrected, minutes=70)
    came = laptop.prepare()
    assert came.tombstones == 0 and laptop.pack() == ()
    assert state(laptop, sent) == ("sent", 1, 1, False)
    laptop.change(corrected, minutes=80)
    laptop.prepare()
    assert len(laptop.counted()) == 2 and laptop.pack() == (), "a correction is something more, and does not go"
    home.all_agree(Purpose.STATISTICS)
    laptop.send()
    assert laptop.counted()[laptop.record(corrected)]["duration"] == "75-89"


def test_consent_that_ran_out_while_it_waited_is_noticed_by_nobodys_doing(home: Home) -> None:
    """Else the batch it lies in would never go, and nobody could tell why."""
    laptop = Laptop(home, counted=False)
    for person in (MOTHER, FATHER, CHILD):
        home.agree(person, Purpose.STATISTICS, until=TODAY)
    laptop.join()
    visit = laptop.visit()
    laptop.prepare()
    home.clock.turn(days=1)
    assert laptop.prepare().without_consent == 1
    assert state(laptop, visit) == ("no_consent", 0, 0, False)
    assert [item.record for packed in laptop.pack() for item in packed.items if item.record == laptop.record(visit)] == []
    home.clock.turn(days=-1)  # it stood wrong, and nobody had believed it
    laptop.prepare()
    assert state(laptop, visit) == ("waiting", 1, 0, False)


def test_left_out_stays_left_out(laptop: Laptop) -> None:
    visit = laptop.visit(minutes=20)
    laptop.prepare()
    record = laptop.record(visit)
    assert leave_out(laptop.home.vault, [record]) == 1
    laptop.change(visit, minutes=50)
    laptop.send()
    assert state(laptop, visit) == ("left_out", 1, 0, False) and laptop.counted() == {}
    assert put_back(laptop.home.vault, [record]) == 1 and put_back(laptop.home.vault, [record]) == 0
    laptop.release()
    assert laptop.counted()[record]["duration"] == "45-59"


@pytest.mark.parametrize(("how", "tried"), [("withdrawn", False), ("expired", False), ("expired", True)])
def test_left_out_stays_left_out_when_they_agree_again(home: Home, how: str, tried: bool) -> None:
    laptop = Laptop(home, counted=False)
    for person in (MOTHER, FATHER, CHILD):
        home.agree(person, Purpose.STATISTICS, until=TODAY)
    laptop.join()
    visit = laptop.visit()
    laptop.prepare()
    if tried:
        laptop.base.trouble.extend([None, *[Before()] * 4])
        laptop.release()
    leave_out(home.vault, [laptop.record(visit)])
    if how == "expired":
        home.clock.turn(days=1)
    else:
        withdraw_consent(home.vault, home.clock, FATHER, {Purpose.STATISTICS})
    laptop.prepare()
    home.clock.turn(minutes=1)
    home.all_agree(Purpose.STATISTICS)
    laptop.send()
    assert laptop.kept(laptop.record(visit)).state is KeptState.LEFT_OUT and laptop.counted() == {}


def test_hours_that_were_taken_away_by_a_slip_go_on_as_the_record_they_were(laptop: Laptop) -> None:
    store, clock = laptop.home.vault, laptop.home.clock
    for made_between in (True, False):
        hours = enter_hours(store, clock, StaffHours.TRAINING, TODAY, 60)
        laptop.send()
        remove_hours(store, hours.id)
        if made_between:
            laptop.prepare()
        put_hours(store, hours)
        laptop.prepare()
        remove_hours(store, hours.id)
        laptop.prepare()
        release_held(store, [line.kept.record for line in laptop.lines(KeptState.HELD)])
        laptop.send()
        assert laptop.counted() == {}
        put_hours(store, hours)
        laptop.send()
        assert [said["kind"] for said in laptop.counted().values()] == ["hours"] and laptop.lines(KeptState.WAITING) == ()
        remove_hours(store, hours.id)
        laptop.prepare()
        release_held(store, [line.kept.record for line in laptop.lines(KeptState.HELD)])
        laptop.send()


def test_a_transfer_that_was_right_after_all(laptop: Laptop) -> None:
    store, clock = laptop.home.vault, laptop.home.clock
    transfer = add_transfer(store, clock, laptop.home.code, TransferKind.STEP_UP, TODAY)
    laptop.send()
    remove_transfer(store, transfer.id)
    laptop.prepare()
    put_back_transfer(store, transfer)
    laptop.send()
    assert [said["transfer"] for said in laptop.counted().values()] == ["step_up"]


def test_a_tombstone_is_not_left_out(laptop: Laptop) -> None:
    visits = enough_sent(laptop)
    laptop.change(visits[0], minutes=50)
    laptop.prepare()
    record = laptop.record(visits[0])
    leave_out(laptop.home.vault, [record])
    laptop.remove(visits[0])
    laptop.prepare()
    assert laptop.kept(record).state is KeptState.WAITING
    assert leave_out(laptop.home.vault, [record]) == 0


# --- held ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "removed", "held"),
    [
        (30, 5, False),
        (30, 6, True),  # the figures that were promised, whatever the program calls them
        (9, 2, False),  # with the counters 10: a fifth exactly
        (9, 3, True),
        (8, 2, True),
        (1, 1, True),
    ],
)
def test_too_many_tombstones_are_held(laptop: Laptop, sent: int, removed: int, held: bool) -> None:
    visits = enough_sent(laptop, sent)
    laptop.remove(*visits[:removed])
    # the later visits have other numbers now: these are corrections, and wait
    assert laptop.prepare().held == (removed if held else 0)
    assert len(laptop.lines(KeptState.HELD)) == (removed if held else 0)


def test_released_is_released_for_good(laptop: Laptop) -> None:
    visits = enough_sent(laptop)
    laptop.remove(*visits[:8])
    laptop.prepare()
    held = [line.kept.record for line in laptop.lines(KeptState.HELD)]
    assert release_held(laptop.home.vault, held) == 8
    laptop.remove(visits[8])
    assert laptop.prepare().held == 0, "those that somebody has looked at count no more"
    laptop.release()
    assert len(laptop.counted()) == 21


def test_trickling_deletions_are_held_together(laptop: Laptop) -> None:
    visits = enough_sent(laptop)
    for n, visit in enumerate(visits[: HELD_NUMBER + 1]):
        laptop.remove(visit)
        assert laptop.prepare().held == (0 if n < HELD_NUMBER else HELD_NUMBER + 1)


def test_an_erased_family_owes_tombstones_only_for_what_may_have_left(laptop: Laptop) -> None:
    sent = [laptop.visit(TODAY - timedelta(n), minutes=20) for n in range(3)]
    laptop.send()
    records = [laptop.record(visit) for visit in sent]
    laptop.visit(TODAY - timedelta(9))
    laptop.prepare()
    erase_family(laptop.home.vault, laptop.home.clock, CODE)
    came = laptop.prepare()
    assert (came.tombstones, came.held) == (3, 3)
    assert sorted(line.kept.record for line in laptop.lines(KeptState.HELD)) == sorted(records)
    assert all(line.kept.about is None and line.kept.family is None and line.on == "" for line in laptop.lines(KeptState.HELD))
    release_held(laptop.home.vault, records)
    laptop.release()
    assert laptop.counted() == {}
    assert all(sorted(of) == [2] for record, of in laptop.base.revisions.items() if record in records)


def test_a_tombstone_that_waits_goes_though_the_family_is_erased_too(laptop: Laptop) -> None:
    visit = laptop.visit()
    laptop.send()
    record = laptop.record(visit)
    withdraw(laptop)
    laptop.prepare()
    erase_family(laptop.home.vault, laptop.home.clock, CODE)
    laptop.prepare()
    release_held(laptop.home.vault, [record])
    backup = laptop.base.copy()
    assert laptop.release().sent == 1 and laptop.counted() == {}
    laptop.base.restore(backup)
    laptop.send()
    laptop.send()
    assert laptop.counted() == {}


# --- many, and stopped in the middle -----------------------------------------------------------------------------------------------


def many_visits(laptop: Laptop, many: int) -> None:
    laptop.visits(date(2020, 1, 1) + timedelta(n) for n in range(many))


def test_a_stop_leaves_the_rest_due(laptop: Laptop) -> None:
    many_visits(laptop, AT_ONCE + 5)
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        laptop.cancel.set = True

    came = prepare_summaries(laptop.home.vault, laptop.home.clock, laptop.codec, progress, laptop.cancel)
    assert came.made == AT_ONCE and told == [(AT_ONCE, AT_ONCE + 5)] and laptop.view().due == 5
    laptop.cancel.set = False
    assert laptop.prepare().made == 5


def test_another_family_is_not_touched(laptop: Laptop, home: Home) -> None:
    other = FamilyCode("B4CDE")
    enough_sent(laptop)
    with home.vault.work() as work:
        work.families.add(other, home.clock.now())
        work.commit()
    erase_family(home.vault, home.clock, other)
    came = laptop.prepare()
    assert (came.made, came.tombstones) == (0, 0)

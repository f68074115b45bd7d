"""Sending: exactly what was shown, written down before it goes, and called sent only when the receipt says so, item by item."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.base_ports import ItemAnswer, ItemOutcome
from app.domain.audit import Deed
from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.fingerprint import fingerprint
from app.domain.outbox import MOST_ITEMS, KeptState
from app.domain.visit import VisitState
from app.usecases.erase_family import erase_family
from app.usecases.leave_team import leave_team
from app.usecases.outbox import leave_out, put_back, release_held, try_again
from app.usecases.pacing import LONGEST_ASKED_S, TRIES, Pauses, patiently
from app.usecases.what_left import check_what_left, left, left_items
from app.usecases.withdraw_consent import withdraw_consent
from tests.fakes.base import After, Before, NoWaiting
from tests.storage.making import code_when
from tests.usecases.caring import CODE, FATHER, TODAY, Home
from tests.usecases.importing import Token
from tests.usecases.teaming import Laptop


@pytest.fixture
def laptop(home: Home) -> Laptop:
    made = Laptop(home)
    made.join()
    return made


def visits(laptop: Laptop, many: int) -> None:
    laptop.visits(TODAY - timedelta(n) for n in range(many))


# --- what is shown is what goes ------------------------------------------------------------------------------------------------------


def test_nobody_sends_without_a_team(home: Home) -> None:
    laptop = Laptop(home)
    laptop.visit()
    laptop.prepare()
    assert code_when(laptop.pack) is ErrorCode.NOT_IN_TEAM
    assert code_when(lambda: laptop.release(())) is ErrorCode.NOT_IN_TEAM
    assert laptop.base.calls == []


def test_the_body_that_was_shown_is_the_one_that_goes(laptop: Laptop) -> None:
    visits(laptop, 3)
    laptop.prepare()
    (packed,) = laptop.pack()
    assert laptop.release((packed,)).sent == 4
    assert laptop.base.bodies == [packed.body] and len(packed.body) % 4096 == 0
    assert [item["record"] for item in json.loads(packed.body)["items"]] == [item.record for item in packed.items]


def test_a_hundred_at_a_time_in_an_order_that_tells_nothing(laptop: Laptop) -> None:
    visits(laptop, MOST_ITEMS + 20)
    laptop.prepare()
    packs = laptop.pack()
    assert [len(packed.items) for packed in packs] == [MOST_ITEMS, 21]
    records = [item.record for packed in packs for item in packed.items]
    assert records == sorted(records)
    assert laptop.release(packs).sent == MOST_ITEMS + 21
    assert len(laptop.counted()) == MOST_ITEMS + 20


def test_what_left_is_kept_with_its_bytes_and_its_receipt(laptop: Laptop) -> None:
    visits(laptop, 2)
    laptop.prepare()
    (packed,) = laptop.pack()
    laptop.release((packed,))
    (departure,) = left(laptop.home.vault, 10)
    assert departure.parcel.batch == packed.batch and departure.items == 3 and departure.received == 1
    assert departure.parcel.body_digest == hashlib.sha256(packed.body).hexdigest()
    assert departure.parcel.base == fingerprint(bytes.fromhex(laptop.base.key)) and departure.receipt.endswith(packed.batch.encode())
    assert left_items(laptop.home.vault, packed.batch) == packed.items
    assert check_what_left(laptop.home.vault) is None
    with laptop.home.vault.work() as work:
        assert [(one.deed, one.subject) for one in work.audit.last(1)] == [(Deed.SUMMARIES_SENT, packed.batch)]


def test_what_left_by_pages(laptop: Laptop) -> None:
    for n in range(3):
        laptop.visit(TODAY - timedelta(n))
        laptop.send()
    assert [one.number for one in left(laptop.home.vault, 2)] == [3, 2]
    assert [one.number for one in left(laptop.home.vault, 2, before=2)] == [1]


def test_after_erasing_only_digests_of_what_left_are_here(laptop: Laptop) -> None:
    visits(laptop, 2)
    laptop.prepare()
    (packed,) = laptop.pack()
    laptop.release((packed,))
    erase_family(laptop.home.vault, laptop.home.clock, CODE)
    items = left_items(laptop.home.vault, packed.batch)
    assert [one.digest for one in items] == [one.digest for one in packed.items]
    assert sum(one.body is None for one in items) == 2, "the laptop's own counters are of no family"
    assert check_what_left(laptop.home.vault) is None


# --- what changed since it was shown -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["withdrawn", "expired", "erased", "left_out", "changed", "deleted", "planned"])
def test_what_is_no_more_as_it_was_shown_does_not_go(home: Home, what: str) -> None:
    laptop = Laptop(home, counted=False)
    for person in ("mother", "father", "child"):
        home.agree(person, Purpose.STATISTICS, until=TODAY)  # type: ignore[arg-type]
    laptop.join()
    visit = laptop.visit(minutes=20)
    laptop.prepare()
    packs = laptop.pack()
    if what == "withdrawn":
        withdraw_consent(home.vault, home.clock, FATHER, {Purpose.STATISTICS})
    elif what == "expired":
        home.clock.turn(days=1)
    elif what == "erased":
        erase_family(home.vault, home.clock, CODE)
    elif what == "left_out":
        leave_out(home.vault, [laptop.record(visit)])
    elif what == "changed":
        laptop.change(visit, minutes=50)
        laptop.prepare()
    elif what == "planned":
        laptop.change(visit, state=VisitState.PLANNED)
    else:
        laptop.remove(visit)
    came = laptop.release(packs)
    assert (came.sent, came.changed, came.trouble) == (0, 2, None)
    assert laptop.base.bodies == [] and left(home.vault, 1) == ()


def test_consent_withdrawn_while_the_network_is_waited_for(laptop: Laptop) -> None:
    class Withdrawing(NoWaiting):
        def wait(self, seconds: float) -> bool:
            withdraw_consent(laptop.home.vault, laptop.home.clock, FATHER, {Purpose.STATISTICS})
            return super().wait(seconds)

    laptop.visit()
    laptop.prepare()
    laptop.pacer = Withdrawing()
    laptop.base.trouble.extend([None, Before()])
    came = laptop.release()
    assert (came.sent, came.changed, came.trouble) == (0, 2, None) and laptop.base.bodies == []


def test_however_often_it_is_tried_it_left_once(laptop: Laptop) -> None:
    laptop.visit()
    laptop.prepare()
    laptop.base.trouble.extend([None, Before(), After()])
    assert laptop.release().sent == 2
    with laptop.home.vault.work() as work:
        deeds = [one.deed for one in work.audit.last(10)]
    assert deeds.count(Deed.SUMMARIES_SENT) == 1 == len(left(laptop.home.vault, 10))


def test_other_batches_go_all_the_same(laptop: Laptop) -> None:
    visits(laptop, MOST_ITEMS + 20)
    laptop.prepare()
    first, second = laptop.pack()
    leave_out(laptop.home.vault, [first.items[0].record])
    came = laptop.release((first, second))
    assert (came.sent, came.changed, came.waiting) == (21, MOST_ITEMS, MOST_ITEMS - 1)


def test_locked_while_it_was_under_way(laptop: Laptop) -> None:
    def lock(answer: ItemAnswer) -> ItemAnswer:
        laptop.home.vault.close()
        return answer

    visit = laptop.visit()
    laptop.prepare()
    laptop.base.spoils = lock
    packs = laptop.pack()
    assert code_when(lambda: laptop.release(packs)) is ErrorCode.VAULT_LOCKED
    laptop.home.again()
    laptop.base.spoils = lambda answer: answer
    assert laptop.kept(laptop.record(visit)).state is KeptState.WAITING, "without a receipt nothing is called sent"
    assert laptop.send().sent == 2 and list(laptop.counted()) == [laptop.record(visit)]


def test_somebody_who_left_the_team_meanwhile_sends_nothing(laptop: Laptop) -> None:
    laptop.visit()
    laptop.prepare()
    packs = laptop.pack()
    leave_team(laptop.home.vault, laptop.home.clock, laptop.base)
    assert code_when(lambda: laptop.release(packs)) is ErrorCode.NOT_IN_TEAM
    assert laptop.base.bodies == []


def test_left_while_the_network_is_waited_for(laptop: Laptop) -> None:
    class Leaving(NoWaiting):
        def wait(self, seconds: float) -> bool:
            leave_team(laptop.home.vault, laptop.home.clock, laptop.base)
            return super().wait(seconds)

    laptop.visit()
    laptop.prepare()
    laptop.pacer = Leaving()
    laptop.base.trouble.extend([None, Before()])  # the greeting, and the first try
    assert code_when(laptop.release) is ErrorCode.NOT_IN_TEAM
    assert laptop.base.calls == ["enrol", "greet", "send", "leave"], "nothing more was asked of a base that was left"


# --- receipts, item by item ----------------------------------------------------------------------------------------------------------


def spoil(laptop: Laptop, **wrong: object) -> None:
    laptop.base.spoils = lambda answer: replace(answer, **wrong) if answer.record == min(laptop.base.revisions) else answer  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "state", "reason"),
    [
        ({}, KeptState.SENT, ""),
        ({"outcome": ItemOutcome.SAME}, KeptState.SENT, ""),
        ({"outcome": ItemOutcome.CONFLICT}, KeptState.QUARANTINED, "conflict"),
        ({"outcome": ItemOutcome.REFUSED, "refusal": "not_valid"}, KeptState.QUARANTINED, "not_valid"),
        ({"outcome": ItemOutcome.REFUSED, "refusal": "unknown_schema"}, KeptState.QUARANTINED, "unknown_schema"),
        ({"outcome": ItemOutcome.REFUSED, "refusal": "erased"}, KeptState.QUARANTINED, "erased"),
        ({"outcome": ItemOutcome.REFUSED, "refusal": "not_valid", "digest": ""}, KeptState.QUARANTINED, "not_valid"),
        ({"digest": "0" * 64}, KeptState.QUARANTINED, "digest_differs"),
        ({"digest": ""}, KeptState.QUARANTINED, "digest_differs"),
        ({"outcome": ItemOutcome.SAME, "digest": "0" * 64}, KeptState.QUARANTINED, "digest_differs"),
        ({"outcome": ItemOutcome.UNKNOWN, "digest": ""}, KeptState.WAITING, ""),
        ({"revision": 7}, KeptState.WAITING, ""),
        ({"record": "11111111-1111-4111-8111-111111111111"}, KeptState.WAITING, ""),
    ],
)
def test_each_item_by_what_the_receipt_says_of_it(laptop: Laptop, wrong: dict[str, object], state: KeptState, reason: str) -> None:
    visits(laptop, 4)
    spoil(laptop, **wrong)
    came = laptop.send()
    one = laptop.kept(min(laptop.base.revisions))
    assert (one.state, one.reason) == (state, reason)
    assert laptop.view().counts[KeptState.SENT] == (5 if state is KeptState.SENT else 4), "one that is refused keeps no other back"
    assert came.quarantined == (state is KeptState.QUARANTINED) and came.sent == laptop.view().counts[KeptState.SENT]


def test_what_the_receipt_leaves_out_waits(laptop: Laptop) -> None:
    visits(laptop, 2)
    laptop.base.spoils = lambda _answer: None
    came = laptop.send()
    assert (came.sent, came.waiting) == (0, 3)
    laptop.base.spoils = lambda answer: answer
    assert laptop.release().sent == 3 and len(laptop.counted()) == 2


def test_a_change_while_it_was_under_way_waits_as_the_next_revision(laptop: Laptop) -> None:
    visit = laptop.visit(minutes=20)
    laptop.prepare()

    def meanwhile(answer: ItemAnswer) -> ItemAnswer:
        if answer.record == laptop.record(visit):
            laptop.change(visit, minutes=50)
            laptop.prepare()
        return answer

    laptop.base.spoils = meanwhile
    assert laptop.release().sent == 2
    kept = laptop.kept(laptop.record(visit))
    assert (kept.state, kept.made, kept.sent) == (KeptState.WAITING, 2, 1)


def test_erased_while_it_was_under_way_is_taken_back(laptop: Laptop) -> None:
    visit = laptop.visit()
    laptop.prepare()
    record = laptop.record(visit)

    def meanwhile(answer: ItemAnswer) -> ItemAnswer:
        if answer.record == record:
            laptop.remove(visit)
        return answer

    laptop.base.spoils = meanwhile
    laptop.release()
    laptop.prepare()
    release_held(laptop.home.vault, [record])
    laptop.base.spoils = lambda answer: answer
    laptop.release()
    assert laptop.counted() == {} and sorted(laptop.base.revisions[record]) == [2]


def test_out_of_quarantine_once_the_base_takes_it(laptop: Laptop) -> None:
    visit = laptop.visit()
    laptop.base.refusing = lambda item: "unknown_schema" if item["record"] == laptop.record(visit) else ""
    laptop.send()
    (line,) = laptop.lines(KeptState.QUARANTINED)
    laptop.base.refusing = lambda _item: ""
    assert laptop.send().sent == 0, "it does not try by itself for ever"
    assert try_again(laptop.home.vault, laptop.home.clock, laptop.codec, [line.kept.record]) == 1
    assert laptop.release().sent == 1 and laptop.counted()
    assert try_again(laptop.home.vault, laptop.home.clock, laptop.codec, [line.kept.record]) == 0


def test_what_the_base_erased_stays_in_quarantine(laptop: Laptop) -> None:
    """It would be refused again for ever; it goes once the list of what is erased is accepted."""
    record = laptop.record(laptop.visit())
    laptop.base.erased.add(record)
    laptop.send()
    assert laptop.kept(record).state is KeptState.QUARANTINED
    assert try_again(laptop.home.vault, laptop.home.clock, laptop.codec, [record]) == 0
    assert laptop.kept(record).state is KeptState.QUARANTINED


def test_a_corrected_summary_leaves_quarantine_by_itself(laptop: Laptop) -> None:
    visit = laptop.visit(minutes=20)
    laptop.base.refusing = lambda item: "not_valid" if item["record"] == laptop.record(visit) and item["revision"] == 1 else ""
    laptop.send()
    laptop.change(visit, minutes=50)
    assert laptop.send().sent == 1
    assert laptop.counted()[laptop.record(visit)]["duration"] == "45-59"


@pytest.mark.parametrize("gone", [False, True])
def test_after_a_conflict_it_goes_under_a_new_number(laptop: Laptop, gone: bool) -> None:
    visit = laptop.visit(minutes=20)
    record = laptop.record(visit)
    laptop.base.revisions[record] = dict.fromkeys((1, 2, 3), b"what another laptop sent")
    laptop.send()
    assert laptop.kept(record).reason == "conflict"
    if gone:
        laptop.remove(visit)
        laptop.prepare()
        release_held(laptop.home.vault, [record])
        laptop.release()
        assert laptop.kept(record).reason == "conflict"
    assert try_again(laptop.home.vault, laptop.home.clock, laptop.codec, [record]) == 1
    release_held(laptop.home.vault, [record])
    laptop.release()
    assert laptop.kept(record).state is KeptState.SENT and laptop.kept(record).made > 100
    assert (record in laptop.counted()) is not gone


# --- what goes wrong on the way ------------------------------------------------------------------------------------------------------


PASSING = [ErrorCode.BASE_UNREACHABLE, ErrorCode.BASE_BUSY, ErrorCode.BASE_TROUBLE]
LASTING = [
    ErrorCode.BASE_NOT_THE_ONE,
    ErrorCode.BASE_CERTIFICATE,
    ErrorCode.BASE_REFUSED,
    ErrorCode.BASE_KEY_MISSING,
    ErrorCode.BASE_NEWER,
    ErrorCode.BASE_OLDER,
    ErrorCode.KEYRING_LOCKED,
]


@pytest.mark.parametrize("code", PASSING)
def test_what_may_pass_is_tried_again(laptop: Laptop, code: ErrorCode) -> None:
    laptop.visit()
    laptop.base.trouble.extend([Before(code), None, Before(code), After(code)])
    came = laptop.send()
    assert (came.sent, came.trouble) == (2, None) and len(laptop.pacer.waited) == 3
    assert len(set(laptop.base.bodies)) == 1, "the same bytes each time"
    assert len(left(laptop.home.vault, 10)) == 1 and len(laptop.counted()) == 1


@pytest.mark.parametrize("code", [*PASSING, *LASTING])
@pytest.mark.parametrize("fault", [Before, After])
@pytest.mark.parametrize("call", [0, 1])
def test_what_does_not_pass_leaves_everything_waiting(laptop: Laptop, code: ErrorCode, fault: type[Before | After], call: int) -> None:
    visits(laptop, 2)
    tries = TRIES if code in PASSING else 1
    laptop.base.trouble.extend([*[None] * call, *[fault(code)] * tries])
    came = laptop.send()
    assert (came.sent, came.waiting, came.trouble) == (0, 3, code)
    assert len(laptop.base.calls) == call + tries + 1  # and joining
    assert laptop.release().sent == 3 and len(laptop.counted()) == 2
    assert check_what_left(laptop.home.vault) is None


def test_the_first_batch_that_fails_keeps_the_rest_here(laptop: Laptop) -> None:
    visits(laptop, 2 * MOST_ITEMS + 20)
    laptop.base.trouble.extend([None, None, *[Before()] * TRIES])
    came = laptop.send()
    assert (came.sent, came.trouble) == (MOST_ITEMS, ErrorCode.BASE_UNREACHABLE) and came.waiting == MOST_ITEMS + 21
    assert laptop.base.calls.count("send") == 1 + TRIES
    assert laptop.release().sent == MOST_ITEMS + 21


def test_a_base_that_is_not_ours_gets_no_body(laptop: Laptop) -> None:
    laptop.visit()
    laptop.base.key = "ab" * 32
    assert laptop.send().trouble is ErrorCode.BASE_NOT_THE_ONE
    assert laptop.base.bodies == [] and left(laptop.home.vault, 1) == ()


def test_waiting_is_random_grows_and_does_as_the_base_asks() -> None:
    pacer, asked = NoWaiting(), iter([0, 0, 30, 0])

    def ask() -> None:
        raise Circumstance(ErrorCode.BASE_BUSY, seconds=next(asked))

    most: list[float] = []

    def jitter(_least: float, upper: float) -> float:
        most.append(upper)
        return upper / 2

    assert code_when(lambda: patiently(ask, pacer, jitter)) is ErrorCode.BASE_BUSY
    assert most == [1, 2, 4] and pacer.waited == [0.5, 1, 30]


def test_no_base_makes_a_laptop_wait_for_hours() -> None:
    pacer = NoWaiting(patience=0)

    def ask() -> None:
        raise Circumstance(ErrorCode.BASE_BUSY, seconds=86_400)

    assert code_when(lambda: patiently(ask, pacer)) is ErrorCode.CANCELLED
    assert pacer.waited == [LONGEST_ASKED_S]


def test_pauses_end_when_somebody_stops() -> None:
    stopped = Token()
    assert Pauses(stopped).wait(0.01)
    stopped.set = True
    assert not Pauses(stopped).wait(3600)


def test_stopping_while_a_batch_is_on_its_way(laptop: Laptop) -> None:
    """The base has it, and nobody has heard so: it is not called sent, and comes again as the same bytes."""
    visit = laptop.visit()
    laptop.prepare()
    laptop.base.trouble.extend([None, After(ErrorCode.CANCELLED)])
    came = laptop.release()
    assert (came.sent, came.waiting, came.trouble) == (0, 2, ErrorCode.CANCELLED)
    assert laptop.base.calls.count("send") == 1, "whoever stopped did not ask for another try"
    assert laptop.kept(laptop.record(visit)).sent == 0
    came = laptop.send()
    assert (came.sent, came.waiting, came.trouble) == (2, 0, None)
    first, second = (json.loads(body)["items"] for body in laptop.base.bodies)
    assert first == second


def test_stopping_between_batches(laptop: Laptop) -> None:
    visits(laptop, MOST_ITEMS + 20)
    laptop.prepare()

    def stop(answer: ItemAnswer) -> ItemAnswer:
        laptop.cancel.set = True
        return answer

    laptop.base.spoils = stop
    came = laptop.release()
    assert (came.sent, came.waiting, came.trouble) == (MOST_ITEMS, 21, ErrorCode.CANCELLED)


@pytest.mark.parametrize("years", [-10, 10])
def test_ten_years_off_the_clock_lose_nothing(laptop: Laptop, years: int) -> None:
    laptop.visit(minutes=20)
    laptop.home.clock.turn(days=365 * years)
    assert laptop.send().trouble is None
    laptop.home.clock.turn(days=-365 * years)
    laptop.visit(TODAY - timedelta(1))
    assert laptop.send().trouble is None
    assert len(laptop.counted()) == 2 and check_what_left(laptop.home.vault) is None


# --- a base that was restored from a backup ------------------------------------------------------------------------------------------


def test_what_a_restored_base_lost_goes_again_as_the_same_bytes(laptop: Laptop) -> None:
    first = laptop.visit(TODAY - timedelta(9))
    laptop.send()
    backup = laptop.base.copy()
    laptop.visit(TODAY - timedelta(8))
    laptop.change(first, minutes=50)
    laptop.send()
    whole = {record: dict(of) for record, of in laptop.base.revisions.items()}
    laptop.base.restore(backup)
    came = laptop.send()
    assert (came.restored, came.sent, came.waiting) == (2, 0, 2)
    assert laptop.release().sent == 2
    assert {record: of[max(of)] for record, of in laptop.base.revisions.items()} == {record: of[max(of)] for record, of in whole.items()}
    assert laptop.release().restored == 0


def test_noticed_from_a_receipt_too(laptop: Laptop) -> None:
    laptop.visit(TODAY - timedelta(9))
    backup = laptop.base.copy()
    laptop.send()
    laptop.visit(TODAY - timedelta(8))
    laptop.prepare()
    (packed,) = laptop.pack()
    greet = laptop.base.greet

    def greet_and_be_restored(member: object, cancel: object) -> object:
        greeting = greet(member, cancel)  # type: ignore[arg-type]
        laptop.base.restore(backup)
        return greeting

    laptop.base.greet = greet_and_be_restored  # type: ignore[method-assign,assignment]
    came = laptop.release((packed,))
    laptop.base.greet = greet  # type: ignore[method-assign]
    assert (came.sent, came.restored) == (1, 2)
    assert laptop.release().sent == 2 and len(laptop.counted()) == 2


def test_a_correction_taken_back_after_the_base_lost_its_forerunner(laptop: Laptop) -> None:
    visit = laptop.visit(minutes=20)
    backup = laptop.base.copy()
    laptop.send()
    laptop.base.restore(backup)
    laptop.change(visit, minutes=50)
    laptop.prepare()
    laptop.release(())  # only asks
    laptop.change(visit, minutes=20)
    laptop.send()
    assert laptop.counted()[laptop.record(visit)]["duration"] == "15-29"


def test_tombstones_that_a_restored_base_lost_go_again_without_being_held(laptop: Laptop) -> None:
    visit = laptop.visit()
    laptop.send()
    backup = laptop.base.copy()
    record = laptop.record(visit)
    laptop.remove(visit)
    laptop.prepare()
    release_held(laptop.home.vault, [record])
    laptop.release()
    laptop.base.restore(backup)
    assert laptop.send().restored == 1
    assert laptop.prepare().held == 0
    laptop.release()
    assert laptop.counted() == {}


def test_a_vault_out_of_a_backup_tells_all_anew_and_nothing_twice(laptop: Laptop) -> None:
    changed, never_sent = laptop.visit(TODAY - timedelta(3), minutes=20), laptop.visit(TODAY - timedelta(2), minutes=20)
    laptop.prepare()
    assert leave_out(laptop.home.vault, [laptop.record(never_sent)]) == 1
    laptop.visit(TODAY - timedelta(1))
    laptop.send()
    # what happened after the backup, on the vault that is lost: a correction was sent
    record = laptop.record(changed)
    laptop.base.revisions[record][2] = laptop.codec.encode(record, 2, None)
    with laptop.home.vault.work() as work:
        work.outbox.raise_floor()
        work.commit()
    came = laptop.send()
    assert (came.quarantined, came.trouble) == (0, None) and laptop.prepare().made == 0
    assert len(laptop.counted()) == 2 and laptop.counted()[record]["duration"] == "15-29"
    put_back(laptop.home.vault, [laptop.record(never_sent)])
    assert laptop.release().sent == 1 and len(laptop.counted()) == 3
    assert min(max(of) for of in laptop.base.revisions.values() if b"counters" not in of[max(of)]) > 100


def test_a_laptop_restored_from_a_backup_asks_nothing_of_a_newer_base(laptop: Laptop) -> None:
    laptop.visit()
    laptop.send()
    laptop.base.devices = {device: stored + 50 for device, stored in laptop.base.devices.items()}
    laptop.visit(TODAY - timedelta(1))
    assert laptop.send().restored == 0

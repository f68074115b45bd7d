"""The whole laptop side against a simple model: whatever happens in whatever order, in the end the base counts exactly the visits that are
there and agreed to, and on the way nothing is called sent that the base does not have, and nothing goes without consent.

What happens: visits come, change, are planned again and deleted; consent is withdrawn, given, and runs out; batches are prepared, looked
at, kept back and sent, also those that were looked at long ago; the network fails before and after; the base is restored from a
backup, also from one that knows nothing of this laptop; the team is left and joined again; the program starts anew.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from app.base_ports import ItemAnswer
from app.domain.consent import Purpose
from app.domain.errors import ErrorCode
from app.domain.ids import RecordId, VisitId
from app.domain.outbox import KeptState
from app.domain.summary import SummaryKind, minutes_band
from app.domain.visit import VisitState
from app.usecases.leave_team import leave_team
from app.usecases.outbox import leave_out, put_back, release_held
from app.usecases.release_summaries import Packed
from app.usecases.what_left import check_what_left
from app.usecases.withdraw_consent import withdraw_consent
from tests.fakes.base import After, Before, Trouble
from tests.usecases.caring import CHILD, FATHER, MOTHER, Home
from tests.usecases.teaming import Laptop

FIRST = date(2026, 9, 1)
STATES = [VisitState.HELD, VisitState.HELD, VisitState.NO_ACCESS, VisitState.PLANNED]
TROUBLES = [
    None,
    None,
    Before(),
    After(),
    After(ErrorCode.BASE_TROUBLE),
    Before(ErrorCode.BASE_NOT_THE_ONE),
    After(ErrorCode.BASE_CERTIFICATE),
    After(ErrorCode.CANCELLED),  # stopped when the base had it already
]
which = st.integers(min_value=0, max_value=11)


@dataclass
class Seen:
    """A visit as the model knows it."""

    day: date
    state: VisitState
    minutes: int


class LaptopAndBase(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ss-machine-"))
        self.laptop = Laptop(Home(self.folder / "vault"))
        self.home = self.laptop.home
        self.laptop.join()
        self.visits: dict[VisitId, Seen] = {}
        self.entered = 0
        self.agreed_until: date | None = date.max  # the last day on which all agree; None while somebody does not
        self.packs: tuple[Packed, ...] = ()
        self.backup = self.laptop.base.copy()
        self.meanwhile: Callable[[], object] | None = None  # what happens between the base's answer and its being read
        self.lost = False  # the base was restored, and the laptop has not heard
        self.laptop.base.spoils = self.arrives
        for state in (VisitState.HELD, VisitState.NO_ACCESS, VisitState.HELD):
            self.visit(state, 20)
        self.send([], fresh=True)

    def teardown(self) -> None:
        self.settle()
        self.home.vault.close()
        shutil.rmtree(self.folder)

    # --- what happens ---

    @rule(state=st.sampled_from(STATES), minutes=st.integers(0, 100))
    def visit(self, state: VisitState, minutes: int) -> None:
        day = FIRST + timedelta(self.entered)
        self.entered += 1
        visit = self.laptop.visit(day, state, minutes)
        self.visits[visit] = Seen(day, state, minutes)

    @precondition(lambda self: self.visits)
    @rule(n=which, state=st.sampled_from(STATES), minutes=st.integers(0, 100))
    def change(self, n: int, state: VisitState, minutes: int) -> None:
        visit = self.one(n)
        self.laptop.change(visit, state=state, minutes=minutes)
        self.visits[visit].state, self.visits[visit].minutes = state, minutes

    @precondition(lambda self: self.visits)
    @rule(n=which)
    def delete(self, n: int) -> None:
        visit = self.one(n)
        self.laptop.remove(visit)
        del self.visits[visit]

    @rule(n=which, minutes=st.integers(0, 100), more=st.integers(0, 100), trouble=st.sampled_from(TROUBLES))
    def correct_while_it_is_under_way(self, n: int, minutes: int, more: int, trouble: Trouble) -> None:
        """Sent, perhaps without an answer, changed in between, and sent again."""
        if self.visits:
            self.change(n, VisitState.HELD, minutes)
            self.send([None, *[trouble] * 4], fresh=True)
            self.change(n, VisitState.HELD, more)

    @precondition(lambda self: self.visits)
    @rule(n=which, minutes=st.integers(0, 100))
    def correct_before_the_receipt_is_read(self, n: int, minutes: int) -> None:
        self.change(n, VisitState.HELD, (minutes + 50) % 100)
        self.meanwhile = lambda: (self.change(n, VisitState.HELD, minutes), self.prepare())
        self.send([], fresh=True)
        self.meanwhile = None

    @rule(state=st.sampled_from(STATES), fresh=st.booleans())
    def consent_runs_out_between_look_and_press(self, state: VisitState, fresh: bool) -> None:
        self.agree(0)
        self.visit(state, 20)
        self.prepare()
        self.look()
        self.a_day_passes()
        self.send([], fresh=fresh)

    @rule()
    def leave_and_join_again(self) -> None:
        leave_team(self.home.vault, self.home.clock, self.laptop.base, unheard=True)
        self.laptop.join()
        self.heard()

    @rule(days=st.sampled_from([None, 0, 0, 1, 400]))
    def agree(self, days: int | None) -> None:
        self.home.clock.turn(minutes=1)
        until = None if days is None else self.today() + timedelta(days)
        for person in (MOTHER, FATHER, CHILD):
            self.home.agree(person, Purpose.STATISTICS, until=until)
        self.agreed_until = until or date.max

    @rule()
    def withdraw(self) -> None:
        self.home.clock.turn(minutes=1)
        withdraw_consent(self.home.vault, self.home.clock, FATHER, {Purpose.STATISTICS})
        self.agreed_until = None

    @rule()
    def a_day_passes(self) -> None:
        self.home.clock.turn(days=1)

    @rule()
    def prepare(self) -> None:
        self.laptop.prepare()

    @rule()
    def look(self) -> None:
        self.packs = self.laptop.pack()

    @rule(troubles=st.lists(st.sampled_from(TROUBLES), max_size=5), fresh=st.booleans())
    def send(self, troubles: list[Trouble], fresh: bool) -> None:
        if fresh:
            self.laptop.prepare()
            self.packs = self.laptop.pack()
        self.laptop.base.trouble.extend(troubles)
        self.laptop.release(self.packs)
        self.laptop.base.trouble.clear()
        self.heard()

    @rule(n=which)
    def keep_back(self, n: int) -> None:
        lines = self.laptop.view().of(KeptState.WAITING)
        leave_out(self.home.vault, [line.kept.record for line in lines[n : n + 2]])

    @rule()
    def let_go(self) -> None:
        self.let_all_go()

    @rule()
    def base_is_backed_up(self) -> None:
        self.backup = self.laptop.base.copy()

    @rule()
    def base_is_restored(self) -> None:
        self.laptop.base.restore(self.backup)
        self.backup = self.laptop.base.copy()
        self.lost = True

    @rule()
    def start_anew(self) -> None:
        self.home.again()

    # --- what holds all the while ---

    def arrives(self, answer: ItemAnswer) -> ItemAnswer:
        """Each item that reaches the base: it is written down as on its way, and agreed to on this day unless it takes something away."""
        kept = self.laptop.base.revisions[answer.record].get(answer.revision)  # below a tombstone nothing is kept
        if kept is not None and json.loads(kept)["summary"]["kind"] not in ("gone", "counters"):
            assert self.agreed_until is not None and self.today() <= self.agreed_until
        with self.home.vault.work() as work:
            revision = work.outbox.revision(answer.record, answer.revision)
            assert revision is not None and revision.tried
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return answer

    @invariant()
    def sent_is_sent(self) -> None:
        if self.lost:
            return
        with self.home.vault.work() as work:
            for record in work.outbox.sent_after(-1):
                kept = work.outbox.kept(record)
                assert kept is not None and self.is_there(record, kept.sent)
                revision = work.outbox.revision(record, kept.made)
                if kept.state is KeptState.SENT:
                    assert kept.sent == kept.made == max(self.laptop.base.revisions[record])
                    assert revision is not None
                    assert revision.body in (None, self.laptop.base.revisions[record][kept.made])

    @invariant()
    def what_left_is_whole(self) -> None:
        assert check_what_left(self.home.vault) is None

    # --- and in the end ---

    def settle(self) -> None:
        for _turn in range(3):  # a restored base is noticed by the first, and gets what it lost by the second
            self.let_all_go()
            self.laptop.prepare()
            self.let_all_go()
            trouble = self.laptop.release().trouble
            assert trouble in (None, ErrorCode.BASE_REFUSED)
            if trouble is not None:  # restored from before it joined: it knows this laptop no more
                self.leave_and_join_again()
        assert trouble is None
        counted = {record: (said["duration"], said["attendance"], said["visit_number"]) for record, said in self.laptop.counted().items()}
        if self.agreed_until is not None and self.today() > self.agreed_until:
            assert counted.keys() <= self.expected().keys(), "what ran out may stay, what is no more may not"
        else:
            assert counted == (self.expected() if self.agreed_until is not None else {})
        states = set(self.laptop.view().counts) - {KeptState.SENT.value, KeptState.NO_CONSENT.value}
        assert not states

    def expected(self) -> dict[str, tuple[str, str, str]]:
        wanted = {}
        with self.home.vault.work() as work:
            for visit, seen in self.visits.items():
                if seen.state is VisitState.PLANNED:
                    continue
                record = work.outbox.record_of(SummaryKind.VISIT, visit)
                before = [one for one in self.visits.values() if one.state is VisitState.HELD and one.day < seen.day]
                number = len(before) + 1
                attendance = "kept" if seen.state is VisitState.HELD else seen.state.value
                wanted[str(record)] = (minutes_band(seen.minutes).value, attendance, str(number) if number < 10 else "10+")
        return wanted

    def one(self, n: int) -> VisitId:
        return list(self.visits)[n % len(self.visits)]

    def today(self) -> date:
        return self.home.clock.now().astimezone().date()

    def let_all_go(self) -> None:
        view = self.laptop.view()
        put_back(self.home.vault, [line.kept.record for line in view.of(KeptState.LEFT_OUT)])
        release_held(self.home.vault, [line.kept.record for line in view.of(KeptState.HELD)])

    def heard(self) -> None:
        """Whether the laptop knows by now that the base was restored: what it believes is stored is there."""
        with self.home.vault.work() as work:
            believed = work.outbox.sent_after(-1)
            stored = {record: work.outbox.kept(record) for record in believed}
        self.lost = self.lost and any(kept is not None and not self.is_there(record, kept.sent) for record, kept in stored.items())

    def is_there(self, record: RecordId, revision: int) -> bool:
        """At the base, or below a tombstone that is."""
        of = self.laptop.base.revisions.get(record, {})
        return revision in of or revision < max(of, default=0)


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        LaptopAndBase,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_laptop_and_its_base_agree_in_the_end() -> None:
    run(30, 30)


@pytest.mark.battery
@pytest.mark.timeout(3600)
def test_a_long_while_of_it() -> None:
    run(400, 60)

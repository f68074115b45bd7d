"""Any resends of any subset in any order, by several laptops, with erasures between: the base is what a simple model says it is."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, insert, update

from sync.base.database import Database
from sync.base.ingest import read_batch, take
from sync.base.tables import changed_period, device, earlier, erased, record
from sync.wire import Outcome
from tests.sync.base.model import Model, shown, stored
from tests.sync.base.summaries import Said, add_team, envelope, gone, item, token

_SOURCE = random.Random(5)
_NAMES = [token(_SOURCE) for _ in range(5)]
_REVISIONS = (1, 2, 3, 7)
# Each revision of each record in two readings, of which one at the most can be the first, and as a tombstone.
_POOL = [
    said
    for name in _NAMES
    for revision in _REVISIONS
    for said in (item(_SOURCE, name, revision), item(_SOURCE, name, revision), gone(name, revision))
]
_items = st.lists(st.sampled_from(_POOL), min_size=1, max_size=12)


def empty(database: Database) -> None:
    with database.begin() as connection:
        for table in (record, earlier, erased, changed_period):
            connection.execute(delete(table))
        connection.execute(update(device).values(stored=0))


class Exchange(RuleBasedStateMachine):
    """Laptops that send, again and again, and a team lead who erases."""

    database: Database
    devices: list[UUID]

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.sent: list[Said] = []
        empty(self.database)

    @rule(items=_items, who=st.integers(0, 1))
    def send(self, items: list[Said], who: int) -> None:
        self._give(items, who)

    @rule(data=st.data(), who=st.integers(0, 1))
    def send_some_again(self, data: st.DataObject, who: int) -> None:
        if self.sent:
            self._give(data.draw(st.lists(st.sampled_from(self.sent), min_size=1, max_size=30)), who)

    @rule(name=st.sampled_from(_NAMES))
    def erase(self, name: str) -> None:
        if UUID(name) not in self.model.erased:
            with self.database.begin() as connection:
                connection.execute(insert(erased).values(team_id=1, record=UUID(name)))
                connection.execute(delete(record).where(record.c.record == UUID(name)))
                connection.execute(delete(earlier).where(earlier.c.record == UUID(name)))
            self.model.erase(UUID(name))

    @invariant()
    def the_base_is_what_the_model_says(self) -> None:
        with self.database.connect() as connection:
            assert shown(connection) == self.model.shown()
            assert stored(connection) == self.model.stored

    def _give(self, items: list[Said], who: int) -> None:
        self.sent += items
        expected = [self.model.take(self.devices[who], said) for said in items]
        with self.database.begin() as connection:
            receipts, held = take(connection, 1, self.devices[who], read_batch(envelope(items)))
        assert [(one.outcome, one.digest) for one in receipts] == expected
        assert held == self.model.stored.get(self.devices[who], 0)


def _run(database: Database, examples: int, steps: int) -> None:
    with database.begin() as connection:
        joined = add_team(connection)
    here = type("Here", (Exchange,), {"database": database, "devices": joined})
    chosen = settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(here, settings=chosen)


def test_the_base_is_what_the_model_says(database: Database) -> None:
    _run(database, 25, 12)


@pytest.mark.battery
@pytest.mark.timeout(3600)
def test_the_base_is_what_the_model_says_long(database: Database) -> None:
    _run(database, 1500, 30)


def test_any_order_and_any_resends_give_the_same_state(database: Database) -> None:
    """Without two readings of one revision, the order says nothing at all."""
    with database.begin() as connection:
        devices = add_team(connection)
    once = {(said["record"], said["revision"]): said for said in _POOL}
    everything: list[Said] = list(once.values())
    model = Model()
    for said in everything:
        model.take(devices[0], said)

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.permutations(everything), st.lists(st.integers(0, len(everything) - 1), max_size=30), st.integers(1, 20))
    def check(order: list[Said], again: list[int], size: int) -> None:
        empty(database)
        counted = 0
        sequence: list[Any] = order + [everything[number] for number in again]
        for number, begin in enumerate(range(0, len(sequence), size)):
            with database.begin() as connection:
                receipts, _ = take(connection, 1, devices[number % 2], read_batch(envelope(sequence[begin : begin + size])))
            assert {one.outcome for one in receipts} <= {Outcome.STORED, Outcome.SAME}
            counted += sum(one.outcome is Outcome.STORED for one in receipts)
        with database.connect() as connection:
            assert shown(connection) == model.shown()
            assert sum(stored(connection).values()) == counted

    check()

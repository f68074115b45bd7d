"""When the wall clock is believed: what it says is held against what the machine counted itself, and against a long weekend."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bootstrap import SystemClock
from app.ports import Running
from app.usecases.watch_clock import clock_is_doubted, confirm_clock, look_at_clock
from tests.usecases.caring import Home

MOMENT = timedelta(microseconds=1)
JUMP, LONG_WEEKEND = timedelta(hours=24), timedelta(days=4)
SOON, WEEKEND, TEN_YEARS = timedelta(hours=1), timedelta(days=2, hours=17), timedelta(days=3653)


def look(home: Home) -> bool:
    with home.vault.work() as work:
        believed = look_at_clock(work, home.clock)
        assert clock_is_doubted(work, home.clock) is not believed, "what is shown is what is done"
        work.commit()
    return believed


# What the clock says has passed, what the machine counted, whether it is believed.
IN_ONE_START = [
    (SOON, SOON, True),
    (WEEKEND, WEEKEND, True),  # asleep from Friday to Monday
    (timedelta(days=40), timedelta(days=40), True),  # all summer
    (SOON + JUMP, SOON, True),
    (SOON + JUMP + MOMENT, SOON, False),
    (SOON - JUMP, SOON, True),
    (SOON - JUMP - MOMENT, SOON, False),
    (WEEKEND, SOON, False),  # put forward
    (timedelta(0), WEEKEND, False),  # put back, or stopped
    (TEN_YEARS, SOON, False),
    (-TEN_YEARS, SOON, False),
]


@pytest.mark.parametrize(("said", "counted", "believed"), IN_ONE_START)
def test_while_the_machine_is_on_or_asleep_the_clock_is_known_exactly(
    home: Home, said: timedelta, counted: timedelta, believed: bool
) -> None:
    home.clock.on = Running("start", 500)
    assert look(home)
    home.clock.at += said
    home.clock.on = Running("start", 500 + counted.total_seconds())
    assert look(home) is believed


# What the clock says has passed, whether it is believed. Nothing counted meanwhile.
SWITCHED_OFF = [
    (timedelta(0), True),
    (WEEKEND, True),
    (LONG_WEEKEND, True),
    (LONG_WEEKEND + MOMENT, False),
    (timedelta(days=20), False),  # a holiday: one question
    (-JUMP, True),
    (-JUMP - MOMENT, False),
    (TEN_YEARS, False),
    (-TEN_YEARS, False),
]


@pytest.mark.parametrize(("said", "believed"), SWITCHED_OFF)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, None),
        (Running("one", 500), Running("another", 600)),
        (Running("one", 500), None),
        (None, Running("one", 500)),
        (Running("one", 500), Running("one", 20)),  # counted anew under the same name: another start
    ],
)
def test_over_a_time_that_it_was_off_a_long_weekend_is_believed(
    home: Home, before: Running | None, after: Running | None, said: timedelta, believed: bool
) -> None:
    home.clock.on = before
    assert look(home)
    home.clock.at += said
    home.clock.on = after
    assert look(home) is believed


def test_confirmed_it_is_believed_from_there_on(home: Home) -> None:
    home.clock.on = Running("start", 500)
    assert look(home)
    home.clock.turn(days=30)
    assert not look(home)
    home.clock.turn(days=-30)
    assert not look(home), "come back, and still not confirmed"
    home.clock.turn(days=30)
    assert confirm_clock(home.vault, home.clock) == home.clock.at
    assert look(home)
    home.clock.turn(days=2)
    assert not look(home)


def test_the_systems_clock_tells_how_long_the_machine_has_been_on() -> None:
    clock = SystemClock()
    first, second = clock.running(), clock.running()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    if not Path("/proc/uptime").exists():
        assert first is None
        return
    assert first is not None and second is not None
    assert first.start == second.start and 0 < first.seconds <= second.seconds

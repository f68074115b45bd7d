"""How often somebody may try to log in."""

from __future__ import annotations

import pytest

from sync.base.web import tries
from sync.base.web.tries import MOST_OF_ADDRESS, MOST_OF_NAME, MOST_OF_PAIR, WINDOW_S, Tries


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_name_from_one_address(clock: Clock) -> None:
    counted = Tries(clock)
    assert [counted.begin("Turid", "a") for _ in range(MOST_OF_PAIR)] == [0] * MOST_OF_PAIR
    assert counted.begin("TURID", "a") == int(WINDOW_S) + 1, "however it is written"
    assert counted.begin("Turid", "b") == 0 and counted.begin("Åse", "a") == 0
    clock.now += WINDOW_S - 1
    assert counted.begin("Turid", "a") > 0
    clock.now += 1
    assert counted.begin("Turid", "a") == 0


def test_what_was_refused_does_not_lengthen_the_wait(clock: Clock) -> None:
    counted = Tries(clock)
    for _ in range(MOST_OF_PAIR + 40):
        counted.begin("Turid", "a")
    clock.now += WINDOW_S
    assert counted.begin("Turid", "a") == 0


def test_many_names_from_one_address(clock: Clock) -> None:
    counted = Tries(clock)
    assert [counted.begin(f"n{number}", "a") for number in range(MOST_OF_ADDRESS)] == [0] * MOST_OF_ADDRESS
    assert counted.begin("another", "a") > 0 and counted.begin("another", "b") == 0


def test_one_name_from_many_addresses(clock: Clock) -> None:
    counted = Tries(clock)
    assert not any(counted.begin("Turid", f"a{number}") for number in range(MOST_OF_NAME))
    assert counted.begin("Turid", "another") > 0


def test_who_got_in_may_mistype_again(clock: Clock) -> None:
    counted = Tries(clock)
    for _ in range(MOST_OF_ADDRESS // 2):
        assert counted.begin("Turid", "a") == 0
        counted.succeeded("Turid", "a")
    assert counted.begin("Turid", "a") == 0


def test_trying_costs_no_memory(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "MOST_KEPT", 100)
    counted = Tries(clock)
    for number in range(1000):
        counted.begin(f"n{number}\udc80", f"a{number}")
    assert len(counted._kept) <= 100
    assert all(isinstance(key, bytes) for key in counted._kept), "no name and no address is kept"

"""The growing wait after wrong passphrases: survives a restart, and no clock shortens or stretches it much."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from storage.attempts import NAME, Attempts, Clocks


class Machine:
    """The clocks of a machine under a test's control."""

    def __init__(self) -> None:
        self.wall = 1_800_000_000.0
        self.up = 100.0
        self.boot = "first"

    def clocks(self) -> Clocks:
        return Clocks(lambda: self.wall, lambda: self.up, lambda: self.boot)

    def pass_time(self, seconds: float) -> None:
        self.wall += seconds
        self.up += seconds

    def restart(self) -> None:
        self.up, self.boot = 1.0, self.boot + "+"


@pytest.fixture
def machine() -> Machine:
    return Machine()


def wrong(folder: Path, machine: Machine, tries: int) -> None:
    for _ in range(tries):
        attempts = Attempts(folder, machine.clocks())
        machine.pass_time(attempts.seconds_to_wait())
        attempts.begin()


def test_the_wait_grows_and_levels_off(tmp_path: Path, machine: Machine) -> None:
    seen = []
    for _ in range(10):
        wrong(tmp_path, machine, 1)
        seen.append(Attempts(tmp_path, machine.clocks()).seconds_to_wait())
    assert seen == [0, 0, 5, 15, 60, 180, 300, 300, 300, 300]


def test_a_try_in_the_waiting_time_is_refused_and_does_not_count(tmp_path: Path, machine: Machine) -> None:
    wrong(tmp_path, machine, 3)
    attempts = Attempts(tmp_path, machine.clocks())
    for _ in range(4):
        with pytest.raises(Circumstance) as caught:
            attempts.begin()
        assert caught.value.code is ErrorCode.WAIT_BEFORE_NEXT_TRY
        assert caught.value.params["seconds"] == 5
    machine.pass_time(5)
    attempts.begin()


def test_success_clears_the_tally(tmp_path: Path, machine: Machine) -> None:
    wrong(tmp_path, machine, 5)
    Attempts(tmp_path, machine.clocks()).succeeded()
    assert Attempts(tmp_path, machine.clocks()).seconds_to_wait() == 0
    assert not (tmp_path / NAME).exists()


def test_setting_the_clock_changes_nothing_while_the_machine_runs(tmp_path: Path, machine: Machine) -> None:
    wrong(tmp_path, machine, 4)
    for jump in (+10_000_000, -20_000_000):
        machine.wall += jump
        assert Attempts(tmp_path, machine.clocks()).seconds_to_wait() == 15


def test_it_survives_a_restart(tmp_path: Path, machine: Machine) -> None:
    wrong(tmp_path, machine, 4)
    machine.wall += 6
    machine.restart()
    assert Attempts(tmp_path, machine.clocks()).seconds_to_wait() == 9


def test_a_clock_set_back_over_a_restart_starts_the_wait_anew_and_no_longer(tmp_path: Path, machine: Machine) -> None:
    wrong(tmp_path, machine, 4)
    machine.wall -= 10_000_000
    machine.restart()
    assert Attempts(tmp_path, machine.clocks()).seconds_to_wait() == 15
    machine.pass_time(15)
    assert Attempts(tmp_path, machine.clocks()).seconds_to_wait() == 0


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"\xff", b'{"wrong": "many"}', b'{"wrong": 1e999, "boot": 1, "boot_s": 0, "wall_s": 0}']
)
def test_a_damaged_tally_neither_locks_out_nor_crashes(tmp_path: Path, machine: Machine, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    attempts = Attempts(tmp_path, machine.clocks())
    assert attempts.seconds_to_wait() <= 5
    attempts.begin()
    assert attempts.seconds_to_wait() > 0


def test_the_real_clocks_work_here(tmp_path: Path) -> None:
    for _ in range(3):
        Attempts(tmp_path).begin()
    assert 4 <= Attempts(tmp_path).seconds_to_wait() <= 5

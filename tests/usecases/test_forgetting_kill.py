"""A withdrawal, a purge and an erasure killed at a handful of moments; the battery does each at fifty."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.usecases.forgetting import DEEDS, check_aftermath, decided, fresh_copy, make_victim, run

POINTS = 4


@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_a_kill_anywhere_is_finished_by_the_next_start(tmp_path: Path, deed: str) -> None:
    original = tmp_path / "original"
    make_victim(original, deed)
    events = run(fresh_copy(original, tmp_path / "counted"), deed)
    assert events > 300
    chance = random.Random(f"{deed} 4")
    points = [1, *(round(events * (n + chance.random()) / POINTS) for n in range(POINTS))]
    stages = []
    for n, point in enumerate(points):
        folder = fresh_copy(original, tmp_path / str(n))
        assert run(folder, deed, min(max(point, 1), events)) == -1
        stages.append(check_aftermath(folder, deed))
    assert stages[0] == "not begun"
    assert len(set(stages)) >= 3


def test_a_withdrawal_lands_in_one_moment(tmp_path: Path) -> None:
    """The two events between which it lands are looked for: there is none at which a part of it is there."""
    original = tmp_path / "original"
    make_victim(original, "withdraw")
    before, after = 1, run(fresh_copy(original, tmp_path / "counted"), "withdraw")
    while after - before > 1:
        middle = (before + after) // 2
        folder = fresh_copy(original, tmp_path / str(middle))
        assert run(folder, "withdraw", middle) == -1
        before, after = (before, middle) if decided(folder, "withdraw") else (middle, after)
    assert 1 < before < after

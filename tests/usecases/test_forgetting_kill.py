"""A withdrawal, a purge and an erasure killed at a handful of moments; the battery does each at fifty."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.usecases.forgetting import DEEDS, check_aftermath, fresh_copy, make_victim, run

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

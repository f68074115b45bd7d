"""`kill -9` at fifty moments of a withdrawal, of a purge and of an erasure."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.usecases.forgetting import DEEDS, check_aftermath, fresh_copy, make_victim, run

pytestmark = pytest.mark.battery
POINTS = 50


@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_fifty_moments(tmp_path: Path, deed: str) -> None:
    original = tmp_path / "original"
    make_victim(original, deed)
    events = run(fresh_copy(original, tmp_path / "counted"), deed)
    chance = random.Random(20261122)
    stages: Counter[str] = Counter()
    for n in range(POINTS):
        folder = fresh_copy(original, tmp_path / str(n))
        assert run(folder, deed, 1 + n * (events - 2) // POINTS + chance.randrange(max(1, events // POINTS))) == -1
        stages[check_aftermath(folder, deed)] += 1
    print(f"\n{deed}: killed at {POINTS} of {events} moments: {dict(stages)}")
    assert {"not begun", "decided", "half way"} <= set(stages)

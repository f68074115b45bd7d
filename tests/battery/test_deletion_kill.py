"""`kill -9` at fifty chosen and fifty random moments of a deletion."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.storage.killing import check_aftermath, fresh_copy, make_victim, run_deletion

pytestmark = pytest.mark.battery
POINTS = 50


def test_fifty_chosen_moments(tmp_path: Path) -> None:
    original = tmp_path / "original"
    kept, gone = make_victim(original)
    events = run_deletion(fresh_copy(original, tmp_path / "counted"), gone)
    stages: Counter[str] = Counter()
    for n in range(POINTS):
        folder = fresh_copy(original, tmp_path / str(n))
        assert run_deletion(folder, gone, kill_at=1 + n * (events - 1) // (POINTS - 1)) == -1
        stages[check_aftermath(folder, kept, gone)] += 1
    print(f"\nkilled at {POINTS} of {events} moments: {dict(stages)}")
    assert set(stages) == {"not begun", "asked for", "intent", "key gone", "finished"}


def test_fifty_random_moments(tmp_path: Path) -> None:
    original = tmp_path / "original"
    kept, gone = make_victim(original)
    started = time.monotonic()
    run_deletion(fresh_copy(original, tmp_path / "timed"), gone)
    longest = (time.monotonic() - started) / 4
    rng = random.Random(20261121)
    stages: Counter[str] = Counter()
    for n in range(POINTS):
        folder = fresh_copy(original, tmp_path / str(n))
        run_deletion(folder, gone, kill_after_s=rng.uniform(0, longest))
        stages[check_aftermath(folder, kept, gone)] += 1
    print(f"\nkilled at {POINTS} random moments within {longest * 1000:.0f} ms: {dict(stages)}")

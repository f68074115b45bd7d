"""`kill -9` at a hundred chosen and fifty random moments of a film that is being taken, and at fifty while start-up finishes one."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.storage.film_killing import check_aftermath, fresh_copy, make_place, run_child

pytestmark = pytest.mark.battery


def test_a_hundred_chosen_moments(tmp_path: Path) -> None:
    original = make_place(tmp_path / "original")
    _, events = run_child(fresh_copy(original, tmp_path / "counted"), "film")
    stages: Counter[str] = Counter()
    for n in range(100):
        folder = fresh_copy(original, tmp_path / str(n))
        said, ended = run_child(folder, "film", kill_at=1 + n * (events - 1) // 99)
        assert ended == -1
        stages[check_aftermath(folder, said[-1] if said else 0)] += 1
    print(f"\nkilled at 100 of {events} moments: {dict(stages)}")
    assert set(stages) == {"not begun", "empty", "exactly", "more", "ended"}


def test_fifty_random_moments(tmp_path: Path) -> None:
    original = make_place(tmp_path / "original")
    started = time.monotonic()
    run_child(fresh_copy(original, tmp_path / "timed"), "film")
    longest = (time.monotonic() - started) / 4
    rng = random.Random(20261121)
    stages: Counter[str] = Counter()
    for n in range(50):
        folder = fresh_copy(original, tmp_path / str(n))
        said, _ = run_child(folder, "film", kill_after_s=rng.uniform(0, longest))
        stages[check_aftermath(folder, said[-1] if said else 0)] += 1
    print(f"\nkilled at 50 random moments within {longest * 1000:.0f} ms: {dict(stages)}")


def test_fifty_moments_of_start_up(tmp_path: Path) -> None:
    original = make_place(tmp_path / "original")
    _, events = run_child(fresh_copy(original, tmp_path / "counted"), "film")
    said, _ = run_child(original, "film", kill_at=events * 2 // 3)
    _, events = run_child(fresh_copy(original, tmp_path / "finished"), "finish")
    for n in range(50):
        folder = fresh_copy(original, tmp_path / str(n))
        run_child(folder, "finish", kill_at=1 + n * (events - 1) // 49)
        assert check_aftermath(folder, said[-1]) in ("exactly", "more")
    print(f"\nstart-up killed at 50 of {events} moments: the next one finished the film each time")

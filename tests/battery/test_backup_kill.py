"""`kill -9` at fifty moments of a backup and at fifty of restoring from one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.storage.backup_killing import make_scene, run
from tests.storage.test_backup_kill import LOOKS

pytestmark = pytest.mark.battery
POINTS = 50


@pytest.mark.parametrize("deed", LOOKS)
def test_fifty_chosen_moments(tmp_path: Path, deed: str) -> None:
    original = make_scene(tmp_path / "original")
    events = run(original.copy(tmp_path / "counted"), deed)
    stages: Counter[str] = Counter()
    for n in range(POINTS):
        scene = original.copy(tmp_path / str(n))
        # The last tenth has half of the moments: there everything takes its place.
        share = 0.9 * n / (POINTS // 2) if n < POINTS // 2 else 0.9 + 0.1 * (n - POINTS // 2) / (POINTS // 2 - 1)
        assert run(scene, deed, kill_at=max(1, int(events * share))) == -1
        stages[LOOKS[deed](scene)] += 1
    print(f"\n{deed} killed at {POINTS} of {events} moments: {dict(stages)}")
    assert len(stages) >= 2

"""A deletion killed at a handful of moments; the battery does it at a hundred."""

from __future__ import annotations

from pathlib import Path

from tests.storage.killing import check_aftermath, fresh_copy, make_victim, run_deletion

POINTS = 8


def test_a_kill_anywhere_leaves_no_half_state_and_start_up_finishes(tmp_path: Path) -> None:
    original = tmp_path / "original"
    kept, gone = make_victim(original)
    events = run_deletion(fresh_copy(original, tmp_path / "counted"), gone)
    assert events > 100
    stages = []
    for n in range(POINTS):
        folder = fresh_copy(original, tmp_path / str(n))
        assert run_deletion(folder, gone, kill_at=1 + n * (events - 1) // (POINTS - 1)) == -1
        stages.append(check_aftermath(folder, kept, gone))
    assert {"not begun", "finished"} <= set(stages)
    assert len(set(stages)) >= 3

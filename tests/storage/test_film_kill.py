"""A film killed while it is taken, at a handful of moments; the battery does it at two hundred."""

from __future__ import annotations

from pathlib import Path

from tests.storage.film_killing import check_aftermath, fresh_copy, make_place, run_child

POINTS = 8


def test_what_was_acknowledged_is_there_after_a_kill_anywhere(tmp_path: Path) -> None:
    original = make_place(tmp_path / "original")
    whole, events = run_child(fresh_copy(original, tmp_path / "counted"), "film")
    assert len(whole) > 8
    stages = []
    for n in range(POINTS):
        folder = fresh_copy(original, tmp_path / str(n))
        said, ended = run_child(folder, "film", kill_at=1 + n * (events - 1) // (POINTS - 1))
        assert ended == -1
        stages.append(check_aftermath(folder, said[-1] if said else 0))
    assert {"not begun", "ended"} <= set(stages)
    assert {"exactly", "more"} & set(stages)


def test_start_up_killed_while_it_finishes_the_film_is_made_good_by_the_next(tmp_path: Path) -> None:
    original = make_place(tmp_path / "original")
    _, events = run_child(fresh_copy(original, tmp_path / "counted"), "film")
    said, _ = run_child(original, "film", kill_at=events * 2 // 3)
    _, events = run_child(fresh_copy(original, tmp_path / "finished"), "finish")
    for n in range(5):
        folder = fresh_copy(original, tmp_path / str(n))
        run_child(folder, "finish", kill_at=1 + n * (events - 1) // 4)
        assert check_aftermath(folder, said[-1]) in ("exactly", "more")

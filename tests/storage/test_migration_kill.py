"""A store of the first program, killed at moments all along its way to this one: each time it stands at a whole version, and goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

from storage.migrations import scripts
from tests.storage.migration_killing import run_migration, version_of
from tests.storage.test_kept_stores import KEPT, assert_it_holds_what_it_held

POINTS = 6


def test_an_interrupted_migration_rolls_back_and_the_next_start_goes_on(tmp_path: Path) -> None:
    ticks = run_migration(Path(shutil.copytree(KEPT / "0001", tmp_path / "counted")))
    assert ticks > 200
    reached = []
    for n in range(POINTS):
        folder = Path(shutil.copytree(KEPT / "0001", tmp_path / str(n)))
        assert run_migration(folder, kill_at=1 + n * (ticks - 1) // (POINTS - 1)) == -1
        reached.append(version_of(folder))
        assert_it_holds_what_it_held(folder, "0001")
    assert reached[0] == 1
    assert reached == sorted(reached)
    assert len(set(reached)) >= 3
    assert reached[-1] < len(scripts()), "the last kill comes before the last commit"

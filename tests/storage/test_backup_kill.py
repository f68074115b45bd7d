"""A backup and a restoring killed at a handful of moments; the battery does it at a hundred."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.storage.backup_killing import check_after_backup, check_after_restore, make_scene, run

LOOKS = {"backup": check_after_backup, "restore": check_after_restore}


@pytest.mark.parametrize("deed", LOOKS)
def test_killed_on_the_way(tmp_path: Path, deed: str) -> None:
    original = make_scene(tmp_path / "original")
    events = run(original.copy(tmp_path / "counted"), deed)
    for n, share in enumerate((0.6, 0.99)):
        scene = original.copy(tmp_path / str(n))
        assert run(scene, deed, kill_at=max(1, int(events * share))) == -1
        LOOKS[deed](scene)

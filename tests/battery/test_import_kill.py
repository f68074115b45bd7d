"""kill -9 at 50 random points of an import: afterwards no half state, the import goes on, and every byte is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.battery.import_kills import Kills

POINTS = int(os.environ.get("SAMSPILL_KILL_POINTS", "50"))


@pytest.mark.battery
@pytest.mark.timeout(1800)
def test_fifty_kills(tmp_path: Path) -> None:
    kills = Kills(tmp_path, seed=int(os.environ.get("SAMSPILL_KILL_SEED", "2")), big_mib=48)
    for number in range(POINTS):
        kills.one(number)
    print(f"\n{POINTS} kills of an import: {kills.half_done} left a film half done, all went on to the end with every byte")
    assert kills.half_done >= POINTS // 10

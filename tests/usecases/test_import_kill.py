"""A few kills of an import; fifty of them are in the battery."""

from __future__ import annotations

from pathlib import Path

from tests.battery.import_kills import Kills


def test_six_kills(tmp_path: Path) -> None:
    kills = Kills(tmp_path, seed=1, big_mib=16)
    for number in range(6):
        kills.one(number)
    assert kills.half_done

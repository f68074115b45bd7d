"""kill -9 while filming with `samspill record`: what was safe opens, plays and seeks. The battery has 100 of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.battery.filming_kills import FilmingKills
from tests.samples.coded_stream import CodedStream


@pytest.mark.usefixtures("qapp")
def test_three_kills(tmp_path: Path) -> None:
    with CodedStream(320, 180) as camera:
        kills = FilmingKills(tmp_path, camera, seed=1, moments_s=(1.2, 1.8))
        losses = [kills.one(whom) for whom in ("application", "capture", "application")]
    assert all(loss.kept for loss in losses), losses
    assert all(loss.lost_s < loss.filmed_s for loss in losses), losses

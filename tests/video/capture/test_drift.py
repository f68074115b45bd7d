"""Picture and sound stay together although neither clock is right: a few minutes here, an hour in tests/benchmarks/test_drift.py."""

from __future__ import annotations

import pytest

from tests.video.capture.drifting import drift

MOST_US = 40_000


@pytest.mark.parametrize(("camera_ppm", "microphone_ppm"), [(200, -200), (-200, 200)])
def test_three_minutes_on_clocks_that_drift_apart(camera_ppm: float, microphone_ppm: float) -> None:
    offsets = drift(camera_ppm, microphone_ppm, seconds=181, each_s=20)
    assert len(offsets) == 10
    assert max(abs(offset) for offset in offsets) <= MOST_US // 2, offsets

"""How far picture and sound are apart after an hour, when the clocks of camera and microphone are 200 millionths wrong.

Simulated clocks, real encoding, real file; measured by flash and click in the finished film. The reference is what counting samples and
pictures (and no clock) would give: it is calculated.
"""

from __future__ import annotations

import pytest

from tests.video.capture.drifting import drift

pytestmark = pytest.mark.benchmark
MOST_MS = 40
MINUTES = 60


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("camera_ppm", "microphone_ppm"), [(200, -200), (-200, 200), (200, 200), (-200, -200)])
def test_an_hour(camera_ppm: float, microphone_ppm: float) -> None:
    offsets = [offset / 1000 for offset in drift(camera_ppm, microphone_ppm, seconds=MINUTES * 60 + 1, each_s=60)]
    assert len(offsets) == MINUTES + 1
    counting = (camera_ppm - microphone_ppm) * MINUTES * 60 / 1000
    print(f"\ncamera {camera_ppm:+} ppm, microphone {microphone_ppm:+} ppm: flash after click at minute 1 {offsets[1]:.1f} ms,", end=" ")
    print(f"at minute {MINUTES} {offsets[-1]:.1f} ms, at most {max(offsets, key=abs):.1f} ms; counting would be off by {counting:.0f} ms")
    assert max(map(abs, offsets)) <= MOST_MS

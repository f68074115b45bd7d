"""How old the picture on the screen is while filming with preview: from the moment the camera gave it until the application has its pixels.

For a camera that is a stream on this machine the age counts from the moment the picture left its server, its number read from the pixels:
OpenCV's and FFmpeg's buffering is in it. The paint itself is a few milliseconds more (tests/benchmarks/test_filming.py has it in).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.domain.filming import FilmingChoice, PreviewShown, Pulse
from tests.benchmarks.screening import VIEW, per_cent
from tests.samples.coded import read_frame_number
from tests.video.capture.mjpeg_server import MjpegServer
from tests.video.studio_ear import Filmer

GOAL_MS = 100
SECONDS = 15
_CALIBRATION_S = 2.5

pytestmark = pytest.mark.benchmark


@pytest.fixture
def filmer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Filmer]:
    monkeypatch.setenv("SAMSPILL_TEST_CAMERAS", "1")
    made = Filmer()
    made.start()
    made.studio.view(*VIEW)
    yield made
    made.studio.close()


def ages_ms(filmer: Filmer, camera: str, left_ns: dict[int, int] | None = None) -> list[float]:
    """The age of every picture that was shown while a film was taken. `left_ns`: when each number left the camera."""
    ages: list[float] = []

    def look(event: object) -> None:
        if isinstance(event, PreviewShown) and filmer.ear.all(Pulse):
            pixels = filmer.picture(event)
            born = event.taken_ns if left_ns is None else left_ns[read_frame_number(pixels)]
            ages.append((time.monotonic_ns() - born) / 1e6)

    filmer.ear.also = look
    filmer.open(FilmingChoice(camera, "lavfi:anoisesrc=amplitude=0.2:sample_rate=48000,asetnsamples=960"))
    time.sleep(_CALIBRATION_S)
    filmer.studio.roll()
    time.sleep(SECONDS)
    ended = filmer.stop()
    assert ended.dropped_frames == 0
    return ages


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_a_camera_while_filming(filmer: Filmer, width: int, height: int) -> None:
    """Where the encoder needs the machine (1080p30 on two cores, with the source drawn in the same process) the preview gives way first."""
    told(f"{height}p30", ages_ms(filmer, f"lavfi:testsrc2=size={width}x{height}:rate=30,noise=alls=8:allf=t"), 25 if height == 720 else 9)


def test_a_stream_while_filming(filmer: Filmer) -> None:
    with closing(MjpegServer(rate=25)) as server:
        told("MJPEG stream", ages_ms(filmer, server.url, server.sent), 20)


def told(name: str, ages: list[float], least_each_s: float) -> None:
    p50, p95 = per_cent(ages, 50), per_cent(ages, 95)
    print(f"\npreview {name}: {len(ages) / SECONDS:.1f} pictures a second, age p50 {p50:.0f} ms, p95 {p95:.0f} ms,", end=" ")
    print(f"most {max(ages):.0f} ms; goal {GOAL_MS} ms, ratio {p95 / GOAL_MS:.2f}")
    assert len(ages) / SECONDS >= least_each_s
    assert p95 <= GOAL_MS

"""What every studio owes (`app.film_ports.Studio`), asked of the real one with its test camera and of the one that tests play.

The real one is asked for the smallest picture: two cores are shared by the whole suite.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from app.domain.filming import (
    TEST_CAMERA,
    TEST_MICROPHONE,
    CameraFormat,
    DevicesFound,
    FilmEnded,
    FilmingChoice,
    Gap,
    GapReason,
    Level,
    Opened,
    PreviewShown,
    Pulse,
    StudioEvent,
)
from app.film_ports import Studio
from tests.fakes.studio import DrawnStudio
from video.studio import CaptureStudio

E = TypeVar("E", bound=StudioEvent)
SMALL = CameraFormat(640, 360, 30)
BOTH = FilmingChoice(TEST_CAMERA, TEST_MICROPHONE, SMALL)
SOON_S = 20.0


class Ears:
    """All that a studio told, in order; film as its bytes."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self.told: list[StudioEvent | bytes] = []

    def hear(self, event: StudioEvent) -> None:
        with self._turn:
            self.told.append(event)

    def film(self, data: bytes) -> None:
        with self._turn:
            self.told.append(data)

    def all(self, kind: type[E]) -> list[E]:
        with self._turn:
            return [event for event in self.told if isinstance(event, kind)]

    def wait(self, kind: type[E], so: Callable[[E], bool] = lambda _event: True, after: int = 0) -> E:
        """The first such event, of those told after so many of its kind."""
        until = time.monotonic() + SOON_S
        while time.monotonic() < until:
            for event in self.all(kind)[after:]:
                if so(event):
                    return event
            time.sleep(0.01)
        raise AssertionError(f"no {kind.__name__} came")


@pytest.fixture(params=["real", "played"])
def studio(request: pytest.FixtureRequest) -> Iterator[Studio]:
    made: Studio = CaptureStudio(tests=True) if request.param == "real" else DrawnStudio()
    yield made
    made.close()


@pytest.fixture
def ears(studio: Studio) -> Ears:
    ears = Ears()
    studio.start(ears.hear, ears.film)
    return ears


def test_what_is_plugged_in_is_told_first(studio: Studio, ears: Ears) -> None:
    devices = ears.wait(DevicesFound).devices
    assert TEST_CAMERA in [camera.id for camera in devices.cameras]
    assert TEST_MICROPHONE in [microphone.id for microphone in devices.microphones]
    assert SMALL in next(camera for camera in devices.cameras if camera.id == TEST_CAMERA).formats
    assert not ears.all(PreviewShown), "nothing is on before it is asked for"


def test_the_preview_lies_in_memory_in_the_shape_of_the_picture(studio: Studio, ears: Ears) -> None:
    studio.view(400, 400)
    studio.open(BOTH)
    opened = ears.wait(Opened)
    assert opened.format == SMALL and opened.sound
    shown = ears.wait(PreviewShown, lambda picture: picture.width == 400)
    assert abs(shown.height - 225) <= 1 and shown.stride_bytes >= 4 * shown.width
    with studio.pictures[shown.offset : shown.offset + shown.height * shown.stride_bytes] as pixels:
        assert len(pixels) == shown.height * shown.stride_bytes
        assert len(set(bytes(pixels[:4000]))) > 3, "there is a picture in it"
    ears.wait(Level)


def test_without_a_microphone_there_is_no_sound(studio: Studio, ears: Ears) -> None:
    studio.view(160, 90)
    studio.open(FilmingChoice(TEST_CAMERA, None, SMALL))
    assert not ears.wait(Opened).sound
    ears.wait(PreviewShown)
    assert not ears.all(Level)


def test_a_camera_that_is_let_go_shows_nothing(studio: Studio, ears: Ears) -> None:
    studio.view(160, 90)
    studio.open(BOTH)
    ears.wait(PreviewShown)
    studio.let_go()
    time.sleep(0.5)  # what was on its way
    seen = len(ears.all(PreviewShown))
    studio.view(320, 180)
    time.sleep(0.5)
    assert len(ears.all(PreviewShown)) == seen


def test_a_film_with_a_pause_in_it(studio: Studio, ears: Ears) -> None:
    studio.open(BOTH)
    ears.wait(Opened)
    assert not ears.all(Pulse)
    studio.roll()
    before = ears.wait(Pulse, lambda pulse: pulse.position_us > 0).position_us
    studio.pause()
    time.sleep(0.5)
    studio.go_on()
    gap = ears.wait(Gap)
    assert gap.reason is GapReason.PAUSED and gap.length_us > 0 and gap.at_us >= before
    studio.stop()
    ended = ears.wait(FilmEnded)
    assert ended.duration_us >= gap.at_us and ended.frames > 0 and ended.dropped_frames == 0
    film = [place for place, told in enumerate(ears.told) if isinstance(told, bytes)]
    assert film and film[-1] < ears.told.index(ended), "the last byte was handed over before"


def test_stopping_what_is_no_film_is_nothing(studio: Studio, ears: Ears) -> None:
    studio.open(BOTH)
    ears.wait(Opened)
    studio.stop()
    time.sleep(0.3)
    assert not ears.all(FilmEnded) and not any(isinstance(told, bytes) for told in ears.told)


def test_another_film_after_the_first(studio: Studio, ears: Ears) -> None:
    studio.open(BOTH)
    ears.wait(Opened)
    for number in range(2):
        seen = len(ears.all(Pulse))
        studio.roll()
        ears.wait(Pulse, lambda pulse: pulse.position_us > 0, after=seen)
        studio.stop()
        ears.wait(FilmEnded, after=number)
    assert len(ears.all(FilmEnded)) == 2

"""The preview: its size, its pace, its colours, and the slots it lies in."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.filming import PreviewShown
from tests.samples.coded import read_frame_number
from tests.samples.live import coded_picture
from video.capture.preview import Pace, Preview, Size, fitted
from video.capture.taking import TakenPicture
from video.capture.telling import PICTURE_BYTES, SLOTS

MS = 1_000_000
SLOT = PICTURE_BYTES // SLOTS
THIRTIETH = 1_000_000_000 // 30


@pytest.mark.parametrize(
    ("picture", "view", "shown"),
    [
        (Size(1280, 720), Size(900, 506), Size(900, 506)),
        (Size(1280, 720), Size(900, 900), Size(900, 506)),
        (Size(1280, 720), Size(3840, 2160), Size(1280, 720)),  # never larger than it is
        (Size(640, 480), Size(1366, 400), Size(532, 400)),
        (Size(1080, 1920), Size(1366, 768), Size(432, 768)),
        (Size(1281, 721), Size(4096, 4096), Size(1280, 720)),  # even sides
        (Size(640, 2), Size(10, 10), Size(10, 2)),
    ],
)
def test_the_size_that_is_shown(picture: Size, view: Size, shown: Size) -> None:
    assert fitted(picture, view, SLOT) == shown


@pytest.mark.parametrize("picture", [Size(3840, 2160), Size(2160, 3840), Size(4096, 16), Size(1918, 1080)])
def test_any_picture_fits_into_a_slot(picture: Size) -> None:
    shown = fitted(picture, Size(4096, 4096), SLOT)
    assert -(-shown.width * 4 // 64) * 64 * shown.height <= SLOT
    assert abs(shown.width / shown.height - picture.width / picture.height) < 0.02 * picture.width / picture.height


@pytest.mark.parametrize(("rate", "kept"), [(30, 300), (29.97, 300), (25, 250), (60, 300), (50, 300), (15, 150)])
def test_no_more_than_thirty_a_second_and_no_picture_of_a_slow_camera_left_out(rate: float, kept: int) -> None:
    random = np.random.default_rng(1)
    times = np.arange(int(rate * 10)) * 1e9 / rate + random.uniform(-3 * MS, 3 * MS, int(rate * 10)) + 5e9
    pace = Pace()
    shown = [at for at in times if pace.wants(int(at), THIRTIETH)]
    assert abs(len(shown) - kept) <= 3
    assert max(np.diff(shown)) < 2.5e9 / min(rate, 30)


class Screen:
    """A preview and its memory, as the application sees it."""

    def __init__(self, slots_bytes: int = PICTURE_BYTES) -> None:
        self.memory = bytearray(slots_bytes)
        self.told: queue.Queue[PreviewShown] = queue.Queue()
        self.preview = Preview(memoryview(self.memory), self.told.put, lambda taken_ns: taken_ns // 1000)

    def show(self, picture: TakenPicture) -> PreviewShown:
        self.preview.put(picture)
        return self.told.get(timeout=20)

    def pixels(self, shown: PreviewShown) -> NDArray[Any]:
        rows = np.frombuffer(self.memory, np.uint8, shown.stride_bytes * shown.height, shown.offset)
        return rows.reshape(shown.height, shown.stride_bytes // 4, 4)[:, : shown.width]


@pytest.fixture
def screen() -> Iterator[Screen]:
    made = Screen()
    made.preview.view(320, 180)
    yield made
    made.preview.close()


def test_the_picture_that_was_given_is_shown_with_its_moment(screen: Screen) -> None:
    for number in range(SLOTS + 3):
        shown = screen.show(coded_picture(number, number * 50 * MS, 640, 360))
        assert read_frame_number(screen.pixels(shown)) == number
        assert (shown.width, shown.height) == (320, 180)
        assert (shown.taken_ns, shown.position_us) == (number * 50 * MS, number * 50_000)


def test_a_picture_stays_until_three_more_have_come(screen: Screen) -> None:
    shown = [screen.show(coded_picture(number, number * 50 * MS, 640, 360)) for number in range(SLOTS * 2)]
    for number in range(3, len(shown)):
        assert shown[number].offset not in {one.offset for one in shown[number - 3 : number]}
    assert [read_frame_number(screen.pixels(one)) for one in shown[-4:]] == list(range(SLOTS * 2 - 4, SLOTS * 2))


def test_nothing_is_drawn_that_nobody_looks_at(screen: Screen) -> None:
    screen.preview.view(0, 0)
    screen.preview.put(coded_picture(1, 50 * MS))
    screen.preview.view(100, 100)
    assert read_frame_number(screen.pixels(screen.show(coded_picture(2, 100 * MS)))) == 2
    assert screen.told.empty()


def test_while_a_film_is_taken_every_second_picture_is_shown_as_large_as_before(screen: Screen) -> None:
    screen.preview.view(1280, 720)
    screen.preview.filming = True
    first = [screen.show(coded_picture(number, at * MS, 1280, 720)) for number, at in ((1, 1000), (2, 1033))]
    screen.preview.put(coded_picture(3, 1067 * MS, 1280, 720))
    with pytest.raises(queue.Empty):
        screen.told.get(timeout=0.3)
    last = screen.show(coded_picture(4, 1100 * MS, 1280, 720))
    assert [(shown.width, shown.taken_ns) for shown in (*first, last)] == [(1280, at * MS) for at in (1000, 1033, 1100)]


def test_in_a_hurry_it_is_small_and_rare(screen: Screen) -> None:
    screen.preview.view(1280, 720)
    assert screen.show(coded_picture(1, 0, 1280, 720)).width == 1280
    screen.preview.hurried = True
    assert screen.show(coded_picture(2, 1000 * MS, 1280, 720)).width == 640
    for number in range(3, 7):
        screen.preview.put(coded_picture(number, (1000 + 7 * number) * MS, 1280, 720))
    assert screen.show(coded_picture(7, 1110 * MS, 1280, 720)).taken_ns == 1110 * MS


@pytest.mark.parametrize(
    ("pixels", "colorspace", "color_range"),
    [("yuv420p", 2, 0), ("yuv420p", 6, 1), ("yuvj420p", 5, 2), ("nv12", 2, 0), ("yuyv422", 2, 0), ("rgb24", 0, 2), ("bgr24", 0, 2)],
)
def test_colours_are_those_in_front_of_the_camera(screen: Screen, pixels: str, colorspace: int, color_range: int) -> None:
    """Webcams mean BT.601 whatever their size, and mostly do not say so. HD that says BT.709 is believed."""
    wall = np.empty((720, 1280, 3), np.uint8)
    wall[:] = (200, 60, 40)
    frame = av.VideoFrame.from_ndarray(wall, format="rgb24").reformat(format=pixels, dst_colorspace="ITU601")
    frame.colorspace, frame.color_range = colorspace, color_range
    blue, green, red, _ = (int(value) for value in screen.pixels(screen.show(TakenPicture(frame, 0)))[90, 160])
    assert abs(red - 200) <= 5
    assert abs(green - 60) <= 5
    assert abs(blue - 40) <= 5


def test_a_picture_that_nobody_can_read_is_left_out_and_the_next_one_shown(screen: Screen) -> None:
    screen.preview.put(TakenPicture(av.VideoFrame(320, 180, "gray32le"), 50 * MS))
    time.sleep(0.1)  # it is drawn, or not
    assert screen.show(coded_picture(7, 150 * MS)).taken_ns == 150 * MS

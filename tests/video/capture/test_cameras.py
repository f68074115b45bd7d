"""Cameras through the one door: drawn, FFmpeg's own, a stream on this machine by OpenCV, and the system's where they fail for real."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import TEST_CAMERA, CameraFormat
from tests.samples.coded import Unreadable, read_frame_number
from tests.samples.make import sample
from tests.video.capture.mjpeg_server import HEIGHT, WIDTH, MjpegServer
from tests.video.capture.nobody import as_nobody
from video.capture import cameras
from video.capture.cameras import OpenCamera, on_this_machine, open_camera
from video.capture.stream_cameras import usual_rate
from video.capture.taking import TakenPicture


@pytest.fixture
def server() -> Iterator[MjpegServer]:
    made = MjpegServer(rate=15)
    yield made
    made.close()


@pytest.fixture
def lavfi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cameras.TEST_IDS, "1")


def take(camera: OpenCamera, count: int) -> list[TakenPicture]:
    pictures: list[TakenPicture] = []
    while len(pictures) < count:
        picture = camera.read(5.0)
        if picture is not None:
            pictures.append(picture)
    return pictures


def number(picture: TakenPicture) -> int:
    return read_frame_number(picture.frame.to_ndarray(format="gray"))


def fails(choice_id: str) -> ErrorCode:
    with pytest.raises(Circumstance) as told:
        open_camera(choice_id, None).close()
    return told.value.code


def reading_fails(camera: OpenCamera) -> ErrorCode:
    with pytest.raises(Circumstance) as told:
        while True:
            camera.read(0.1)
    return told.value.code


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (None, CameraFormat(1280, 720, 30)),
        (CameraFormat(1920, 1080, 30), CameraFormat(1920, 1080, 30)),
        (CameraFormat(320, 240, 30), CameraFormat(640, 360, 30)),
    ],
)
def test_the_drawn_family_comes_in_the_size_that_is_asked_for(wanted: CameraFormat | None, given: CameraFormat) -> None:
    camera = open_camera(TEST_CAMERA, wanted)
    first, second = take(camera, 2)
    camera.close()
    assert camera.format == given
    assert (first.frame.width, first.frame.height) == (given.width, given.height)
    assert first.taken_ns < second.taken_ns


def test_the_drawn_family_moves_and_its_clock_runs() -> None:
    camera = open_camera(TEST_CAMERA, CameraFormat(640, 360, 30))
    pictures = [picture.frame.to_ndarray(format="gray").astype(int) for picture in take(camera, 12)]
    camera.close()
    clock = np.s_[20:50, 450:570]
    assert any(np.abs(pictures[0][clock] - other[clock]).max() > 60 for other in pictures[1:])


@pytest.mark.usefixtures("lavfi")
def test_a_film_as_a_camera_keeps_real_time() -> None:
    film = sample("mp4_gop30")
    began = time.monotonic_ns()
    camera = open_camera(f"lavfi:movie={film.path}", None)
    pictures = take(camera, 20)
    camera.close()
    numbers = [number(picture) for picture in pictures]
    assert numbers == sorted(set(numbers))
    period_ns = 1e9 / camera.format.frames_per_s
    for at, picture in zip(numbers, pictures, strict=True):
        assert picture.taken_ns - began >= at * period_ns - 2_000_000  # never before it is due


@pytest.mark.usefixtures("lavfi")
def test_pictures_that_nobody_collects_are_lost_and_never_made_up_for() -> None:
    """What a camera shows stays with the clock: it does not run behind, and then in a burst."""
    film = sample("mp4_gop30")
    camera = open_camera(f"lavfi:movie={film.path}", None)
    first = take(camera, 1)[0]
    time.sleep(1.0)
    later = take(camera, 12)
    camera.close()
    period_ns = 1e9 / camera.format.frames_per_s
    steps = [(number(b) - number(a)) * period_ns - (b.taken_ns - a.taken_ns) for a, b in pairwise([first, *later])]
    assert max(number(b) - number(a) for a, b in pairwise(later)) > 5  # the gap
    assert all(abs(step) < 200_000_000 for step in steps)


@pytest.mark.usefixtures("lavfi")
def test_a_camera_that_ends_is_gone() -> None:
    camera = open_camera("lavfi:testsrc2=size=64x48:rate=30:duration=0.2", None)
    assert reading_fails(camera) is ErrorCode.CAMERA_GONE
    assert reading_fails(camera) is ErrorCode.CAMERA_GONE  # and stays so
    camera.close()


def test_ffmpegs_sources_are_for_tests_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cameras.TEST_IDS, raising=False)
    assert fails("lavfi:testsrc2") is ErrorCode.CAMERA_MISSING


@pytest.mark.usefixtures("lavfi")
def test_a_graph_that_is_none_is_a_camera_that_is_not_there() -> None:
    assert fails("lavfi:nosuchsource=1") is ErrorCode.CAMERA_MISSING
    assert fails("lavfi:sine") is ErrorCode.CAMERA_MISSING  # sound only


def test_a_stream_on_this_machine_is_read_picture_by_picture(server: MjpegServer) -> None:
    camera = open_camera(server.url, None)
    pictures = take(camera, 15)
    camera.close()
    numbers = [number(picture) for picture in pictures]
    assert numbers == list(range(numbers[0], numbers[0] + 15))
    for picture, at in zip(pictures, numbers, strict=True):
        assert picture.taken_ns > server.sent[at]


def test_the_rate_of_a_stream_is_measured_not_believed(server: MjpegServer) -> None:
    """OpenCV says 25 of every MJPEG stream."""
    camera = open_camera(server.url, None)
    camera.close()
    assert (camera.format.width, camera.format.height) == (WIDTH, HEIGHT)
    assert camera.format.frames_per_s <= 20


def test_usual_rates() -> None:
    assert [usual_rate(1 / rate) for rate in (29.97, 25.3, 14.2, 59)] == [30, 25, 15, 60]


@pytest.mark.parametrize("url", ["http://192.0.2.1/x", "http://example.org/x", "rtsp://127.0.0.1.example.org/", "http://[::2", "http:///x"])
def test_nothing_is_fetched_from_a_network(url: str) -> None:
    assert not on_this_machine(url)
    assert fails(url) is ErrorCode.CAMERA_MISSING


def test_a_stream_that_is_cut_is_gone_and_opens_again_when_it_is_back(server: MjpegServer) -> None:
    camera = open_camera(server.url, None)
    take(camera, 1)
    server.close()
    assert reading_fails(camera) is ErrorCode.CAMERA_GONE
    camera.close()
    assert fails(server.url) is ErrorCode.CAMERA_MISSING
    back = MjpegServer(rate=15, port=server.port)
    again = open_camera(back.url, None)
    assert len(take(again, 3)) == 3
    again.close()
    back.close()


def test_a_stream_that_gives_nothing_more_is_stuck(server: MjpegServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cameras, "STUCK_S", 0.5)
    monkeypatch.setattr(cameras, "_END_S", 0.1)
    camera = open_camera(server.url, None)
    take(camera, 1)
    server.stall()
    assert reading_fails(camera) is ErrorCode.CAMERA_STUCK
    camera.close()


def test_a_camera_that_never_opens_is_stuck_and_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cameras, "OPEN_TIMEOUT_S", 0.3)
    monkeypatch.setattr(cameras, "_END_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the call and says nothing
        began = time.monotonic()
        assert fails(f"http://127.0.0.1:{silent.getsockname()[1]}/") is ErrorCode.CAMERA_STUCK
        assert time.monotonic() - began < 3


@pytest.mark.parametrize("size", ["20000x16", "16000x16000"])
def test_a_camera_of_a_size_that_nobody_films_in_is_of_no_use(lavfi: None, size: str) -> None:
    assert fails(f"lavfi:nullsrc=size={size}:rate=10") is ErrorCode.CAMERA_STUCK


def test_a_system_camera_that_is_not_there_and_files_that_are_none(tmp_path: Path) -> None:
    file = tmp_path / "video0"
    file.write_bytes(b"no camera")
    for place in ("/dev/video99", "/dev/null", str(file), str(tmp_path)):
        assert fails(place) is ErrorCode.CAMERA_MISSING


def test_a_system_camera_that_may_not_be_used(tmp_path: Path) -> None:
    file = tmp_path / "video0"
    file.touch(mode=0o000)
    with as_nobody(tmp_path):
        code = fails(str(file))
    assert code is ErrorCode.CAMERA_REFUSED


def test_a_picture_without_a_number_is_no_coded_one() -> None:
    """Guards the tests above: reading a number from the drawn family must fail."""
    camera = open_camera(TEST_CAMERA, CameraFormat(640, 360, 30))
    picture = take(camera, 1)[0]
    camera.close()
    with pytest.raises(Unreadable):
        number(picture)

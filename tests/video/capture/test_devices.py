"""What is listed of cameras: names that last, those that may not be used, formats worth offering. Plugs: see test_microphone.py and
test_system_cameras.py, where they are real."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import TEST_CAMERA, TEST_MICROPHONE, Camera, CameraFormat, Devices
from tests.video.capture.nobody import as_nobody
from video.capture import offers
from video.capture.cameras import open_camera
from video.capture.devices import DeviceWatch, lasting_name, offered_rates, refused_cameras, told_apart
from video.capture.offers import Listed, Offer, recall, remember
from video.capture.test_sources import DRAWN_FORMATS


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    folder = tmp_path / "dev"
    for name in ("video0", "video1", "video2"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    by_id, by_path = folder / "v4l" / "by-id", folder / "v4l" / "by-path"
    by_id.mkdir(parents=True)
    by_path.mkdir()
    (by_id / "usb-Nice_Camera-video-index0").symlink_to("../../video0")
    (by_path / "pci-0000-video-index0").symlink_to("../../video0")
    (by_path / "pci-0001-video-index0").symlink_to("../../video2")
    return folder


def test_a_camera_is_known_by_what_it_says_of_itself_then_by_its_socket_then_by_its_number(dev: Path) -> None:
    links = dev / "v4l"
    assert lasting_name(dev / "video0", links) == str(links / "by-id" / "usb-Nice_Camera-video-index0")
    assert lasting_name(dev / "video2", links) == str(links / "by-path" / "pci-0001-video-index0")
    assert lasting_name(dev / "video1", links) == str(dev / "video1")


def test_a_camera_that_may_not_be_used_is_listed_by_the_name_the_system_has_for_it(tmp_path: Path, dev: Path) -> None:
    about = tmp_path / "sys"
    for node, name, index, mode in (
        ("video0", "Nice Camera: Nice", "0", 0),
        ("video1", "Nice Camera: Nice", "1", 0),  # what the same camera says besides pictures
        ("video2", "Other", "0", 0o666),
    ):
        (about / node).mkdir(parents=True)
        (about / node / "name").write_text(name + "\n")
        (about / node / "index").write_text(index + "\n")
        (dev / node).chmod(mode)
    with as_nobody(tmp_path):
        refused = refused_cameras(dev, about)
    assert refused == [Camera(str(dev / "v4l" / "by-id" / "usb-Nice_Camera-video-index0"), "Nice Camera: Nice")]


def test_two_of_the_same_name_are_told_apart() -> None:
    assert told_apart(["HD Webcam", "Other", "HD Webcam"]) == ["HD Webcam (1)", "Other", "HD Webcam (2)"]


def test_a_name_is_what_can_be_read_and_not_too_long() -> None:
    assert told_apart(["Cam\x1b\u202eera\n", " ", "x" * 300]) == ["Camera", "USB", "x" * 60]


@pytest.mark.parametrize(("least", "most", "rates"), [(5, 30, [30]), (15, 60, [60, 30]), (60, 60, [60]), (29.97, 29.97, [30]), (0, 0, [])])
def test_the_rates_that_are_offered(least: float, most: float, rates: list[int]) -> None:
    assert offered_rates(least, most) == rates


def test_the_test_camera_is_listed_for_those_who_want_it(qtbot: QtBot) -> None:
    told: list[Devices] = []
    for tests in (False, True):
        watch = DeviceWatch(told.append, tests=tests)
        now = watch.now()
        watch.close()
        assert ((Camera(TEST_CAMERA, TEST_CAMERA, DRAWN_FORMATS)) in now.cameras) is tests
        assert any(one.id == TEST_MICROPHONE for one in now.microphones) is tests
    assert not told


def test_what_was_listed_is_remembered_until_it_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "_listed", {})
    camera = Listed("Camera", 0, (Offer(CameraFormat(1280, 720, 30), "mjpeg"),))
    remember({"/dev/video0": camera}, refused=False)
    assert recall("/dev/video0") == camera
    remember({}, refused=False)
    assert recall("/dev/video0") is None


def test_where_the_system_refuses_all_cameras_each_is_refused() -> None:
    remember({}, refused=True)
    with pytest.raises(Circumstance) as told:
        open_camera("/dev/video0", None)
    remember({}, refused=False)
    assert told.value.code is ErrorCode.CAMERA_REFUSED
    with pytest.raises(Circumstance) as told:
        open_camera("/dev/video99", None)
    assert told.value.code is ErrorCode.CAMERA_MISSING

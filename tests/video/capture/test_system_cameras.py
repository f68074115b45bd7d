"""V4L2 cameras, pretended below FFmpeg: pictures, clocks, refusals, a plug that is pulled, a driver that hangs."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import ErrorCode
from app.domain.filming import CameraFormat
from tests.conftest import PROJECT
from tests.video.capture.pretending import HEIGHT, RATE, WIDTH, Pretence, environment, look, needs_compiler
from video.capture.faults import opening_code
from video.capture.offers import Listed, Offer, plainest
from video.capture.system_cameras import device_path, open_options, taken_at

HD, SMALL = CameraFormat(1280, 720, 30), CameraFormat(640, 480, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs_compiler()
    return tmp_path_factory.mktemp("camera")


@pytest.mark.parametrize(("fourcc", "kind"), [("YUYV", "yuv420p"), ("MJPG", "yuvj420p")])
def test_every_picture_comes_and_can_be_looked_at_after_the_camera_was_closed(folder: Path, fourcc: str, kind: str) -> None:
    """Raw pictures lie in the camera's own memory: looking at one after it was unmapped killed the process."""
    seen = look(folder, Pretence(fourcc), 20)
    assert seen["opened"] == [WIDTH, HEIGHT, RATE]
    assert seen["numbers"] == list(range(20))
    assert seen["kind"] == kind
    assert seen["threads"] == 1


def test_pictures_bear_the_moment_that_the_kernel_gives_them(folder: Path) -> None:
    """The pretended camera stamps exactly every thirtieth of a second, however late we are."""
    seen = look(folder, Pretence(), 20)
    assert all(abs(step - 1_000_000 // RATE) <= 2 for step in seen["steps_us"])
    assert all(late > 0 for late in seen["late_us"])


@pytest.mark.parametrize("fourcc", ["YUYV", "MJPG"])
def test_a_camera_that_is_pulled_out_is_gone_and_its_pictures_remain(folder: Path, fourcc: str) -> None:
    seen = look(folder, Pretence(fourcc, after=12, then=errno.ENODEV), 40)
    assert seen["ended"] == "camera_gone"
    assert seen["numbers"] == list(range(12))


def test_a_torn_picture_is_left_out_and_the_next_one_comes(folder: Path) -> None:
    seen = look(folder, Pretence(torn=4), 12)
    assert seen["ended"] is None
    assert seen["numbers"] == [0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14]


def test_a_camera_that_hangs_is_stuck_and_its_thread_is_freed(folder: Path) -> None:
    seen = look(folder, Pretence(after=12), 40)
    assert seen["ended"] == "camera_stuck"
    assert seen["numbers"] == list(range(12))
    assert seen["threads"] == 1


def test_a_camera_that_hangs_in_the_opening_is_stuck_and_its_thread_is_freed(folder: Path) -> None:
    seen = look(folder, Pretence(after=0), 1)
    assert (seen["opened"], seen["ended"], seen["threads"]) == (None, "camera_stuck", 1)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EBUSY, "camera_busy"),
        (errno.ENOSPC, "camera_busy"),
        (errno.EACCES, "camera_refused"),
        (errno.EIO, "camera_stuck"),
        (errno.ENODEV, "camera_missing"),
    ],
)
def test_why_a_camera_does_not_open(folder: Path, number: int, code: str) -> None:
    seen = look(folder, Pretence(errno=number), 1)
    assert (seen["opened"], seen["ended"], seen["threads"]) == (None, code, 1)


def in_a_house_with_a_camera(folder: Path, script: str) -> list[Any]:
    """Run the camera's lifetime in a mount namespace whose /dev has it: what `plugging` told."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root may put a node into /dev; the same is tested on files and streams")
    prepare = (
        'set -e; T=$(mktemp -d); mount -t tmpfs t "$T"; for n in null zero urandom; do cp -a /dev/$n "$T"; done; mkdir "$T/shm"; '
        'mknod "$T/video7" c 1 3; mount --bind "$T" /dev; '
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", prepare + script, "sh", sys.executable],
        env=environment(folder, "/dev/video7", Pretence("YUYV")),
        cwd=PROJECT,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip("no mount namespaces here; the same is tested on files and streams")
    assert done.returncode == 0, done.stderr[-400:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_camera_is_listed_with_what_it_offers_pulled_and_plugged_again(folder: Path) -> None:
    """Qt's own listing, on the same pretended camera, and the formats that opening asks for."""
    told = in_a_house_with_a_camera(folder, '"$1" -m tests.video.capture.plugging')
    there = [["/dev/video7", "Pretend camera", [[WIDTH, HEIGHT, RATE]]]]
    assert told == [there, [], there, ["yuyv422", [WIDTH, HEIGHT, RATE]]]


def test_the_plainest_pixels_at_the_size_and_rate() -> None:
    offers = (Offer(HD, "mjpeg"), Offer(CameraFormat(1280, 720, 10), "yuyv422"), Offer(SMALL, "mjpeg"), Offer(SMALL, "yuyv422"))
    assert plainest(offers, HD) == "mjpeg"
    assert plainest(offers, SMALL) == "yuyv422"
    assert plainest((Offer(HD, ""),), HD) == ""


def test_what_a_camera_is_asked_for_in_order_of_falling_hope() -> None:
    listed = Listed("Camera", 0, (Offer(HD, "mjpeg"),))
    assert list(open_options("v4l2", HD, listed)) == [
        {"video_size": "1280x720", "framerate": "30", "input_format": "mjpeg"},
        {"video_size": "1280x720", "framerate": "30"},
        {"video_size": "1280x720"},
        {},
    ]
    assert next(open_options("dshow", HD, listed))["vcodec"] == "mjpeg"
    assert next(open_options("avfoundation", HD, Listed("Camera", 0, (Offer(HD, "nv12"),))))["pixel_format"] == "nv12"
    assert list(open_options("v4l2", None, None)) == [{}]


def test_two_names_of_one_windows_camera() -> None:
    qt = r"\\?\usb#vid_046d&pid_0825&mi_00#7&2f5a&0&0000#{e5323777-f976-4f5b-9b55-b94699c46e44}\global"
    directshow = r"@device_pnp_\\?\USB#VID_046D&PID_0825&MI_00#7&2F5A&0&0000#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\global"
    assert device_path(qt) == device_path(directshow) != ""
    assert device_path("Camera") == ""


def test_a_clock_of_its_own_is_not_believed() -> None:
    now_ns = 5_000_000_000_000
    assert taken_at(4_999_980_000, 1e-6, now_ns) == 4_999_980_000_000  # 20 ms ago, on our clock
    for pts in (None, 123_456, 5_000_000_001, 4_900_000_000):
        assert taken_at(pts, 1e-6, now_ns) == now_ns


def test_an_unknown_number_is_a_camera_that_is_not_there() -> None:
    assert opening_code(errno.EINVAL) is opening_code(0) is ErrorCode.CAMERA_MISSING

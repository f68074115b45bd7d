"""Builds the pretended V4L2 camera (pretend_camera.c), films coded frames for it, and runs a process in which it exists."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import pytest

from tests.conftest import PROJECT
from tests.samples.coded import draw_frame

WIDTH, HEIGHT, RATE = 320, 180, 30
FRAMES = 150


@dataclass(frozen=True)
class Pretence:
    """`fourcc` YUYV or MJPG; `errno`: switching on fails; after `after` frames comes `then`: an errno, or 0 for a camera that hangs.
    `torn`: each frame of that number is cut to nothing."""

    fourcc: str = "MJPG"
    errno: int = 0
    after: int = 10_000
    then: int = 0
    torn: int = 0


def needs_compiler() -> str:
    """The C compiler, or the test is skipped."""
    compiler = shutil.which("cc")
    if compiler is None or not Path("/usr/include/linux/videodev2.h").exists():
        pytest.skip("no C compiler (gcc libc6-dev) to make a V4L2 camera with; cameras that come and go are tested on streams as well")
    return compiler


@cache
def library(folder: Path) -> Path:
    """The pretended camera, to be preloaded."""
    made = folder / "pretend_camera.so"
    source = Path(__file__).with_name("pretend_camera.c")
    subprocess.run([needs_compiler(), "-O1", "-shared", "-fPIC", "-o", made, source, "-ldl", "-lpthread"], check=True)
    return made


def frames(folder: Path, fourcc: str, torn: int) -> tuple[Path, int]:
    """Coded frames as the camera gives them, and how large each is."""
    drawn = [cv2.cvtColor(draw_frame(number, WIDTH, HEIGHT), cv2.COLOR_YUV2BGR_I420) for number in range(FRAMES)]
    if fourcc == "YUYV":
        coded = [cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_YUY2).tobytes() for picture in drawn]
    else:
        coded = [cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes() for picture in drawn]
    size = max(map(len, coded))
    if torn:
        coded[torn - 1 :: torn] = [b""] * len(coded[torn - 1 :: torn])
    file = folder / f"frames.{fourcc}.{torn}"
    file.write_bytes(b"".join(one.ljust(size, b"\0") for one in coded))
    return file, size


def environment(folder: Path, node: str, pretence: Pretence) -> dict[str, str]:
    file, size = frames(folder, pretence.fourcc, pretence.torn)
    told: dict[str, object] = {
        "CAMERA": node, "FRAMES": file, "FRAME_BYTES": size, "FOURCC": pretence.fourcc, "WIDTH": WIDTH, "HEIGHT": HEIGHT, "RATE": RATE,
        "ERRNO": pretence.errno, "AFTER": pretence.after, "THEN": pretence.then,
    }  # fmt: skip
    return {**os.environ, "LD_PRELOAD": str(library(folder)), **{f"PRETEND_{name}": str(value) for name, value in told.items()}}


def look(folder: Path, pretence: Pretence, count: int) -> dict[str, Any]:
    """What `looking_through` told of so many pictures of the camera."""
    node = folder / "video7"
    node.touch()
    done = subprocess.run(
        [sys.executable, "-m", "tests.video.capture.looking_through", str(node), str(count)],
        env=environment(folder, str(node), pretence),
        cwd=PROJECT,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-400:]
    assert not done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report

"""The whole studio on a V4L2 camera, pretended below FFmpeg: its plug is pulled in the middle of a film."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from app.domain.errors import ErrorCode
from app.domain.filming import TEST_MICROPHONE, FilmingChoice, Part, Trouble
from tests.samples.coded import read_frame_number
from tests.video.capture.pretending import FRAMES, HEIGHT, WIDTH, Pretence, environment, needs_compiler
from tests.video.studio_ear import Filmer

GIVEN = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs_compiler()
    return tmp_path_factory.mktemp("camera")


def python_with_camera(folder: Path, node: Path, pretence: Pretence) -> Path:
    """An interpreter in whose processes the camera exists: the studio gives its own no environment of ours."""
    told = environment(folder, str(node), pretence)
    lines = [f"export {name}='{value}'" for name, value in told.items() if name.startswith("PRETEND_") or name == "LD_PRELOAD"]
    script = folder / "python"
    script.write_text("\n".join(["#!/bin/sh", *lines, f"exec '{sys.executable}' \"$@\"", ""]))
    script.chmod(0o755)
    return script


@pytest.fixture
def filmer() -> Iterator[Filmer]:
    made = Filmer()
    yield made
    made.studio.close()


@pytest.mark.parametrize("fourcc", ["YUYV", "MJPG"])
def test_a_camera_that_is_pulled_out_leaves_every_picture_it_gave_in_the_film(
    folder: Path, filmer: Filmer, fourcc: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = folder / "video7"
    node.touch()
    monkeypatch.setattr(sys, "executable", str(python_with_camera(folder, node, Pretence(fourcc, after=GIVEN, then=19))))
    filmer.start()
    opened = filmer.open(FilmingChoice(str(node), TEST_MICROPHONE))
    assert opened.format is not None
    assert (opened.format.width, opened.format.height) == (WIDTH, HEIGHT)
    filmer.studio.roll()
    trouble = filmer.ear.wait(Trouble)
    assert (trouble.part, trouble.code) == (Part.CAMERA, ErrorCode.CAMERA_GONE)
    ended = filmer.stop()
    with av.open(io.BytesIO(bytes(filmer.ear.film)), "r") as film:
        numbers = [read_frame_number(frame.to_ndarray(format="gray")) for frame in film.decode(video=0)]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == GIVEN - 1
    assert ended.frames == len(numbers) >= GIVEN - numbers[0] - ended.dropped_frames
    assert GIVEN < FRAMES  # no number comes twice

"""The calibration comes to an end soon, and answers with a preset that fits what it measured."""

from __future__ import annotations

from app.domain.filming import CameraFormat, Preset
from video.capture.calibrate import calibrate


def test_a_tiny_picture_leaves_room_for_the_best_preset() -> None:
    assert calibrate(CameraFormat(160, 90, 5)) is Preset.VERYFAST


def test_a_rate_that_no_machine_keeps_gets_the_fastest() -> None:
    assert calibrate(CameraFormat(1920, 1080, 900)) is Preset.ULTRAFAST


def test_it_stops_when_told_to() -> None:
    asked = iter(range(100))
    assert calibrate(CameraFormat(640, 360, 30), lambda: next(asked) > 3) is Preset.SUPERFAST

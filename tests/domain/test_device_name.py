"""Names that people type, and what they mean."""

from __future__ import annotations

import pytest

from app.domain.device_name import Unnamed, named_choice
from app.domain.filming import TEST_CAMERA, TEST_MICROPHONE, Camera, Devices, FilmingChoice, Microphone

DEVICES = Devices(
    cameras=(
        Camera("c1", "HD Webcam"),
        Camera("c2", "HD Webcam C920"),
        Camera("c3", "Ærlig Kamera"),
        Camera("c4", "Twin"),
        Camera("c5", "Twin"),
    ),
    microphones=(Microphone("m1", "Built-in"), Microphone("m2", "USB", is_default=True)),
)


@pytest.mark.parametrize(
    ("camera", "microphone", "meant"),
    [
        ("hd webcam", None, FilmingChoice("c1", "m2")),
        ("HD WEBCAM C", "built", FilmingChoice("c2", "m1")),
        (" ærlig ", "none", FilmingChoice("c3", None)),
        ("none", "USB", None),  # a film begins with a picture
        ("Test Camera", None, FilmingChoice(TEST_CAMERA, TEST_MICROPHONE)),
        ("test camera", "usb", FilmingChoice(TEST_CAMERA, "m2")),
        ("c", "m", None),
        ("HD", None, None),
        ("twin", None, None),
        ("", None, None),
        ("hd webcam", "other", None),
        ("http://127.0.0.1:1/Camera", "test microphone", FilmingChoice("http://127.0.0.1:1/Camera", TEST_MICROPHONE)),
    ],
)
def test_names(camera: str, microphone: str | None, meant: FilmingChoice | None) -> None:
    if meant is None:
        with pytest.raises(Unnamed):
            named_choice(camera, microphone, DEVICES)
    else:
        assert named_choice(camera, microphone, DEVICES) == meant


def test_a_machine_without_a_microphone_films_without_sound() -> None:
    assert named_choice("twin", None, Devices(cameras=(Camera("c4", "Twin"),))) == FilmingChoice("c4", None)

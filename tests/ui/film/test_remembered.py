"""What was used last is used again; nothing of a device's name or id is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.filming import Camera, CameraFormat, Devices, Microphone
from ui.film.remembered import Remembered
from ui.preferences import FILE_NAME, FILM_DEVICES, Preferences

HD, SMALL = CameraFormat(1280, 720, 30), CameraFormat(640, 480, 30)
OWN = Camera("/dev/v4l/own", "Laptop camera", (HD, SMALL))
GOOD = Camera("/dev/v4l/GOOD-81723", "Kari's camcorder", (HD, SMALL))
BUILT_IN, DEFAULT = Microphone("mic-1", "Built in"), Microphone("mic-2", "On the table", is_default=True)
ALL = Devices((OWN, GOOD), (BUILT_IN, DEFAULT))


@pytest.fixture
def preferences(qapp: object, tmp_path: Path) -> Preferences:
    return Preferences(tmp_path)


def test_at_first_what_suits(preferences: Preferences) -> None:
    remembered = Remembered(preferences)
    assert remembered.camera(ALL) == OWN and remembered.microphone(ALL) == DEFAULT
    assert remembered.format(OWN) is None and remembered.guide(OWN)
    assert remembered.camera(Devices()) is None and remembered.microphone(Devices()) is None


def test_what_was_used_last_comes_back_with_its_device(preferences: Preferences, tmp_path: Path) -> None:
    Remembered(preferences).keep(GOOD, BUILT_IN, SMALL, guide=False)
    preferences.save()
    again = Remembered(Preferences(tmp_path))
    assert again.camera(ALL) == GOOD and again.microphone(ALL) == BUILT_IN
    assert again.format(GOOD) == SMALL and not again.guide(GOOD)
    assert again.format(OWN) is None and again.guide(OWN), "of this camera nothing was said"
    assert again.camera(Devices((OWN,))) == OWN, "until it is plugged in again"
    assert again.microphone(Devices((), (DEFAULT,))) == DEFAULT
    assert again.format(Camera(GOOD.id, GOOD.name, (HD,))) is None, "it offers that no more"


def test_without_sound_is_a_choice_too(preferences: Preferences) -> None:
    remembered = Remembered(preferences)
    remembered.keep_silence()
    assert remembered.microphone(ALL) is None
    remembered.keep(OWN, DEFAULT, None, guide=True)
    assert remembered.microphone(ALL) == DEFAULT


def test_no_name_and_no_id_is_kept(preferences: Preferences, tmp_path: Path) -> None:
    Remembered(preferences).keep(GOOD, DEFAULT, HD, guide=True)
    preferences.save()
    kept = (tmp_path / FILE_NAME).read_text()
    assert "film_devices" in kept
    for word in (GOOD.id, GOOD.name, DEFAULT.id, DEFAULT.name, "81723", "Kari"):
        assert word not in kept


def test_it_does_not_grow_for_ever(preferences: Preferences) -> None:
    remembered = Remembered(preferences)
    for number in range(200):
        remembered.keep(Camera(f"camera {number}", "", (SMALL,)), None, SMALL, guide=True)
    assert len(preferences.get(FILM_DEVICES)) < 2000
    assert remembered.format(Camera("camera 199", "", (SMALL,))) == SMALL
    assert remembered.format(Camera("camera 2", "", (SMALL,))) is None


@pytest.mark.parametrize("text", ["{", "[]", '{"cameras": 3}', '{"cameras": {"a": [1, 2]}}', '{"cameras": {"a": ["x", 1, 1, 1]}}', "null"])
def test_a_preference_edited_by_hand_is_forgotten(preferences: Preferences, text: str) -> None:
    preferences.set(FILM_DEVICES, text)
    remembered = Remembered(preferences)
    assert remembered.camera(ALL) == OWN and remembered.format(OWN) is None

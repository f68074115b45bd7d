"""Which camera or microphone a person means by the name they typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from app.domain.filming import TEST_CAMERA, TEST_MICROPHONE, Camera, Devices, FilmingChoice, Microphone

Device = TypeVar("Device", Camera, Microphone)

NO_DEVICE = "none"
_AS_TYPED = ("lavfi:", "http://", "rtsp://")  # the studio itself says which of these it takes


class Unnamed(Exception):
    """No device goes by this name, or more than one does."""


def device_named(typed: str, devices: Sequence[Device], test: str) -> str:
    """The id of the device whose name this is, in any case, or of the only one whose name begins so.

    `test` is the name of the test device, which is always there. Raises Unnamed.
    """
    name = typed.strip().casefold()
    if name == test:
        return test
    if name.startswith(_AS_TYPED):
        return typed.strip()
    exact = [one.id for one in devices if one.name.casefold() == name]
    found = exact or [one.id for one in devices if name and one.name.casefold().startswith(name)]
    if len(found) != 1:
        raise Unnamed
    return found[0]


def usual_microphone(camera: str, devices: Devices) -> str | None:
    """The microphone where none was named: the system's own; the test microphone for the test camera."""
    if camera == TEST_CAMERA:
        return TEST_MICROPHONE
    return next((one.id for one in devices.microphones if one.is_default), None)


def named_choice(camera: str, microphone: str | None, devices: Devices) -> FilmingChoice:
    """What these names mean: the usual microphone where none was named, none for "none". Raises Unnamed."""
    found = device_named(camera, devices.cameras, TEST_CAMERA)
    if microphone is None:
        return FilmingChoice(found, usual_microphone(found, devices))
    if microphone.strip().casefold() == NO_DEVICE:
        return FilmingChoice(found, None)
    return FilmingChoice(found, device_named(microphone, devices.microphones, TEST_MICROPHONE))

"""What cameras and microphones are plugged in: listed, and watched. Lives on the thread of Qt.

Qt lists them on every system and tells when that changes; what it tells of a camera's formats is kept for the opening (`offers`). On Linux
a camera is known by the name that udev gives it, which is the same wherever and whenever it is plugged in; and one that this person may
not use is listed even so, so that opening it can say why it does not work.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtMultimedia import QAudioDevice, QCameraDevice, QMediaDevices, QVideoFrameFormat

from app.domain.filming import TEST_CAMERA, TEST_MICROPHONE, Camera, CameraFormat, Devices, Microphone
from video.capture.offers import Listed, Offer, remember
from video.capture.permissions import ask_the_person, camera_refused
from video.capture.plugged_sound import PluggedSound, microphone_id
from video.capture.test_sources import DRAWN_FORMATS

_SETTLE_MS: Final = 80  # one plug is several changes
_Pixels = QVideoFrameFormat.PixelFormat
_PIXELS: Final = {
    _Pixels.Format_Jpeg: "mjpeg",
    _Pixels.Format_YUYV: "yuyv422",
    _Pixels.Format_UYVY: "uyvy422",
    _Pixels.Format_NV12: "nv12",
    _Pixels.Format_YUV420P: "yuv420p",
}
_STEADY: Final = 30  # offered beside a camera's highest rate when that is more
_NAME_LENGTH: Final = 60
_NAMELESS: Final = "USB"
_DEV: Final = Path("/dev")
_SYS: Final = Path("/sys/class/video4linux")


class DeviceWatch(QObject):
    """Tells `changed` whenever another list of devices holds than was told before."""

    def __init__(self, changed: Callable[[Devices], None], *, tests: bool) -> None:
        """`tests`: the test camera and microphone are listed too."""
        super().__init__()
        self._changed = changed
        self._tests = tests
        self._told: Devices | None = None
        self._media = QMediaDevices(self)
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self._tell)
        self._plugged_sound = PluggedSound(self)
        self._plugged_sound.changed.connect(self._settle.start)
        self._media.videoInputsChanged.connect(self._settle.start)
        ask_the_person(self, self._settle.start)

    def now(self) -> Devices:
        """What is plugged in now. It counts as told."""
        self._told = Devices(
            (*_cameras(), *_test_cameras(self._tests)), (*_microphones(self._plugged_sound.now()), *_test_microphones(self._tests))
        )
        return self._told

    def close(self) -> None:
        """Tell nothing more."""
        self._settle.stop()
        self._media.videoInputsChanged.disconnect(self._settle.start)
        self._plugged_sound.close()

    def _tell(self) -> None:
        before = self._told
        now = self.now()
        if now != before:
            self._changed(now)


def _cameras() -> tuple[Camera, ...]:
    listed: dict[str, Listed] = {}
    for place, device in enumerate(QMediaDevices.videoInputs()):
        listed[_camera_id(device)] = Listed(device.description(), place, _offers(device))
    remember(listed, refused=camera_refused())
    cameras = [Camera(id, one.name, tuple(sorted({offer.format for offer in one.offers}, reverse=True))) for id, one in listed.items()]
    if sys.platform == "linux":
        cameras += refused_cameras(_DEV, _SYS)
    names = told_apart([camera.name for camera in cameras])
    return tuple(Camera(camera.id, name, camera.formats) for camera, name in zip(cameras, names, strict=True))


def _microphones(devices: list[QAudioDevice]) -> tuple[Microphone, ...]:
    names = told_apart([device.description() for device in devices])
    return tuple(
        Microphone(microphone_id(device), name, is_default=device.isDefault()) for device, name in zip(devices, names, strict=True)
    )


def _camera_id(device: QCameraDevice) -> str:
    node = bytes(device.id().data()).decode(errors="replace")
    return lasting_name(Path(node), _DEV / "v4l") if sys.platform == "linux" else node


def lasting_name(node: Path, links: Path) -> str:
    """Linux numbers cameras as they come; the link that udev makes after what a camera says of itself stays the same."""
    for kind in ("by-id", "by-path"):
        for link in sorted((links / kind).glob("*")):
            if link.resolve() == node.resolve():
                return str(link)
    return str(node)


def refused_cameras(dev: Path, sys_folder: Path) -> list[Camera]:
    """Cameras that this person may not open (Linux: not in the group that may). Qt leaves them out."""
    found = []
    for node in sorted(dev.glob("video[0-9]*")):
        about = sys_folder / node.name
        first = _word(about / "index") in {"", "0"}  # its other nodes give no pictures
        if first and not os.access(node, os.R_OK | os.W_OK, effective_ids=True):
            found.append(Camera(lasting_name(node, dev / "v4l"), _word(about / "name") or node.name))
    return found


def _word(file: Path) -> str:
    try:
        return file.read_text(errors="replace").strip()
    except OSError:
        return ""


def _offers(device: QCameraDevice) -> tuple[Offer, ...]:
    offers: list[Offer] = []
    for format in device.videoFormats():
        size, pixels = format.resolution(), _PIXELS.get(format.pixelFormat(), "")
        rates = offered_rates(format.minFrameRate(), format.maxFrameRate())
        offers += [Offer(CameraFormat(size.width(), size.height(), rate), pixels) for rate in rates]
    return tuple(offers)


def offered_rates(least: float, most: float) -> list[int]:
    """Of a camera's range of rates those that are worth a choice: its highest, and the usual one where that is less."""
    highest = round(most)
    return [highest, _STEADY] if highest > _STEADY >= least else [highest] if highest > 0 else []


def told_apart(names: list[str]) -> list[str]:
    """As a person reads them: what a device says of itself is bounded and has no signs that cannot be seen; two of the same name get a
    number each."""
    names = ["".join(sign for sign in name if sign.isprintable()).strip()[:_NAME_LENGTH] or _NAMELESS for name in names]
    count, seen = Counter(names), Counter[str]()
    told = []
    for name in names:
        seen[name] += 1
        told.append(f"{name} ({seen[name]})" if count[name] > 1 else name)
    return told


def _test_cameras(tests: bool) -> tuple[Camera, ...]:
    return (Camera(TEST_CAMERA, TEST_CAMERA, DRAWN_FORMATS),) if tests else ()


def _test_microphones(tests: bool) -> tuple[Microphone, ...]:
    return (Microphone(TEST_MICROPHONE, TEST_MICROPHONE),) if tests else ()

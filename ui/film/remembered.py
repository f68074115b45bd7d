"""Which camera, microphone and format were used last, and whether the guide was on: kept under a short hash of a device's id.

Nothing of a device's name is kept: `device.json` lies outside the vault and can be read by anyone who has the laptop.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256

from app.domain.filming import Camera, CameraFormat, Devices, Microphone
from ui.preferences import FILM_DEVICES, Preferences

NO_MICROPHONE = "none"  # chosen on purpose: a film without sound
_HASH_LETTERS = 16
_MOST_CAMERAS = 20  # the one used longest ago is forgotten first


def device_hash(device_id: str) -> str:
    return sha256(device_id.encode()).hexdigest()[:_HASH_LETTERS]


@dataclass
class _Kept:
    camera: str = ""
    microphone: str = ""
    cameras: dict[str, list[int]] = field(default_factory=dict)  # hash -> width, height, frames a second (0: what suits), guide 0/1


class Remembered:
    """Reads and writes one preference."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def camera(self, devices: Devices) -> Camera | None:
        """The one used last where it is there, else the first."""
        kept = self._read().camera
        found = next((camera for camera in devices.cameras if device_hash(camera.id) == kept), None)
        return found or (devices.cameras[0] if devices.cameras else None)

    def microphone(self, devices: Devices) -> Microphone | None:
        """The one used last where it is there, else the system's own; None when a film without sound was chosen."""
        kept = self._read().microphone
        if kept == NO_MICROPHONE or not devices.microphones:
            return None
        found = next((one for one in devices.microphones if device_hash(one.id) == kept), None)
        return found or next((one for one in devices.microphones if one.is_default), devices.microphones[0])

    def format(self, camera: Camera) -> CameraFormat | None:
        """The format chosen for this camera; None for what suits, also where the camera offers it no more."""
        row = self._read().cameras.get(device_hash(camera.id))
        wanted = CameraFormat(*row[:3]) if row and row[2] else None
        return wanted if wanted in camera.formats else None

    def guide(self, camera: Camera | None) -> bool:
        row = self._read().cameras.get(device_hash(camera.id)) if camera else None
        return bool(row[3]) if row else True

    def keep(self, camera: Camera | None, microphone: Microphone | None, wanted: CameraFormat | None, *, guide: bool) -> None:
        """What is chosen now. A microphone is kept as none only where there was one to choose: see `keep_silence`."""
        kept = self._read()
        if camera is not None:
            row = [wanted.width, wanted.height, wanted.frames_per_s] if wanted else [0, 0, 0]
            kept.camera = device_hash(camera.id)
            kept.cameras.pop(kept.camera, None)
            kept.cameras[kept.camera] = [*row, int(guide)]
            while len(kept.cameras) > _MOST_CAMERAS:
                kept.cameras.pop(next(iter(kept.cameras)))
        if microphone is not None:
            kept.microphone = device_hash(microphone.id)
        self._write(kept)

    def keep_silence(self) -> None:
        """A film without sound was chosen on purpose."""
        kept = self._read()
        kept.microphone = NO_MICROPHONE
        self._write(kept)

    # --- inside ---

    def _read(self) -> _Kept:
        """A preference edited by hand is forgotten, as any that does not fit."""
        try:
            found = json.loads(self._preferences.get(FILM_DEVICES) or "{}")
            cameras = {str(key): [int(number) for number in row] for key, row in found.get("cameras", {}).items() if len(row) == 4}
            return _Kept(str(found.get("camera", "")), str(found.get("microphone", "")), cameras)
        except (ValueError, TypeError, AttributeError):
            return _Kept()

    def _write(self, kept: _Kept) -> None:
        told = {"camera": kept.camera, "microphone": kept.microphone, "cameras": kept.cameras}
        self._preferences.set(FILM_DEVICES, json.dumps(told, separators=(",", ":")))

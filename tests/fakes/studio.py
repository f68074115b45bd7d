"""A studio without a process: its camera shows one drawn picture, its film is one that was encoded beforehand, its trouble is the test's.

Written for the states of the film screen; `tests/contracts/test_studio.py` holds it and the real one to the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import cv2

from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import (
    TEST_CAMERA,
    TEST_MICROPHONE,
    Camera,
    CameraFormat,
    Devices,
    DevicesFound,
    FilmEnded,
    FilmingChoice,
    Gap,
    GapReason,
    Level,
    Microphone,
    Opened,
    Preset,
    PreviewShown,
    Pulse,
    StudioEvent,
)
from video.practice_scene import WIDTH, draw
from video.practice_story import TOGETHER

FORMATS = (CameraFormat(1920, 1080, 30), CameraFormat(1280, 720, 30), CameraFormat(640, 360, 30))
TEST_DEVICES = Devices((Camera(TEST_CAMERA, TEST_CAMERA, FORMATS),), (Microphone(TEST_MICROPHONE, TEST_MICROPHONE, is_default=True),))
_SLOT_BYTES = 1920 * 1080 * 4
_SLOTS = 4
_LOUD = Level(peak_permille=300, rms_permille=80, clipping=False)


class DrawnStudio:
    """Fulfils `app.film_ports.Studio`. `heard` tells anything else a test wants told. A film is `pieces`, a second longer at each pulse."""

    def __init__(self, devices: Devices = TEST_DEVICES, pieces: Iterable[bytes] = (b"film",)) -> None:
        self.devices = devices
        self.pieces = tuple(pieces)
        self.refuses: dict[str, StudioEvent] = {}  # by the camera's id: what is told instead of Opened
        self.fails = False  # it cannot be started
        self.draws: Callable[[int, int], bytes] = _drawn  # what the camera sees, BGRA, so large
        self.on: FilmingChoice | None = None
        self.size = (0, 0)
        self.watching_faces = False
        self.heard: Callable[[StudioEvent], None] = lambda _: None
        self._film: Callable[[bytes], None] = lambda _: None
        self._memory = bytearray(_SLOT_BYTES * _SLOTS)
        self._slot = 0
        self._position_us = 0
        self._rolling = False
        self._paused = False

    def start(self, heard: Callable[[StudioEvent], None], film: Callable[[bytes], None]) -> None:
        if self.fails:
            raise Circumstance(ErrorCode.STUDIO_DIED)
        self.heard, self._film = heard, film
        heard(DevicesFound(self.devices))

    @property
    def pictures(self) -> memoryview:
        return memoryview(self._memory)

    def plug(self, devices: Devices) -> None:
        """Something was plugged in or pulled out."""
        self.devices = devices
        self.heard(DevicesFound(devices))

    def open(self, choice: FilmingChoice) -> None:
        self.on = choice
        camera = next((one for one in self.devices.cameras if one.id == choice.camera), None)
        if (refusal := self.refuses.get(choice.camera or "")) is not None:
            self.heard(refusal)
            self.heard(Opened(None, choice.microphone is not None))
            return
        self.heard(Opened((choice.format or FORMATS[1]) if camera else None, choice.microphone is not None))
        self.show()

    def let_go(self) -> None:
        self.on = None

    def view(self, width: int, height: int) -> None:
        self.size = (width, height)
        self.show()

    def watch_faces(self, on: bool) -> None:
        self.watching_faces = on

    def show(self) -> None:
        """One picture and one level, where somebody looks and the camera is on."""
        if self.on is None:
            return
        if self.on.camera and min(self.size) > 0:
            self._show_picture()
        if self.on.microphone:
            self.heard(_LOUD)

    def roll(self) -> None:
        self._rolling, self._paused, self._position_us = True, False, 0
        for piece in self.pieces:
            self._film(piece)
        self.pulse()

    def pulse(self, dropped: int = 0) -> None:
        """A second of film later."""
        if self._rolling and not self._paused:
            self._position_us += 1_000_000
            self.heard(Pulse(self._position_us, self._position_us // 33_333, dropped, Preset.SUPERFAST))

    def pause(self) -> None:
        self._paused = True

    def go_on(self) -> None:
        if self._rolling and self._paused:
            self._paused = False
            self.heard(Gap(self._position_us, 2_000_000, GapReason.PAUSED))

    def stop(self) -> None:
        if self._rolling:
            self._rolling = False
            self.heard(FilmEnded(self._position_us, self._position_us // 33_333, 0))

    def close(self) -> None:
        self._rolling, self.on = False, None

    def _show_picture(self) -> None:
        scale = min(self.size[0] / 16, self.size[1] / 9, 120)
        width, height = max(2, round(16 * scale)), max(2, round(9 * scale))
        picture = self.draws(width, height)
        self._slot = (self._slot + 1) % _SLOTS
        offset = self._slot * _SLOT_BYTES
        self._memory[offset : offset + len(picture)] = picture
        self.heard(PreviewShown(offset, width, height, 4 * width, self._position_us, 0))


def _drawn(width: int, height: int) -> bytes:
    """The practice family, BGRA."""
    return cv2.cvtColor(draw(TOGETHER.pose(8.0), width, height, width / WIDTH), cv2.COLOR_RGB2BGRA).tobytes()

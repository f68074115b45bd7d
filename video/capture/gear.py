"""The camera and the microphone that are on: switched, kept, and what is told of them.

Both keep themselves alive (lasting_camera.py, microphone.py) and speak on threads of their own; everything here happens on the desk's
thread, but for pictures and sound, which go straight on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.domain.errors import ErrorCode
from app.domain.filming import BackAgain, CameraFormat, FilmingChoice, Opened, Part, Trouble
from video.capture.lasting_camera import LastingCamera
from video.capture.microphone import OpenMicrophone, open_microphone
from video.capture.taking import TakenPicture, TakenSound

_SILENT_S: Final = 3.0
_LOOKED_S: Final = 1.0  # `look` is called more often than this

Run = Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class Takers:
    """Where things go. Pictures and sound on any thread; what is told, and `settled`, on the desk's."""

    picture: Callable[[TakenPicture], None]
    sound: Callable[[TakenSound], None]
    tell: Callable[[Trouble | BackAgain | Opened], None]
    settled: Callable[[], None]


class Gear:
    """All methods are for the desk's thread."""

    def __init__(self, takers: Takers, at_desk: Run, on_qt: Run) -> None:
        """`at_desk` runs something on the desk's thread, `on_qt` on the thread of Qt; both later."""
        self._takers = takers
        self._at_desk = at_desk
        self._on_qt = on_qt
        self._choice = FilmingChoice(None, None)
        self._camera: _HeldCamera | None = None
        self._closing: LastingCamera | None = None  # the last one that was let go; it may take its time
        self._microphone: _HeldMicrophone | None = None
        self._told: Opened | None = None  # since something was switched
        self._filming = False
        self._blind = False  # a film without a picture is taken
        self._back_meanwhile = False

    @property
    def shape(self) -> CameraFormat | None:
        """What the camera gives; None when there is none, or it is in trouble."""
        return self._camera.shape if self._camera is not None else None

    @property
    def wants_sound(self) -> bool:
        """Whether a microphone was chosen, be it in trouble or not."""
        return self._microphone is not None

    @property
    def settled(self) -> bool:
        """Whether it is known of everything that was chosen if it works."""
        return all(held is None or held.works is not None for held in (self._camera, self._microphone))

    def open(self, choice: FilmingChoice) -> None:
        """Switch on what was chosen. What is on, or being switched on, and stays the same is left alone."""
        before, self._choice = self._choice, choice
        if (choice.camera, choice.format) != (before.camera, before.format) or self._fails(self._camera):
            self._let_camera_go()
            if choice.camera is not None:
                self._camera = _HeldCamera(self, choice.camera, choice.format, self._closing)
        if choice.microphone != before.microphone or self._fails(self._microphone):
            self._let_microphone_go()
            if choice.microphone is not None:
                self._microphone = _HeldMicrophone(self, choice.microphone)
        self._told = None
        self._tell_opened()

    def let_go(self) -> None:
        """Switch everything off."""
        self._choice = FilmingChoice(None, None)
        self._let_camera_go()
        self._let_microphone_go()

    def look_again(self) -> None:
        """Devices have changed: perhaps one is back."""
        if self._camera is not None:
            self._camera.lasting.look_again()

    def film_begins(self, *, with_picture: bool) -> None:
        """Until `film_ends` nothing is told of formats. Without a picture, a camera that comes back is not told: the film cannot have
        one later."""
        self._filming, self._blind = True, not with_picture

    def film_ends(self) -> None:
        """What came back meanwhile is told now."""
        self._filming = self._blind = False
        if self._back_meanwhile:
            self._back_meanwhile = False
            self._takers.tell(BackAgain(Part.CAMERA))
        self._tell_opened()

    def look(self, passed_s: float) -> None:
        """Called now and then. A microphone whose own thread hangs with the sound server cannot say so."""
        held = self._microphone
        if held is not None and held.works and held.is_silent(passed_s):
            self._turned(held, ErrorCode.MICROPHONE_GONE)

    @staticmethod
    def _fails(held: _HeldCamera | _HeldMicrophone | None) -> bool:
        return held is not None and held.works is False

    def _let_camera_go(self) -> None:
        held, self._camera = self._camera, None
        self._back_meanwhile = False
        if held is not None:
            held.lasting.let_go()
            self._closing = held.lasting

    def _let_microphone_go(self) -> None:
        held, self._microphone = self._microphone, None
        if held is not None:
            held.close()

    def _turned(self, held: _HeldCamera | _HeldMicrophone, code: ErrorCode | None) -> None:
        """One part works (None), or does not: why."""
        if held not in (self._camera, self._microphone) or (held.works is False and code is held.code):
            return
        was, held.works, held.code = held.works, code is None, code
        blind = self._blind and held.part is Part.CAMERA
        if blind:
            self._back_meanwhile = code is None
        elif code is not None:
            self._takers.tell(Trouble(held.part, code))
        elif was is False:
            self._takers.tell(BackAgain(held.part))
        self._tell_opened()

    def _tell_opened(self) -> None:
        """What is on, when that is known of everything and is news."""
        on = Opened(self.shape, sound=bool(self._microphone and self._microphone.works))
        if self.settled and not self._filming and on != self._told:
            self._told = on
            self._takers.tell(on)
            self._takers.settled()


class _HeldCamera:
    """Hears a LastingCamera, on the camera's thread. `works` None: not known yet; it and `shape` change on the desk's thread only."""

    part = Part.CAMERA

    def __init__(self, gear: Gear, camera: str, wanted: CameraFormat | None, after: LastingCamera | None) -> None:
        self._gear = gear
        self.works: bool | None = None
        self.code: ErrorCode | None = None
        self.shape: CameraFormat | None = None
        self.lasting = LastingCamera(camera, wanted, self, after)

    def opened(self, format: CameraFormat) -> None:
        self._gear._at_desk(lambda: self._turned(format, None))

    def picture(self, picture: TakenPicture) -> None:
        self._gear._takers.picture(picture)

    def trouble(self, code: ErrorCode) -> None:
        self._gear._at_desk(lambda: self._turned(None, code))

    def _turned(self, shape: CameraFormat | None, code: ErrorCode | None) -> None:
        self.shape = shape
        self._gear._turned(self, code)


class _HeldMicrophone:
    """Holds an OpenMicrophone, which lives on the thread of Qt. `works` as for the camera."""

    part = Part.MICROPHONE

    def __init__(self, gear: Gear, microphone: str) -> None:
        self._gear = gear
        self.works: bool | None = None
        self.code: ErrorCode | None = None
        self._open: OpenMicrophone | None = None
        self._sounds = False
        self._silent_s = 0.0
        gear._on_qt(lambda: self._start(microphone))

    def close(self) -> None:
        self._gear._on_qt(self._end)

    def _start(self, microphone: str) -> None:
        self._open = open_microphone(microphone)
        self._open.start(self._take, self._trouble)

    def _end(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None  # let go on the thread of Qt

    def is_silent(self, passed_s: float) -> bool:
        """Whether no sound came for long, be it silence. Time in which this process stood still does not count."""
        self._silent_s += min(passed_s, _LOOKED_S)
        if self._silent_s < _SILENT_S:
            return False
        self._sounds = False
        return True

    def _take(self, sound: TakenSound) -> None:
        self._silent_s = 0.0
        if not self._sounds:
            self._sounds = True
            self._gear._at_desk(lambda: self._gear._turned(self, None))
        self._gear._takers.sound(sound)

    def _trouble(self, code: ErrorCode) -> None:
        self._sounds = False
        self._gear._at_desk(lambda: self._gear._turned(self, code))

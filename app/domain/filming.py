"""Filming live: cameras and microphones as a person chooses them, and what is told of a film while it is being taken.

Positions are microseconds from the start of the film, pauses left out: what a watch on the finished film will show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.errors import ErrorCode

FLOOR_BYTES = 200_000_000  # of free disk: filming ends cleanly before less is left
PLANNED_MINUTES = 20  # how long a film is planned to be unless the practitioner says otherwise
TEST_CAMERA = "test camera"  # a drawn picture, for practising without a camera; always found by this name
TEST_MICROPHONE = "test microphone"


@dataclass(frozen=True, slots=True, order=True)
class CameraFormat:
    """A size and a rate that a camera says it can give. `frames_per_s` is rounded."""

    width: int
    height: int
    frames_per_s: int


def sensible_format(formats: tuple[CameraFormat, ...], wanted: CameraFormat | None = None) -> CameraFormat | None:
    """Of what a camera offers the one nearest to what is wanted; without a wish, to 1280x720 at 30. Size comes before rate, but under 15 a
    second no smile is seen, and a rate is worth more than a size. None when nothing is offered."""
    aim = wanted or CameraFormat(1280, 720, 30)

    def far(one: CameraFormat) -> tuple[bool, int, int, int]:
        size = abs(one.width - aim.width) + abs(one.height - aim.height)
        return wanted is None and one.frames_per_s < 15, size, abs(one.frames_per_s - aim.frames_per_s), -one.frames_per_s

    return min(formats, key=far, default=None)


@dataclass(frozen=True, slots=True)
class Camera:
    """`id` is how the system knows it (the same after it was unplugged and came back); `name` is what a person reads."""

    id: str
    name: str
    formats: tuple[CameraFormat, ...] = ()


@dataclass(frozen=True, slots=True)
class Microphone:
    """`is_default`: the one the system itself would take."""

    id: str
    name: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Devices:
    """What is plugged in now."""

    cameras: tuple[Camera, ...] = ()
    microphones: tuple[Microphone, ...] = ()


@dataclass(frozen=True, slots=True)
class FilmingChoice:
    """What to film with: ids, or None for none. `format` None: what suits this machine (720p30 where the camera has it)."""

    camera: str | None
    microphone: str | None
    format: CameraFormat | None = None


class Part(StrEnum):
    """What a trouble is about."""

    CAMERA = "camera"
    MICROPHONE = "microphone"
    STUDIO = "studio"  # the process that films


class Preset(StrEnum):
    """How hard the encoder tries: the slower, the smaller the film and the more work. Fastest first."""

    ULTRAFAST = "ultrafast"
    SUPERFAST = "superfast"
    VERYFAST = "veryfast"


class GapReason(StrEnum):
    """Why a film has a gap."""

    PAUSED = "paused"
    ASLEEP = "asleep"  # the laptop slept


# --- what the studio tells, each a moment; see app.film_ports.Studio ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DevicesFound:
    """What is plugged in, when it is first known and whenever it changes."""

    devices: Devices


@dataclass(frozen=True, slots=True)
class Opened:
    """The camera and microphone that were asked for are on (or what there is of them). Preview comes from now on."""

    format: CameraFormat | None  # None: no picture
    sound: bool


@dataclass(frozen=True, slots=True)
class PreviewShown:
    """A picture for the screen lies in the studio's `pictures` from `offset` on: `height` lines of `stride_bytes`, BGRA in memory (QImage
    Format_RGB32). It stays there until three more have come. `taken_ns` is `time.monotonic_ns` when the camera gave it."""

    offset: int
    width: int
    height: int
    stride_bytes: int
    position_us: int
    taken_ns: int


@dataclass(frozen=True, slots=True)
class Level:
    """How loud the last twentieth of a second was: thousandths of full scale. `clipping`: it was cut off at the top."""

    peak_permille: int
    rms_permille: int
    clipping: bool


@dataclass(frozen=True, slots=True)
class Pulse:
    """How filming goes, a few times a second while a film is taken. Dropped frames are those the machine was too slow for."""

    position_us: int
    frames: int
    dropped_frames: int
    preset: Preset


@dataclass(frozen=True, slots=True)
class FaceBox:
    """A face in the picture: thousandths of its width and height, from the upper left."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FacesSeen:
    """The faces found in one picture. A hint only: a baby lying on its side may not be found."""

    faces: tuple[FaceBox, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong with one part; filming goes on with what is left. `code` is CAMERA_*, MICROPHONE_* or STUDIO_DIED."""

    part: Part
    code: ErrorCode


@dataclass(frozen=True, slots=True)
class BackAgain:
    """A part that was in trouble works again."""

    part: Part


@dataclass(frozen=True, slots=True)
class Gap:
    """Something is missing at this position of the film, `length_us` long in the real world. It stands when filming has gone on."""

    at_us: int
    length_us: int
    reason: GapReason


@dataclass(frozen=True, slots=True)
class FilmEnded:
    """The film is over and its last byte was handed over before this."""

    duration_us: int
    frames: int
    dropped_frames: int


StudioEvent = (
    DevicesFound | Opened | PreviewShown | Level | Pulse | FacesSeen | Trouble | BackAgain | Gap | FilmEnded
)  # fmt: skip

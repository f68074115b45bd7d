"""A recording: one continuous film in one reel, and what is known of its picture, its sound and its soundness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.errors import ErrorCode
from app.domain.ids import FamilyCode, RecordingId


class SourceKind(StrEnum):
    """Where on a card or disk a film was found."""

    AVCHD = "avchd"
    DCIM = "dcim"
    MP_ROOT = "mp_root"
    MOD_TOD = "mod_tod"
    FILE = "file"
    PRACTICE = "practice"
    LIVE = "live"  # filmed with this laptop
    CAMCORDER = "camcorder"  # marked along, and left on the camcorder: no reel, never any (see `app.domain.camcorder`)


class Scan(StrEnum):
    """How the lines of a picture were taken."""

    PROGRESSIVE = "progressive"
    TOP_FIRST = "top_first"
    BOTTOM_FIRST = "bottom_first"


class RecordingState(StrEnum):
    """How far a recording has come. Only READY ones are watched; the others are finished or cleaned up at start."""

    FILMING = "filming"  # being filmed with this laptop; start-up ends what a kill left
    COPYING = "copying"  # bytes are going in; resumes
    VERIFYING = "verifying"  # all bytes are in; the card is read again and compared
    PREPARING = "preparing"  # verified; index, thumbnails, waveform are being made
    READY = "ready"
    DESTROYING = "destroying"  # a deletion intent stands; start-up finishes it


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a recording as it is stored: width and height in pixels, sample aspect ratio, clockwise rotation to apply."""

    width: int
    height: int
    sar_num: int = 1
    sar_den: int = 1
    rotation_deg: int = 0
    scan: Scan = Scan.PROGRESSIVE

    def shown_size(self) -> tuple[int, int]:
        """Width and height in square pixels after rotation."""
        width = round(self.width * self.sar_num / self.sar_den)
        return (self.height, width) if self.rotation_deg % 180 else (width, self.height)


@dataclass(frozen=True, slots=True)
class Recording:
    """One film. `filmed_at` is the camera's own clock (naive local time) where it told; `problems` name what was wrong with the file."""

    id: RecordingId
    family: FamilyCode
    source_kind: SourceKind
    state: RecordingState
    imported_at: datetime
    size_bytes: int
    filmed_at: datetime | None = None
    duration_us: int = 0
    picture: Picture | None = None
    has_sound: bool = False
    problems: tuple[ErrorCode, ...] = ()
    rotation_extra_deg: int = 0  # turned by hand on the review screen

    @property
    def stays_on_camcorder(self) -> bool:
        """Whether there is no film of it here: only its marks and clips."""
        return self.source_kind is SourceKind.CAMCORDER

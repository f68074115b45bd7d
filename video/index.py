"""Where every frame of a film stands, and where decoding can begin: what exact seeking rests on.

Made once by the worker in one pass over the film (`video/worker/indexing.py`) and kept in the reel as the extra `index`. This module only
reads it: no FFmpeg, no numpy. Layout, little-endian: the head below, then the frames' positions (int64 each, rising), then four columns for
the keyframes: frame number, pts, dts, byte position (int64 each). It comes from the worker, so everything in it is checked.
"""

from __future__ import annotations

import operator
import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from typing import Final, overload

from app.domain.errors import Circumstance, ErrorCode
from app.domain.recording import Picture, Scan

INDEX_NAME: Final = "index"
NO_POSITION: Final = -1
_MAGIC: Final = b"SSPINDX1"
_HEAD: Final = struct.Struct("<8sBBHhhIIIIqqqqII")
_SCANS: Final = (Scan.PROGRESSIVE, Scan.TOP_FIRST, Scan.BOTTOM_FIRST)
MAX_FRAMES: Final = 20_000_000  # 46 hours at 120 frames a second
_MAX_SIDE: Final = 32_768
_MAX_US: Final = 1 << 60


class ContainerKind(IntEnum):
    """How a film is wrapped: each kind is sought in its own way."""

    OTHER = 0
    MP4 = 1
    MATROSKA = 2
    MPEG_TS = 3
    MPEG_PS = 4
    AVI = 5
    DV = 6


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A packet at which decoding can begin: the number of its frame, its timestamps in ticks of the stream, its byte in the file.

    `position` is NO_POSITION where the container does not tell.
    """

    frame: int
    pts: int
    dts: int
    position: int


class Keyframes(Sequence[Keyframe]):
    """The keyframes in order of their frames, made as they are asked for."""

    def __init__(self, frames: array[int], pts: array[int], dts: array[int], positions: array[int]) -> None:
        self.frames, self.pts, self.dts, self.positions = frames, pts, dts, positions

    def __len__(self) -> int:
        return len(self.frames)

    @overload
    def __getitem__(self, place: int) -> Keyframe: ...

    @overload
    def __getitem__(self, place: slice) -> list[Keyframe]: ...

    def __getitem__(self, place: int | slice) -> Keyframe | list[Keyframe]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        return Keyframe(self.frames[place], self.pts[place], self.dts[place], self.positions[place])


@dataclass(frozen=True)
class FrameIndex:
    """All that is known of a film's frames. `pts_us` are positions from the start of the recording, rising; never empty.

    `origin_us` is what was taken off the file's own timestamps. `stream` and `sound_stream` are stream numbers in the file.
    `sound_start_us` and `sound_end_us` are positions; both 0 without sound.
    """

    container: ContainerKind
    stream: int
    sound_stream: int | None
    picture: Picture
    origin_us: int
    duration_us: int
    sound_start_us: int
    sound_end_us: int
    pts_us: array[int]
    keyframes: Keyframes

    def __len__(self) -> int:
        return len(self.pts_us)

    def frame_at(self, us: int) -> int:
        """The number of the frame that is shown at this position: the last that began by then, the first before any did."""
        return max(0, bisect_right(self.pts_us, us) - 1)

    def frame_near(self, us: int) -> int:
        """The number of the frame whose position is nearest."""
        after = bisect_left(self.pts_us, us)
        if after == 0:
            return 0
        if after == len(self.pts_us) or us - self.pts_us[after - 1] <= self.pts_us[after] - us:
            return after - 1
        return after

    def number_at(self, us: int) -> int | None:
        """The number of the frame that stands here, within half of its distance to its neighbours; None where none does."""
        near = self.frame_near(us)
        off = abs(self.pts_us[near] - us)
        neighbour = near + 1 if self.pts_us[near] <= us else near - 1
        if 0 <= neighbour < len(self.pts_us):
            return near if off * 2 <= abs(self.pts_us[neighbour] - self.pts_us[near]) else None
        return near if off * 2 <= self.usual_gap_us() else None

    def usual_gap_us(self) -> int:
        """How far apart frames stand on the whole."""
        return max(1, (self.pts_us[-1] - self.pts_us[0]) // max(1, len(self.pts_us) - 1)) if len(self.pts_us) > 1 else 40_000

    def keyframe_number(self, frame: int) -> int:
        """Which keyframe (counted from the first) decoding of this frame begins at."""
        return max(0, bisect_right(self.keyframes.frames, frame) - 1)

    def keyframe_before(self, frame: int) -> Keyframe:
        """The keyframe at which decoding of this frame begins."""
        return self.keyframes[self.keyframe_number(frame)]

    def to_bytes(self) -> bytes:
        """As it is kept in the reel."""
        picture = self.picture
        head = _HEAD.pack(
            _MAGIC,
            self.container,
            _SCANS.index(picture.scan),
            self.stream,
            -1 if self.sound_stream is None else self.sound_stream,
            picture.rotation_deg,
            picture.width,
            picture.height,
            picture.sar_num,
            picture.sar_den,
            self.origin_us,
            self.duration_us,
            self.sound_start_us,
            self.sound_end_us,
            len(self.pts_us),
            len(self.keyframes),
        )
        keys = self.keyframes
        return head + b"".join(_little(column) for column in (self.pts_us, keys.frames, keys.pts, keys.dts, keys.positions))

    @classmethod
    def from_bytes(cls, data: bytes | memoryview) -> FrameIndex:
        """Read and check. Raises FILM_DAMAGED for anything that cannot be an index."""
        try:
            return _parsed(memoryview(data))
        except (struct.error, ValueError, IndexError):
            raise Circumstance(ErrorCode.FILM_DAMAGED) from None


def _parsed(data: memoryview) -> FrameIndex:
    (
        magic,
        container,
        scan,
        stream,
        sound,
        rotation,
        width,
        height,
        sar_num,
        sar_den,
        origin,
        duration,
        sound_start,
        sound_end,
        frames,
        keys,
    ) = _HEAD.unpack_from(data)
    _demand(magic == _MAGIC and 0 < frames <= MAX_FRAMES and 0 < keys <= frames)
    _demand(len(data) == _HEAD.size + 8 * (frames + 4 * keys))
    _demand(0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE and sar_num > 0 and sar_den > 0 and rotation in (0, 90, 180, 270))
    _demand(abs(origin) < _MAX_US and 0 < duration < _MAX_US and 0 <= sound_start <= sound_end < _MAX_US)
    at = _HEAD.size
    columns = []
    for count in (frames, keys, keys, keys, keys):
        columns.append(_column(data[at : at + 8 * count]))
        at += 8 * count
    pts, key_frames, key_pts, key_dts, key_positions = columns
    _demand(pts[0] >= 0 and pts[-1] < _MAX_US and _rises(pts))
    _demand(key_frames[0] >= 0 and key_frames[-1] < frames and _rises(key_frames))
    return FrameIndex(
        container=ContainerKind(container),
        stream=stream,
        sound_stream=None if sound < 0 else sound,
        picture=Picture(width, height, sar_num, sar_den, rotation, _SCANS[scan]),
        origin_us=origin,
        duration_us=duration,
        sound_start_us=sound_start,
        sound_end_us=sound_end,
        pts_us=pts,
        keyframes=Keyframes(key_frames, key_pts, key_dts, key_positions),
    )


def _demand(holds: bool) -> None:
    if not holds:
        raise ValueError


def _rises(column: array[int]) -> bool:
    return all(map(operator.lt, column, islice(column, 1, None)))


def _column(data: memoryview) -> array[int]:
    column = array("q")
    column.frombytes(data)
    if sys.byteorder == "big":
        column.byteswap()
    return column


def _little(column: array[int]) -> bytes:
    if sys.byteorder == "little":
        return column.tobytes()
    turned = array("q", column)
    turned.byteswap()
    return turned.tobytes()

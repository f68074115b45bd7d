"""The picture on the screen while filming: the newest, made as small as it is shown, in a slot of the memory shared with the application.

At most thirty a second, half of that while a film is taken (it needs the machine, and the framing is done by then), a third when the
encoder hardly keeps up. Colours are what the film's will be: a camera that does not say which matrix it uses is taken to mean BT.601, as
its own standard does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from app.domain.filming import PreviewShown
from video.capture.newest import Newest
from video.capture.taking import TakenPicture
from video.capture.telling import SLOTS

_INTERVAL_NS: Final = 1_000_000_000 // 30
_FILMING_NS: Final = 1_000_000_000 // 15
_HURRIED_NS: Final = 1_000_000_000 // 10
_SLACK_NS: Final = 6_000_000  # pictures of a camera of thirty a second do not come like a clock
_HURRIED_SIDES: Final = 640, 360
_UNKNOWN_MATRIX: Final = (0, 2)
_ALIGNMENT: Final = 64


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int


def fitted(picture: Size, view: Size, slot_bytes: int) -> Size:
    """The size in which a picture is shown: its own shape, no larger than the view, itself or a slot; even sides."""
    scale = min(1.0, view.width / picture.width, view.height / picture.height)
    while True:
        width, height = (max(2, int(side * scale / 2 + 0.25) * 2) for side in (picture.width, picture.height))
        if -(-width * 4 // _ALIGNMENT) * _ALIGNMENT * height <= slot_bytes:
            return Size(width, height)
        scale *= 0.9


class Pace:
    """Says which pictures are shown, by the moments they were taken. Nanoseconds of one clock."""

    def __init__(self) -> None:
        self._due_ns = 0

    def wants(self, taken_ns: int, interval_ns: int) -> bool:
        """Whether this one is shown. A steady stream of any rate comes out as evenly as it can, and none faster than the interval."""
        if taken_ns < self._due_ns - _SLACK_NS:
            return False
        self._due_ns = max(self._due_ns + interval_ns, taken_ns + interval_ns // 2)
        return True


class Preview:
    """Draws on a thread of its own. `put` from the camera's thread, `view` from any."""

    def __init__(self, memory: memoryview, tell: Callable[[PreviewShown], None], position_us: Callable[[int], int]) -> None:
        """`memory` is cut into SLOTS. `position_us`: where in the film a moment of the clock stands, 0 when none is taken."""
        self._memory = memory
        self._slot_bytes = len(memory) // SLOTS // _ALIGNMENT * _ALIGNMENT
        self._tell = tell
        self._position_us = position_us
        self._newest: Newest[TakenPicture] = Newest()
        self._pace = Pace()
        self._shrinker = VideoReformatter()
        self._slot = 0
        self._view: Size | None = None
        self.filming = False  # a film is taken: less often
        self.hurried = False  # its encoder hardly keeps up: small and rare
        self._thread = threading.Thread(target=self._run, name="preview", daemon=True)
        self._thread.start()

    def view(self, width: int, height: int) -> None:
        """How large the picture is shown, in device pixels; nothing is drawn when either is 0."""
        self._view = Size(width, height) if width and height else None

    def put(self, picture: TakenPicture) -> None:
        """The next picture. Never blocks."""
        if self._view is not None and self._pace.wants(picture.taken_ns, self._interval_ns()):
            self._newest.put(picture)

    def _interval_ns(self) -> int:
        if self.hurried:
            return _HURRIED_NS
        return _FILMING_NS if self.filming else _INTERVAL_NS

    def clear(self) -> None:
        """The camera is off: what waits is shown no more."""
        self._newest.clear()

    def close(self) -> None:
        """End its thread."""
        self._newest.close()
        self._thread.join()

    def _run(self) -> None:
        while (picture := self._newest.take()) is not None:
            view = self._view
            if view is not None:
                with suppress(FFmpegError):  # a picture that nobody can read: the film leaves it out too
                    self._show(picture, self._smaller(view) if self.hurried else view)

    @staticmethod
    def _smaller(view: Size) -> Size:
        return Size(min(view.width, _HURRIED_SIDES[0]), min(view.height, _HURRIED_SIDES[1]))

    def _show(self, picture: TakenPicture, view: Size) -> None:
        frame = picture.frame
        size = fitted(Size(frame.width, frame.height), view, self._slot_bytes)
        plane = self._shrunk(frame, size).planes[0]
        offset = self._slot * self._slot_bytes
        length = plane.line_size * size.height
        if length > self._slot_bytes:
            return
        self._memory[offset : offset + length] = memoryview(plane)[:length]
        self._slot = (self._slot + 1) % SLOTS
        self._tell(PreviewShown(offset, size.width, size.height, plane.line_size, self._position_us(picture.taken_ns), picture.taken_ns))

    def _shrunk(self, frame: VideoFrame, size: Size) -> VideoFrame:
        return self._shrinker.reformat(
            frame,
            size.width,
            size.height,
            "bgra",
            src_colorspace=Colorspace.ITU601 if frame.colorspace in _UNKNOWN_MATRIX else frame.colorspace,
            dst_color_range=ColorRange.JPEG,
            interpolation=Interpolation.AREA if size.width < frame.width else Interpolation.FAST_BILINEAR,
            threads=1,
        )

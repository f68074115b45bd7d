"""Makes the small pictures along a film while it passes by: a keyframe about every two seconds, thinned out as the film grows.

How long the film will be nobody knows yet. So more are made than are wanted; whenever there are too many every second one goes and the
next are made twice as far apart. At the end the best placed ones stay: as many as preparing the same film makes, about evenly spread.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import Any, Final

import numpy as np
from av.codec.context import CodecContext
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from app.domain.timebase import ticks_to_us
from video.index import FrameIndex
from video.thumbnails import Thumbnails
from video.worker.foreign import FOREIGN_ERRORS
from video.worker.indexing import picture_of
from video.worker.opening import MAX_PIXELS
from video.worker.thumbs import BOX, SPACING_US, thumbnail_count, upright_rgb

HELD: Final = 480  # while the film goes on: four for each one that is wanted in the end, some 20 MB


class PassingThumbnails:
    """Sees each keyframe once, with a decoder of its own, for the film's is busy with other things."""

    def __init__(self, video: VideoStream) -> None:
        self._video = video
        self._base = video.time_base or Fraction(1, 90_000)
        self._decoder = _decoder_like(video)
        self._spacing_us = SPACING_US
        self._found: dict[int, NDArray[np.uint8]] = {}  # by position on the film's own clock

    def __len__(self) -> int:
        """How many are held now."""
        return len(self._found)

    def see(self, packet: Packet[Any]) -> None:
        """A picture is made of it when it stands far enough from the last one. What does not decode is left out."""
        if packet.pts is None or not self._is_due(self._us(packet.pts)):
            return
        try:
            frame = self._decode(packet)
            if frame is not None:
                ticks = frame.pts if frame.pts is not None else packet.pts
                self._found[self._us(ticks)] = upright_rgb(frame, picture_of(self._video, [frame]), BOX)
        except FOREIGN_ERRORS:
            return
        if len(self._found) > HELD:
            self._thin_out()

    def made(self, index: FrameIndex) -> Thumbnails:
        """Those that stay, on the recording's clock; `index` is that of the whole film."""
        held = sorted(self._found)
        if not held:
            return Thumbnails(1, 1, (), b"")
        count = thumbnail_count(index.duration_us)
        step = index.duration_us / count
        kept = sorted({_last_before(held, index.origin_us + int(step * (n + 0.5))) for n in range(count)})
        height, width = self._found[kept[0]].shape[:2]
        of_size = [us for us in kept if self._found[us].shape[:2] == (height, width)]
        at_us = tuple(max(0, us - index.origin_us) for us in of_size)
        return Thumbnails(width, height, at_us, b"".join(self._found[us].tobytes() for us in of_size))

    def _is_due(self, us: int) -> bool:
        """Keyframes never stand on the second exactly. A clock that jumped back counts as far enough."""
        last = next(reversed(self._found), None)
        return last is None or abs(us - last) >= self._spacing_us * 7 // 8

    def _decode(self, packet: Packet[Any]) -> VideoFrame | None:
        try:
            frames = self._decoder.decode(packet) or self._decoder.decode(None)
        finally:
            self._decoder.flush_buffers()
        return frames[0] if frames else None

    def _thin_out(self) -> None:
        self._spacing_us *= 2
        self._found = {us: self._found[us] for us in sorted(self._found)[::2]}

    def _us(self, ticks: int) -> int:
        return ticks_to_us(ticks, self._base.numerator, self._base.denominator)


def _decoder_like(video: VideoStream) -> VideoCodecContext:
    """A fresh decoder for the pictures of this stream; in MPEG-TS each keyframe carries all that it needs to know."""
    made = CodecContext.create(video.codec_context.codec, "r")
    assert isinstance(made, VideoCodecContext)
    made.thread_count = 1
    made.options = {"max_pixels": str(MAX_PIXELS)}
    return made


def _last_before(held: list[int], us: int) -> int:
    """The one that stands at this position or before it; the first where none does."""
    return held[max(0, bisect_right(held, us) - 1)]

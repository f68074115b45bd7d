"""Makes small upright pictures along a film: one keyframe each, decoded alone.

Decode the key packet, drain, flush: 47-56 ms each on 1080p, a third of what decoding on to an exact frame costs. A thumbnail may stand a
moment before the place it was wanted for; it says where it really stands.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Final

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace
from numpy.typing import NDArray

from app.domain.recording import Picture
from app.domain.timebase import ticks_to_us
from video.index import FrameIndex, Keyframe
from video.thumbnails import Thumbnails
from video.worker.foreign import FOREIGN_ERRORS
from video.worker.indexing import Interrupted
from video.worker.opening import Film
from video.worker.seeking import seek_to

MOST: Final = 120
SPACING_US: Final = 2_000_000
BOX: Final = (160, 120)  # width and height that a thumbnail fits in
_TOLD_MATRICES: Final = (1, 4, 5, 6, 7, 9, 10)  # of ITU-T H.273: those that the scaler knows too
_PACKETS: Final = 24  # looked at after a seek before it is given up


def upright_rgb(frame: VideoFrame, picture: Picture, box: tuple[int, int]) -> NDArray[np.uint8]:
    """The frame as RGB (height, width, 3): upright, square pixels, as large as fits in the box, never enlarged."""
    shown_width, shown_height = picture.shown_size()
    scale = min(box[0] / shown_width, box[1] / shown_height, 1.0)
    width, height = max(2, round(shown_width * scale)), max(2, round(shown_height * scale))
    turned = picture.rotation_deg % 180 != 0
    usual = Colorspace.ITU709 if frame.height >= 720 else Colorspace.ITU601
    scaled = frame.reformat(
        height if turned else width,
        width if turned else height,
        "rgb24",
        src_colorspace=frame.colorspace if frame.colorspace in _TOLD_MATRICES else usual,
        interpolation="AREA",
        threads=1,
    )
    pixels: NDArray[np.uint8] = scaled.to_ndarray().astype(np.uint8, copy=False)
    return np.ascontiguousarray(np.rot90(pixels, -picture.rotation_deg // 90))


def thumbnail_count(duration_us: int) -> int:
    """How many are wanted of a film of this length."""
    return min(MOST, max(1, duration_us // SPACING_US))


class ThumbnailMaker:
    """Works on a film of its own: its decoder is left in mid-air after each picture."""

    def __init__(self, film: Film, index: FrameIndex) -> None:
        self._film = film
        self._video = film.need_video()
        self._index = index

    def make(self, progress: Callable[[float], None], stopped: Callable[[], bool]) -> Thumbnails:
        """All of them. Places where nothing decodes are left out; `progress` gets the share done. Raises Interrupted."""
        self._video.thread_type = "SLICE"  # frame threads would hold pictures back
        wanted = self._places()
        found: dict[int, NDArray[np.uint8]] = {}
        for done, place in enumerate(wanted):
            if stopped():
                raise Interrupted
            made = self._picture_at(place)
            if made is not None:
                found[made[0]] = made[1]
            progress((done + 1) / len(wanted))
        if not found:
            return Thumbnails(1, 1, (), b"")
        at_us = tuple(sorted(found))
        height, width = found[at_us[0]].shape[:2]
        return Thumbnails(width, height, at_us, b"".join(found[us].tobytes() for us in at_us if found[us].shape[:2] == (height, width)))

    def _places(self) -> list[Keyframe]:
        """Keyframes spread evenly, about two seconds apart, at most MOST of them."""
        count = thumbnail_count(self._index.duration_us)
        step = self._index.duration_us / count
        numbers = {self._index.keyframe_number(self._index.frame_at(int(step * (n + 0.5)))) for n in range(count)}
        return [self._index.keyframes[number] for number in sorted(numbers)]

    def _picture_at(self, place: Keyframe) -> tuple[int, NDArray[np.uint8]] | None:
        try:
            seek_to(self._film.container, self._film.kind, self._video, place)
            frame = self._decode_one(place)
        except FOREIGN_ERRORS:
            return None
        if frame is None or self._video.time_base is None:
            return None
        ticks = frame.pts if frame.pts is not None else place.pts
        us = ticks_to_us(ticks, self._video.time_base.numerator, self._video.time_base.denominator) - self._index.origin_us
        return max(0, us), upright_rgb(frame, self._index.picture, BOX)

    def _decode_one(self, place: Keyframe) -> VideoFrame | None:
        """The first picture that the keyframe gives. Cameras that pack each field by itself need the packet after it too."""
        context = self._video.codec_context
        packets = islice(self._film.container.demux(self._video), _PACKETS)
        key = next((packet for packet in packets if packet.size and (packet.is_keyframe or place.frame == 0)), None)
        if key is None:
            return None
        try:
            frames = context.decode(key)
            second = next(packets, None)
            if not frames and second is not None and second.size and (second.pos is None or second.pos < 0):
                frames = context.decode(second)
            while not frames and key.is_discard and (second := next(packets, None)) is not None:
                frames = context.decode(second)  # what an edit list cuts away gives no picture itself
            frames = frames or context.decode(None)
        finally:
            context.flush_buffers()
        return frames[0] if frames else None

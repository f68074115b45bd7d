"""Reads pictures of the scrub proxy inside the worker: any of them within a few milliseconds.

Give it a way to fetch a segment's bytes; it keeps the last few segments and, for each, a decoder that goes on where it stands.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import av
from av.packet import Packet
from av.video.frame import VideoFrame

from app.domain.errors import Circumstance
from video.proxy import ProxySegment, segment_of
from video.worker.foreign import FOREIGN_ERRORS

_KEPT_SEGMENTS: Final = 6


class ProxyReader:
    """One thread. `fetch(number)` gives the bytes of a segment, or None when it is not made."""

    def __init__(self, fetch: Callable[[int], bytes | None]) -> None:
        self._fetch = fetch
        self._open: OrderedDict[int, _OpenSegment] = OrderedDict()

    def picture(self, us: int) -> tuple[int, VideoFrame] | None:
        """The proxy's picture shown at a position of the film, and where it stands itself. None where there is no proxy (yet).

        The picture is small, deinterlaced, in square pixels, and not turned upright.
        """
        segment = self._segment(segment_of(us))
        if segment is None:
            return None
        try:
            return segment.picture(us)
        except FOREIGN_ERRORS:
            self._open.pop(segment_of(us), None)
            return None

    def forget(self, number: int | None = None) -> None:
        """Fetch this segment (or every one) anew when it is wanted next."""
        if number is None:
            self._open.clear()
        else:
            self._open.pop(number, None)

    def _segment(self, number: int) -> _OpenSegment | None:
        found = self._open.get(number)
        if found is None:
            data = self._fetch(number)
            if data is None:
                return None
            try:
                found = _OpenSegment(ProxySegment.from_bytes(data))
            except Circumstance:
                return None
            self._open[number] = found
            while len(self._open) > _KEPT_SEGMENTS:
                self._open.popitem(last=False)
        self._open.move_to_end(number)
        return found


class _OpenSegment:
    """A segment and its decoder. The encoder reorders nothing: one packet in, one picture out."""

    def __init__(self, segment: ProxySegment) -> None:
        self._segment = segment
        self._decoder = av.CodecContext.create("h264", "r")
        self._decoder.thread_count = 1
        self._decoder.flags |= 1 << 19  # AV_CODEC_FLAG_LOW_DELAY: give each picture out at once
        self._last: tuple[int, VideoFrame] | None = None

    def picture(self, us: int) -> tuple[int, VideoFrame] | None:
        number = self._segment.number_at(us)
        if self._last is None or self._last[0] != number:
            self._decode_to(number)
        if self._last is None:
            return None
        return self._segment.pictures[self._last[0]].at_us, self._last[1]

    def _decode_to(self, number: int) -> None:
        run = self._segment.run_up(number)
        if self._last is not None and run.start <= self._last[0] < number:
            run = range(self._last[0] + 1, number + 1)
        else:
            self._decoder.flush_buffers()
        self._last = None
        for place in run:
            for frame in self._decoder.decode(Packet(self._segment.bytes_of(place))):
                self._last = (place, frame)

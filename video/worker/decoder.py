"""Exact frames of a film by their number: seek by the index, decode on from there, keep what is near.

Rules that make a seek exact (docs/decisions/0301): MP4 and Matroska by the keyframe's pts, MPEG-TS by the byte where it begins, MPEG-PS the
same but one group of pictures early, DV by its pts. Frames before the target that no other frame needs are skipped by the decoder. Whatever
comes out is known by its own timestamp, never by counting, so a wrong landing is noticed and tried again from further back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal

from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.domain.recording import Scan
from app.domain.timebase import ticks_to_us
from video.index import ContainerKind, FrameIndex
from video.worker.foreign import FOREIGN_ERRORS
from video.worker.kept_frames import KeptFrames
from video.worker.opening import open_container
from video.worker.seeking import seek_to
from video.worker.stream import SeekableBytes

BEHIND = 28  # frames kept before the one that is looked at, for stepping back
AHEAD = 6  # frames kept after it
THREADS = min((os.cpu_count() or 2) + 1, 6)  # asked before the sandbox closes; one more than there are cores, as mpv does (0301)
_DECODER_DELAY = 6  # frames that are cheaper to decode than to seek past
_NEAR = 60  # so close after its keyframe a frame is worth having alone
_TRIES = 4  # a landing after the target is tried again 1, 4 and 16 keyframes earlier


class Interrupted(Exception):
    """Something newer is wanted; the decoder stays where it is and can go on."""


def never() -> bool:
    return False


class FrameReader:
    """Frames by number. Not safe for two threads: one reader, one thread, one container, one codec context."""

    def __init__(self, stream: SeekableBytes, index: FrameIndex, *, cache_bytes: int, threads: int = THREADS) -> None:
        """Open the film. Raises one of FOREIGN_ERRORS when there is no picture to decode."""
        self._index = index
        self._container = open_container(stream)
        self._stream = _picture_stream(self._container, index)
        self._stream.thread_type = "AUTO"
        self._stream.codec_context.thread_count = threads
        self._time_base = self._stream.time_base or Fraction(1, 90_000)
        self._kept = KeptFrames(BEHIND, AHEAD, cache_bytes)
        self._packets: Iterator[Packet[VideoStream]] = self._container.demux(self._stream)
        self._ready: list[tuple[int, VideoFrame]] = []
        self._next = 0  # no frame below this one will come out before the next seek
        self._whole_from = 0  # frames below this one may have been skipped
        self._ended = False
        self._skip_below: int | None = None
        self._hurried = False
        self._alone: int | None = None  # the only frame wanted: nothing is decoded beyond it
        self._until_alone = 0  # packets that still belong to it
        self._packets_each = 1 if index.picture.scan is Scan.PROGRESSIVE else 2

    @property
    def time_base(self) -> Fraction:
        return self._time_base

    def close(self) -> None:
        self._kept.clear()
        self._ready.clear()
        self._container.close()

    def frame(self, number: int, stop: Callable[[], bool] = never, *, alone: bool = False) -> tuple[int, VideoFrame]:
        """The frame with this number (clamped to the film), or the nearest one that damage left.

        `alone`: sooner, where its keyframe is near, at the price of a seek for the frame after it.
        Raises Interrupted when `stop` says so, and EOFError when no frame at all can be had.
        """
        number = min(max(number, 0), len(self._index.pts_us) - 1)
        self._kept.look_around(number)
        if number in self._kept:
            return number, self._kept[number]
        nearest: tuple[int, VideoFrame] | None = None
        early = 0
        for attempt in range(_TRIES):
            if attempt or not self._reaches(number):
                self._seek(number, early)
                self._alone = number if alone and not attempt and self._is_near(number) else None
            got = self._decode_to(number, stop)
            if got is not None and got[0] == number:
                return got
            nearest = _nearer(number, nearest, got)
            if self._starts_at(number, early) == 0:
                break
            early = max(1, early * 4)
        if nearest is None:
            raise EOFError
        return nearest

    def onward(self, number: int, stop: Callable[[], bool] = never) -> tuple[int, VideoFrame] | None:
        """For playing: the first frame at or after `number` that decodes, or None when none does. Raises Interrupted."""
        if number >= len(self._index.pts_us):
            return None
        self._kept.look_around(number)
        if number in self._kept:
            return number, self._kept[number]
        if not self._reaches(number):
            self._seek(number, 0)
        got = self._decode_to(number, stop)
        return got if got is not None and got[0] >= number else None

    def key_frame(self, number: int) -> tuple[int, VideoFrame] | None:
        """The keyframe at or before `number`, quickly and alone; None when it does not decode. The next frame asked for needs a seek."""
        keyframe = self._index.keyframe_before(number).frame
        self._seek(keyframe, 0)
        for _ in range(2):  # an interlaced keyframe may come as two packets, one a field
            self._feed()
        if not self._ended:
            self._drain()
        found, self._ready = self._ready, []
        return min(found, key=lambda ready: abs(ready[0] - keyframe), default=None)

    def holds(self, number: int) -> bool:
        return number in self._kept

    def held_behind(self, number: int) -> int:
        """How many frames right before this one are in the cache."""
        return self._kept.behind(number)

    def hurry(self, hurried: bool) -> None:
        """Leave out frames that no other frame needs from here on: for a machine that cannot keep up."""
        self._hurried = hurried

    def fill(self, first: int, last: int, stop: Callable[[], bool] = never) -> None:
        """Have every frame from `first` to `last` in the cache, as far as its bound allows, without moving what it is kept around."""
        for number in range(max(first, 0), min(last, len(self._index.pts_us) - 1) + 1):
            if number in self._kept:
                continue
            if not self._reaches(number):
                self._seek(number, 0)
            if self._decode_to(number, stop) is None:
                return

    def keep(self, behind: int, ahead: int, cache_bytes: int) -> None:
        """Change how much is kept: little while playing, much for stepping."""
        self._kept.bound(behind, ahead, cache_bytes)

    # --- moving ---

    def _reaches(self, number: int) -> bool:
        """Whether going on from here gives the frame sooner than a seek."""
        if number < self._next or number < self._whole_from:
            return False
        if self._ended:
            return any(place == number for place, _ in self._ready)
        return number - self._next <= _DECODER_DELAY or self._index.keyframe_before(number).frame <= self._next

    def _is_near(self, number: int) -> bool:
        return number - self._index.keyframe_before(number).frame <= _NEAR

    def _starts_at(self, number: int, early: int) -> int:
        """Which keyframe, counted from the first, a seek begins at."""
        own = self._index.keyframe_number(number)
        if self._index.container is ContainerKind.MPEG_PS:
            early += 1  # the packet that carries the sequence header may begin before the byte the demuxer reports
        return max(0, own - early)

    def _seek(self, number: int, early: int) -> None:
        place = self._starts_at(number, early)
        keyframe = self._index.keyframes[place]
        try:
            seek_to(self._container, self._index.container, self._stream, keyframe, first=place == 0)
        except FOREIGN_ERRORS:
            self._container.seek(0)
        self._packets = self._container.demux(self._stream)
        self._ready.clear()
        self._ended = False
        self._alone, self._until_alone = None, 0
        self._next = 0 if place == 0 else keyframe.frame
        self._whole_from = number
        self._skip_below = self._ticks_of(number)

    # --- decoding ---

    def _decode_to(self, number: int, stop: Callable[[], bool]) -> tuple[int, VideoFrame] | None:
        """Decode on until the frame is there: it, or the one after or the last before where it is missing, or None where none came."""
        last: tuple[int, VideoFrame] | None = None
        if number != self._alone:
            self._alone = None  # that search was interrupted; this one goes on from it
        while True:
            if not self._ready:
                if self._ended:
                    return last
                if stop():
                    raise Interrupted
                self._feed()
                continue
            place, frame = self._ready.pop(0)
            self._next = max(self._next, place + 1)
            self._kept.put(place, frame)
            if place >= number:
                return _nearer(number, last, (place, frame))
            last = (place, frame)

    def _feed(self) -> None:
        """One packet in, whatever comes out into `_ready`. Damage is passed over."""
        context = self._stream.codec_context
        try:
            packet = next(self._packets, None)
        except FOREIGN_ERRORS:
            packet = None  # the demuxer gives up: what the decoder still holds is all there is
        if packet is None or packet.size == 0 or (self._until_alone and self._begins_another(packet)):
            self._drain()
            return
        self._skip(packet)
        try:
            self._take(context.decode(packet))
        except FOREIGN_ERRORS:
            return
        if self._is_all_of_it(packet):
            self._drain()

    def _begins_another(self, packet: Packet[VideoStream]) -> bool:
        """Whether this packet stands where a frame other than the one wanted does: a second field stands between two."""
        number = self._number_of(packet.pts) if packet.pts is not None else None
        if number is None or number == self._alone or packet.pts is None:
            return False
        return abs(packet.pts - self._ticks_of(number)) * 4 < abs(self._ticks_of(number) - self._ticks_of(max(0, number - 1)))

    def _is_all_of_it(self, packet: Packet[VideoStream]) -> bool:
        """Whether the decoder now has all packets of the one frame that is wanted (two where each may hold one field).

        It would give the frame out only some packets later: as many as it has threads, and those it puts in order.
        """
        if self._alone is None:
            return False
        if packet.pts is not None and self._number_of(packet.pts) == self._alone:
            self._until_alone = self._packets_each
        elif self._until_alone == 0:
            return False
        self._until_alone -= 1
        return self._until_alone == 0

    def _drain(self) -> None:
        """What the decoder still holds comes out; after that only a seek goes on."""
        self._ended = True
        try:
            self._take(self._stream.codec_context.decode(None))
        except FOREIGN_ERRORS:
            return

    def _take(self, frames: list[VideoFrame]) -> None:
        for frame in frames:
            place = self._place_of(frame)
            if place is not None:
                self._ready.append((place, frame))

    def _skip(self, packet: Packet[VideoStream]) -> None:
        """Let the decoder leave out frames before the target that nothing refers to."""
        context = self._stream.codec_context
        below = self._skip_below
        early = below is not None and packet.pts is not None and packet.pts < below
        wanted: Literal["NONREF", "DEFAULT"] = "NONREF" if early or self._hurried else "DEFAULT"
        if context.skip_frame != wanted:
            context.skip_frame = wanted

    def _place_of(self, frame: VideoFrame) -> int | None:
        ticks = frame.pts if frame.pts is not None else frame.dts
        return self._number_of(ticks) if ticks is not None else None

    def _number_of(self, ticks: int) -> int | None:
        us = ticks_to_us(ticks, self._time_base.numerator, self._time_base.denominator) - self._index.origin_us
        return self._index.number_at(us)

    def _ticks_of(self, number: int) -> int:
        us = self._index.pts_us[number] + self._index.origin_us
        return us * self._time_base.denominator // (self._time_base.numerator * 1_000_000)


def _picture_stream(container: InputContainer, index: FrameIndex) -> VideoStream:
    stream = container.streams[index.stream]
    if not isinstance(stream, VideoStream) or stream.codec_context is None:
        raise ValueError("no picture stream")
    return stream


def _nearer(number: int, one: tuple[int, VideoFrame] | None, other: tuple[int, VideoFrame] | None) -> tuple[int, VideoFrame] | None:
    if one is None or other is None:
        return one or other
    return one if abs(one[0] - number) < abs(other[0] - number) else other

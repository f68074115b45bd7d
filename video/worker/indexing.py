"""Makes the frame index and the waveform in one pass over a film.

Every packet's timestamp is noted, sorted, made unique; keyframes keep pts, dts and byte position. The first packets are decoded as well,
and teach what packets alone do not tell: the true size, whether pictures are two fields, and which leading frames never come out. What an
edit list throws away is not a frame, but decoding may begin there. AVCHD cameras may pack each field by itself (Sony A7 III): then the
second of each pair is not a frame either.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.domain.errors import ErrorCode
from app.domain.recording import Picture, Scan
from app.domain.timebase import ticks_to_us
from video.index import MAX_FRAMES, NO_POSITION, FrameIndex, Keyframe, Keyframes
from video.worker.foreign import FOREIGN_ERRORS, FilmFault
from video.worker.listening import Listener
from video.worker.opening import Film
from video.worker.packets import FieldPairs, SteadyClock

_HEAD_FRAMES: Final = 12  # decoded while indexing
_HEAD_PACKETS: Final = 400  # given up after so many without a picture
_GIVE_UPS: Final = 50  # a demuxer that fails again and again is at its end
_MAX_US: Final = 1 << 59

Stopped = Callable[[], bool]
KeyframeSeen = Callable[["Packet[Any]"], None]


class Interrupted(Exception):
    """The session was told to stop."""


class IndexMaker:
    """One pass. After `run`, `index()` gives the result and `broken` says whether the demuxer stumbled on the way."""

    def __init__(self, film: Film, listener: Listener | None, keyframe_seen: KeyframeSeen | None = None) -> None:
        """`keyframe_seen` is shown each packet of the picture that decoding can begin at. Raises FilmFault when the film has no picture."""
        self._film = film
        self._video = film.need_video()
        self._listener = listener
        self._keyframe_seen = keyframe_seen
        self._head = Head(self._video)
        self._pts: array[int] = array("q")
        self._keys: list[tuple[int, int, int]] = []  # pts, dts, position
        self._first: tuple[int, int, int] | None = None
        self._pairs = FieldPairs(self._video)
        self._clock = SteadyClock(self._video)
        self._last_length = 0
        self._torn = False  # the last packet was cut off: half a picture is none
        self.broken = False

    def run(self, progress: Callable[[int], None], stopped: Stopped) -> None:
        """Read the whole film. `progress` gets byte positions now and then. Raises Interrupted."""
        wanted: list[Stream] = [self._video]
        if self._film.sound is not None:
            wanted.append(self._film.sound)
        for count, packet in enumerate(self._packets(wanted)):
            if count % 256 == 0:
                if stopped():
                    raise Interrupted
                if packet.pos is not None and packet.pos > 0:
                    progress(packet.pos)
            if packet.stream_index == self._video.index:
                self._picture(packet)
            elif self._listener is not None:
                self._listener.take(packet)
        self._head.finish()
        if self._listener is not None:
            self._listener.finish()
            self.broken = self.broken or self._listener.jumped

    def index(self) -> FrameIndex:
        """What was found. Raises FilmFault FILM_NO_LENGTH without a frame, FILM_DAMAGED when none can be decoded."""
        ticks = self._clean_ticks()
        if not ticks:
            raise FilmFault(ErrorCode.FILM_NO_LENGTH)
        if not self._head.frames:
            raise FilmFault(ErrorCode.FILM_DAMAGED)
        base = self._video.time_base or Fraction(1, 90_000)
        first_us = _to_us(ticks[0], base)
        sound = self._listener.heard_us() if self._listener is not None else None
        origin = min(first_us, sound[0]) if sound is not None else first_us
        pts_us = array("q", sorted({_to_us(tick, base) - origin for tick in ticks}))
        end_us = pts_us[-1] + max(1, _to_us(self._last_length, base) or self._usual_length_us(pts_us))
        sound_span = (sound[0] - origin, sound[1] - origin) if sound is not None else (0, 0)
        return FrameIndex(
            container=self._film.kind,
            stream=self._video.index,
            sound_stream=self._film.sound.index if self._film.sound is not None and sound is not None else None,
            picture=self._head.picture(),
            origin_us=origin,
            duration_us=max(end_us, sound_span[1]),
            sound_start_us=sound_span[0],
            sound_end_us=sound_span[1],
            pts_us=pts_us,
            keyframes=self._keyframes(ticks),
        )

    def _packets(self, wanted: list[Stream]) -> Iterator[Packet[Stream]]:
        """All packets. A demuxer that fails is asked to go on, as long as it makes way."""
        give_ups = 0
        while give_ups < _GIVE_UPS:
            came = False
            try:
                for packet in self._film.container.demux(*wanted):
                    came = came or packet.size > 0
                    if packet.size:
                        yield packet
                return
            except FOREIGN_ERRORS:
                self.broken = True
                if not came:
                    return
                give_ups += 1

    def _picture(self, packet: Packet[Stream]) -> None:
        self._head.take(packet)
        ticks = packet.pts if packet.pts is not None else packet.dts
        if ticks is None or self._pairs.is_second(packet):
            return
        if not self._clock.goes_on(ticks):
            self.broken = True
            return
        self.broken = self.broken or packet.is_corrupt
        position = packet.pos if packet.pos is not None and packet.pos >= 0 else NO_POSITION
        place = (ticks, packet.dts if packet.dts is not None else ticks, position)
        if self._first is None:
            self._first = place
        if packet.is_keyframe:
            self._keys.append(place)
            if self._keyframe_seen is not None:
                self._keyframe_seen(packet)
        self._torn = packet.is_corrupt
        if packet.is_discard:
            return
        if len(self._pts) >= MAX_FRAMES:
            raise FilmFault(ErrorCode.FILM_DAMAGED)
        if not self._pts or ticks >= self._pts[-1]:
            self._last_length = packet.duration or 0
        self._pts.append(ticks)

    def _clean_ticks(self) -> list[int]:
        """Timestamps of frames, rising and unique, without the leading ones that no decoder gives out."""
        base = self._video.time_base or Fraction(1, 90_000)
        limit = int(Fraction(_MAX_US, 1_000_000) / base)
        whole = self._pts[:-1] if self._torn and len(self._pts) > 1 else self._pts
        ticks = sorted({tick for tick in whole if abs(tick) < limit})
        first = self._head.first_ticks()
        if first is not None and first in ticks[:_HEAD_PACKETS]:
            ticks = ticks[bisect_left(ticks, first) :]
        return ticks

    def _keyframes(self, ticks: list[int]) -> Keyframes:
        """By number of frame, rising. The first place of the film counts as one, so that there always is one at frame 0."""
        found: dict[int, Keyframe] = {}
        places = [self._first, *self._keys] if self._first is not None else self._keys
        for pts, dts, position in places:
            frame = bisect_left(ticks, pts)
            if frame < len(ticks):
                found[frame] = Keyframe(frame, pts, dts, position)
        if self._first is not None and 0 not in found:
            found[0] = Keyframe(0, *self._first)
        rising = [found[frame] for frame in sorted(found)]
        columns = [array("q", column) for column in zip(*((key.frame, key.pts, key.dts, key.position) for key in rising), strict=True)]
        return Keyframes(*columns)

    @staticmethod
    def _usual_length_us(pts_us: array[int]) -> int:
        return (pts_us[-1] - pts_us[0]) // (len(pts_us) - 1) if len(pts_us) > 1 else 40_000


class Head:
    """Decodes the first pictures of a film."""

    def __init__(self, video: VideoStream) -> None:
        self._video = video
        self._packets = 0
        self.frames: list[VideoFrame] = []
        self._fields = 0

    @property
    def is_full(self) -> bool:
        """Whether as many pictures have come as are wanted."""
        return len(self.frames) >= _HEAD_FRAMES

    @property
    def saw_packets(self) -> bool:
        return self._packets > 0

    def take(self, packet: Packet[Any]) -> None:
        self._packets += 1
        if len(self.frames) < _HEAD_FRAMES and self._packets <= _HEAD_PACKETS:
            self._decode(packet)

    def finish(self) -> None:
        """A short film: get out what the decoder still holds."""
        if len(self.frames) < _HEAD_FRAMES:
            self._decode(None)

    def first_ticks(self) -> int | None:
        return min((frame.pts for frame in self.frames if frame.pts is not None), default=None)

    def picture(self) -> Picture:
        """Size, shape, turn and scan, from what was decoded. Needs at least one frame."""
        return picture_of(self._video, self.frames)

    def _decode(self, packet: Packet[Any] | None) -> None:
        try:
            self.frames += self._video.codec_context.decode(packet)
        except FOREIGN_ERRORS:
            return


def picture_of(video: VideoStream, frames: Sequence[VideoFrame]) -> Picture:
    """Size, shape and turn of the first of these frames of a stream, and the scan that most of them have."""
    frame = frames[0]
    shape = video.sample_aspect_ratio or video.codec_context.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, 8) <= shape <= 8:
        shape = Fraction(1)
    turn = -frame.rotation % 360 if abs(frame.rotation) <= 360 else 0
    fields = sum(1 for seen in frames if seen.interlaced_frame)
    return Picture(
        width=frame.width,
        height=frame.height,
        sar_num=shape.numerator,
        sar_den=shape.denominator,
        rotation_deg=round(turn / 90) * 90 % 360,
        scan=_field_order(video) if fields * 2 > len(frames) else Scan.PROGRESSIVE,
    )


def _field_order(video: VideoStream) -> Scan:
    """FFmpeg's field orders: 2 and 5 show the top field first, 3 and 4 the bottom one. DV does not say, and is bottom first."""
    order = video.codec_context.field_order
    if order in (3, 4) or (order not in (2, 5) and video.codec_context.name == "dvvideo"):
        return Scan.BOTTOM_FIRST
    return Scan.TOP_FIRST


def _to_us(ticks: int, base: Fraction) -> int:
    return ticks_to_us(ticks, base.numerator, base.denominator)

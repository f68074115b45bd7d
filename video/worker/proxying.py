"""Makes the scrub proxy of a film, segment by segment, leaving out the ones that are already kept.

Messages in: `kept {segments}`, then `make {source}`. Out: `progress {done, total}` (segments), `segment {number}` with the segment as
payload, at last `finished`. Decoding skips straight to the first missing segment and goes on from there; interlaced film gives one field of
each frame, which is cheap and sharp enough. Each picture keeps its own timestamp.
"""

from __future__ import annotations

import contextlib
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final, cast

import av
from av.filter import Graph
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

from app.domain.errors import ErrorCode
from app.domain.recording import Picture, Scan
from app.domain.timebase import ticks_to_us
from video.index import ContainerKind, FrameIndex
from video.proxy import SEGMENT_US, ProxyPicture, ProxySegment, segment_of
from video.wire import Message, WireFault
from video.worker.foreign import FOREIGN_ERRORS, FilmFault
from video.worker.indexing import IndexMaker, Interrupted
from video.worker.listening import Listener
from video.worker.opening import Film, open_film
from video.worker.seeking import seek_to
from video.worker.session import Desk
from video.worker.stream import ByteStream

_BOX: Final = (640, 360)
_KEY_EVERY: Final = 8
_OPTIONS: Final = {
    "preset": "ultrafast",
    "tune": "fastdecode,zerolatency",
    "crf": "27",
    "x264-params": f"keyint={_KEY_EVERY}:min-keyint={_KEY_EVERY}:scenecut=0:repeat-headers=1:annexb=1:bframes=0",
}


class Proxying:
    """The session."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: set[int] = set()

    def handle(self, message: Message) -> None:
        if message.kind == "kept":
            self._kept = set(message.wholes("segments"))
        elif message.kind == "make":
            source = message.whole("source", 0)
            stream = self._desk.open_stream(source)
            try:
                self._make(stream, source)
            except Interrupted:
                return
            if stream.failed:
                raise FilmFault(ErrorCode.CARD_READ_FAILED)
            self._desk.send("finished")
        else:
            raise WireFault

    def close(self) -> None:
        """Holds nothing between messages."""

    def _make(self, stream: ByteStream, source: int) -> None:
        with open_film(stream) as film:
            listener = Listener(film.sound, measure=False) if film.sound is not None else None
            maker = IndexMaker(film, listener)
            maker.run(lambda _at: self._desk.send("alive"), self._desk.stop.is_set)
            index = maker.index()
        total = segment_of(index.pts_us[-1]) + 1
        missing = [number for number in range(total) if number not in self._kept]
        with open_film(self._desk.open_stream(source)) as film:
            frames = FrameRun(film, index)
            for number in missing:
                self._desk.send("progress", {"done": number, "total": total})
                made = self._segment(frames, index, number)
                if made is not None:
                    self._desk.send("segment", {"number": number}, made.to_bytes())
        self._desk.send("progress", {"done": total, "total": total})

    def _segment(self, frames: FrameRun, index: FrameIndex, number: int) -> ProxySegment | None:
        """One segment, or None when nothing in it decodes."""
        small = Shrinker(index.picture)
        encoder = _encoder(small.width, small.height)
        pictures: list[ProxyPicture] = []
        data = bytearray()
        for at_us, frame in frames.between(number * SEGMENT_US, (number + 1) * SEGMENT_US):
            if self._desk.stop.is_set():
                raise Interrupted
            try:
                packets = encoder.encode(small.shrink(frame, len(pictures)))
            except FOREIGN_ERRORS:
                continue  # a picture whose size or colours are nonsense
            for packet in packets:
                pictures.append(ProxyPicture(at_us, len(data), packet.size, packet.is_keyframe))
                data += bytes(packet)
        encoder.encode(None)
        return ProxySegment(small.width, small.height, tuple(pictures), bytes(data)) if pictures else None


class FrameRun:
    """Decodes forward through a film, from wherever is asked for."""

    def __init__(self, film: Film, index: FrameIndex) -> None:
        self._film = film
        self._video = film.need_video()
        self._video.thread_type = "AUTO"
        self._video.codec_context.thread_count = 2
        self._index = index
        self._frames: Iterator[VideoFrame] = iter(())
        self._held: tuple[int, VideoFrame] | None = None
        self._next_us: int | None = None  # everything before has come out

    def between(self, start_us: int, end_us: int) -> Iterator[tuple[int, VideoFrame]]:
        """Frames with their positions, from `start_us` on and before `end_us`, each position once, rising."""
        if self._next_us is None or self._next_us > start_us or self._gap_to(start_us):
            self._jump(start_us)
        last = -1
        while (item := self._take()) is not None:
            at_us, frame = item
            if at_us >= end_us:
                self._held = item
                break
            if at_us >= start_us and at_us > last:
                last = at_us
                yield at_us, frame
        self._next_us = end_us

    def _gap_to(self, start_us: int) -> bool:
        """Whether a keyframe lies between here and there, so that a jump saves decoding."""
        frame = bisect_left(self._index.pts_us, start_us)
        key = self._index.keyframe_before(min(frame, len(self._index) - 1))
        return self._next_us is not None and self._index.pts_us[key.frame] > self._next_us

    def _jump(self, start_us: int) -> None:
        frame = min(bisect_left(self._index.pts_us, start_us), len(self._index) - 1)
        place = max(0, self._index.keyframe_number(frame) - (1 if self._index.container is ContainerKind.MPEG_PS else 0))
        self._held = None
        try:
            seek_to(self._film.container, self._film.kind, self._video, self._index.keyframes[place])
        except FOREIGN_ERRORS:
            self._film.container.seek(0)
        self._frames = self._decoded()

    def _take(self) -> tuple[int, VideoFrame] | None:
        if self._held is not None:
            item, self._held = self._held, None
            return item
        for frame in self._frames:
            ticks = frame.pts if frame.pts is not None else frame.dts
            if ticks is not None and self._video.time_base is not None:
                us = ticks_to_us(ticks, self._video.time_base.numerator, self._video.time_base.denominator) - self._index.origin_us
                number = self._index.number_at(us)
                if number is not None:
                    return self._index.pts_us[number], frame
        return None

    def _decoded(self) -> Iterator[VideoFrame]:
        """Every frame from here to the end; damage is passed over."""
        packets = self._film.container.demux(self._video)
        while True:
            try:
                packet = next(packets, None)
            except FOREIGN_ERRORS:
                packet = None
            with contextlib.suppress(*FOREIGN_ERRORS):
                yield from self._video.codec_context.decode(packet if packet is not None and packet.size else None)
            if packet is None or not packet.size:
                return


class Shrinker:
    """Makes a frame small: square pixels, one field of two, standard-definition colours whatever it had before."""

    def __init__(self, picture: Picture) -> None:
        upright_width = max(1, round(picture.width * picture.sar_num / picture.sar_den))
        scale = min(_BOX[0] / upright_width, _BOX[1] / picture.height, 1.0)
        self.width = max(2, round(upright_width * scale / 2) * 2)
        self.height = max(2, round(picture.height * scale / 2) * 2)
        self._one_field = picture.scan is not Scan.PROGRESSIVE
        self._graph: Graph | None = None
        self._shape: tuple[int, int, str] | None = None

    def shrink(self, frame: VideoFrame, number: int) -> VideoFrame:
        """The small frame, numbered for the encoder."""
        shape = (frame.width, frame.height, frame.format.name)
        if self._graph is None or shape != self._shape:
            self._graph, self._shape = self._made_for(frame), shape
        frame.pts, frame.time_base = number, Fraction(1, 25)
        self._graph.push(frame)
        small = cast(VideoFrame, self._graph.pull())
        small.pts, small.time_base, small.pict_type = number, Fraction(1, 25), PictureType.NONE
        return small

    def _made_for(self, frame: VideoFrame) -> Graph:
        graph = Graph()
        matrix = "bt709" if frame.height >= 720 else "bt601"
        steps = [graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 25))]
        if self._one_field:
            steps.append(graph.add("field", "top"))
        size = f"{self.width}:{self.height}"
        steps.append(graph.add("scale", f"{size}:flags=area:in_color_matrix={matrix}:out_color_matrix=bt601:out_range=tv"))
        steps.append(graph.add("format", "yuv420p"))
        steps.append(graph.add("buffersink"))
        for one, other in pairwise(steps):
            one.link_to(other)
        graph.configure()
        return graph


def _encoder(width: int, height: int) -> VideoCodecContext:
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base = Fraction(1, 25)
    encoder.thread_count = 1
    encoder.options = dict(_OPTIONS)
    return encoder

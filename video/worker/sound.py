"""The sound of a film from any position at any speed: 16-bit stereo at 48 kHz, pitch kept, on a thread of its own.

It has its own container and codec: nothing is shared with the picture. What it makes covers the film without a hole: silence stands before
sound that starts late, in gaps, after its end and where it is damaged, so that the sound's clock never stops while the film goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import av
import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph
from av.filter.context import FilterContext
from numpy.typing import NDArray

from video.hiding import Hiding
from video.index import ContainerKind, FrameIndex
from video.worker.foreign import FOREIGN_ERRORS
from video.worker.opening import open_container
from video.worker.stream import SeekableBytes

Pcm = NDArray[np.int16]  # (samples, 2)

RATE: Final = 48_000
CHUNK_SAMPLES: Final = 2_400  # 50 ms as it is heard
_EARLY_US: Final = 400_000  # decode from so long before: codecs need a run-up, cards interleave coarsely
_TOLERATED_US: Final = 15_000  # timestamps jitter; only a larger gap or overlap is mended
_SLOWEST_STAGE: Final = 0.5
_NO_MORE = (av.error.BlockingIOError, av.error.EOFError)


@dataclass(frozen=True, slots=True)
class SoundOrder:
    """Play from `start_us` at `speed`; with a loop, jump from `loop_end_us` to `loop_start_us` for ever. `serial` names the run. Parts that
    `hiding` hides are passed over."""

    serial: int
    start_us: int
    speed: float
    hiding: Hiding
    loop_start_us: int | None = None
    loop_end_us: int | None = None

    @property
    def loop(self) -> tuple[int, int] | None:
        if self.loop_start_us is None or self.loop_end_us is None or self.loop_end_us <= self.start_us:
            return None
        return self.loop_start_us, self.loop_end_us


def tempo_stages(speed: float) -> list[float]:
    """Factors for a chain of atempo filters, each at least 0.5, whose product is the speed."""
    stages: list[float] = []
    while speed < _SLOWEST_STAGE:
        stages.append(_SLOWEST_STAGE)
        speed /= _SLOWEST_STAGE
    if abs(speed - 1.0) > 1e-6 or stages:
        stages.append(speed)
    return [stage for stage in stages if abs(stage - 1.0) > 1e-6]


class SoundReader:
    """Decoded sound by position. One thread."""

    def __init__(self, stream: SeekableBytes, index: FrameIndex) -> None:
        """Raises one of FOREIGN_ERRORS when there is no sound to decode."""
        self._index = index
        self._container = open_container(stream)
        try:
            self._stream = _sound_stream(self._container, index)
        except FOREIGN_ERRORS:
            self._container.close()
            raise

    def close(self) -> None:
        self._container.close()

    def from_us(self, start_us: int) -> Iterator[Pcm]:
        """Sound from exactly this position on, gaps filled with silence, until the stream ends."""
        made = 0
        self._seek(start_us)
        for at_us, pcm in self._pieces():
            off_us = 0 if at_us is None else at_us - start_us - made * 1_000_000 // RATE
            if made and abs(off_us) <= _TOLERATED_US:
                off_us = 0
            for part in (*silence(off_us * RATE // 1_000_000), pcm[max(0, -off_us) * RATE // 1_000_000 :]):
                if len(part):
                    made += len(part)
                    yield part

    def _pieces(self) -> Iterator[tuple[int | None, Pcm]]:
        """Decoded sound as 16-bit stereo at our rate, each piece with its own position."""
        resampler, kind = None, None
        for frame in self._frames():
            if resampler is None or kind != (frame.format.name, frame.layout.name, frame.sample_rate):
                kind = (frame.format.name, frame.layout.name, frame.sample_rate)
                resampler = av.AudioResampler(format="s16", layout="stereo", rate=RATE)
            try:
                made = resampler.resample(frame)
            except FOREIGN_ERRORS:
                resampler = None
                continue
            for piece in made:
                yield self._position_of(piece), _samples(piece)

    def _seek(self, start_us: int) -> None:
        early = max(0, start_us - _EARLY_US)
        try:
            if self._index.container in (ContainerKind.MPEG_TS, ContainerKind.MPEG_PS):
                keyframe = self._index.keyframe_before(self._index.frame_at(early))
                position = max(0, keyframe.position) if early and keyframe.frame else 0
                self._container.seek(position, unsupported_byte_offset=True)
            elif self._stream.time_base is not None:
                ticks = int(Fraction(early + self._index.origin_us, 1_000_000) / self._stream.time_base)
                self._container.seek(ticks, stream=self._stream)
        except FOREIGN_ERRORS:
            self._container.seek(0)

    def _frames(self) -> Iterator[AudioFrame]:
        """Decoded frames; damage is passed over, and a demuxer that gives up ends them."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except FOREIGN_ERRORS:
                return
            if packet is None:
                return
            try:
                frames = self._stream.codec_context.decode(packet if packet.size else None)
            except FOREIGN_ERRORS:
                frames = []
            yield from frames
            if not packet.size:
                return

    def _position_of(self, frame: AudioFrame) -> int | None:
        if frame.pts is None or frame.time_base is None:
            return None
        return round(frame.pts * frame.time_base * 1_000_000) - self._index.origin_us


def silence(samples: int) -> Iterator[Pcm]:
    """So many samples of silence, a second at a time; none for a negative number."""
    while samples > 0:
        part = min(samples, RATE)
        yield np.zeros((part, 2), np.int16)
        samples -= part


def _samples(frame: AudioFrame) -> Pcm:
    return frame.to_ndarray().astype(np.int16, copy=False).reshape(-1, 2)


def _sound_stream(container: InputContainer, index: FrameIndex) -> AudioStream:
    stream = container.streams[index.sound_stream] if index.sound_stream is not None else None
    if not isinstance(stream, AudioStream) or stream.codec_context is None:
        raise ValueError("no sound stream")
    return stream


class _Tempo:
    """A chain of atempo filters: the same sound, faster or slower, at the same pitch."""

    def __init__(self, speed: float) -> None:
        graph = Graph()
        last = self._source = graph.add_abuffer(sample_rate=RATE, format="s16", layout="stereo", time_base=Fraction(1, RATE))
        for stage in tempo_stages(speed):
            node = graph.add("atempo", f"{stage:.6f}")
            last.link_to(node)
            last = node
        self._sink: FilterContext = graph.add("abuffersink")
        last.link_to(self._sink)
        graph.configure()
        self._graph = graph
        self._pushed = 0

    def through(self, pcm: Pcm) -> Iterator[Pcm]:
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._pushed, Fraction(1, RATE)
        self._pushed += len(pcm)
        self._source.push(frame)
        yield from self._all()

    def rest(self) -> Iterator[Pcm]:
        self._source.push(None)
        yield from self._all()

    def _all(self) -> Iterator[Pcm]:
        while True:
            try:
                pulled = self._sink.pull()
            except _NO_MORE:
                return
            assert isinstance(pulled, AudioFrame)
            yield _samples(pulled)


def timeline(reader: SoundReader, order: SoundOrder) -> Iterator[Pcm]:
    """Sound at its own speed from the start of the order to the end of the film, or round the loop for ever; silence where none is, and
    nothing of the parts that are hidden."""
    for start_us, end_us in order.hiding.stretches(order.start_us, order.loop):
        missing = (end_us - start_us) * RATE // 1_000_000
        for pcm in reader.from_us(start_us):
            yield pcm[:missing]
            missing -= len(pcm)
            if missing <= 0:
                break
        yield from silence(missing)


def as_heard(reader: SoundReader, order: SoundOrder) -> Iterator[Pcm]:
    """The timeline at the order's speed, in chunks of CHUNK_SAMPLES; the last one may be shorter."""
    waiting: list[Pcm] = []
    count = 0
    for pcm in _sped(timeline(reader, order), order.speed):
        waiting.append(pcm)
        count += len(pcm)
        if count < CHUNK_SAMPLES:
            continue
        joined = np.concatenate(waiting)
        whole = len(joined) // CHUNK_SAMPLES * CHUNK_SAMPLES
        yield from np.split(joined[:whole], whole // CHUNK_SAMPLES)
        waiting, count = [joined[whole:]], len(joined) - whole
    if count:
        yield np.concatenate(waiting)


def _sped(pieces: Iterator[Pcm], speed: float) -> Iterator[Pcm]:
    if not tempo_stages(speed):
        yield from pieces
        return
    tempo = _Tempo(speed)
    for pcm in pieces:
        if len(pcm):
            yield from tempo.through(np.ascontiguousarray(pcm))
    yield from tempo.rest()

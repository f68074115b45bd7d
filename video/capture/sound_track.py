"""Makes one unbroken track out of blocks of sound: 48 kHz, stereo, in step with the film's clock, however the microphone's own clock runs.

A microphone counts samples by a crystal of its own, some 100 millionths off, and its blocks arrive unevenly. `BlockClock` tells from many
arrivals when a block was really heard; FFmpeg's resampler then stretches the sound ever so little (docs/decisions/0802). Where the
microphone gives nothing for a while there is silence, but no silence is put where sound may only be late.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph
from av.filter.context import FilterContext
from numpy.typing import NDArray

from video.capture.clock import FilmClock
from video.capture.taking import TakenSound

RATE: Final = 48_000
BLOCK: Final = 1024  # samples in a packet of AAC
_S: Final = 1_000_000_000
LATE_US: Final = 800_000  # sound that is later than this has silence in its place
_SILENCE_US: Final = 100_000  # is put in pieces of this length
_NEAR_NS: Final = 60_000_000  # a block this far from where it was expected is only jitter
_LATE_FOR_NS: Final = 300_000_000  # blocks that are later for so long are late because something is missing
_HOLE_NS: Final = 500_000_000  # so much later at once, and something is missing
_RESAMPLE: Final = "48000:async=480:min_comp=0.002:min_hard_comp=0.05:first_pts={}"
_NO_MORE = (av.error.BlockingIOError, av.error.EOFError)


class BlockClock:
    """A second-order loop that follows the arrivals of blocks (as audio servers do). One per microphone and run."""

    _WIDE_HZ, _NARROW_HZ = 1.0, 0.04
    _WIDE_FOR_NS: Final = 3 * _S

    def __init__(self) -> None:
        self._expected_ns = 0.0
        self._rate = 1.0  # nanoseconds of our clock in one of the microphone's
        self._followed_ns = 0.0  # since it was set
        self._late_since_ns: float | None = None
        self._known = False

    def heard_at(self, taken_ns: int, length_ns: float) -> tuple[int, int]:
        """From when to when a block was heard that said it was heard from `taken_ns`, and is `length_ns` long by its own clock."""
        off = taken_ns - self._expected_ns
        if not self._known or off < -_NEAR_NS or off > _HOLE_NS or self._stays_late(off, taken_ns):
            self._set(taken_ns)
            off = 0.0
        start = self._expected_ns
        self._expected_ns = start + length_ns * self._rate
        if abs(off) <= _NEAR_NS:
            self._follow(off, length_ns)
        return round(start), round(start + length_ns * self._rate)

    def _stays_late(self, off: float, taken_ns: int) -> bool:
        """One late block only waited somewhere; the next ones are in time again."""
        if off <= _NEAR_NS:
            self._late_since_ns = None
            return False
        if self._late_since_ns is None:
            self._late_since_ns = taken_ns
        return taken_ns - self._late_since_ns > _LATE_FOR_NS

    def _set(self, taken_ns: int) -> None:
        self._known = True
        self._expected_ns = float(taken_ns)
        self._rate, self._followed_ns, self._late_since_ns = 1.0, 0.0, None

    def _follow(self, off: float, length_ns: float) -> None:
        self._followed_ns += length_ns
        width = self._WIDE_HZ if self._followed_ns < self._WIDE_FOR_NS else self._NARROW_HZ
        turn = min(0.5, 2 * math.pi * width * length_ns / _S)
        self._expected_ns += math.sqrt(2) * turn * off
        self._rate += turn * turn * off / length_ns
        self._rate = min(1.002, max(0.998, self._rate))


class SoundTrack:
    """Blocks in, frames of 1024 samples out: their pts count samples from the film's start. Use in one thread."""

    def __init__(self, clock: FilmClock, first_sample: int = 0) -> None:
        """The track begins at this sample of the film."""
        self._clock = clock
        self._blocks = BlockClock()
        self._rate = 0
        self._line: _Line | None = None
        self._fed_us = first_sample * 1_000_000 / RATE  # there is sound or silence up to here
        self._sample = first_sample  # of the next frame

    def take(self, sound: TakenSound) -> Iterator[AudioFrame]:
        """The frames that this block completes. A block of nothing is passed over."""
        count = len(sound.pcm) // (4 * sound.channels) if sound.channels > 0 else 0
        if count == 0 or sound.rate <= 0:
            return
        if sound.rate != self._rate:  # another microphone
            self._rate, self._blocks = sound.rate, BlockClock()
        samples = np.frombuffer(sound.pcm, np.float32, count * sound.channels).reshape(count, sound.channels)
        start, end = self._blocks.heard_at(sound.taken_ns, count * _S / sound.rate)
        for first, last, at_ns in self._clock.pieces(start, end):
            cut = slice(round((first - start) * count / (end - start)), round((last - start) * count / (end - start)))
            yield from self._feed(_stereo(samples[cut]), sound.rate, at_ns / 1000)

    def fill(self, now_us: int) -> Iterator[AudioFrame]:
        """Silence where sound is not only late."""
        yield from self._silence(now_us - LATE_US, _SILENCE_US)

    def finish(self, now_us: int) -> Iterator[AudioFrame]:
        """The end of the film: nothing will come any more."""
        yield from self._silence(now_us, 0)
        if self._line is not None:
            yield from self._frames(self._line, None)
            self._line = None

    def _silence(self, until_us: float, least_us: int) -> Iterator[AudioFrame]:
        rate = self._line.rate if self._line is not None else RATE
        while (missing_us := until_us - self._fed_us) > least_us:
            count = round(min(missing_us, _SILENCE_US) * rate / 1_000_000)
            if not count:
                return
            yield from self._feed(np.zeros((count, 2), np.float32), rate, self._fed_us)

    def _feed(self, samples: NDArray[np.float32], rate: int, at_us: float) -> Iterator[AudioFrame]:
        if not len(samples):
            return
        if self._line is not None and self._line.rate != rate:
            yield from self._frames(self._line, None)
            self._line = None
        if self._line is None:
            self._line = _Line(rate, self._sample)
        self._fed_us = max(self._fed_us, at_us + len(samples) * 1_000_000 / rate)
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, 1_000_000), round(at_us)
        yield from self._frames(self._line, frame)

    def _frames(self, line: _Line, frame: AudioFrame | None) -> Iterator[AudioFrame]:
        for made in line.through(frame):
            made.pts, made.time_base = self._sample, Fraction(1, RATE)
            self._sample += made.samples
            yield made


class _Line:
    """The resampler for sound of one rate, that goes on at one sample of the film."""

    def __init__(self, rate: int, first: int) -> None:
        self.rate = rate
        self._graph = Graph()
        self._source: FilterContext = self._graph.add(
            "abuffer", f"sample_rate={rate}:sample_fmt=flt:channel_layout=stereo:time_base=1/1000000"
        )
        # aresample counts its first timestamp in samples of what comes in
        steps = (
            ("aresample", _RESAMPLE.format(round(first * rate / RATE))),
            ("aformat", "sample_fmts=fltp"),
            ("asetnsamples", f"n={BLOCK}:p=0"),
        )
        last = self._source
        for name, settings in (*steps, ("abuffersink", None)):
            node = self._graph.add(name, settings)
            last.link_to(node)
            last = node
        self._sink = last
        self._graph.configure()

    def through(self, frame: AudioFrame | None) -> Iterator[AudioFrame]:
        """Frames that are whole; with None all the rest."""
        self._source.push(frame)
        while True:
            try:
                made = self._sink.pull()
            except _NO_MORE:
                return
            assert isinstance(made, AudioFrame)
            yield made


def _stereo(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Two channels of (samples, channels): one is given to both ears, of more the first two are kept."""
    both = samples if samples.shape[1] >= 2 else np.repeat(samples, 2, axis=1)
    return np.ascontiguousarray(both[:, :2])

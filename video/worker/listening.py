"""Listens to a film while it is indexed: where its sound begins and ends, and how loud each hundredth of a second is."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import Any, Final

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet
from av.stream import Stream
from numpy.typing import NDArray

from app.domain.timebase import ticks_to_us
from video.waveform import BUCKET_US, MAX_BUCKETS, Waveform
from video.worker.foreign import FOREIGN_ERRORS
from video.worker.packets import SteadyClock

_FULL_SCALE: Final = {"u1": 128.0, "i2": 32_768.0, "i4": 2_147_483_648.0, "f4": 1.0, "f8": 1.0}


class Listener:
    """Takes the packets of one sound stream. Damage is passed over: it is silence in the waveform."""

    def __init__(self, sound: AudioStream, *, measure: bool = True) -> None:
        """Without `measure` it only finds out when there is sound, which is quick."""
        self._sound = sound
        self._measures = measure
        self._base = sound.time_base or Fraction(1, 48_000)
        self._first_us: int | None = None
        self._end_us = 0
        self._peaks = np.zeros(60_000, np.float32)
        self._heard_any = False
        self._clock = SteadyClock(sound)
        self.jumped = False

    def take(self, packet: Packet[Stream]) -> None:
        if packet.pts is not None and not packet.is_discard:
            start = ticks_to_us(packet.pts, self._base.numerator, self._base.denominator)
            if not self._clock.goes_on(packet.pts):
                self.jumped = True
                return
            if self._first_us is None:
                self._first_us = max(start, self._declared_us(start))
            self._end_us = max(self._end_us, start + ticks_to_us(packet.duration or 0, self._base.numerator, self._base.denominator))
        if self._measures or not self._heard_any:
            self._decode(packet)

    def finish(self) -> None:
        self._decode(None)

    def heard_us(self) -> tuple[int, int] | None:
        """First and last position on the file's own clock; None when not one piece of sound could be decoded."""
        if self._first_us is None or not self._heard_any:
            return None
        return self._first_us, max(self._first_us, self._end_us)

    def waveform(self, origin_us: int, duration_us: int) -> Waveform:
        """The loudness from `origin_us` (the file's own clock) on."""
        if not self._heard_any or self._first_us is None:
            return Waveform(BUCKET_US, b"")
        lead = max(0, (self._first_us - origin_us) // BUCKET_US)
        wanted = min(MAX_BUCKETS, -(-duration_us // BUCKET_US))
        whole = np.zeros(wanted, np.float32)
        piece = self._peaks[: max(0, wanted - lead)]
        whole[lead : lead + len(piece)] = piece
        return Waveform(BUCKET_US, np.round(255 * np.sqrt(np.clip(whole, 0, 1))).astype(np.uint8).tobytes())

    def _declared_us(self, otherwise: int) -> int:
        """Where the container says that sound begins: later than the first packet where an encoder's run-up is cut off."""
        declared = self._sound.start_time
        return otherwise if declared is None else ticks_to_us(declared, self._base.numerator, self._base.denominator)

    def _decode(self, packet: Packet[Stream] | None) -> None:
        with contextlib.suppress(*FOREIGN_ERRORS):
            for frame in self._sound.codec_context.decode(packet):
                self._measure(frame)

    def _measure(self, frame: AudioFrame) -> None:
        if frame.pts is None or frame.time_base is None or self._first_us is None or not frame.samples:
            return
        at_us = round(frame.pts * frame.time_base * 1_000_000) - self._first_us
        first, last = at_us // BUCKET_US, (at_us + frame.samples * 1_000_000 // frame.sample_rate) // BUCKET_US
        if first < 0 or last >= MAX_BUCKETS:
            return
        self._heard_any = True
        self._make_room(last + 1)
        loud = _loudness(frame)
        edges = ((np.arange(first, last + 1) * BUCKET_US - at_us) * frame.sample_rate // 1_000_000).clip(0, len(loud) - 1)
        np.maximum(self._peaks[first : last + 1], np.maximum.reduceat(loud, edges), out=self._peaks[first : last + 1])

    def _make_room(self, buckets: int) -> None:
        if buckets > len(self._peaks):
            self._peaks = np.concatenate([self._peaks, np.zeros(max(buckets, len(self._peaks) * 2) - len(self._peaks), np.float32)])


def _loudness(frame: AudioFrame) -> NDArray[np.float32]:
    """The loudest channel of each sample, 0 to 1."""
    samples: NDArray[Any] = frame.to_ndarray()
    kind = samples.dtype.str[1:]
    scaled = samples.astype(np.float32)
    if kind == "u1":
        scaled -= 128
    if not frame.format.is_planar:
        scaled = scaled.reshape(-1, len(frame.layout.channels)).T
    loud: NDArray[np.float32] = np.abs(scaled).max(axis=0) / np.float32(_FULL_SCALE[kind])
    return loud

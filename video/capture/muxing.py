"""Wraps packets into the film's bytes: MPEG-TS, only ever appended to, every packet written out at once (docs/decisions/0801).

Timestamps in the file are positions of the film: the first packet of sound, which only holds the encoder's run-up, stands at 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet
from av.stream import Stream

from app.domain.filming import CameraFormat
from video.capture.encoder import TICKS, TIME_BASE
from video.capture.sound_track import RATE

RUN_UP: Final = 1024  # samples that the AAC encoder puts before the first: an MPEG-TS plays them
RUN_UP_US: Final = RUN_UP * 1_000_000 // RATE
_SOUND_BITS: Final = 128_000
_SOUND: Final = {"aac_coder": "fast"}  # at this rate nearer to what was heard than the other one (43 dB to 28, speech), and half the work
_OPTIONS: Final = {
    "flush_packets": "1",
    "max_interleave_delta": "500000",  # a stream that gives nothing holds the other one back half a second at most
    "mpegts_flags": "+resend_headers",
}


class FilmMuxer:
    """Use in one thread. `ended_us` is where the film ends so far."""

    def __init__(self, shape: CameraFormat | None, *, sound: bool) -> None:
        self._bytes = _Collected()
        self._container = av.open(self._bytes, "w", format="mpegts", options=_OPTIONS)
        self._picture: Stream | None = None
        if shape is not None:
            self._picture = self._container.add_mux_stream("libx264", rate=shape.frames_per_s, width=shape.width, height=shape.height)
            self._picture.time_base = TIME_BASE
        self._frame_ticks = TICKS // shape.frames_per_s if shape is not None else 0
        self._sound: AudioStream | None = None
        if sound:
            self._sound = self._container.add_stream("aac", rate=RATE, bit_rate=_SOUND_BITS, layout="stereo", options=_SOUND)
        self._container.start_encoding()
        self.ended_us = 0

    def picture(self, packets: Iterable[Packet[Any]]) -> None:
        """Packets of the picture, timestamps in 1/90000 s."""
        assert self._picture is not None
        for packet in packets:
            packet.stream = self._picture
            self._ends((packet.pts or 0) + self._frame_ticks, TIME_BASE)
            self._container.mux_one(packet)

    def sound(self, frame: AudioFrame | None) -> None:
        """A frame of the sound track, whose first sample is RUN_UP; its pts counts samples. None: the rest."""
        assert self._sound is not None
        for packet in self._sound.codec_context.encode(frame):
            packet.stream = self._sound
            self._ends((packet.pts or 0) + RUN_UP, packet.time_base or Fraction(1, RATE))
            self._container.mux_one(packet)

    def taken(self) -> bytes:
        """The bytes since this was asked last."""
        return self._bytes.take()

    def close(self) -> None:
        """Write what was held back for its turn; `taken` has the last bytes after this."""
        self._container.close()

    def _ends(self, ticks: int, base: Fraction) -> None:
        self.ended_us = max(self.ended_us, int(ticks * base * 1_000_000))


class _Collected:
    """What FFmpeg writes to."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(data)
        return len(data)

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)

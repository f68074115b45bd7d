"""What a camera and a microphone hand over: one picture, one block of sound, each with the moment it was taken.

Moments are `time.monotonic_ns` of the capture process, the one clock of a film (docs/decisions/0802).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import av


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """One picture, of any pixel format. `taken_ns` is when the camera gave it."""

    frame: av.VideoFrame = field(repr=False)
    taken_ns: int


@dataclass(frozen=True, slots=True)
class TakenSound:
    """A block of sound: interleaved float32 samples. `taken_ns` is the moment of its first sample."""

    pcm: bytes = field(repr=False)
    rate: int
    channels: int
    taken_ns: int

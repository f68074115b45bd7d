"""What the cameras that are plugged in offer, as it was when they were last listed: so that opening one knows what to ask it for.

Cameras are listed on the thread of Qt and opened on another; this is all that goes between them.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from app.domain.filming import CameraFormat


@dataclass(frozen=True, slots=True)
class Offer:
    """One size and rate, and FFmpeg's name of the pixels it comes in ("" when that is none that we can ask for)."""

    format: CameraFormat
    pixels: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A camera of the system: its name there, its place in the system's list, and its offers."""

    name: str
    place: int
    offers: tuple[Offer, ...]


# What is ready to be encoded, or nearly so, before what has to be decoded first (many cameras offer a large picture as MJPEG only).
_PLAINEST = ("yuv420p", "nv12", "yuyv422", "uyvy422", "mjpeg")

_lock = threading.Lock()
_listed: dict[str, Listed] = {}
_refused = threading.Event()


def remember(listed: dict[str, Listed], *, refused: bool) -> None:
    """Take this as what is plugged in now. `refused`: the system lets this program use none of it."""
    with _lock:
        _listed.clear()
        _listed.update(listed)
    if refused:
        _refused.set()
    else:
        _refused.clear()


def all_refused() -> bool:
    """Whether the system lets this program use no camera."""
    return _refused.is_set()


def recall(camera_id: str) -> Listed | None:
    """What is known of this camera, None when it is not plugged in (or was never listed)."""
    with _lock:
        return _listed.get(camera_id)


def plainest(offers: tuple[Offer, ...], wanted: CameraFormat) -> str:
    """The pixels to ask for at this size and rate: those that cost least. "" to leave it to the camera."""
    known = [offer.pixels for offer in offers if offer.format == wanted and offer.pixels in _PLAINEST]
    return min(known, key=_PLAINEST.index, default="")

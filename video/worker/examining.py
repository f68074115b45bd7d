"""A quick look at a film before it is imported: what it is, how long, when filmed, one picture. Reads its head and little more.

Message in: `look {source}`. Out: `seen` with the facts and, as payload, the thumbnail's pixels. A film that cannot be understood is `seen`
too: `problems` say what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Final

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from app.domain.errors import ErrorCode
from app.domain.recording import Picture, Scan
from video.index import ContainerKind
from video.wire import Message, Value, WireFault
from video.worker.foreign import FOREIGN_ERRORS, FilmFault
from video.worker.indexing import Head
from video.worker.opening import Film, open_film
from video.worker.session import Desk
from video.worker.stream import ByteStream
from video.worker.thumbs import upright_rgb
from video.worker.wrapping import Wrapping, look_at_wrapping

_BOX: Final = (320, 240)
_HEAD_PACKETS: Final = 200
_DARK: Final = 24  # a first picture darker than this on the whole is the lens cap
SCANS: Final = (Scan.PROGRESSIVE, Scan.TOP_FIRST, Scan.BOTTOM_FIRST)


class Examining:
    """The session."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handle(self, message: Message) -> None:
        if message.kind != "look":
            raise WireFault
        stream = self._desk.open_stream(message.whole("source", 0))
        fields, pixels = examine(stream)
        if stream.failed:
            raise FilmFault(ErrorCode.CARD_READ_FAILED)
        self._desk.send("seen", fields, pixels)

    def close(self) -> None:
        """Holds nothing between messages."""


def examine(stream: ByteStream) -> tuple[dict[str, Value], bytes]:
    """The facts as fields of a message, and the thumbnail's pixels."""
    if stream.size == 0:
        return _facts(problems=[ErrorCode.FILM_EMPTY]), b""
    wrapping = look_at_wrapping(stream, stream.size)
    stream.seek(0)
    problems = [ErrorCode.FILM_TRUNCATED] if wrapping.is_cut else []
    try:
        with open_film(stream) as film:
            return _look(film, wrapping, problems)
    except FilmFault as fault:
        return _facts(problems=[*problems, unopened(fault.code, wrapping)] if not wrapping.headless else problems), b""


def unopened(code: ErrorCode, wrapping: Wrapping) -> ErrorCode:
    """A file that begins like a film but cannot be opened is damaged; any other is no film."""
    return ErrorCode.FILM_DAMAGED if code is ErrorCode.FILM_NOT_A_FILM and wrapping.is_known else code


def _look(film: Film, wrapping: Wrapping, problems: list[ErrorCode]) -> tuple[dict[str, Value], bytes]:
    if film.unusable:
        problems.append(ErrorCode.FILM_DAMAGED)
    declared = film.kind in (ContainerKind.MP4, ContainerKind.MATROSKA)  # the others' length is measured, not declared
    duration_us = int((film.container.duration or 0) * (wrapping.cut_share if declared else 1))
    filmed_at = filmed_when(film.container.metadata)
    try:
        video = film.need_video()
    except FilmFault as fault:
        return _facts([*problems, fault.code], duration_us, sound=film.sound is not None, filmed_at=filmed_at), b""
    head = Head(video)
    brightest = _brightest(film, head)
    if brightest is None:
        code = ErrorCode.FILM_DAMAGED if head.saw_packets else ErrorCode.FILM_NO_LENGTH
        return _facts([*problems, code], duration_us, sound=film.sound is not None, filmed_at=filmed_at), b""
    picture = head.picture()
    pixels = upright_rgb(brightest, picture, _BOX)
    return _facts(problems, duration_us, picture, film.sound is not None, filmed_at, pixels), pixels.tobytes()


def _brightest(film: Film, head: Head) -> VideoFrame | None:
    """The first picture that is not dark, or the brightest of the first few. None where none decodes."""
    try:
        for packet in islice(film.container.demux(film.need_video()), _HEAD_PACKETS):
            if packet.size:
                head.take(packet)
            if head.is_full:
                break
    except FOREIGN_ERRORS:
        pass  # what was decoded until here is what there is
    head.finish()
    lit = [(frame, _light(frame)) for frame in head.frames]
    first = next((frame for frame, light in lit if light > _DARK), None)
    return first or max(lit, key=lambda pair: pair[1], default=(None, 0.0))[0]


def _light(frame: VideoFrame) -> float:
    return float(np.mean(frame.reformat(16, 16, "gray8", interpolation="AREA", threads=1).to_ndarray()))


def filmed_when(metadata: Mapping[str, str]) -> datetime | None:
    """When the camera says it filmed, as naive local time. Phones of one maker tell their own zone; the others' clock is taken as it is."""
    for name in ("com.apple.quicktime.creationdate", "creation_time", "date"):
        text = metadata.get(name, "")
        try:
            told = datetime.fromisoformat(text)
        except ValueError:
            continue
        if 1990 <= told.year <= 2200:
            return told.replace(tzinfo=None, microsecond=0)
    return None


def _facts(
    problems: list[ErrorCode],
    duration_us: int = 0,
    picture: Picture | None = None,
    sound: bool = False,
    filmed_at: datetime | None = None,
    pixels: NDArray[np.uint8] | None = None,
) -> dict[str, Value]:
    facts: dict[str, Value] = {
        "problems": ",".join(dict.fromkeys(problem.value for problem in problems)),
        "duration_us": min(max(0, duration_us), 1 << 59),
        "sound": sound,
        "filmed_at": filmed_at.isoformat() if filmed_at else "",
        "thumbnail_width": pixels.shape[1] if pixels is not None else 0,
        "thumbnail_height": pixels.shape[0] if pixels is not None else 0,
    }
    return facts | picture_fields(picture)


def picture_fields(picture: Picture | None) -> dict[str, Value]:
    """A picture as fields of a message; all 0 for none."""
    if picture is None:
        return dict.fromkeys(("width", "height", "sar_num", "sar_den", "rotation", "scan"), 0)
    return {
        "width": picture.width,
        "height": picture.height,
        "sar_num": picture.sar_num,
        "sar_den": picture.sar_den,
        "rotation": picture.rotation_deg,
        "scan": SCANS.index(picture.scan),
    }

"""What a workshop hears from its workers, checked before anyone believes it: facts of a film, extras, progress.

Each job's `hear` takes one message and says whether it was the last. WireFault and FILM_DAMAGED are raised for what no honest worker says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from app.domain.errors import ErrorCode
from app.domain.recording import Picture, Scan
from app.film_ports import Examination, Preparation
from app.ports import Progress
from video.index import INDEX_NAME, FrameIndex
from video.proxy import ProxySegment, segment_name
from video.thumbnails import THUMBNAILS_NAME, Thumbnails
from video.waveform import WAVEFORM_NAME, Waveform
from video.wire import Message, WireFault

_MAX_SIDE: Final = 32_768
_SCANS: Final = (Scan.PROGRESSIVE, Scan.TOP_FIRST, Scan.BOTTOM_FIRST)
FILM_CODES: Final = frozenset(
    {
        ErrorCode.FILM_EMPTY,
        ErrorCode.FILM_NOT_A_FILM,
        ErrorCode.FILM_SOUND_ONLY,
        ErrorCode.FILM_NO_LENGTH,
        ErrorCode.FILM_TRUNCATED,
        ErrorCode.FILM_DAMAGED,
    }
)
_CHECKS: Final[Mapping[str, Callable[[bytes], object]]] = MappingProxyType(
    {INDEX_NAME: FrameIndex.from_bytes, THUMBNAILS_NAME: Thumbnails.from_bytes, WAVEFORM_NAME: Waveform.from_bytes}
)
Keep = Callable[[str, bytes], None]


class LookJob:
    """What comes while a film is examined."""

    def __init__(self) -> None:
        self._seen: Examination | None = None

    def hear(self, message: Message) -> bool:
        if message.kind == "seen":
            self._seen = _examination(message)
        return self._seen is not None

    def result(self) -> Examination:
        assert self._seen is not None
        return self._seen


class PrepareJob:
    """What comes while a film is prepared."""

    def __init__(self, keep: Keep, progress: Progress) -> None:
        self._keep = keep
        self._progress = progress
        self._index: FrameIndex | None = None
        self._found: Preparation | None = None

    def hear(self, message: Message) -> bool:
        if message.kind == "progress":
            self._progress(message.whole("done", 0), message.whole("total", 0))
        elif message.kind == "made":
            self._made(message.text("name"), bytes(message.payload))
        elif message.kind == "prepared":
            self._found = Preparation(message.whole("duration_us", 0), _picture(message), message.flag("sound"), _problems(message))
        return self._found is not None

    def result(self) -> Preparation:
        assert self._found is not None
        return self._found

    def broken_off(self, problems: tuple[ErrorCode, ...]) -> Preparation:
        """What is known when the worker went before the end: the index, if it was made."""
        if self._index is None:
            return Preparation(0, None, has_sound=False, problems=problems)
        return Preparation(self._index.duration_us, self._index.picture, self._index.sound_stream is not None, problems)

    def _made(self, name: str, data: bytes) -> None:
        if name not in _CHECKS:
            raise WireFault
        checked = _CHECKS[name](data)
        if isinstance(checked, FrameIndex):
            self._index = checked
        self._keep(name, data)


class ProxyJob:
    """What comes while a proxy is made."""

    def __init__(self, keep: Keep, progress: Progress) -> None:
        self._keep = keep
        self._progress = progress

    def hear(self, message: Message) -> bool:
        if message.kind == "progress":
            self._progress(message.whole("done", 0), message.whole("total", 0))
        elif message.kind == "segment":
            data = bytes(message.payload)
            ProxySegment.from_bytes(data)
            self._keep(segment_name(message.whole("number", 0, 99_999)), data)
        return message.kind == "finished"


def _examination(message: Message) -> Examination:
    width, height = message.whole("thumbnail_width", 0, 1024), message.whole("thumbnail_height", 0, 1024)
    pixels = bytes(message.payload)
    if len(pixels) != width * height * 3:
        width, height, pixels = 0, 0, b""
    return Examination(
        duration_us=message.whole("duration_us", 0),
        picture=_picture(message),
        has_sound=message.flag("sound"),
        filmed_at=_moment(message.text("filmed_at")),
        problems=_problems(message),
        thumbnail_rgb=pixels,
        thumbnail_width=width,
        thumbnail_height=height,
    )


def _picture(message: Message) -> Picture | None:
    if message.whole("width", 0, _MAX_SIDE) == 0:
        return None
    return Picture(
        width=message.whole("width", 1, _MAX_SIDE),
        height=message.whole("height", 1, _MAX_SIDE),
        sar_num=message.whole("sar_num", 1),
        sar_den=message.whole("sar_den", 1),
        rotation_deg=message.whole("rotation", 0, 359),
        scan=_SCANS[message.whole("scan", 0, len(_SCANS) - 1)],
    )


def _problems(message: Message) -> tuple[ErrorCode, ...]:
    names = [name for name in message.text("problems").split(",") if name]
    return tuple(dict.fromkeys(film_code(name) for name in names))


def film_code(name: str) -> ErrorCode:
    """One of the codes a film may have; anything else that a worker says is damage."""
    return ErrorCode(name) if name in FILM_CODES else ErrorCode.FILM_DAMAGED


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None

"""What is said between the application and its capture process: the orders. Events are in telling.py; both sides use both modules.

Neither side trusts the other: everything is checked and bounded when it is read (WireFault otherwise). Ids and names of devices travel
as payload, for they may be long.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from app.domain.filming import CameraFormat, FilmingChoice
from video.view import MAX_SIDE_PX
from video.wire import Fields, Message, WireFault

SESSION: Final = 1
_MOST_ID_BYTES: Final = 4000
_MOST_SIDE: Final = 16_384
_MOST_RATE: Final = 1_000
_MOST_PIXELS: Final = 1 << 26  # 8192 by 8192; four times as many, and the encoder fails

Name = TypeVar("Name", bound=StrEnum)


class Plain(StrEnum):
    """Orders that are one word."""

    LET_GO = "let_go"
    ROLL = "roll"
    PAUSE = "pause"
    GO_ON = "go_on"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class OpenThese:
    choice: FilmingChoice


@dataclass(frozen=True, slots=True)
class ViewOf:
    """Device pixels; 0, 0 for no preview."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class WatchFaces:
    on: bool


Order = Plain | OpenThese | ViewOf | WatchFaces


def order_message(order: Order) -> Message:
    """What the application sends."""
    if isinstance(order, OpenThese):
        return _open_message(order.choice)
    if isinstance(order, ViewOf):
        return Message(SESSION, "view", {"width": order.width, "height": order.height})
    if isinstance(order, WatchFaces):
        return Message(SESSION, "faces", {"on": order.on})
    return Message(SESSION, order.value)


def read_order(message: Message) -> Order:
    """What the capture process reads. Raises WireFault."""
    if message.kind == "open":
        camera, microphone = read_texts(message, "camera_bytes", "microphone_bytes")
        return OpenThese(FilmingChoice(camera, microphone, read_format(message)))
    if message.kind == "view":
        return ViewOf(message.whole("width", 0, MAX_SIDE_PX), message.whole("height", 0, MAX_SIDE_PX))
    if message.kind == "faces":
        return WatchFaces(message.flag("on"))
    return one_of(Plain, message.kind)


def _open_message(choice: FilmingChoice) -> Message:
    lengths: dict[str, int | None] = {}
    payload = b""
    for name, text in (("camera_bytes", choice.camera), ("microphone_bytes", choice.microphone)):
        data = text.encode(errors="replace") if text is not None else b""
        lengths[name] = len(data) if text is not None else None
        payload += data
    return Message(SESSION, "open", {**lengths, **format_fields(choice.format)}, payload)


def one_of(names: type[Name], word: str) -> Name:
    """The member with this value. Raises WireFault."""
    try:
        return names(word)
    except ValueError:
        raise WireFault from None


def read_texts(message: Message, *lengths: str) -> list[str | None]:
    """The texts that lie one after the other in the payload, None where there is no length."""
    payload = bytes(message.payload)
    found: list[str | None] = []
    for name in lengths:
        length = message.optional_whole(name, 0, _MOST_ID_BYTES)
        if length is None:
            found.append(None)
            continue
        data, payload = payload[:length], payload[length:]
        try:
            found.append(data.decode())
        except UnicodeDecodeError:
            raise WireFault from None
        if len(data) != length:
            raise WireFault
    if payload:
        raise WireFault
    return found


def format_fields(shape: CameraFormat | None) -> Fields:
    if shape is None:
        return {"width": None, "height": None, "frames_per_s": None}
    return {"width": shape.width, "height": shape.height, "frames_per_s": shape.frames_per_s}


def read_format(message: Message) -> CameraFormat | None:
    sides = [message.optional_whole(name) for name in ("width", "height", "frames_per_s")]
    whole = [side for side in sides if side is not None]
    if not whole:
        return None
    if len(whole) != 3:
        raise WireFault
    return checked_format(*whole)


def checked_format(width: int, height: int, frames_per_s: int) -> CameraFormat:
    """Raises WireFault when no camera has such a format."""
    shape = CameraFormat(width, height, frames_per_s)
    if not is_possible(shape):
        raise WireFault
    return shape


def is_possible(shape: CameraFormat) -> bool:
    """Whether a camera may have this format; drivers have been seen to list nonsense."""
    sides = 0 < shape.width <= _MOST_SIDE and 0 < shape.height <= _MOST_SIDE
    return sides and shape.width * shape.height <= _MOST_PIXELS and 0 < shape.frames_per_s <= _MOST_RATE

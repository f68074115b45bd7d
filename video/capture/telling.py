"""What the capture process tells the application, as messages of the wire. The reader checks and bounds everything (WireFault otherwise).

Names of devices are cut and cleaned before a person reads them, since a device may call itself anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, get_args

from app.domain.errors import ErrorCode
from app.domain.filming import (
    BackAgain,
    Camera,
    Devices,
    DevicesFound,
    FaceBox,
    FacesSeen,
    FilmEnded,
    Gap,
    GapReason,
    Level,
    Microphone,
    Opened,
    Part,
    Preset,
    PreviewShown,
    Pulse,
    StudioEvent,
    Trouble,
)
from video.capture.orders import SESSION, checked_format, format_fields, is_possible, one_of, read_format, read_texts
from video.view import MAX_SIDE_PX
from video.wire import Message, WireFault

SLOTS: Final = 6  # pictures for the screen; the fourth after one may take its place, so one more is being drawn and one waits
PICTURE_BYTES: Final = SLOTS * 1920 * 1080 * 4
MOST_FILM_BYTES: Final = 4 << 20  # in one message
MOST_DEVICES: Final = 64
_MOST_NAME: Final = 120
_MOST_FORMATS: Final = 256
_MOST_US: Final = 1 << 53
_MOST_FRAMES: Final = 1 << 40
_MOST_FACES: Final = 32
_PERMILLE: Final = 1_000
_CODES: Final = {
    part: frozenset(code for code in ErrorCode if code.value.startswith(f"{part.value}_")) for part in (Part.CAMERA, Part.MICROPHONE)
}  # STUDIO_DIED is never said by the process itself


def event_messages(event: StudioEvent) -> list[Message]:
    """What the capture process sends: one message, but for devices one each and one that says how many they were."""
    if isinstance(event, DevicesFound):
        cameras, microphones = event.devices.cameras[:MOST_DEVICES], event.devices.microphones[:MOST_DEVICES]
        listed = [*map(_camera_message, cameras), *map(_microphone_message, microphones)]
        return [*listed, Message(SESSION, "devices", {"cameras": len(cameras), "microphones": len(microphones)})]
    if isinstance(event, Opened):
        return [Message(SESSION, "opened", {**format_fields(event.format), "sound": event.sound})]
    if isinstance(event, FacesSeen):
        numbers = [side for face in event.faces[:_MOST_FACES] for side in (face.left, face.top, face.width, face.height)]
        return [Message(SESSION, "faces", {"boxes": numbers})]
    return [Message(SESSION, _KINDS[type(event)], {name: getattr(event, name) for name in event.__slots__})]


def film_message(data: bytes) -> Message:
    """The next bytes of the film."""
    return Message(SESSION, "film", {}, data)


class EventReader:
    """Reads what the capture process says, in order; keeps the devices that are still being listed."""

    def __init__(self, picture_bytes: int) -> None:
        self._picture_bytes = picture_bytes
        self._cameras: list[Camera] = []
        self._microphones: list[Microphone] = []

    def read(self, message: Message) -> StudioEvent | None:
        """The event, or None while it is not whole yet. Raises WireFault for anything out of bounds."""
        if message.kind == "camera":
            self._cameras.append(_camera(message))
        elif message.kind == "microphone":
            self._microphones.append(_microphone(message))
        elif message.kind == "devices":
            return self._devices(message)
        elif message.kind == "preview":
            return self._preview(message)
        else:
            return _event(message)
        if max(len(self._cameras), len(self._microphones)) > MOST_DEVICES:
            raise WireFault
        return None

    def _devices(self, message: Message) -> DevicesFound:
        cameras, microphones = tuple(self._cameras), tuple(self._microphones)
        self._cameras.clear()
        self._microphones.clear()
        if (message.whole("cameras"), message.whole("microphones")) != (len(cameras), len(microphones)):
            raise WireFault
        return DevicesFound(Devices(cameras, microphones))

    def _preview(self, message: Message) -> PreviewShown:
        shown = PreviewShown(
            offset=message.whole("offset", 0, self._picture_bytes),
            width=message.whole("width", 1, MAX_SIDE_PX),
            height=message.whole("height", 1, MAX_SIDE_PX),
            stride_bytes=message.whole("stride_bytes", 4, MAX_SIDE_PX * 4),
            position_us=_position(message, "position_us"),
            taken_ns=message.whole("taken_ns", 0),
        )
        if shown.stride_bytes < shown.width * 4 or shown.offset + shown.stride_bytes * shown.height > self._picture_bytes:
            raise WireFault
        return shown


# --- events ---------------------------------------------------------------------------------------------------------------

_KINDS: Final[dict[type, str]] = {
    PreviewShown: "preview",
    Level: "level",
    Pulse: "pulse",
    Trouble: "trouble",
    BackAgain: "back_again",
    Gap: "gap",
    FilmEnded: "ended",
}  # their fields are numbers and words, and cross as they are
assert {*_KINDS, DevicesFound, Opened, FacesSeen} == set(get_args(StudioEvent))


def _event(message: Message) -> StudioEvent:
    read = _READ.get(message.kind)
    if read is None:
        raise WireFault
    return read(message)


def _level(message: Message) -> Level:
    return Level(message.whole("peak_permille", 0, _PERMILLE), message.whole("rms_permille", 0, _PERMILLE), message.flag("clipping"))


def _pulse(message: Message) -> Pulse:
    frames, dropped = _frames(message, "frames"), _frames(message, "dropped_frames")
    return Pulse(_position(message, "position_us"), frames, dropped, one_of(Preset, message.text("preset")))


def _gap(message: Message) -> Gap:
    return Gap(_position(message, "at_us"), _position(message, "length_us"), one_of(GapReason, message.text("reason")))


def _ended(message: Message) -> FilmEnded:
    return FilmEnded(_position(message, "duration_us"), _frames(message, "frames"), _frames(message, "dropped_frames"))


def _position(message: Message, name: str) -> int:
    return message.whole(name, 0, _MOST_US)


def _frames(message: Message, name: str) -> int:
    return message.whole(name, 0, _MOST_FRAMES)


def _faces(message: Message) -> FacesSeen:
    numbers = message.wholes("boxes")
    if len(numbers) % 4 or len(numbers) > _MOST_FACES * 4 or not all(0 <= number <= _PERMILLE for number in numbers):
        raise WireFault
    return FacesSeen(tuple(FaceBox(*numbers[place : place + 4]) for place in range(0, len(numbers), 4)))


def _trouble(message: Message) -> Trouble:
    part, code = _part(message), one_of(ErrorCode, message.text("code"))
    if code not in _CODES[part]:
        raise WireFault
    return Trouble(part, code)


def _part(message: Message) -> Part:
    part = one_of(Part, message.text("part"))
    if part is Part.STUDIO:
        raise WireFault
    return part


_READ: Final[dict[str, Callable[[Message], StudioEvent]]] = {
    "level": _level,
    "pulse": _pulse,
    "opened": lambda message: Opened(read_format(message), message.flag("sound")),
    "faces": _faces,
    "trouble": _trouble,
    "back_again": lambda message: BackAgain(_part(message)),
    "gap": _gap,
    "ended": _ended,
}


# --- devices --------------------------------------------------------------------------------------------------------------


def _camera_message(camera: Camera) -> Message:
    texts, payload = _text_fields(camera.id, camera.name)
    possible = [each for each in camera.formats if is_possible(each)][:_MOST_FORMATS]
    formats = [side for each in possible for side in (each.width, each.height, each.frames_per_s)]
    return Message(SESSION, "camera", {**texts, "formats": formats}, payload)


def _microphone_message(microphone: Microphone) -> Message:
    texts, payload = _text_fields(microphone.id, microphone.name)
    return Message(SESSION, "microphone", {**texts, "is_default": microphone.is_default}, payload)


def _text_fields(device_id: str, name: str) -> tuple[dict[str, int], bytes]:
    as_id, as_name = device_id.encode(errors="replace"), _clean(name).encode()
    return {"id_bytes": len(as_id), "name_bytes": len(as_name)}, as_id + as_name


def _camera(message: Message) -> Camera:
    device_id, name = _device(message)
    numbers = message.wholes("formats")
    if len(numbers) % 3 or len(numbers) > _MOST_FORMATS * 3:
        raise WireFault
    return Camera(device_id, name, tuple(checked_format(*numbers[place : place + 3]) for place in range(0, len(numbers), 3)))


def _microphone(message: Message) -> Microphone:
    return Microphone(*_device(message), is_default=message.flag("is_default"))


def _device(message: Message) -> tuple[str, str]:
    device_id, name = read_texts(message, "id_bytes", "name_bytes")
    if not device_id or name is None:
        raise WireFault
    return device_id, _clean(name)


def _clean(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:_MOST_NAME].strip()

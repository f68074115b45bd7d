"""What crosses between the application and its decoder worker: framed messages over two pipes, bounded and checked, never a pickle.

A frame is a kind, the length of a header, the length of a payload, the header, the payload. MESSAGE headers are small flat JSON objects
(whole numbers, short texts, lists of whole numbers); WANT and BYTES are how the worker reads film: fixed structs. A reader trusts nothing:
any frame outside its bounds raises WireFault, and the other side is then as good as dead.
"""

from __future__ import annotations

import json
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

MAX_HEADER_BYTES: Final = 64 * 1024
MAX_PAYLOAD_BYTES: Final = 64 * 1024 * 1024
MAX_WANT_BYTES: Final = 4 * 1024 * 1024
MAX_TEXT: Final = 200
MAX_LIST: Final = 4096
_MAX_INT: Final = 1 << 62
_MAX_SESSION: Final = 1 << 31

_FRAME = struct.Struct(">BII")
_WANT = struct.Struct(">IIQI")
_BYTES = struct.Struct(">IBQ")

Value = int | str | bool | None | list[int]
Fields = Mapping[str, Value]


class WireFault(Exception):
    """The other side broke the rules of the wire, or is gone in mid-frame."""


class FrameKind(IntEnum):
    MESSAGE = 1
    WANT = 2  # worker to application: bytes of a source, please
    BYTES = 3  # application to worker: here they are, or why not


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a session. `kind` and `fields` are small; `payload` is raw bytes (pixels, sound, an index)."""

    session: int
    kind: str
    fields: Fields = field(default_factory=dict)
    payload: bytes | memoryview = field(default=b"", repr=False)

    def whole(self, name: str, low: int = -_MAX_INT, high: int = _MAX_INT) -> int:
        """A whole number within bounds. Raises WireFault otherwise."""
        value = self.fields.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise WireFault
        return value

    def optional_whole(self, name: str, low: int = -_MAX_INT, high: int = _MAX_INT) -> int | None:
        return None if self.fields.get(name) is None else self.whole(name, low, high)

    def flag(self, name: str) -> bool:
        value = self.fields.get(name)
        if not isinstance(value, bool):
            raise WireFault
        return value

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        if not isinstance(value, str):
            raise WireFault
        return value

    def wholes(self, name: str) -> list[int]:
        value = self.fields.get(name)
        if not isinstance(value, list):
            raise WireFault
        return value


@dataclass(frozen=True, slots=True)
class Want:
    """The worker asks for `length` bytes of a source from `offset`; length 0 asks for the source's size."""

    ticket: int
    source: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Served:
    """The answer to a Want. `ok` False: the place is gone or damaged. `number` is the source's size."""

    ticket: int
    ok: bool
    number: int
    data: bytes = field(default=b"", repr=False)


Frame = Message | Want | Served


class Sender:
    """Writes frames, each whole, from any thread. `write` takes all of the bytes it is given."""

    def __init__(self, write: Callable[[bytes | memoryview], None]) -> None:
        self._write = write
        self._lock = threading.Lock()

    def send(self, frame: Frame) -> None:
        """Blocks while the other side does not read. OSError or WireFault when it is gone."""
        kind, header, payload = _packed(frame)
        if len(header) > MAX_HEADER_BYTES or len(payload) > MAX_PAYLOAD_BYTES:
            raise WireFault
        start = _FRAME.pack(kind, len(header), len(payload)) + header
        with self._lock:
            if len(payload) < 4096:
                self._write(start + bytes(payload))
            else:
                self._write(start)
                self._write(payload)


def read_frame(read_exactly: Callable[[int], bytes]) -> Frame:
    """The next frame. `read_exactly` returns as many bytes as asked, or raises EOFError. Raises WireFault for anything out of bounds."""
    kind, header_length, payload_length = _FRAME.unpack(read_exactly(_FRAME.size))
    if header_length > MAX_HEADER_BYTES or payload_length > MAX_PAYLOAD_BYTES:
        raise WireFault
    header = read_exactly(header_length)
    payload = read_exactly(payload_length) if payload_length else b""
    try:
        if kind == FrameKind.MESSAGE:
            return _message(header, payload)
        if kind == FrameKind.WANT and not payload:
            return _want(header)
        if kind == FrameKind.BYTES:
            ticket, ok, number = _BYTES.unpack(header)
            return Served(ticket, ok == 1, number, payload)
    except (struct.error, ValueError, RecursionError):
        raise WireFault from None
    raise WireFault


def _packed(frame: Frame) -> tuple[FrameKind, bytes, bytes | memoryview]:
    if isinstance(frame, Message):
        head = {"session": frame.session, "kind": frame.kind, "fields": dict(frame.fields)}
        payload = frame.payload if isinstance(frame.payload, bytes) else frame.payload.cast("B")
        return FrameKind.MESSAGE, json.dumps(head, separators=(",", ":")).encode(), payload
    if isinstance(frame, Want):
        return FrameKind.WANT, _WANT.pack(frame.ticket, frame.source, frame.offset, frame.length), b""
    return FrameKind.BYTES, _BYTES.pack(frame.ticket, int(frame.ok), frame.number), frame.data


def _message(header: bytes, payload: bytes) -> Message:
    head = json.loads(header)
    if not isinstance(head, dict) or set(head) != {"session", "kind", "fields"}:
        raise WireFault
    session, kind, fields = head["session"], head["kind"], head["fields"]
    if not isinstance(session, int) or isinstance(session, bool) or not 0 <= session < _MAX_SESSION:
        raise WireFault
    if not isinstance(kind, str) or len(kind) > MAX_TEXT or not isinstance(fields, dict) or not all(map(_allowed, fields.values())):
        raise WireFault
    return Message(session, kind, fields, payload)


def _want(header: bytes) -> Want:
    want = Want(*_WANT.unpack(header))
    if want.length > MAX_WANT_BYTES or want.offset > _MAX_INT:
        raise WireFault
    return want


def _allowed(value: object) -> bool:
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return -_MAX_INT <= value <= _MAX_INT
    if isinstance(value, str):
        return len(value) <= MAX_TEXT
    return isinstance(value, list) and len(value) <= MAX_LIST and all(_whole(item) for item in value)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -_MAX_INT <= value <= _MAX_INT


def write_all(write: Callable[[memoryview], int]) -> Callable[[bytes | memoryview], None]:
    """A `write` for Sender that goes on until all is written."""

    def whole(data: bytes | memoryview) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[write(rest) :]

    return whole


def exactly(read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """A `read_exactly` for read_frame over a raw pipe. EOFError at the end."""

    def whole(length: int) -> bytes:
        gathered: list[bytes] = []
        missing = length
        while missing:
            part = read(min(missing, 1 << 20))
            if not part:
                raise EOFError
            gathered.append(part)
            missing -= len(part)
        return gathered[0] if len(gathered) == 1 else b"".join(gathered)

    return whole

"""The wire believes nothing: whole frames come through, everything else is a WireFault."""

from __future__ import annotations

import io
import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.wire import MAX_WANT_BYTES, Frame, FrameKind, Message, Sender, Served, Want, WireFault, exactly, read_frame

WHOLE: list[Frame] = [
    Message(3, "open", {"name": "play", "n": -5, "on": True, "none": None, "list": [1, 2]}),
    Message(0, "picture", {}, bytes(5000)),
    Want(7, 2, 1 << 40, MAX_WANT_BYTES),
    Served(7, ok=True, number=1 << 41, data=b"x" * 10_000),
    Served(8, ok=False, number=0),
]


def written(frame: Frame) -> bytes:
    out = io.BytesIO()
    Sender(lambda data: (out.write(data), None)[1]).send(frame)
    return out.getvalue()


def read(data: bytes) -> Frame:
    return read_frame(exactly(io.BytesIO(data).read))


def raw(kind: int, header: bytes, payload: bytes = b"") -> bytes:
    return struct.pack(">BII", kind, len(header), len(payload)) + header + payload


def message(**parts: Any) -> bytes:
    return raw(FrameKind.MESSAGE, json.dumps({"session": 1, "kind": "k", "fields": {}} | parts).encode())


@pytest.mark.parametrize("frame", WHOLE)
def test_a_frame_comes_through_whole(frame: Frame) -> None:
    assert read(written(frame)) == frame


@pytest.mark.parametrize(
    "data",
    [
        raw(9, b"{}"),
        raw(FrameKind.WANT, b"short"),
        raw(FrameKind.WANT, struct.pack(">IIQI", 1, 1, 0, MAX_WANT_BYTES + 1)),
        raw(FrameKind.WANT, struct.pack(">IIQI", 1, 1, 0, 5), b"payload"),
        raw(FrameKind.BYTES, b""),
        raw(FrameKind.MESSAGE, b"not json"),
        raw(FrameKind.MESSAGE, b"\xff\xfe"),
        raw(FrameKind.MESSAGE, b"[" * 60_000),
        raw(FrameKind.MESSAGE, b"{}"),
        message(session=-1),
        message(session=True),
        message(session=1 << 40),
        message(kind=7),
        message(kind="k" * 300),
        message(fields=[]),
        message(fields={"x": {"deep": 1}}),
        message(fields={"x": 1.5}),
        message(fields={"x": 1 << 70}),
        message(fields={"x": "t" * 300}),
        message(fields={"x": [1, "a"]}),
        message(fields={"x": [0] * 5000}),
        message(more=1),
        struct.pack(">BII", 1, 1 << 20, 0),
        struct.pack(">BII", 1, 2, 1 << 30),
    ],
)
def test_anything_out_of_bounds_is_refused(data: bytes) -> None:
    with pytest.raises(WireFault):
        read(data)


@given(st.binary(max_size=200))
def test_random_bytes_never_get_further(data: bytes) -> None:
    with pytest.raises((WireFault, EOFError)):
        read(b"\x01" + struct.pack(">II", len(data), 0) + data + b"")


def test_a_frame_cut_short_is_the_end() -> None:
    with pytest.raises(EOFError):
        read(written(WHOLE[0])[:-1])


def test_the_sender_refuses_what_a_reader_would_refuse() -> None:
    with pytest.raises(WireFault):
        written(Message(1, "k", {"x": "y" * 70_000}))


@pytest.mark.parametrize(("name", "low", "high"), [("missing", 0, 9), ("text", 0, 9), ("flag", 0, 9), ("big", 0, 9)])
def test_fields_are_asked_for_with_bounds(name: str, low: int, high: int) -> None:
    asked = Message(1, "k", {"text": "5", "flag": True, "big": 10, "ok": 9})
    assert asked.whole("ok", low, high) == 9
    with pytest.raises(WireFault):
        asked.whole(name, low, high)

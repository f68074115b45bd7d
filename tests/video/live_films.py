"""Films as they are filmed live: MPEG-TS, a keyframe a second. And the worker's sessions run in the test's own process, on real bytes."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import av
from av.container import InputContainer
from av.packet import Packet

from app.film_ports import Following as AppFollowing
from tests.samples.encode import FilmPlan, encode_film
from tests.samples.make import frame_times
from video.wire import Frame, Message, Served, Want
from video.worker.following import Following
from video.worker.preparing import Preparing
from video.worker.session import Desk, serve
from video.worker.stream import Reader

FPS = 25
SESSION, SOURCE = 1, 1
_START_S = 1.4  # FFmpeg's muxer begins there


@cache
def live_film(seconds: float, *, sound: bool = True, width: int = 320, height: int = 180, fps: int = FPS) -> bytes:
    """The bytes of a film that no one has cut yet."""
    plan = FilmPlan("mpegts", "libx264", "aac" if sound else None, gop=fps, mux={"flush_packets": "1"})
    times = frame_times(seconds, fps)
    flashes = range(fps - 1, len(times), fps)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "live.ts"
        encode_film(path, plan, times, flashes, width=width, height=height, fps=fps)
        return path.read_bytes()


def repeated(film: bytes, times: int, seconds: float) -> bytes:
    """The packets of a film so many times in a row, the clock running on: a long film without a long wait."""
    out = io.BytesIO()
    with av.open(out, "w", format="mpegts") as long:
        streams: dict[int, Any] = {}
        last: dict[int, int] = {}
        for turn in range(times):
            with _opened(film) as short:
                streams = streams or {stream.index: long.add_stream_from_template(stream) for stream in short.streams}
                for packet in short.demux():
                    if packet.dts is None or packet.pts is None:
                        continue
                    at = packet.dts + round(turn * seconds * 90_000)
                    if at > last.get(packet.stream_index, -1):  # sound is a little longer than the picture
                        last[packet.stream_index] = at
                        packet.pts += at - packet.dts
                        packet.dts = at
                        packet.stream = streams[packet.stream_index]
                        long.mux(packet)
    return out.getvalue()


def _opened(film: bytes) -> InputContainer:
    return cast(InputContainer, av.open(io.BytesIO(film)))


@cache
def sound_only() -> bytes:
    """A film that was taken without a camera."""
    return _chosen(live_film(4), lambda packet: packet.stream.type == "audio", ("audio",))


@cache
def lacking(kind: str, start_s: float, end_s: float, seconds: float = 9.0) -> bytes:
    """A film whose "video" or "audio" is not there between two moments: the device came late, or was pulled out."""

    def stays(packet: Packet[Any]) -> bool:
        at_s = float((packet.pts or 0) * (packet.time_base or 0)) - _START_S
        return packet.stream.type != kind or not start_s <= at_s < end_s

    return _chosen(live_film(seconds), stays, ("video", "audio"))


def _chosen(film: bytes, stays: Callable[[Packet[Any]], bool], kinds: Sequence[str]) -> bytes:
    """The film with only the packets that stay."""
    out = io.BytesIO()
    with _opened(film) as whole, av.open(out, "w", format="mpegts") as less:
        streams = {stream.index: less.add_stream_from_template(stream) for stream in whole.streams if stream.type in kinds}
        for packet in whole.demux():
            if packet.dts is not None and stays(packet):
                packet.stream = streams[packet.stream_index]
                less.mux(packet)
    return out.getvalue()


def prepared(film: bytes) -> list[Message]:
    """All that a prepare session says of a film, progress left out."""
    said: list[Message] = []
    reader: Reader

    def post(frame: Frame) -> None:
        if isinstance(frame, Want):
            reader.deliver(Served(frame.ticket, ok=True, number=len(film), data=film[frame.offset : frame.offset + frame.length]))
        elif isinstance(frame, Message) and frame.kind != "progress":
            said.append(frame)

    reader = Reader(post)
    session = Preparing(Desk(SESSION, post, reader, None))
    session.handle(Message(SESSION, "prepare", {"source": SOURCE}))
    session.close()
    return said


def followed(pieces: Iterable[bytes], *, to_the_end: bool = True) -> list[Message]:
    """All that a follow session says of a film that comes in these pieces."""
    said: list[Message] = []
    desk = Desk(SESSION, said.append, Reader(lambda _want: None), None)
    if not to_the_end:  # the application has closed the session: all of its life, from the first message to the last
        for message in (Message(SESSION, "follow"), *(Message(SESSION, "bytes", payload=piece) for piece in pieces), None):
            desk.put(message)
        serve(Following, desk)
        return said
    for piece in pieces:
        desk.put(Message(SESSION, "bytes", payload=piece))
    desk.put(Message(SESSION, "end"))
    session = Following(desk)
    session.handle(Message(SESSION, "follow"))
    session.close()
    return said


def in_pieces(film: bytes, length: int) -> list[bytes]:
    return [film[at : at + length] for at in range(0, len(film), length)]


def push(following: AppFollowing, film: bytes, piece: int = 10_000) -> None:
    """The whole film, piece by piece."""
    for part in in_pieces(film, piece):
        following.push(part)

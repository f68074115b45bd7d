"""The worker's side of a player: orders in, pictures and sound out.

Orders overtake each other: the newest seek, step or scrub is the only one that counts, and decoding for an older one stops at the next
packet. One thread makes pictures, another sound; the session's own thread only takes messages. Pictures go into slots of the shared memory
that the application frees again. A run of playing carries positions on its own line of time, `run_us`, which goes on through loops while
`us` says where in the film each picture stands.

Messages in: film (payload: the index), view, hide, show, play, pause, speed, sound, granted, hush, free, segment (payload: a piece of
proxy).
Messages out: opened, picture, missing, end, sound, want_segment.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from video.hiding import Hiding
from video.index import FrameIndex
from video.view import MAX_ZOOM, SLOTS, View
from video.wire import Message, WireFault
from video.worker.decoder import FrameReader
from video.worker.drawing import Painter
from video.worker.orders import Orders, Run, Still
from video.worker.pictures import STILL_CACHE_BYTES, PictureThread
from video.worker.session import Desk
from video.worker.sound import SoundOrder
from video.worker.sound_feed import SoundFeed
from video.worker.stand_in import StandIn

_SWITCH_S: Final = 0.001  # threads here mostly wait for FFmpeg; one that has something to pass on should not wait 5 ms for its turn


class PlaySession:
    """The session "play"."""

    def __init__(self, desk: Desk) -> None:
        sys.setswitchinterval(_SWITCH_S)
        self._desk = desk
        self._orders = Orders(SLOTS)
        self._index: FrameIndex | None = None
        self._hiding: Hiding | None = None
        self._pictures: PictureThread | None = None
        self._sound: SoundFeed | None = None
        self._stand_in: StandIn | None = None
        self._todo: dict[str, Callable[[Message], None]] = {
            "film": self._film, "view": self._view, "hide": self._hide, "show": self._show, "play": self._play, "pause": self._pause,
            "speed": self._speed, "sound": self._start_sound, "granted": self._granted, "hush": self._hush, "free": self._free,
            "segment": self._segment,
        }  # fmt: skip

    def handle(self, message: Message) -> None:
        todo = self._todo.get(message.kind)
        if todo is None or (self._index is None and message.kind not in ("film", "view")):
            raise WireFault
        todo(message)

    def close(self) -> None:
        if self._pictures is not None:
            self._pictures.close()
        if self._sound is not None:
            self._sound.close()

    def _film(self, message: Message) -> None:
        index = FrameIndex.from_bytes(bytes(message.payload))
        source = message.whole("source", 0)
        self._index, self._hiding = index, Hiding(index)
        reader = FrameReader(self._desk.open_stream(source), index, cache_bytes=STILL_CACHE_BYTES)
        self._stand_in = StandIn(index, reader.time_base, lambda number: self._desk.send("want_segment", {"number": number}))
        self._pictures = PictureThread(self._desk, self._orders, reader, Painter(index.picture, reader.time_base), index, self._stand_in)
        if index.sound_stream is not None:
            self._sound = SoundFeed(lambda: self._desk.open_stream(source), index, self._send_sound)
        self._desk.send("opened", {})

    def _hide(self, message: Message) -> None:
        """From the next orders on. What is under way goes on as it was: whoever hides something orders anew."""
        if self._index is not None and self._pictures is not None:
            self._hiding = self._pictures.hiding = Hiding.from_numbers(self._index, message.wholes("parts"))

    def _view(self, message: Message) -> None:
        room = len(self._desk.pictures) // SLOTS if self._desk.pictures is not None else 0
        view = View(
            message.whole("width", 1, 1 << 16),
            message.whole("height", 1, 1 << 16),
            min(message.whole("zoom_permille", 1) / 1000, MAX_ZOOM),
            message.whole("x_permyriad", 0, 10_000) / 10_000,
            message.whole("y_permyriad", 0, 10_000) / 10_000,
            message.whole("turn_deg", -360, 360),
        )
        self._orders.view = within_bytes(view.bounded(), room)

    def _show(self, message: Message) -> None:
        self._orders.give(Still(message.whole("serial"), message.whole("number", 0), message.flag("scrub"), message.flag("step")))

    def _play(self, message: Message) -> None:
        start, end = message.optional_whole("loop_start", 0), message.optional_whole("loop_end", 0)
        loop = (start, end) if start is not None and end is not None and end > start else None
        self._orders.clock_us = message.whole("clock_us")
        self._speed(message)
        self._orders.give(Run(message.whole("serial"), message.whole("number", 0), loop))

    def _speed(self, message: Message) -> None:
        self._orders.speed = message.whole("speed_permille", 50, 4000) / 1000

    def _pause(self, _message: Message) -> None:
        self._orders.give(None)

    def _start_sound(self, message: Message) -> None:
        if self._sound is not None and self._hiding is not None:
            order = SoundOrder(
                message.whole("serial"),
                message.whole("us", 0),
                message.whole("speed_permille", 50, 4000) / 1000,
                self._hiding,
                message.optional_whole("loop_start", 0),
                message.optional_whole("loop_end", 0),
            )
            self._sound.play(order, message.whole("chunks", 0, 1000))

    def _granted(self, message: Message) -> None:
        if self._sound is not None:
            self._sound.grant(message.whole("serial"), message.whole("chunks", 0, 1000))

    def _hush(self, _message: Message) -> None:
        if self._sound is not None:
            self._sound.stop()

    def _free(self, message: Message) -> None:
        self._orders.clock_us = message.whole("clock_us")
        self._orders.free(message.whole("slot", 0, SLOTS - 1))

    def _segment(self, message: Message) -> None:
        if self._stand_in is not None:
            self._stand_in.deliver(message.whole("number", 0), bytes(message.payload))

    def _send_sound(self, serial: int, pcm: bytes) -> None:
        self._desk.send("sound", {"serial": serial}, pcm)


def within_bytes(view: View, room: int) -> View:
    """The view made small enough for its picture to fit into `room` bytes, rows padded to 64."""
    while (view.width_px * 4 + 63) // 64 * 64 * view.height_px > room and view.width_px > 16:
        view = replace(view, width_px=view.width_px * 9 // 10, height_px=view.height_px * 9 // 10)
    return view

"""Pictures of the scrub proxy in the place of frames that take longer: sent for segment by segment, drawn like any other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from av.video.frame import VideoFrame

from app.domain.recording import Picture
from video.index import FrameIndex
from video.view import View
from video.worker.drawing import Painter
from video.worker.proxy_reader import ProxyReader

_PATIENCE_S: Final = 0.15  # a segment that takes longer is of no use any more
_ASK_AGAIN_S: Final = 3.0  # the proxy may still be in the making


class StandIn:
    """`picture` for the picture thread, `deliver` for the session's thread."""

    def __init__(self, index: FrameIndex, time_base: Fraction, ask: Callable[[int], None]) -> None:
        """`ask(number)` sends for a segment; `deliver` brings it."""
        self._index = index
        self._ask = ask
        self._reader = ProxyReader(self._fetch)
        self._time_base = time_base
        self._painter: Painter | None = None
        self._arrival = threading.Condition()
        self._arrived: dict[int, bytes] = {}
        self._absent: dict[int, float] = {}
        self._given_up: Callable[[], bool] = lambda: False

    def deliver(self, number: int, data: bytes) -> None:
        """A segment came; empty when it is not made."""
        with self._arrival:
            self._arrived[number] = data
            self._arrival.notify_all()

    def picture(self, us: int, view: View, given_up: Callable[[], bool], hides: Callable[[int], bool]) -> VideoFrame | None:
        """What the proxy shows at this position, drawn for the view; None when it is not there in time, or stands where the film `hides`
        it."""
        self._given_up = given_up
        found = self._reader.picture(us)
        if found is None or hides(found[0]):
            return None
        return self._painted(found[1], view)

    def _painted(self, frame: VideoFrame, view: View) -> VideoFrame:
        if self._painter is None:
            whole = self._index.picture
            small = Picture(frame.width, frame.height, 1, 1, whole.rotation_deg)
            self._painter = Painter(small, self._time_base, lines=whole.height)
        self._painter.view = view
        return self._painter.still(frame)

    def _fetch(self, number: int) -> bytes | None:
        if time.monotonic() - self._absent.get(number, -_ASK_AGAIN_S) < _ASK_AGAIN_S:
            return None
        with self._arrival:
            self._arrived.pop(number, None)
        self._ask(number)
        with self._arrival:
            self._arrival.wait_for(lambda: number in self._arrived or self._given_up(), _PATIENCE_S)
            data = self._arrived.pop(number, None)
            self._arrived.clear()
        if data == b"":
            self._absent[number] = time.monotonic()
        return data or None

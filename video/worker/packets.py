"""What a single packet means: the second field of a pair, or a clock that a lost bit has sent elsewhere."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

_JUMP_S: Final = 10


class FieldPairs:
    """Tells the packet of a second field: half a frame long, right after a first field, and never the start of a parcel of its own."""

    def __init__(self, video: VideoStream) -> None:
        rate, base = video.average_rate, video.time_base
        self._frame_ticks = 1 / (rate * base) if rate and base else Fraction(0)
        self._open: int | None = None  # where the second field of an open pair would stand

    def is_second(self, packet: Packet[Any]) -> bool:
        length = packet.duration or 0
        is_field = length > 0 and length * 3 <= self._frame_ticks * 2
        second = is_field and self._open is not None and packet.pts == self._open and (packet.pos is None or packet.pos < 0)
        self._open = packet.pts + length if is_field and not second and packet.pts is not None else None
        return second


class SteadyClock:
    """Tells a clock that was damaged in one packet (a bit lost on the card) from one that really went on elsewhere.

    Only MPEG streams write the time anew in every packet; a table of an MP4 may well have long gaps.
    """

    def __init__(self, stream: Stream) -> None:
        base = stream.time_base or Fraction(1, 90_000)
        self._most = _JUMP_S / base if stream.container.format.name in ("mpegts", "mpeg") else None
        self._last: int | None = None
        self._elsewhere: int | None = None  # where the packet before jumped to

    def goes_on(self, ticks: int) -> bool:
        """False for a jump that no other packet has confirmed yet."""
        if self._most is None or self._last is None or abs(ticks - self._last) <= self._most:
            steady = True
        else:
            steady = self._elsewhere is not None and abs(ticks - self._elsewhere) <= self._most
        self._elsewhere = None if steady else ticks
        if steady:
            self._last = ticks
        return steady

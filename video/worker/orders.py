"""What the application wants of a playing session right now: only the newest order counts.

Shared by the session's thread, which gives orders, and the picture thread, which carries them out and asks at every packet whether it has
been overtaken.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from video.view import View


@dataclass(frozen=True, slots=True)
class Still:
    """Show one frame. A scrub shows something near at once and the frame itself when no newer order comes.

    A step is often one of many: where the frame is not at hand its stand-in comes first.
    """

    serial: int
    number: int
    scrub: bool
    step: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Play on from a frame, round the loop if there is one (microseconds)."""

    serial: int
    number: int
    loop: tuple[int, int] | None


Order = Still | Run


class Orders:
    """The newest order, the view, and the slots; shared by the session's thread and the picture thread."""

    def __init__(self, slots: int) -> None:
        self._wake = threading.Condition()
        self._newest: Order | None = None
        self._free = set(range(slots))
        self._closed = False
        self.view = View()
        self.clock_us = 0  # where the application's clock last was on the run's line of time
        self.speed = 1.0

    def give(self, order: Order | None) -> None:
        with self._wake:
            self._newest = order
            self._wake.notify_all()

    def close(self) -> None:
        with self._wake:
            self._closed = True
            self._wake.notify_all()

    def free(self, slot: int) -> None:
        with self._wake:
            self._free.add(slot)
            self._wake.notify_all()

    def next_after(self, done: Order | None) -> Order | None:
        """Wait for an order other than `done`; None when closed."""
        with self._wake:
            self._wake.wait_for(lambda: self._closed or (self._newest is not None and self._newest is not done))
            return None if self._closed else self._newest

    def overtaken(self, order: Order) -> bool:
        return self._closed or self._newest is not order

    def rests(self, order: Order, seconds: float) -> bool:
        """Whether no newer order comes within this time."""
        with self._wake:
            return not self._wake.wait_for(lambda: self.overtaken(order), seconds)

    def slot(self, order: Order) -> int | None:
        """A free slot as soon as there is one; None when the order is overtaken first."""
        with self._wake:
            self._wake.wait_for(lambda: self.overtaken(order) or bool(self._free))
            return None if self.overtaken(order) else self._free.pop()

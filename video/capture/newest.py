"""Where the newest thing waits for a thread that is slower than it comes: what was not taken in time is replaced, never queued."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """One place. Any thread may put, one takes."""

    def __init__(self) -> None:
        self._came = threading.Condition()
        self._held: T | None = None

    def put(self, thing: T) -> None:
        """Never blocks for longer than it takes to lay it down."""
        with self._came:
            self._held = thing
            self._came.notify()

    def clear(self) -> None:
        with self._came:
            self._held = None

    def take(self) -> T:
        """Wait for the newest."""
        with self._came:
            while self._held is None:
                self._came.wait()
            thing, self._held = self._held, None
            return thing

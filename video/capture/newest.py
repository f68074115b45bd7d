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
        self._closed = False

    def put(self, thing: T) -> None:
        """Never blocks for longer than it takes to lay it down."""
        with self._came:
            self._held = thing
            self._came.notify()

    def clear(self) -> None:
        with self._came:
            self._held = None

    def close(self) -> None:
        """Nothing is taken any more."""
        with self._came:
            self._closed = True
            self._came.notify()

    def take(self) -> T | None:
        """Wait for the newest. None when it is closed."""
        with self._came:
            self._came.wait_for(lambda: self._held is not None or self._closed)
            thing, self._held = self._held, None
            return None if self._closed else thing

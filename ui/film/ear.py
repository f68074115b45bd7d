"""What the studio tells, on its way to the interface: told on threads of the studio's, heard on the interface's own.

Everything arrives in its order, in one go; of the pictures only the newest, so that a busy interface never draws old ones.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.domain.filming import PreviewShown, StudioEvent


class Ear:
    """`tell` from any thread; `hear` is called on the interface's. Deaf once `close` was called."""

    def __init__(self, home: Callable[[Callable[[], None]], None], hear: Callable[[StudioEvent], None]) -> None:
        self._home = home
        self._hear: Callable[[StudioEvent], None] | None = hear
        self._turn = threading.Lock()
        self._waiting: list[StudioEvent] = []
        self._picture: PreviewShown | None = None
        self._called = False

    def tell(self, event: StudioEvent) -> None:
        """On any thread; takes no time."""
        with self._turn:
            if isinstance(event, PreviewShown):
                self._picture = event
            else:
                self._waiting.append(event)
            if self._called:
                return
            self._called = True
        self._home(self._drain)

    def close(self) -> None:
        """On the interface's thread: what is under way is heard no more."""
        self._hear = None

    def _drain(self) -> None:
        with self._turn:
            events, self._waiting = self._waiting, []
            picture, self._picture = self._picture, None
            self._called = False
        for event in events if picture is None else [*events, picture]:
            if self._hear is not None:
                self._hear(event)

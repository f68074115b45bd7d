"""What waits to be told to the application: written by a thread of its own, so that nothing that takes pictures or sound waits for it.

While the application is busy (a slow disk, say) film waits here in memory, and no picture is dropped; what is only for the screen is
then left out. When the application is gone the process ends at once: nothing in it is worth saving.
"""

from __future__ import annotations

import os
import queue
import threading
from typing import Final

from app.domain.filming import FacesSeen, Level, PreviewShown, StudioEvent
from video.capture.telling import event_messages, film_message
from video.wire import Message, Sender, WireFault

_A_MESSAGE: Final = 1 << 20
_MOST_FILM_BYTES: Final = 128 << 20  # some minutes of film
_MOST_FOR_THE_SCREEN: Final = 32  # messages that wait, before those that are only for the screen are left out
_FOR_THE_SCREEN: Final = (PreviewShown, Level, FacesSeen)


class Outbox:
    """Any thread may tell. What is told by one thread arrives in that order."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._waiting: queue.SimpleQueue[Message | threading.Event] = queue.SimpleQueue()
        self._room = threading.Condition()
        self._film_bytes = 0
        threading.Thread(target=self._write, name="outbox", daemon=True).start()

    def tell(self, event: StudioEvent) -> None:
        """Never blocks."""
        if isinstance(event, _FOR_THE_SCREEN) and self._waiting.qsize() > _MOST_FOR_THE_SCREEN:
            return
        for message in event_messages(event):
            self._waiting.put(message)

    def say(self, message: Message) -> None:
        """A message that is no event. Never blocks."""
        self._waiting.put(message)

    def film(self, data: bytes) -> None:
        """The next bytes of the film. Blocks only when very much waits already."""
        for start in range(0, len(data), _A_MESSAGE):
            part = data[start : start + _A_MESSAGE]
            with self._room:
                self._room.wait_for(lambda: self._film_bytes < _MOST_FILM_BYTES)
                self._film_bytes += len(part)
            self._waiting.put(film_message(part))

    def flush(self) -> None:
        """Wait until all that was told by this thread is written."""
        written = threading.Event()
        self._waiting.put(written)
        written.wait()

    def _write(self) -> None:
        while True:
            item = self._waiting.get()
            if isinstance(item, threading.Event):
                item.set()
                continue
            try:
                self._sender.send(item)
            except (OSError, WireFault):
                os._exit(0)
            if item.kind == "film":
                with self._room:
                    self._film_bytes -= len(item.payload)
                    self._room.notify_all()

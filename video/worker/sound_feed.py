"""The thread that plays sound into the pipe: one order at a time, never further ahead than the application granted."""

from __future__ import annotations

import threading
from collections.abc import Callable

from video.index import FrameIndex
from video.worker.foreign import FOREIGN_ERRORS
from video.worker.sound import SoundOrder, SoundReader, as_heard
from video.worker.stream import SeekableBytes


class SoundFeed:
    """A thread that plays one order at a time into `send`, never further ahead than the chunks it was granted."""

    def __init__(self, open_stream: Callable[[], SeekableBytes], index: FrameIndex, send: Callable[[int, bytes], None]) -> None:
        """`send(serial, pcm)` gets each chunk; empty bytes say that the run is over."""
        self._open_stream = open_stream
        self._index = index
        self._send = send
        self._wake = threading.Condition()
        self._order: SoundOrder | None = None
        self._granted = 0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
        self._thread.start()

    def play(self, order: SoundOrder, granted: int) -> None:
        """Drop what runs and play this, `granted` chunks to begin with."""
        with self._wake:
            self._order, self._granted = order, granted
            self._wake.notify()

    def grant(self, serial: int, chunks: int) -> None:
        """So many chunks more may be sent. Late words about an older order are passed over."""
        with self._wake:
            if self._order is not None and self._order.serial == serial:
                self._granted += chunks
                self._wake.notify()

    def stop(self) -> None:
        with self._wake:
            self._order = None
            self._wake.notify()

    def close(self) -> None:
        with self._wake:
            self._closed, self._order = True, None
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        reader: SoundReader | None = None
        try:
            while (order := self._next_order()) is not None:
                try:
                    reader = reader or SoundReader(self._open_stream(), self._index)
                    self._play(reader, order)
                except FOREIGN_ERRORS:
                    self._finish(order)  # the clock of the application goes on without sound
        finally:
            if reader is not None:
                reader.close()

    def _next_order(self) -> SoundOrder | None:
        with self._wake:
            self._wake.wait_for(lambda: self._order is not None or self._closed)
            return None if self._closed else self._order

    def _play(self, reader: SoundReader, order: SoundOrder) -> None:
        for chunk in as_heard(reader, order):
            if not self._may_send(order):
                return
            self._send(order.serial, chunk.tobytes())
        self._finish(order)

    def _may_send(self, order: SoundOrder) -> bool:
        with self._wake:
            self._wake.wait_for(lambda: self._order is not order or self._granted > 0)
            self._granted -= 1
            return self._order is order

    def _finish(self, order: SoundOrder) -> None:
        with self._wake:
            if self._order is not order:
                return
            self._order = None
        self._send(order.serial, b"")

"""Bytes of a film into its reel while it is being taken: on a thread of its own, safe on the disk half a second after they came.

The studio's thread only hands over. What the disk has not taken yet waits in memory, up to a bound: a disk that is too slow ends the film,
and so does one that is nearly full. The follower gets the same bytes; the marks go into the vault as they come.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.disk_room import DiskRoom, FilmRate
from app.domain.errors import Circumstance, ErrorCode, SamspillError
from app.domain.filming import FLOOR_BYTES
from app.domain.mark import Mark
from app.film_ports import Following
from app.ports import ReelWriter, Store


@dataclass(frozen=True, slots=True)
class WriterLimits:
    """The times and bounds of writing. Tests choose smaller ones."""

    queue_bytes: int = 64 << 20  # what may wait for the disk; more than this ends the film, twice as much is dropped
    floor_bytes: int = FLOOR_BYTES
    flush_s: float = 0.5
    look_s: float = 1.0  # between two looks at the free disk
    end_s: float = 10.0  # how long the studio may take to end a film


@dataclass(frozen=True, slots=True)
class Ending:
    """How the film ended. `code` is None when the person stopped it. `whole`: every byte is in the reel's writer, which still works."""

    code: ErrorCode | None
    whole: bool
    unsaved_marks: tuple[Mark, ...] = ()
    last_trouble: ErrorCode | None = None
    position_us: int = 0  # how long the film was, as far as was told


@dataclass(frozen=True, slots=True)
class WriterSignals:
    """What the writer tells. `ending` may be called on the studio's thread, the others on the writer's."""

    room: Callable[[DiskRoom], None]
    marked: Callable[[Mark], None]
    ending: Callable[[ErrorCode], None]  # the film cannot go on: the studio is to be stopped


@dataclass(frozen=True, slots=True)
class _Over:
    code: ErrorCode | None


class FilmWriter:
    """One film's bytes, from the first to the last. `run` is the writer's thread; all else returns at once, on any thread."""

    def __init__(
        self, store: Store, reel: ReelWriter, following: Following | None, limits: WriterLimits, guess: int, signals: WriterSignals
    ) -> None:
        """`guess`: bytes a second, until the film itself tells."""
        self._store = store
        self._reel = reel
        self._following = following
        self._limits = limits
        self._signals = signals
        self._rate = FilmRate(guess)
        self._came: queue.SimpleQueue[bytes | Mark | _Over] = queue.SimpleQueue()
        self._turn = threading.Lock()
        self._waiting = 0  # bytes
        self._cut = False  # what comes now is dropped, so that there is never a hole
        self._code: ErrorCode | None = None
        self._end_by: float | None = None
        self._ended = False
        self._unsaved: list[Mark] = []
        self._taken = 0
        self._position_us = 0
        self._unflushed = False
        self._flush_at = self._look_at = 0.0
        self.last_trouble: ErrorCode | None = None

    def take(self, data: bytes) -> None:
        """The next bytes. Never waits for the disk."""
        with self._turn:
            if self._cut:
                return
            before, self._waiting = self._waiting, self._waiting + len(data)
            self._cut = self._waiting > 2 * self._limits.queue_bytes
            too_slow = before <= self._limits.queue_bytes < self._waiting
        self._came.put(data)
        if too_slow:
            self._end(ErrorCode.DISK_TOO_SLOW)

    def note(self, mark: Mark) -> None:
        """Into the vault at once; tried again each second where that fails."""
        self._came.put(mark)

    def at(self, position_us: int) -> None:
        """How long the film is now."""
        self._position_us = position_us
        self._rate.saw(position_us, self._taken)

    def over(self, code: ErrorCode | None) -> None:
        """Nothing more comes."""
        self._came.put(_Over(code))

    def expect_end(self) -> None:
        """The studio was asked to stop: it is taken for dead if it does not."""
        if self._end_by is None:
            self._end_by = time.monotonic() + self._limits.end_s

    def run(self) -> Ending:
        """Write until the film is over. Never raises for the world."""
        self._flush_at = time.monotonic() + self._limits.flush_s
        self._look_at = time.monotonic()
        try:
            while not self._ended:
                self._one(self._next())
                self._tick()
        except SamspillError as error:
            self._code = error.code
            self._end(error.code)
            self._drain()
            return self._ending(whole=False)
        return self._ending(whole=True)

    def _next(self) -> bytes | Mark | _Over | None:
        due = min(self._look_at, self._flush_at if self._unflushed else self._look_at)
        try:
            return self._came.get(timeout=max(0.0, due - time.monotonic()))
        except queue.Empty:
            return None

    def _one(self, item: bytes | Mark | _Over | None) -> None:
        if isinstance(item, bytes):
            self._reel.append(item)
            if self._following is not None:
                self._following.push(item)
            with self._turn:
                self._waiting -= len(item)
            self._taken += len(item)
            self._unflushed = True
        elif isinstance(item, Mark):
            self._unsaved.append(item)
            self._save_marks()
        elif item is not None:
            self._ended = True
            self._code = self._code or item.code

    def _tick(self) -> None:
        now = time.monotonic()
        if self._unflushed and now >= self._flush_at:
            self._reel.flush_tail()
            self._unflushed = False
            self._flush_at = time.monotonic() + self._limits.flush_s
        if now >= self._look_at:
            self._look_at = now + self._limits.look_s
            self._look()
        if self._end_by is not None and now > self._end_by and self._came.empty():
            self._ended = True
            self._code = self._code or ErrorCode.STUDIO_DIED

    def _look(self) -> None:
        """At the disk, at the marks that did not get in, and whether the film is there still: a withdrawal takes it away in a pause too."""
        self._reel.flush_tail()
        free = self._store.free_bytes()
        self._signals.room(DiskRoom(free, self._rate.bytes_per_s, self._limits.floor_bytes))
        if free <= self._limits.floor_bytes and self._code is None:
            self._end(ErrorCode.DISK_NEARLY_FULL)
        self._save_marks()

    def _save_marks(self) -> None:
        """Raises FILM_DELETED when the recording was deleted under the film."""
        while self._unsaved:
            mark = self._unsaved[0]
            try:
                with self._store.work() as work:
                    there = work.recordings.get(mark.recording) is not None
                    if there:
                        work.marks.put(mark)
                        work.commit()
            except Circumstance:  # the film goes on; it is tried again
                return
            if not there:
                raise Circumstance(ErrorCode.FILM_DELETED)
            self._signals.marked(self._unsaved.pop(0))

    def _end(self, code: ErrorCode) -> None:
        """Have the studio stopped, for this reason."""
        self._code = self._code or code
        self.expect_end()
        self._signals.ending(code)

    def _drain(self) -> None:
        """Nothing goes in any more; wait for the studio to say that it has ended, so that the next film hears nothing of this one."""
        with self._turn:
            self._cut = True
        while self._end_by is not None and time.monotonic() < self._end_by:
            try:
                item = self._came.get(timeout=max(0.0, self._end_by - time.monotonic()))
            except queue.Empty:
                return
            if isinstance(item, Mark):
                self._unsaved.append(item)
            elif isinstance(item, _Over):
                return

    def _ending(self, *, whole: bool) -> Ending:
        return Ending(self._code, whole, tuple(self._unsaved), self.last_trouble, self._position_us)

"""Film live: one film from the press of the button to a recording that can be watched. Nothing of it is ever unencrypted on a disk.

`Stage` has the studio (`film_stage`); `Filming` is one film taken with it. It begins only with the consent of everybody who will be in it,
asked for in the unit of work that writes it down. It is in the vault before its first byte comes; its bytes are
safe half a second after they came (`write_film`); when it has ended it is made ready to be watched (`end_film`). Trouble with one part
never ends a film: sound goes on without a picture, and a picture without sound.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum

from app.domain.audit import Deed
from app.domain.disk_room import DiskRoom, guessed_rate
from app.domain.errors import Bug, Circumstance, ErrorCode, SamspillError
from app.domain.filming import CameraFormat, FilmEnded, Gap, Pulse, StudioEvent, Trouble
from app.domain.ids import FamilyCode, MarkId, PersonId, RecordingId, new_id
from app.domain.mark import Mark
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.scheme import BOOKMARK, GAP
from app.domain.timebase import SECOND_US, clock_text
from app.film_ports import Following, Workshop
from app.ports import Clock, ReelWriter, Store, Work
from app.usecases.end_film import EndTools, FilmResult, end_film
from app.usecases.film_stage import Stage
from app.usecases.in_picture import write_down
from app.usecases.write_film import FilmWriter, WriterLimits, WriterSignals

__all__ = ["FilmResult", "Filming", "FilmingSignals", "FilmingState", "FilmingTools", "Stage", "WriterLimits", "room_for_film"]

_NOTHING_US = 50_000  # without a picture, this is no more than the run-up of a coder of sound


class FilmingState(StrEnum):
    """Where a film stands. After OVER, `Filming.stop` has its recording."""

    STARTING = "starting"
    ROLLING = "rolling"
    PAUSED = "paused"
    ENDING = "ending"  # the last bytes are going in
    PREPARING = "preparing"  # only where the follower failed: index, thumbnails and waveform are made now
    OVER = "over"


@dataclass(frozen=True)
class FilmingTools:
    """What a film is taken with."""

    store: Store
    workshop: Workshop
    clock: Clock


@dataclass(frozen=True)
class FilmingSignals:
    """How a film is followed. Called on threads of its own: do little, and go home by the usual door."""

    state: Callable[[FilmingState], None] = lambda _: None
    room: Callable[[DiskRoom], None] = lambda _: None  # once a second
    marked: Callable[[Mark], None] = lambda _: None  # a bookmark or a gap that is safely in the vault
    ending: Callable[[ErrorCode], None] = lambda _: None  # the film is being ended, and not by the person: why
    finished: Callable[[FilmResult], None] = lambda _: None
    failed: Callable[[SamspillError], None] = lambda _: None  # no recording came of it now; the code says what becomes of it


def room_for_film(store: Store, picture: CameraFormat | None) -> DiskRoom:
    """The room there is before filming, with a cautious guess of what a film with this picture takes."""
    return DiskRoom(store.free_bytes(), guessed_rate(picture))


class Filming:
    """One film. `begin`, `stop` and `wait` take a moment: never on the interface's thread; all else returns at once, on any thread."""

    def __init__(
        self,
        tools: FilmingTools,
        stage: Stage,
        signals: FilmingSignals | None = None,
        *,
        pre_roll_us: int = 0,
        limits: WriterLimits | None = None,
    ) -> None:
        """`pre_roll_us`: a bookmark stands so long before the press, as a mark on the review screen does."""
        self._tools = tools
        self._stage = stage
        self._signals = signals or FilmingSignals()
        self._pre_roll_us = pre_roll_us
        self._limits = limits or WriterLimits()
        self._writer: FilmWriter | None = None
        self._over = threading.Event()
        self._turn = threading.Lock()
        self._asking = threading.RLock()
        self._state = FilmingState.STARTING
        self._pulse = (0, time.monotonic_ns())
        self._result: FilmResult | SamspillError | None = None
        self.recording: Recording | None = None  # as it was when the film began

    def begin(self, family: FamilyCode, in_picture: Collection[PersonId] | None = None) -> Recording:
        """Write the recording down with who is in it, make its reel, and roll. `in_picture`: who besides the family's children; every
        caregiver when None. Raises ALREADY_FILMING, NOTHING_TO_FILM_WITH, DISK_NEARLY_FULL, FOOTAGE_NOT_ALLOWED, what `require_filming`
        raises, and what the store raises; nothing is left then that start-up would not clear away."""
        self._stage.give_to(self)
        try:
            recording, reel = self._write_down(family, in_picture)
        except BaseException:  # whatever it was, raised again: nobody may be left waiting for a film that did not begin
            self._state = FilmingState.OVER
            self._over.set()
            self._stage.take_from(self)
            raise
        self.recording = recording
        opened = self._stage.opened
        guess = guessed_rate(opened.format if opened else None)
        following = self._follow(recording.id)
        told = WriterSignals(self._signals.room, self._signals.marked, self._end_early)
        self._writer = FilmWriter(self._tools.store, reel, following, self._limits, guess, told)
        threading.Thread(target=self._run, args=(self._writer, reel, following), name="film-writer", daemon=True).start()
        with self._asking:
            self._enter(FilmingState.ROLLING)
            if self._stage.opened is None:
                self._writer.over(ErrorCode.STUDIO_DIED)  # while all this was written down
            elif self._state is FilmingState.ROLLING:
                self._stage.studio.roll()
            else:
                self._writer.over(None)  # stopped before it rolled
        return recording

    @property
    def state(self) -> FilmingState:
        return self._state

    @property
    def is_over(self) -> bool:
        return self._state is FilmingState.OVER

    @property
    def position_us(self) -> int:
        """How long the film is now: pauses left out; stands still in a pause."""
        position, at_ns = self._pulse
        rolling = self._state is FilmingState.ROLLING and position > 0
        return position + ((time.monotonic_ns() - at_ns) // 1000 if rolling else 0)

    def bookmark(self, at_us: int | None = None) -> Mark:
        """Drop a mark a pre-roll before `at_us` (now, where it is not said); `signals.marked` tells when it is in the vault."""
        at = self.position_us if at_us is None else at_us
        return self._mark(BOOKMARK.id, max(0, at - self._pre_roll_us))

    def pause(self) -> None:
        """Take nothing until `go_on`. Nothing happens unless the film rolls."""
        if self._enter(FilmingState.PAUSED, only_from=FilmingState.ROLLING):
            self._stage.studio.pause()

    def go_on(self) -> None:
        """Go on in the same film; a mark tells of the gap. Nothing happens unless it is paused."""
        if self._enter(FilmingState.ROLLING, only_from=FilmingState.PAUSED):
            self._stage.studio.go_on()

    def ask_stop(self) -> None:
        """End the film. `signals.finished` or `signals.failed` follows."""
        if self._writer is not None:
            self._writer.expect_end()
            with self._asking:
                self._enter(FilmingState.ENDING)
                self._stage.studio.stop()

    def stop(self) -> Recording:
        """End the film and wait until it can be watched: two seconds, longer only where the follower failed. Raises what `failed` told."""
        self.ask_stop()
        return self.wait().recording

    def wait(self, timeout_s: float | None = None) -> FilmResult:
        """Wait until the film is over, however it ends. Raises what `failed` told, and TimeoutError."""
        if not self._over.wait(timeout_s):
            raise TimeoutError
        if isinstance(self._result, SamspillError):
            raise self._result
        if self._result is None:
            raise Bug("a film that did not begin has no recording")
        return self._result

    # --- what the stage passes on, on a thread of the studio's ---

    def take(self, data: bytes) -> None:
        """The next bytes of the film."""
        if self._writer is not None:
            self._writer.take(data)

    def hear(self, event: StudioEvent) -> None:
        """What the studio tells."""
        writer = self._writer
        if writer is None:
            return
        if isinstance(event, Pulse):
            self._pulse = (event.position_us, time.monotonic_ns())
            writer.at(event.position_us)
        elif isinstance(event, Gap):
            self._mark(GAP.id, event.at_us, note=_length_words(event.length_us))
        elif isinstance(event, FilmEnded):
            writer.over(None if event.frames or event.duration_us > _NOTHING_US else ErrorCode.NOTHING_FILMED)
        elif isinstance(event, Trouble):
            writer.last_trouble = event.code
            if event.code is ErrorCode.STUDIO_DIED:
                writer.over(event.code)

    # --- within ---

    def _write_down(self, family: FamilyCode, in_picture: Collection[PersonId] | None) -> tuple[Recording, ReelWriter]:
        if self._tools.store.free_bytes() <= self._limits.floor_bytes:
            raise Circumstance(ErrorCode.DISK_NEARLY_FULL)
        now = self._tools.clock.now()
        recording = Recording(
            id=RecordingId(new_id()),
            family=family,
            source_kind=SourceKind.LIVE,
            state=RecordingState.FILMING,
            imported_at=now,
            size_bytes=0,
            filmed_at=now.astimezone().replace(tzinfo=None),
        )

        def put(work: Work) -> None:
            write_down(work, self._tools.clock, recording, in_picture)
            work.audit.append(now, Deed.FILMED, family, recording.id)

        return recording, self._tools.store.create_reel(recording.id, put)

    def _follow(self, recording: RecordingId) -> Following | None:
        """Without a follower the film is prepared when it has ended."""

        def keep(name: str, data: bytes) -> None:
            with closing(self._tools.store.open_reel(recording)) as reel:
                reel.put_extra(name, data)

        try:
            return self._tools.workshop.follow(keep)
        except SamspillError:
            return None

    def _mark(self, code: str, start_us: int, note: str = "") -> Mark:
        if self._writer is None or self.recording is None:
            raise Bug("a film is marked once it has begun")
        mark = Mark(MarkId(new_id()), self.recording.id, code, start_us, note=note)
        self._writer.note(mark)
        return mark

    def _end_early(self, code: ErrorCode) -> None:
        """The disk does not take it any more."""
        self._enter(FilmingState.ENDING)
        self._stage.studio.stop()
        self._signals.ending(code)

    def _run(self, writer: FilmWriter, reel: ReelWriter, following: Following | None) -> None:
        """The writer's thread: the film to its end, then all that makes a recording of it."""
        tools = EndTools(self._tools.store, self._tools.workshop, self._tools.clock, lambda: self._enter(FilmingState.PREPARING))
        assert self.recording is not None
        try:
            ending = writer.run()
            self._enter(FilmingState.ENDING)
            self._result = end_film(tools, self.recording.id, reel, ending, following)
        except SamspillError as error:
            self._result = error
        finally:
            if self._result is None:  # a mistake of ours, which the crash handler tells: nobody takes the film any more
                self._result = Circumstance(ErrorCode.FILMING_BROKEN_OFF)
                self._stage.studio.stop()
                with suppress(SamspillError):
                    reel.close()  # finished as any other that was broken off
            if following is not None:
                following.abandon()
            self._stage.take_from(self)
            self._enter(FilmingState.OVER)
            self._over.set()
            self._tell(self._result)

    def _tell(self, result: FilmResult | SamspillError) -> None:
        if isinstance(result, FilmResult):
            self._signals.finished(result)
        else:
            self._signals.failed(result)

    def _enter(self, state: FilmingState, *, only_from: FilmingState | None = None) -> bool:
        """Whether it was entered. A film that is ending does not go on, and what is over is over."""
        with self._turn:
            now = self._state
            if (only_from is not None and now is not only_from) or _ORDER[state] < _ORDER[now] or state is now:
                return False
            self._pulse = (self.position_us, time.monotonic_ns())
            self._state = state
        self._signals.state(state)
        return True


def _length_words(length_us: int) -> str:
    """To the nearest second, and never none."""
    return clock_text(max(SECOND_US, length_us + SECOND_US // 2))


_ORDER = {
    FilmingState.STARTING: 0,
    FilmingState.ROLLING: 1,
    FilmingState.PAUSED: 1,
    FilmingState.ENDING: 2,
    FilmingState.PREPARING: 3,
    FilmingState.OVER: 4,
}

"""`samspill record`: film live without a window, until the time is up, Ctrl+C, or the disk is nearly full. What was filmed is kept."""

from __future__ import annotations

import queue
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.bootstrap import filming_tools
from app.commands import Access, Asked, asked_to_stop, opened, who_is_in_it
from app.domain.device_name import Unnamed, named_choice
from app.domain.disk_room import DiskRoom
from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import (
    BackAgain,
    Devices,
    DevicesFound,
    FilmEnded,
    Opened,
    Part,
    Pulse,
    StudioEvent,
    Trouble,
)
from app.domain.ids import FamilyCode, PersonId, family_code
from app.domain.timebase import SECOND_US, clock_text
from app.terminal import Exit, Terminal, size_words
from app.usecases.consent_gate import consent_day, require_filming
from app.usecases.end_film import FilmResult
from app.usecases.film_live import Filming, FilmingSignals, FilmingState, Stage
from app.usecases.no_import import require_footage_allowed
from ui.services import Session
from ui.texts import say

_FIND_S = 15.0
_OPEN_S = 20.0
_LOOK_S = 0.1
# Told to end; the terminal was closed.
_ENDS = tuple(signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@dataclass(frozen=True)
class RecordWish:
    """What was asked for. `microphone` None: the system's own. `seconds` None: until Ctrl+C. `in_picture` None: every caregiver."""

    camera: str
    microphone: str | None
    seconds: float | None
    family: str
    in_picture: tuple[str, ...] | None = None


@dataclass(frozen=True)
class _Whom:
    """Who is filmed; see `Filming.begin`."""

    family: FamilyCode
    in_picture: frozenset[PersonId] | None


class _Misnamed(Exception):
    """One of the names means no device, or more than one."""

    def __init__(self, devices: Devices) -> None:
        super().__init__()
        self.devices = devices


class _Watch:
    """What the studio and the film tell, for the main thread to look at."""

    def __init__(self) -> None:
        self.heard: queue.SimpleQueue[StudioEvent] = queue.SimpleQueue()
        self.pulse: Pulse | None = None
        self.ended: FilmEnded | None = None
        self.room: DiskRoom | None = None
        self.troubles: list[ErrorCode] = []

    def hear(self, event: StudioEvent) -> None:
        if isinstance(event, Pulse):
            self.pulse = event
        elif isinstance(event, FilmEnded):
            self.ended = event
        elif isinstance(event, Trouble):
            self.troubles.append(event.code)
            self.heard.put(event)
        elif isinstance(event, DevicesFound | Opened | BackAgain):
            self.heard.put(event)

    def hear_room(self, room: DiskRoom) -> None:
        self.room = room

    def next(self, by: float, stop: Asked) -> StudioEvent:
        """The next event of those that matter before filming. Raises STUDIO_DIED when none comes, KeyboardInterrupt when asked to stop."""
        while True:
            if stop.asked:
                raise KeyboardInterrupt
            if time.monotonic() > by:
                raise Circumstance(ErrorCode.STUDIO_DIED)
            try:
                event = self.heard.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if isinstance(event, Trouble) and event.part is Part.STUDIO:
                raise Circumstance(event.code)
            return event


def run_record(terminal: Terminal, access: Access, wish: RecordWish) -> Exit:
    """Film, and say what was saved. Ctrl+C (and being told to end) stops the film and keeps it."""
    code = family_code(wish.family)
    with opened(access) as session, asked_to_stop(*_ENDS) as stop:
        whom = _Whom(code, who_is_in_it(session.store, code, wish.in_picture))
        _require_consent(session, whom)
        watch = _Watch()
        try:
            with _stage(session, watch) as stage:
                _open(stage, watch, wish, stop)
                result = _film(terminal, session, stage, watch, wish, whom, stop)
        except _Misnamed as misnamed:
            return _say_devices(terminal, misnamed.devices)
        early = stop.asked and wish.seconds is not None
        terminal.result(_facts(result, watch, early=early), _words(result, watch))
    if result.code is not None:
        return Exit.PARTLY
    return Exit.STOPPED if early else Exit.DONE


def _require_consent(session: Session, whom: _Whom) -> None:
    """Before a camera is switched on; the film itself asks once more."""
    with session.store.work() as work:
        require_footage_allowed(work)
        require_filming(work, consent_day(work, session.clock), whom.family, whom.in_picture)


@contextmanager
def _stage(session: Session, watch: _Watch) -> Iterator[Stage]:
    stage = Stage(session.studio(), watch.hear)
    stage.start()
    try:
        yield stage
    finally:
        stage.close()


def _open(stage: Stage, watch: _Watch, wish: RecordWish, stop: Asked) -> None:
    """Find what was named, and switch it on. A camera that cannot be used is said; without a microphone the film has no sound."""
    by = time.monotonic() + _FIND_S
    while not isinstance(found := watch.next(by, stop), DevicesFound):
        pass
    try:
        stage.studio.open(named_choice(wish.camera, wish.microphone, found.devices))
    except Unnamed:
        raise _Misnamed(found.devices) from None
    by = time.monotonic() + _OPEN_S
    while not isinstance(event := watch.next(by, stop), Opened):
        if isinstance(event, Trouble) and event.part is Part.CAMERA:
            raise Circumstance(event.code)


def _film(terminal: Terminal, session: Session, stage: Stage, watch: _Watch, wish: RecordWish, whom: _Whom, stop: Asked) -> FilmResult:
    filming = Filming(filming_tools(session), stage, FilmingSignals(room=watch.hear_room))
    filming.begin(whom.family, whom.in_picture)
    while filming.state is FilmingState.ROLLING and not stop.asked and not _is_time(filming, wish.seconds):
        time.sleep(_LOOK_S)
        terminal.progress(_progress_words(filming, watch))
    filming.ask_stop()
    return filming.wait()


def _is_time(filming: Filming, seconds: float | None) -> bool:
    return seconds is not None and filming.position_us >= seconds * SECOND_US


def _progress_words(filming: Filming, watch: _Watch) -> str:
    dropped = watch.pulse.dropped_frames if watch.pulse else 0
    minutes = watch.room.minutes_left if watch.room else 0
    words = say("cli.record.progress", length=clock_text(filming.position_us), dropped=dropped, minutes=minutes)
    return f"{words} {say(f'error.{watch.troubles[-1].value}.title')}" if watch.troubles else words


def _facts(result: FilmResult, watch: _Watch, *, early: bool) -> dict[str, object]:
    recording, picture, ended = result.recording, result.recording.picture, watch.ended
    return {
        "command": "record",
        "recording": recording.id,
        "state": recording.state.value,
        "seconds": round(recording.duration_us / SECOND_US, 3),
        "bytes": recording.size_bytes,
        "picture": {"width": picture.width, "height": picture.height} if picture else None,
        "sound": recording.has_sound,
        "frames": ended.frames if ended else None,
        "dropped_frames": ended.dropped_frames if ended else None,
        "problems": [problem.value for problem in recording.problems],
        "troubles": [code.value for code in dict.fromkeys(watch.troubles)],
        "ended": "stopped" if early else result.code.value if result.code else None,
        "disk_seconds_left": watch.room.seconds_left if watch.room else None,
    }


def _words(result: FilmResult, watch: _Watch) -> list[str]:
    recording = result.recording
    lines = [say("cli.record.saved", length=clock_text(recording.duration_us), size=size_words(recording.size_bytes))]
    lines += [say("cli.record.no_picture")] if recording.picture is None else []
    lines += [] if recording.has_sound else [say("cli.record.no_sound")]
    if watch.ended is not None and recording.picture is not None:
        lines.append(say("cli.record.dropped", dropped=watch.ended.dropped_frames, frames=watch.ended.frames))
    named = dict.fromkeys((*((result.code,) if result.code else ()), *watch.troubles, *recording.problems))
    return [*lines, *(f"    {say(f'error.{code.value}.title')}" for code in named)]


def _say_devices(terminal: Terminal, devices: Devices) -> Exit:
    """That nothing goes by that name, and which devices there are, so that the next try can name one."""
    cameras = [one.name for one in devices.cameras]
    microphones = [one.name for one in devices.microphones]
    title = say("cli.record.misnamed")
    error = {"code": ErrorCode.CAMERA_MISSING.value, "params": {}, "title": title, "what": "", "next": say("cli.record.try")}
    facts = {"command": "record", "error": error, "cameras": cameras, "microphones": microphones}
    lists = [*_listed("cli.record.cameras", cameras), *_listed("cli.record.microphones", microphones)]
    return terminal.refuse(facts, [title, *lists, say("cli.record.try")])


def _listed(key: str, names: Sequence[str]) -> list[str]:
    shown = ["".join(letter if letter.isprintable() else "�" for letter in name) for name in names]
    return [say(key), *(f"    {name}" for name in shown)] if shown else [f"{say(key)} –"]

"""The filming of one open session, whatever screen is shown: the studio, what it is opened with, and the film that is being taken.

Screens come and go and only look at this. A film goes on when its screen is left; the camera is let go when the screen is left without
a film. Nothing here waits: starting the studio and beginning a film run on the pool, everything comes home by one door.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import ErrorCode, SamspillError
from app.domain.filming import (
    BackAgain,
    Devices,
    DevicesFound,
    FacesSeen,
    FilmingChoice,
    Level,
    Opened,
    Part,
    PreviewShown,
    Pulse,
    StudioEvent,
    Trouble,
)
from app.domain.ids import FamilyCode, PersonId
from app.domain.mark import Mark
from app.domain.recording import Recording
from app.domain.scheme import BOOKMARK
from app.usecases.end_film import FilmResult
from app.usecases.film_live import Filming, FilmingSignals, FilmingState, FilmingTools, Stage
from ui.film.ear import Ear
from ui.film.room import RoomWatch
from ui.film.studio_start import StudioStart
from ui.jobs import Jobs
from ui.preferences import PRE_ROLL_MS, Preferences
from ui.services import Session

_TICK_MS = 200
_LAST_WAIT_S = 3.0


class DeskState(StrEnum):
    """Where filming stands."""

    AWAY = "away"  # no studio
    STARTING = "starting"  # its process is being started
    READY = "ready"  # the camera may be on; no film is taken
    BEGINNING = "beginning"  # the recording is being written down
    FILMING = "filming"
    PAUSED = "paused"
    ENDING = "ending"  # the last bytes, and what makes it ready to be watched


ON_FILM = frozenset({DeskState.BEGINNING, DeskState.FILMING, DeskState.PAUSED, DeskState.ENDING})


class FilmDesk(QObject):
    """Read its attributes when `changed` comes. Everything here is for the interface's thread."""

    changed = Signal()  # state, devices, what is open, what is in trouble
    preview = Signal(object)  # PreviewShown
    level = Signal(object)  # Level
    faces = Signal(object)  # FacesSeen
    ticked = Signal()  # time goes on, while a film is taken
    bookmarked = Signal(object)  # Mark, once it is safely in the vault
    finished = Signal(object)  # FilmResult
    failed = Signal(object)  # SamspillError
    filming_changed = Signal(bool)  # whether a film is being taken

    def __init__(self, session: Session, jobs: Jobs, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._jobs = jobs
        self._preferences = preferences
        self._home = jobs.way_home(self)
        self._tools = FilmingTools(session.store, session.workshop, session.clock)
        self._stage: Stage | None = None
        self._start: StudioStart | None = None
        self._filming: Filming | None = None
        self._afterwards: list[Callable[[], None]] = []
        self.state = DeskState.AWAY
        self.devices: Devices | None = None  # None until they are known
        self.choice: FilmingChoice | None = None  # what the studio was asked to open
        self.opened: Opened | None = None
        self.troubles: dict[Part, ErrorCode] = {}
        self.room = RoomWatch(session.store, jobs, self)
        self.pulse: Pulse | None = None
        self.bookmarks = 0
        self.recording: Recording | None = None  # the film that is being taken
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self.ticked)

    # --- the studio ---------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the studio unless it is there; `changed` follows. A studio that died is started anew."""
        self.room.start()
        if self.state is not DeskState.AWAY:
            return
        self.troubles.pop(Part.STUDIO, None)
        self._set_state(DeskState.STARTING)
        start = StudioStart(self._session.studio, Ear(self._home, self._hear))
        self._start = start
        self._jobs.pool(self, start.run, partial(self._started, start), partial(self._not_started, start))

    def open(self, choice: FilmingChoice) -> None:
        """Switch on what was chosen. Nothing happens while a film is taken, or where it is on already."""
        if self._stage is None or self.is_filming() or choice == self.choice:
            return
        self.choice, self.opened = choice, None
        self.troubles.clear()
        if choice.camera is None and choice.microphone is None:
            self._stage.studio.let_go()
        else:
            self._stage.studio.open(choice)
        self.changed.emit()

    def open_again(self) -> None:
        """After trouble: the same once more, or the studio itself."""
        choice, self.choice = self.choice, None
        if self.state is DeskState.AWAY:
            self.start()
        elif choice is not None:
            self.open(choice)

    def let_go(self) -> None:
        """Nobody looks: other programs may have the camera. Nothing happens while a film is taken."""
        if self.is_filming():
            return
        self.room.stop()
        if self._stage is not None and self.choice is not None:
            self._stage.studio.let_go()
        self.choice, self.opened = None, None
        self.troubles.clear()

    def view(self, width: int, height: int) -> None:
        """How large the preview is, in device pixels; 0, 0 for none."""
        if self._stage is not None:
            self._stage.studio.view(width, height)

    def watch_faces(self, on: bool) -> None:
        if self._stage is not None:
            self._stage.studio.watch_faces(on)

    def pictures(self) -> memoryview | None:
        """Where the preview pictures lie."""
        return self._stage.studio.pictures if self._stage is not None else None

    # --- the film -------------------------------------------------------------------------------------------------------------

    def is_filming(self) -> bool:
        """Whether a film is being taken or finished: then nothing is opened and nothing locks."""
        return self.state in ON_FILM

    def can_film(self) -> bool:
        """A film begins with a picture; it may lose it later."""
        return self.state is DeskState.READY and self.opened is not None and self.opened.format is not None

    def position_us(self) -> int:
        """How long the film is now."""
        return self._filming.position_us if self._filming is not None else 0

    def begin(self, family: FamilyCode, in_picture: frozenset[PersonId]) -> None:
        """Start a film of this family, with these in it besides its children; `changed` follows, or `failed`."""
        if not self.can_film() or self._stage is None:
            return
        self.bookmarks, self.pulse = 0, None
        home = self._home
        signals = FilmingSignals(
            state=lambda state: home(partial(self._film_is, state)),
            room=lambda room: home(partial(self.room.see, room)),
            marked=lambda mark: home(partial(self._marked, mark)),
            finished=lambda result: home(partial(self._over, result)),
            failed=lambda error: home(partial(self._over, error)),
        )
        filming = Filming(self._tools, self._stage, signals, pre_roll_us=self._preferences.get(PRE_ROLL_MS) * 1000)
        self._filming = filming
        self._set_state(DeskState.BEGINNING)
        self._jobs.pool(self, partial(filming.begin, family, in_picture), self._begun, self._not_begun)

    def pause(self) -> None:
        if self._filming is not None and self.state is DeskState.FILMING:
            self._filming.pause()

    def go_on(self) -> None:
        if self._filming is not None and self.state is DeskState.PAUSED:
            self._filming.go_on()

    def bookmark(self) -> None:
        """Drop a mark here; `bookmarked` follows once it is safe."""
        if self._filming is not None and self.state in (DeskState.FILMING, DeskState.PAUSED):
            self._filming.bookmark()

    def end_film(self, then: Callable[[], None] | None = None) -> None:
        """End the film; `then` is called once it is over, or at once where there is none."""
        if not self.is_filming() or self._filming is None:
            if then is not None:
                then()
            return
        self._afterwards.append(then or (lambda: None))  # a film that is only beginning is ended once it has begun
        if self.state is not DeskState.BEGINNING:
            self._filming.ask_stop()

    def stop(self) -> None:
        """The application locks: end what is being filmed, briefly waiting, and end the studio."""
        self._ticks.stop()
        self.room.stop()
        filming = self._filming
        if filming is not None and self.is_filming():
            filming.ask_stop()
            _wait_for(filming)
        start = self._drop_stage()
        if start is not None:
            start.close()

    # --- coming home --------------------------------------------------------------------------------------------------------

    def _started(self, start: StudioStart, stage: Stage) -> None:
        if start is self._start:
            self._stage = stage
            self._set_state(DeskState.READY)

    def _not_started(self, start: StudioStart, error: SamspillError) -> None:
        if start is self._start:
            self._drop_stage()
            self.troubles = {Part.STUDIO: error.code}
            self._set_state(DeskState.AWAY)

    def _hear(self, event: StudioEvent) -> None:
        if isinstance(event, PreviewShown):
            if self.choice is not None:
                self.preview.emit(event)
        elif isinstance(event, Level):
            self.level.emit(event)
        elif isinstance(event, FacesSeen):
            self.faces.emit(event)
        elif isinstance(event, Pulse):
            self.pulse = event
        else:
            self._hear_of_parts(event)

    def _hear_of_parts(self, event: StudioEvent) -> None:
        if isinstance(event, DevicesFound):
            self.devices = event.devices
        elif isinstance(event, Opened):
            if self.choice is None:
                return  # it was let go meanwhile
            self.opened = event
            self._forget_troubles(event)
            self.room.ask_for(event.format)
        elif isinstance(event, BackAgain):
            self.troubles.pop(event.part, None)
        elif isinstance(event, Trouble):
            self._hear_trouble(event)
        else:
            return
        self.changed.emit()

    def _forget_troubles(self, opened: Opened) -> None:
        """What is on is well: the last word of a camera that was pulled out may come after another was asked for."""
        if opened.format is not None:
            self.troubles.pop(Part.CAMERA, None)
        if opened.sound:
            self.troubles.pop(Part.MICROPHONE, None)

    def _hear_trouble(self, trouble: Trouble) -> None:
        self.troubles[trouble.part] = trouble.code
        if trouble.part is Part.STUDIO:
            start = self._drop_stage()
            if start is not None:
                self._jobs.pool(self, start.close)
            if not self.is_filming():
                self._set_state(DeskState.AWAY)

    def _drop_stage(self) -> StudioStart | None:
        """What is dropped is heard no more; the caller closes it."""
        start = self._start
        if start is not None:
            start.ear.close()
        self._start, self._stage, self.choice, self.opened, self.devices = None, None, None, None, None
        return start

    def _begun(self, recording: Recording) -> None:
        self.recording = recording
        if self._afterwards and self._filming is not None:
            self._filming.ask_stop()

    def _not_begun(self, error: SamspillError) -> None:
        self._filming = None
        self._set_state(DeskState.READY if self._stage is not None else DeskState.AWAY)
        self.failed.emit(error)
        self._call_afterwards()

    def _film_is(self, state: FilmingState) -> None:
        shown = _SHOWN.get(state)
        if self._filming is not None and shown is not None:
            self.recording = self._filming.recording  # there before the film rolls; `_begun` may come home later
            self._set_state(shown)

    def _marked(self, mark: Mark) -> None:
        if mark.code == BOOKMARK.id:
            self.bookmarks += 1
            self.bookmarked.emit(mark)

    def _over(self, result: FilmResult | SamspillError) -> None:
        self._filming = None
        self._set_state(DeskState.READY if self._stage is not None else DeskState.AWAY)
        if isinstance(result, SamspillError):
            self.failed.emit(result)
        else:
            self.finished.emit(result)
        self.room.ask()
        self._call_afterwards()

    def _call_afterwards(self) -> None:
        waiting, self._afterwards = self._afterwards, []
        for then in waiting:
            then()

    def _set_state(self, state: DeskState) -> None:
        if state is self.state:
            return
        before = self.is_filming()
        self.state = state
        if self.is_filming() != before:
            self.room.resting = not before
            (self._ticks.start if not before else self._ticks.stop)()
            self.filming_changed.emit(not before)
        self.changed.emit()


_SHOWN = {
    FilmingState.ROLLING: DeskState.FILMING,
    FilmingState.PAUSED: DeskState.PAUSED,
    FilmingState.ENDING: DeskState.ENDING,
    FilmingState.PREPARING: DeskState.ENDING,
}


def _wait_for(filming: Filming) -> None:
    """Half a film is finished at the next start, so there is no reason to wait for ever."""
    try:
        filming.wait(_LAST_WAIT_S)
    except (SamspillError, TimeoutError):
        return

"""What the tests of filming live share: a real vault, a studio that the test itself plays, and a decoder that is not FFmpeg.

The real studio and the real follower meet the same use case in `test_film_studio.py`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.domain.disk_room import DiskRoom
from app.domain.errors import SamspillError
from app.domain.filming import CameraFormat, FilmEnded, FilmingChoice, Opened, StudioEvent
from app.domain.mark import Mark
from app.domain.recording import Recording
from app.usecases.end_film import FilmResult
from app.usecases.film_live import Filming, FilmingSignals, FilmingState, FilmingTools, Stage, WriterLimits
from storage.practice import create_practice_vault
from storage.vault import Vault
from tests.consenting import agreed
from tests.usecases.importing import FAMILY, PlainFollowing, PlainWorkshop, TestClock

HD = CameraFormat(1280, 720, 30)
SOON_S = 10.0
QUICK = WriterLimits(floor_bytes=0, flush_s=0.02, look_s=0.02, end_s=2.0)


class HandStudio:
    """Fulfils `app.film_ports.Studio`; its camera is the test, which says what is heard and hands over what is filmed."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.obedient = True  # a stop is followed by the end
        self.hear: Callable[[StudioEvent], None] = lambda _: None
        self.film: Callable[[bytes], None] = lambda _: None
        self._rolling = False

    def start(self, heard: Callable[[StudioEvent], None], film: Callable[[bytes], None]) -> None:
        self.hear, self.film = heard, film

    @property
    def pictures(self) -> memoryview:
        return memoryview(b"")

    def open(self, choice: FilmingChoice) -> None:
        self.asked.append("open")
        self.hear(Opened(HD if choice.camera else None, choice.microphone is not None))

    def let_go(self) -> None:
        self.asked.append("let_go")

    def view(self, width: int, height: int) -> None: ...

    def watch_faces(self, on: bool) -> None: ...

    def roll(self) -> None:
        self.asked.append("roll")
        self._rolling = True

    def pause(self) -> None:
        self.asked.append("pause")

    def go_on(self) -> None:
        self.asked.append("go_on")

    def stop(self) -> None:
        self.asked.append("stop")
        if self._rolling and self.obedient:
            self._rolling = False
            self.hear(FilmEnded(1_000_000, 30, 0))

    def close(self) -> None:
        self.asked.append("close")


class FollowingWorkshop(PlainWorkshop):
    """A plain workshop that follows too. `refuses`: no follower can be started."""

    def __init__(self) -> None:
        self.following: PlainFollowing | None = None
        self.refuses: SamspillError | None = None
        self.fails = False

    def follow(self, keep: Callable[[str, bytes], None]) -> PlainFollowing:
        if self.refuses is not None:
            raise self.refuses
        self.following = PlainFollowing(keep)
        self.following.fails = self.fails
        return self.following


class Told:
    """What a film told, in order."""

    def __init__(self) -> None:
        self.all: list[object] = []
        self.heard: Callable[[object], None] = lambda _: None
        self.rooms: list[DiskRoom] = []
        self.signals = FilmingSignals(
            state=self._hear,
            room=self.rooms.append,
            marked=self.all.append,
            ending=self.all.append,
            finished=self.all.append,
            failed=self.all.append,
        )

    def _hear(self, state: FilmingState) -> None:
        self.all.append(state)
        self.heard(state)

    @property
    def states(self) -> list[FilmingState]:
        return [one for one in self.all if isinstance(one, FilmingState)]

    @property
    def marks(self) -> list[Mark]:
        return [one for one in self.all if isinstance(one, Mark)]

    @property
    def results(self) -> list[FilmResult | SamspillError]:
        return [one for one in self.all if isinstance(one, FilmResult | SamspillError)]


class Set:
    """A vault with a family that has agreed to be filmed, a studio that is open, and what a film tells."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "vault"
        self.vault: Vault = create_practice_vault(self.folder)
        self.studio = HandStudio()
        self.heard: list[StudioEvent] = []
        self.stage = Stage(self.studio, self.heard.append)
        self.stage.start()
        self.stage.studio.open(FilmingChoice("camera", "microphone"))
        self.workshop = FollowingWorkshop()
        self.told = Told()
        self.clock = TestClock()
        self.caregiver, self.child = agreed(self.vault, self.clock, FAMILY)

    def filming(self, limits: WriterLimits = QUICK, *, pre_roll_us: int = 0) -> Filming:
        tools = FilmingTools(self.vault, self.workshop, self.clock)
        return Filming(tools, self.stage, self.told.signals, pre_roll_us=pre_roll_us, limits=limits)

    def begun(self, limits: WriterLimits = QUICK, *, pre_roll_us: int = 0) -> Filming:
        filming = self.filming(limits, pre_roll_us=pre_roll_us)
        filming.begin(FAMILY)
        return filming

    def footage(self, recording: Recording) -> bytes:
        with closing(self.vault.open_reel(recording.id)) as reel:
            return reel.read_at(0, reel.size_bytes)

    def row(self, filming: Filming) -> Recording | None:
        assert filming.recording
        with self.vault.work() as work:
            return work.recordings.get(filming.recording.id)


def soon(so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    until = time.monotonic() + SOON_S
    while not so():
        assert time.monotonic() < until, "it never came so far"
        threading.Event().wait(0.005)

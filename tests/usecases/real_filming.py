"""A vault, a real studio on a stage and a real workshop: what the tests of filming for real share."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np

from app.domain.errors import ErrorCode
from app.domain.filming import TEST_MICROPHONE, CameraFormat, FilmingChoice, Opened, PreviewShown, Pulse, StudioEvent, Trouble
from app.domain.recording import Recording
from app.usecases.film_live import Filming, FilmingTools, Stage, WriterLimits
from storage.practice import create_practice_vault
from storage.vault import Vault
from tests.consenting import agreed
from tests.samples.coded import Unreadable, read_frame_number
from tests.usecases.filming import Told, soon
from tests.usecases.importing import FAMILY, TestClock
from video.studio import CaptureStudio
from video.workshop import FilmWorkshop

SMALL = CameraFormat(640, 360, 30)


class RealSet:
    """A vault, a real studio on a stage, a real workshop."""

    def __init__(self, folder: Path, silent_s: float = 6.0) -> None:
        self.folder = folder / "vault"
        self.vault: Vault = create_practice_vault(self.folder)
        self.workshop = FilmWorkshop()
        self.studio = CaptureStudio(tests=True, silent_s=silent_s)
        self.heard: list[StudioEvent] = []
        self.seen: dict[int, int] = {}  # numbers of previewed pictures, and where the studio said they stand
        self.stage = Stage(self.studio, self._hear)
        self.told = Told()
        self.clock = TestClock()
        agreed(self.vault, self.clock, FAMILY)
        self.stage.start()

    def open(self, camera: str, microphone: str | None = TEST_MICROPHONE) -> None:
        self.studio.open(FilmingChoice(camera, microphone, SMALL))
        soon(lambda: any(isinstance(event, Opened) for event in self.heard))

    def begun(self, *, pre_roll_us: int = 0) -> Filming:
        tools = FilmingTools(self.vault, self.workshop, self.clock)
        filming = Filming(tools, self.stage, self.told.signals, pre_roll_us=pre_roll_us, limits=WriterLimits(floor_bytes=0))
        filming.begin(FAMILY)
        return filming

    def filmed(self, us: int) -> None:
        """Wait until the film is so long."""
        soon(lambda: any(isinstance(event, Pulse) and event.position_us >= us for event in self.heard))

    def bytes_of(self, recording: Recording) -> bytes:
        with closing(self.vault.open_reel(recording.id)) as reel:
            return reel.read_at(0, reel.size_bytes)

    def extra(self, recording: Recording, name: str) -> bytes | None:
        with closing(self.vault.open_reel(recording.id)) as reel:
            return reel.extra(name)

    def heard_code(self, code: ErrorCode) -> bool:
        return any(isinstance(event, Trouble) and event.code is code for event in self.heard)

    def workers(self) -> list[int]:
        """The decoder workers."""
        children = [int(word) for listing in Path("/proc/self/task").glob("*/children") for word in listing.read_text().split()]
        return [child for child in children if b"video.worker" in Path(f"/proc/{child}/cmdline").read_bytes()]

    def close(self) -> None:
        self.stage.close()
        self.workshop.close()
        self.vault.close()

    def _hear(self, event: StudioEvent) -> None:
        self.heard.append(event)
        if isinstance(event, PreviewShown):
            end = event.offset + event.height * event.stride_bytes
            lines = np.frombuffer(self.studio.pictures[event.offset : end], np.uint8).reshape(event.height, event.stride_bytes // 4, 4)
            try:
                self.seen[read_frame_number(lines[:, : event.width, :3].copy())] = event.position_us
            except Unreadable:
                return  # the picture from before the film, or none of ours

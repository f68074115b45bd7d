"""What a studio tells, kept and waited for; a coded film as its camera and microphone, a voice for a sound server, looks at its process."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from app.domain.filming import Devices, DevicesFound, FilmEnded, FilmingChoice, Opened, PreviewShown, StudioEvent
from tests.samples.make import Sample, sample
from video.studio import CaptureStudio

Event = TypeVar("Event", bound=StudioEvent)
PATIENCE_S = 60.0


class Ear:
    """Hears one studio. `film` is what came of the film so far."""

    def __init__(self) -> None:
        self.events: list[StudioEvent] = []
        self.film = bytearray()
        self.also: Callable[[StudioEvent], None] = lambda _event: None  # hears each event first, on the studio's thread
        self._came = threading.Condition()

    def heard(self, event: StudioEvent) -> None:
        self.also(event)
        with self._came:
            self.events.append(event)
            self._came.notify_all()

    def take(self, data: bytes) -> None:
        with self._came:
            self.film += data
            self._came.notify_all()

    def all(self, kind: type[Event]) -> list[Event]:
        return [event for event in list(self.events) if isinstance(event, kind)]

    def wait(self, kind: type[Event], which: Callable[[Event], bool] = lambda _: True, *, after: int = 0) -> Event:
        """The first such event, from the one with the number `after` on."""

        def found() -> list[Event]:
            return [event for event in self.events[after:] if isinstance(event, kind) and which(event)]

        with self._came:
            assert self._came.wait_for(lambda: bool(found()), PATIENCE_S), f"no {kind.__name__} among {self._words()}"
            return found()[0]

    def wait_film(self, length: int) -> None:
        with self._came:
            assert self._came.wait_for(lambda: len(self.film) >= length, PATIENCE_S), f"no film: {self._words()}"

    def _words(self) -> list[str]:
        return [repr(event) for event in self.events if type(event).__name__ not in ("PreviewShown", "Level", "DevicesFound")][-20:]


class Filmer:
    """A studio and its ear."""

    def __init__(self, *, silent_s: float | None = None) -> None:
        self.studio = CaptureStudio(tests=True) if silent_s is None else CaptureStudio(tests=True, silent_s=silent_s)
        self.ear = Ear()

    def start(self) -> Devices:
        before = len(self.ear.events)
        self.studio.start(self.ear.heard, self.ear.take)
        return self.ear.wait(DevicesFound, after=before).devices

    def open(self, choice: FilmingChoice) -> Opened:
        before = len(self.ear.events)
        self.studio.open(choice)
        return self.ear.wait(Opened, after=before)

    def stop(self) -> FilmEnded:
        before = len(self.ear.events)
        self.studio.stop()
        return self.ear.wait(FilmEnded, after=before)

    def picture(self, shown: PreviewShown) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
        """The pixels of a preview, BGRA."""
        rows = np.frombuffer(self.studio.pictures, np.uint8, shown.stride_bytes * shown.height, shown.offset)
        return rows.reshape(shown.height, shown.stride_bytes // 4, 4)[:, : shown.width].copy()


def coded_film(seconds: float = 12.0, *, width: int = 320, height: int = 180) -> Sample:
    """A film whose frames say their number, with flashes and clicks: a camera and a microphone, by way of FFmpeg's own sources."""
    return sample("avi", seconds=seconds, width=width, height=height, fps=25)


def coded_choice(film: Sample) -> FilmingChoice:
    return FilmingChoice(f"lavfi:movie={film.path}", f"lavfi:amovie={film.path},asetnsamples=960")


@contextmanager
def speech_into(environment: dict[str, str], sink: str) -> Iterator[None]:
    """Someone speaks into a sink of a sound server until the end."""
    words = "The baby looks at her mother, waits a little, and smiles. " * 20
    say = subprocess.Popen(["espeak-ng", "--stdout", words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    play = subprocess.Popen(["paplay", f"--device={sink}"], stdin=say.stdout, env=environment, stderr=subprocess.DEVNULL)
    assert say.stdout is not None
    say.stdout.close()
    try:
        yield
    finally:
        for process in (play, say):
            process.kill()
            process.wait()


def limits_of(pid: int) -> dict[str, str]:
    """The soft limits of a process, by name."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    return {line[:26].strip(): line[26:].split()[0] for line in lines}


def is_gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return not status.exists() or "(zombie)" in status.read_text()


def environment_of(pid: int) -> dict[str, str]:
    pairs = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return dict(pair.decode().split("=", 1) for pair in pairs if b"=" in pair)

"""Kills `samspill record` and its capture process again and again, and looks at what is left. Used by the short test and by the battery.

The camera is a stream of numbered pictures, which knows what it had sent when the kill came: all between that and the last picture of the
film is lost, also what the capture process had not even taken yet.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av

from app.domain.errors import ErrorCode
from app.domain.ids import FamilyCode
from app.domain.recording import Recording, RecordingState
from app.terminal import Exit
from app.usecases.import_card import ImportTools
from app.usecases.resume_imports import finish_at_start
from app.usecases.unwatched import Never
from storage.check import check_open_vault
from storage.practice import create_practice_vault, open_practice_vault
from storage.vault import Vault
from tests.benchmarks.screening import screening, wait_for
from tests.consenting import agreed
from tests.samples.coded import read_frame_number
from tests.samples.coded_stream import FPS, LAP, CodedStream
from tests.usecases.importing import TestClock
from tests.video.looking import pixels
from video.card.reader import FolderCards
from video.workshop import FilmWorkshop

PROJECT = Path(__file__).resolve().parent.parent.parent
WAIT_S = 30.0


@dataclass(frozen=True)
class Loss:
    """What one kill cost."""

    whom: str
    filmed_s: float
    lost_s: float
    kept: bool


class FilmingKills:
    """One vault that is filmed into until the program is killed. Needs a `qapp`: what is left is opened and sought in with the player."""

    def __init__(self, folder: Path, camera: CodedStream, seed: int, moments_s: tuple[float, float]) -> None:
        """`moments_s`: when a kill comes after the recording is there, at the least and at the most."""
        self._vault = folder / "vault"
        vault = create_practice_vault(self._vault)
        agreed(vault, TestClock(), FamilyCode("AAA"))
        vault.close()
        self._camera = camera
        self._chance = random.Random(seed)
        self._moments_s = moments_s
        self._known: set[str] = set()

    def one(self, whom: str) -> Loss:
        """Film, kill the "application" or the "capture" process at a random moment, finish what is left, and look at all of it."""
        reels_before = self._reels()
        process = self._start()
        try:
            began = self._rolling(process, reels_before)
            time.sleep(self._chance.uniform(*self._moments_s))
            capture = _capture_process(process.pid)
            sent = self._camera.sent
            os.kill(process.pid if whom == "application" else capture, signal.SIGKILL)
            out, errors = process.communicate(timeout=WAIT_S)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        _wait_gone(capture)
        assert errors == ""
        if whom == "capture":
            self._assert_told(process.returncode, json.loads(out))
        return self._look(whom, began, sent)

    def _start(self) -> subprocess.Popen[str]:
        wish = ["record", "--camera", self._camera.url, "--microphone", "test microphone", "--seconds", "60", "--family", "AAA", "--json"]
        command = [sys.executable, "-m", "app", *wish, "--vault", str(self._vault)]
        return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def _rolling(self, process: subprocess.Popen[str], before: set[str]) -> int:
        """Wait until the recording is there; which picture was sent then."""
        until = time.monotonic() + WAIT_S
        while self._reels() <= before:
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.005)
        return self._camera.sent

    def _reels(self) -> set[str]:
        folder = self._vault / "reels"
        return {path.name for path in folder.glob("*.reel")} if folder.exists() else set()

    def _assert_told(self, code: int, told: dict[str, object]) -> None:
        """The application lived on: it says what was saved, or that there was nothing."""
        if "error" in told:
            assert code == Exit.FAILED
            assert told["error"]["code"] == ErrorCode.STUDIO_DIED  # type: ignore[index]
        else:
            assert (code, told["ended"], told["state"]) == (Exit.PARTLY, ErrorCode.STUDIO_DIED, RecordingState.READY)

    def _look(self, whom: str, began: int, sent: int) -> Loss:
        vault = open_practice_vault(self._vault)
        workshop = FilmWorkshop()
        try:
            finish_at_start(ImportTools(vault, FolderCards(), workshop, TestClock()), Never())
            assert check_open_vault(vault, lambda _done, _total: None) == []
            with vault.work() as work:
                fresh = [recording for recording in work.recordings.all() if recording.id not in self._known]
            assert len(fresh) <= 1
            filmed_s = (sent - began) / FPS
            if not fresh:
                return Loss(whom, filmed_s, filmed_s, kept=False)
            self._known.add(fresh[0].id)
            return Loss(whom, filmed_s, self._lost(vault, fresh[0], sent), kept=True)
        finally:
            workshop.close()
            vault.close()

    def _lost(self, vault: Vault, recording: Recording, sent: int) -> float:
        assert recording.state is RecordingState.READY
        assert recording.problems == (ErrorCode.FILMING_BROKEN_OFF,)
        numbers = numbers_of(vault, recording)
        assert numbers
        assert all(0 < (later - number) % LAP < FPS for number, later in pairwise(numbers)), "order or a hole"
        self._assert_sound(vault, recording)
        self._assert_seeks(vault, recording, numbers)
        return self._camera.lost_since(sent, numbers[-1])

    def _assert_sound(self, vault: Vault, recording: Recording) -> None:
        """It goes on about as long as the picture."""
        with av.open(film_of(vault, recording), "r") as film:
            samples = sum(frame.samples for frame in film.decode(audio=0))
        assert abs(samples / 48_000 - recording.duration_us / 1e6) < 1.0

    def _assert_seeks(self, vault: Vault, recording: Recording, numbers: list[int]) -> None:
        with screening(vault, recording.id) as player:
            for share in (0.7, 0.2, 1.0):
                at_us = int(recording.duration_us * share)
                player.seek(at_us)
                wait_for(player.is_exact)
                assert read_frame_number(pixels(player.image())) in numbers


def film_of(vault: Vault, recording: Recording) -> io.BytesIO:
    with closing(vault.open_reel(recording.id)) as reel:
        return io.BytesIO(reel.read_at(0, reel.size_bytes))


def numbers_of(vault: Vault, recording: Recording) -> list[int]:
    """The numbers of all its pictures, in order, decoded to the last one."""
    with av.open(film_of(vault, recording), "r") as film:
        return [read_frame_number(frame.to_ndarray(format="gray")) for frame in film.decode(video=0)]


def _capture_process(pid: int) -> int:
    children = [int(word) for listing in Path(f"/proc/{pid}/task").glob("*/children") for word in listing.read_text().split()]
    found = [child for child in children if b"video.capture" in Path(f"/proc/{child}/cmdline").read_bytes()]
    assert len(found) == 1
    return found[0]


def _wait_gone(pid: int) -> None:
    """It ends by itself when the application is gone."""
    until = time.monotonic() + WAIT_S
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < until, "the capture process outlives the application"
        time.sleep(0.01)

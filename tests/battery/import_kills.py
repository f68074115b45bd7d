"""Kills an importing process again and again and looks at what is left. Used by the short test and by the battery."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from app.domain.audit import Deed
from app.domain.card import CardFilmState
from app.domain.ids import RecordingId
from app.domain.recording import RecordingState
from storage.check import check_open_vault
from storage.practice import create_practice_vault, open_practice_vault
from storage.vault import Vault
from tests.consenting import agreed
from tests.usecases.importing import FAMILY, MIB, TestClock, film
from tests.video.card.cards import Camera, avchd, lay, snapshot

PROJECT = Path(__file__).resolve().parent.parent.parent


def make_card(folder: Path, big_mib: int) -> dict[str, bytes]:
    """A spanned film, a big one, and a short one. Returns each film's bytes by the name of its first part."""
    camera = Camera()
    first, second = camera.film(120), camera.film(90)
    big, small = film(big_mib * MIB + 5, 3), film(700, 4)
    lay(folder, avchd({"00000": first, "00001": second}, [("00000", 1), ("00001", 6)]) | {"DCIM/1.MP4": big, "DCIM/2.MP4": small})
    return {"00000.MTS": first + second, "1.MP4": big, "2.MP4": small}


class Kills:
    """One card, and vaults that are imported into until killed. `big_mib` sets how long an import takes."""

    def __init__(self, folder: Path, seed: int, big_mib: int) -> None:
        self._folder = folder
        self._card = folder / "card"
        self._films = make_card(self._card, big_mib)
        self._before = snapshot(self._card)
        self._chance = random.Random(seed)
        self.half_done = 0  # how often a kill left something to go on with
        self._seconds = self._whole_import(self._new_vault("unkilled"))

    def one(self, number: int) -> None:
        """Import, kill at a random moment, perhaps once more, look at what is left, go on to the end, and compare every byte."""
        vault = self._new_vault(str(number))
        for _ in range(self._chance.choice((1, 1, 2))):
            self._killed_import(vault, self._chance.uniform(0, self._seconds))
            self._assert_no_half_state(vault)
        self._whole_import(vault)
        self._assert_all_there(vault)
        assert snapshot(self._card) == self._before

    def _new_vault(self, name: str) -> Path:
        folder = self._folder / f"vault-{name}"
        vault = create_practice_vault(folder)
        agreed(vault, TestClock(), FAMILY)
        vault.close()
        return folder

    def _start(self, vault: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.battery.importer", str(vault), str(self._card)]
        process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert process.stdout
        assert process.stdout.readline()
        return process

    def _whole_import(self, vault: Path) -> float:
        """Import to the end; the seconds from the first sign of life."""
        with self._start(vault) as process:
            began = time.monotonic()
            assert process.stdout
            said = process.stdout.read()
            assert process.wait() == 0
        assert said.endswith("done\n")
        return time.monotonic() - began

    def _killed_import(self, vault: Path, after_seconds: float) -> None:
        with self._start(vault) as process:
            time.sleep(after_seconds)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()

    def _assert_no_half_state(self, folder: Path) -> None:
        vault = open_practice_vault(folder)
        try:
            with vault.work() as work:
                recordings = {recording.id: recording for recording in work.recordings.all()}
                rows = work.cards.not_wiped()
            found = check_open_vault(vault, lambda _done, _total: None)
            assert not found, (found, [(one.id, one.state) for one in recordings.values()])
            assert {row.recording for row in rows} == set(recordings)
            for row in rows:
                state = recordings[row.recording].state
                self.half_done += state in (RecordingState.COPYING, RecordingState.VERIFYING)
                if row.state is CardFilmState.VERIFIED:
                    assert state in (RecordingState.VERIFYING, RecordingState.PREPARING, RecordingState.READY)
                    assert self._is_one_of_the_films(vault, row.recording)
        finally:
            vault.close()

    def _assert_all_there(self, folder: Path) -> None:
        vault = open_practice_vault(folder)
        try:
            with vault.work() as work:
                recordings = work.recordings.all()
                rows = work.cards.not_wiped()
                told = [entry.subject for entry in work.audit.of(FAMILY) if entry.deed is Deed.IMPORTED]
            assert len(told) == len(set(told)) and set(told) == {recording.id for recording in recordings}, "each was written down once"
            assert [recording.state for recording in recordings] == [RecordingState.READY] * len(self._films)
            assert [row.state for row in rows] == [CardFilmState.VERIFIED] * len(self._films)
            assert all(self._is_one_of_the_films(vault, recording.id) for recording in recordings)
            assert len({recording.size_bytes for recording in recordings}) == len(self._films)
            assert check_open_vault(vault, lambda _done, _total: None) == []
            assert len(list((folder / "reels").glob("*.reel"))) == len(self._films)
        finally:
            vault.close()
        shutil.rmtree(folder)

    def _is_one_of_the_films(self, vault: Vault, recording: RecordingId) -> bool:
        with closing(vault.open_reel(recording)) as reel:
            return reel.read_at(0, reel.size_bytes) in self._films.values()

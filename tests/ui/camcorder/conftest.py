"""The marking screen over a real vault with a family that has agreed, and a clock that the test turns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.clip import Clip
from app.domain.mark import Mark
from app.domain.recording import Recording
from tests.ui.films import wait_for
from tests.ui.visits.conftest import session_of
from tests.usecases.caring import CODE, Home
from ui.camcorder.screen import MarksScreen
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.theme import LIGHT, apply_theme

S = 1_000_000


class Desk:
    """The screen, and the steady clock behind its counter."""

    def __init__(self, home: Home, jobs: Jobs, preferences: Preferences) -> None:
        self.home, self.jobs, self.preferences = home, jobs, preferences
        self.now_us = 1000 * S
        self.screen = MarksScreen(session_of(home), jobs, preferences, lambda: self.now_us)
        self.screen.resize(1258, 660)
        self.screen.show()
        self.screen.activateWindow()
        self.screen.refresh()
        self.settle()

    def turn(self, seconds: float) -> None:
        """So long passes."""
        self.now_us += int(seconds * S)

    def settle(self) -> None:
        """Everything that was asked of the store is done and has come home."""
        home: list[int] = []
        for n in range(3):
            self.jobs.store(self.screen, lambda: 0, home.append)
            wait_for(lambda n=n: len(home) > n)  # type: ignore[misc]

    def begin(self, counter: str = "") -> None:
        """The camcorder starts, and so does the counter here."""
        start = self.screen.start
        start.family.line.setText(CODE)
        self.settle()
        start.counter.setText(counter)
        wait_for(start.start.isEnabled)
        start.start.click()
        wait_for(lambda: self.screen.recording() is not None and self.screen.is_running())
        self.settle()

    def recordings(self) -> list[Recording]:
        with self.home.vault.work() as work:
            return work.recordings.all(CODE)

    def kept(self) -> tuple[list[Mark], list[Clip]]:
        """What the vault has of the newest film."""
        self.settle()
        with self.home.vault.work() as work:
            film = work.recordings.all(CODE)[0].id
            return work.marks.of(film), work.clips.of(film)


@pytest.fixture
def desk(qapp: QApplication, home: Home, jobs: Jobs, tmp_path: Path) -> Iterator[Desk]:
    apply_theme(qapp, LIGHT)
    home.all_agree()
    made = Desk(home, jobs, Preferences(tmp_path))
    yield made
    put_away(made)


def put_away(desk: Desk) -> None:
    desk.screen.stop()
    desk.settle()
    desk.screen.close()
    desk.screen.deleteLater()
    wait_for(lambda: desk.jobs.flush(1))

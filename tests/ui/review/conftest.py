"""A review screen over a real vault, a real film and a real decoder worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.clip import Clip
from app.domain.mark import Mark
from app.domain.recording import Recording
from storage.practice import create_practice_vault
from storage.vault import Vault
from tests.samples.make import sample
from tests.ui.films import AT_THE_TIME, keep_film, start_lanes, wait_for
from ui.jobs import Jobs
from ui.preferences import PRE_ROLL_MS, Preferences
from ui.review.screen import ReviewScreen
from ui.texts import set_language
from ui.theme import LIGHT, apply_theme
from video.player import Player

WAIT_MS = 15_000
FILM_S = 6
Bench = tuple[ReviewScreen, Vault, Jobs, Preferences]


class Desk:
    """The screen and everything behind it, with the few moves every test makes."""

    def __init__(
        self, qtbot: QtBot, screen: ReviewScreen, vault: Vault, jobs: Jobs, recording: Recording, preferences: Preferences
    ) -> None:
        self.qtbot, self.screen, self.vault, self.jobs, self.recording = qtbot, screen, vault, jobs, recording
        self.preferences = preferences

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, on: QWidget | None = None) -> None:
        """A real key to whatever has the focus."""
        QTest.keyClick(on or QApplication.focusWidget() or self.screen, key, modifier)

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=WAIT_MS)

    def go(self, us: int) -> None:
        """Stand on the frame at `us`, shown exactly."""
        player = self.screen.player
        player.pause()
        player.seek(us)
        self.until(lambda: player.is_exact() and player.shown_us() == player.frame_us_near(us))

    def saved(self) -> None:
        """Wait until the screen itself says that all is saved."""
        self.until(lambda: self.screen.book.waiting() == 0 and self.screen.book.failure is None)

    def stored_marks(self) -> list[Mark]:
        with self.vault.work() as work:
            return work.marks.of(self.recording.id)

    def stored_clips(self) -> list[Clip]:
        with self.vault.work() as work:
            return work.clips.of(self.recording.id)


@pytest.fixture(scope="module")
def bench(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One screen with one worker for all tests of a module: starting a worker takes a second, opening another film does not."""
    set_language("en")
    apply_theme(qapp, LIGHT)
    folder = tmp_path_factory.mktemp("review")
    vault, jobs, preferences = create_practice_vault(folder / "vault"), Jobs(), Preferences(folder)
    screen = ReviewScreen(vault, AT_THE_TIME, jobs, Player, preferences)
    screen.resize(1258, 660)
    start_lanes(jobs, screen)
    screen.open(keep_film(vault, sample("mp4_gop30", seconds=FILM_S).path))
    wait_for(screen.player.is_exact)
    yield screen, vault, jobs, preferences
    screen.close()
    assert screen.player.wait_closed()
    jobs.close()
    vault.close()
    screen.deleteLater()
    set_language("nb")


@pytest.fixture
def desk(qtbot: QtBot, bench: Bench) -> Iterator[Desk]:
    """The screen with a fresh recording open, its first picture shown and its frames known."""
    screen, vault, jobs, preferences = bench
    recording = keep_film(vault, sample("mp4_gop30", seconds=FILM_S).path)
    preferences.set(PRE_ROLL_MS, 2000)
    screen.show()
    screen.open(recording)
    made = Desk(qtbot, screen, vault, jobs, recording, preferences)
    made.until(lambda: screen.player.is_exact() and screen.timeline.has_pictures())
    screen.film.setFocus()
    yield made
    screen.watching.stop_loop()
    made.saved()

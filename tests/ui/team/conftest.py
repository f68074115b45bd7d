"""The team's screen over a real vault, a team base in memory, and a camera that sees what the test draws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.fakes.base import FakeBase
from tests.fakes.studio import DrawnStudio
from tests.journeys.kit import settle
from tests.ui.films import wait_for
from tests.ui.ways import session_with
from tests.usecases.caring import Home
from ui.film.desk import FilmDesk
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.team.screen import TeamScreen
from ui.theme import LIGHT, apply_theme


@pytest.fixture
def base() -> FakeBase:
    return FakeBase()


@pytest.fixture
def studio() -> DrawnStudio:
    return DrawnStudio()


@contextmanager
def made_screen(home: Home, base: FakeBase, studio: DrawnStudio, jobs: Jobs, folder: Path) -> Iterator[TeamScreen]:
    session = replace(session_with(home, base), studio=lambda: studio)
    preferences = Preferences(folder)
    desk = FilmDesk(session, jobs, preferences)
    made = TeamScreen(session, jobs, desk, preferences)
    made.resize(1258, 660)
    made.show()
    made.activateWindow()
    yield made
    made.stop()
    made.close()
    desk.stop()
    jobs.flush()
    made.deleteLater()
    desk.deleteLater()
    settle(0.01)


@pytest.fixture
def screen(
    qapp: QApplication, home: Home, base: FakeBase, studio: DrawnStudio, jobs: Jobs, tmp_path: Path, english: None
) -> Iterator[TeamScreen]:
    apply_theme(qapp, LIGHT)
    with made_screen(home, base, studio, jobs, tmp_path) as made:
        yield made


def read(screen: TeamScreen) -> None:
    screen.refresh()
    wait_for(lambda: screen.now is not None and screen._jobs.flush(5))
    settle(0.02)

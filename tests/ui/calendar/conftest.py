"""A real vault with films that are due, a colleague with a code, the lanes, and a window around the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.ids import RecordingId
from app.usecases.exit_pin import check_exit_pin, set_exit_pin
from tests.ui.films import wait_for
from tests.usecases.caring import MOTHER, TODAY, Home
from ui.calendar.screen import CalendarScreen
from ui.jobs import Jobs
from ui.theme import LIGHT, apply_theme

COLLEAGUE = "2468"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "vault")
    set_exit_pin(made.vault, COLLEAGUE)
    yield made
    made.vault.close()


@pytest.fixture
def soon(home: Home) -> RecordingId:
    """Due in five days, with a signed note."""
    film = home.film(MOTHER, filmed_on=TODAY - timedelta(85))
    home.visit(film, TODAY - timedelta(85))
    return film


@pytest.fixture
def unsigned(home: Home) -> RecordingId:
    """Was due two days ago; no signed note."""
    return home.film(MOTHER, filmed_on=TODAY - timedelta(92))


@pytest.fixture
def screen(home: Home, soon: RecordingId, unsigned: RecordingId, jobs: Jobs, qapp: QApplication, spoken: str) -> Iterator[CalendarScreen]:
    apply_theme(qapp, LIGHT)
    made = CalendarScreen(home.vault, jobs, home.clock, partial(check_exit_pin, home.vault))
    made.resize(1270, 690)
    made.show()
    made.refresh()
    wait_for(lambda: made.view is not None)
    yield made
    jobs.flush()
    made.close()
    made.deleteLater()

"""A vault with a family in it, and Today over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.journeys.kit import settle
from tests.usecases.caring import Home
from ui.jobs import Jobs
from ui.texts import set_language
from ui.theme import LIGHT, apply_theme
from ui.today.screen import TodayScreen


@pytest.fixture
def screen(qapp: QApplication, home: Home) -> Iterator[TodayScreen]:
    set_language("en")
    apply_theme(qapp, LIGHT)
    jobs = Jobs()
    made = TodayScreen(home.vault, home.clock, jobs)
    yield made
    made.close()
    jobs.close()
    settle(0.01)
    made.deleteLater()

"""A vault with words in a note, a mark and a clip."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.journeys.kit import settle
from tests.usecases.caring import Home
from ui.jobs import Jobs
from ui.search.screen import SearchScreen
from ui.texts import set_language
from ui.theme import LIGHT, apply_theme


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    set_language("en")
    apply_theme(qapp, LIGHT)
    made = Jobs()
    yield made
    made.close()
    settle(0.01)
    apply_theme(qapp, LIGHT)
    set_language("nb")


@pytest.fixture
def screen(home: Home, jobs: Jobs) -> Iterator[SearchScreen]:
    made = SearchScreen(home.vault, home.clock, jobs)
    made.resize(1258, 660)
    made.show()
    yield made
    made.close()
    made.deleteLater()

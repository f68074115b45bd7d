"""What tests of screens share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.journeys.kit import settle
from ui.jobs import Jobs
from ui.texts import Language, set_language
from ui.theme import LIGHT, apply_theme


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """The lanes, let go at the end."""
    made = Jobs()
    yield made
    made.close()


@pytest.fixture(params=["nb"])
def spoken(request: pytest.FixtureRequest) -> Language:
    """Norwegian; a test of both parametrizes this fixture, indirectly."""
    chosen: Language = request.param
    set_language(chosen)
    return chosen


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    """In English and in light colours; whatever the test chooses itself, the next begins as ever."""
    set_language("en")
    apply_theme(qapp, LIGHT)
    yield
    settle(0.01)
    apply_theme(qapp, LIGHT)

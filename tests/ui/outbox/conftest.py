"""A real vault with visits of a family that has agreed to statistics, a team base in memory, and the outbox on screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.consent import Purpose
from app.domain.ids import VisitId
from tests.fakes.base import FakeBase
from tests.journeys.kit import settle
from tests.ui.films import wait_for
from tests.ui.ways import joined, session_with
from tests.usecases.caring import TODAY, Home
from ui.jobs import Jobs
from ui.outbox.screen import OutboxPage
from ui.theme import LIGHT, apply_theme


@pytest.fixture
def base() -> FakeBase:
    return FakeBase()


def some_visits(home: Home, number: int) -> list[VisitId]:
    """Held on the days before today, by a family that has agreed to be counted."""
    home.all_agree(Purpose.STATISTICS)
    return [home.visit(on=TODAY - timedelta(days=n))[0] for n in range(number)]


class Desk:
    """The outbox and what is behind it."""

    def __init__(self, home: Home, base: FakeBase, jobs: Jobs) -> None:
        self.home, self.base = home, base
        self.screen = OutboxPage(session_with(home, base), jobs)
        self.screen.resize(1258, 610)
        self.screen.show()
        self.screen.activateWindow()

    def read(self) -> OutboxPage:
        self.screen.refresh()
        self.idle()
        return self.screen

    def idle(self) -> None:
        wait_for(lambda: self.screen.now is not None and self.screen._reading is None and not self.screen.is_sending())


@pytest.fixture
def desk(qapp: QApplication, home: Home, base: FakeBase, jobs: Jobs, english: None) -> Iterator[Desk]:
    apply_theme(qapp, LIGHT)
    made = Desk(home, base, jobs)
    yield made
    made.screen.stop()
    jobs.flush()
    made.screen.close()
    made.screen.deleteLater()
    settle(0.01)


@pytest.fixture
def member(home: Home, base: FakeBase) -> None:
    joined(home, base)

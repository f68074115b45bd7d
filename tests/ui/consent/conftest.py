"""A real vault with a family, the lanes, and a window around the ledger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.films import wait_for
from tests.usecases.caring import CODE, Home
from ui.consent.screen import LedgerScreen
from ui.jobs import Jobs
from ui.theme import LIGHT, apply_theme


@pytest.fixture
def screen(home: Home, jobs: Jobs, qapp: QApplication) -> Iterator[LedgerScreen]:
    apply_theme(qapp, LIGHT)
    made = LedgerScreen(home.vault, jobs, home.clock)
    made.resize(1270, 690)
    made.show()
    made.show_family(CODE)
    wait_for(lambda: bool(made.buttons))
    yield made
    made.close()
    made.deleteLater()
    wait_for(lambda: jobs.flush(1))

"""A real vault with films of several ages, the lanes, and a window around the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.usecases.second_person import SecondCheck
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.keeper import Keeper
from tests.ui.films import wait_for
from tests.ui.visits.conftest import session_of
from tests.usecases.caring import TODAY, Home
from ui.jobs import Jobs
from ui.rules.page import RulesPage
from ui.theme import LIGHT, apply_theme


def said(shown: QWidget) -> str:
    """All words that can be seen."""
    return "\n".join(label.text() for label in shown.findChildren(QLabel) if label.isVisibleTo(shown))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """With films that were taken 5, 20 and 50 days ago, each with a signed note."""
    made = Home(tmp_path / "vault")
    for days in (5, 20, 50):
        made.visit(made.film(filmed_on=TODAY - timedelta(days)), TODAY - timedelta(days))
    yield made
    made.vault.close()


@pytest.fixture
def page(home: Home, jobs: Jobs, qapp: QApplication, spoken: str) -> Iterator[RulesPage]:
    apply_theme(qapp, LIGHT)
    session = replace(session_of(home), keeper=Keeper(home.folder, FileSecrets(home.folder), PRACTICE))
    made = RulesPage(session, jobs, SecondCheck(home.vault))
    made.resize(1258, 660)
    made.show()
    made.refresh()
    wait_for(lambda: made.keep.standing is not None and made.second.open_button.isEnabled() and made.footage.tick.isEnabled())
    yield made
    jobs.flush()
    made.close()
    made.deleteLater()

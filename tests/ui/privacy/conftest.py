"""A real vault with a family, films and deeds, the lanes, and a window around the privacy place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.usecases.evidence import DiskState, Machine
from tests.fakes.base import FakeBase
from tests.ui.films import wait_for
from tests.ui.ways import session_with
from tests.usecases.caring import Home
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.privacy.screen import PrivacyScreen
from ui.theme import LIGHT, apply_theme

MACHINE = Machine(
    Path("~/data/samspill/vault"),
    DiskState.ENCRYPTED,
    "Secret Service",
    5,
    (("store", "SQLCipher 4"), ("film", "SQLCipher 4"), ("passphrase", "Argon2id 256 MiB, t=3, p=4; HKDF-SHA256")),
    (("Samspill", "1.0"), ("Qt", "6.11.3")),
)


def said(screen: QWidget) -> str:
    """All words that can be seen."""
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisibleTo(screen))


def tell(screen: QWidget, words: str) -> None:
    """Wait until these words are on screen."""
    wait_for(lambda: words in said(screen))


@pytest.fixture
def screen(home: Home, jobs: Jobs, tmp_path: Path, qapp: QApplication, spoken: str) -> Iterator[PrivacyScreen]:
    apply_theme(qapp, LIGHT)
    session = replace(session_with(home, FakeBase()), machine=lambda minutes: replace(MACHINE, lock_after_minutes=minutes))
    made = PrivacyScreen(session, jobs, Preferences(tmp_path))
    made.resize(1258, 660)
    made.show()
    yield made
    made.stop()
    jobs.flush()
    made.close()
    made.deleteLater()

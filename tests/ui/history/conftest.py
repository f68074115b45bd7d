"""A family whose film was taken, opened and shown, and the page that tells them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.audit import Deed
from app.domain.consent import Purpose
from app.domain.ids import RecordingId
from app.usecases.delete_recording import delete_recording
from app.usecases.place_hold import place_hold
from tests.ui.films import wait_for
from tests.ui.visits.conftest import session_of
from tests.usecases.caring import CODE, MOTHER, TODAY, Home
from ui.history.screen import HistoryScreen
from ui.jobs import Jobs
from ui.printing import Printed
from ui.theme import LIGHT, apply_theme


class Office:
    """Where pages go: a file that was chosen, or a printer."""

    def __init__(self) -> None:
        self.place: Path | None = None
        self.printer = Printed.DONE
        self.printed: list[str] = []

    def choose(self, _parent: QWidget) -> Path | None:
        return self.place

    def print(self, _parent: QWidget, text: QTextDocument, _words: str) -> Printed:
        if self.printer is Printed.DONE:
            self.printed.append(text.toPlainText())
        return self.printer


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "vault", marker="NAVN")
    yield made
    made.vault.close()


@pytest.fixture
def film(home: Home) -> RecordingId:
    """Filmed three days ago, opened twice, shown once; another film was deleted; a hold, which is not told."""
    filmed = home.film(filmed_on=TODAY - timedelta(3), marker="NAVN")
    home.agree(MOTHER, Purpose.FILM)
    with home.vault.work() as work:
        (clip,) = work.clips.of(filmed)
        at = home.clock.now() - timedelta(days=3)
        deeds = (
            (0, Deed.FILMED, filmed),
            (25, Deed.OPENED, filmed),
            (26, Deed.OPENED, filmed),
            (48, Deed.PLAYED, clip.id),
            (49, Deed.NOTE_SIGNED, "note"),
        )
        for hours, deed, subject in deeds:
            work.audit.append(at + timedelta(hours=hours), deed, CODE, subject)
        work.commit()
    delete_recording(home.vault, home.clock, home.film())
    place_hold(home.vault, home.clock, filmed, "barnevern", "Kari", lambda: True)
    return filmed


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def screen(home: Home, film: RecordingId, office: Office, qapp: QApplication, spoken: str) -> Iterator[HistoryScreen]:
    apply_theme(qapp, LIGHT)
    jobs = Jobs()
    made = HistoryScreen(session_of(home), jobs, office.choose, office.print)
    made.resize(1258, 660)
    made.show()
    made.show_family(CODE)
    wait_for(lambda: made.view is not None)
    yield made
    jobs.close()
    made.close()
    made.deleteLater()

"""The screen of a visit over a real vault with a family in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.ids import VisitId
from app.domain.visit import Note, Visit
from tests.journeys.kit import settle
from tests.ui.films import wait_for
from tests.usecases.caring import Home
from ui.jobs import Jobs
from ui.services import Session, TeamWays
from ui.texts import set_language
from ui.theme import LIGHT, apply_theme
from ui.visits.export_file import FileKind
from ui.visits.screen import VisitScreen

if TYPE_CHECKING:
    from app.film_ports import CardReader, Workshop
    from app.ports import VaultKeeper


class Desk:
    """The screen and everything behind it, with the few moves every test makes."""

    def __init__(self, home: Home, jobs: Jobs) -> None:
        self.home, self.jobs = home, jobs
        self.place: Path | None = None  # what the person answers when asked for a place
        self.asked: list[FileKind] = []
        self._screens: list[VisitScreen] = []
        self.screen = self.new_screen()

    def new_screen(self) -> VisitScreen:
        made = VisitScreen(session_of(self.home), self.jobs, self._choose)
        self._screens.append(made)
        made.resize(1258, 660)
        made.show()
        made.activateWindow()
        return made

    def close(self) -> None:
        """All of them, for good: what is left behind is dressed anew with every change of the look."""
        for made in self._screens:
            made.stop()
            made.close()
            made.deleteLater()
        self.jobs.close()
        settle(0.01)

    def open(self, visit: VisitId) -> None:
        self.screen.open(visit)
        wait_for(lambda: self.screen.sheet is not None and self.screen.sheet.visit.id == visit)

    def settle(self) -> None:
        """Everything that was asked of the store is done and has come home."""
        home: list[int] = []
        for n in range(2):
            self.jobs.store(self.screen, lambda: 0, home.append)
            wait_for(lambda n=n: len(home) > n)  # type: ignore[misc]

    def field(self, name: str) -> QWidget:
        return self.screen.note.fields.fields[name]

    def type(self, name: str, words: str) -> None:
        field = self.field(name)
        field.setFocus()
        QTest.keyClicks(field, words)

    def notes(self, visit: VisitId) -> list[Note]:
        with self.home.vault.work() as work:
            return work.notes.of_visit(visit)

    def visit(self, visit: VisitId) -> Visit:
        with self.home.vault.work() as work:
            found = work.visits.get(visit)
        assert found is not None
        return found

    def _choose(self, _parent: QWidget, kind: FileKind) -> Path | None:
        self.asked.append(kind)
        return self.place


def session_of(home: Home) -> Session:
    """A session of which the screen uses the store and the clock."""
    nothing = cast("Workshop", None), cast("CardReader", None), cast("VaultKeeper", None), cast("TeamWays", None)
    return Session(home.vault, nothing[0], nothing[1], home.clock, _never, _never, nothing[2], lambda: None, _never, nothing[3])


def _never(*_: object) -> NoReturn:
    raise AssertionError("a visit neither plays nor films")


@pytest.fixture
def desk(qapp: QApplication, home: Home) -> Iterator[Desk]:
    set_language("en")
    apply_theme(qapp, LIGHT)
    jobs = Jobs()
    made = Desk(home, jobs)
    yield made
    made.close()


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

"""Very many recordings: the first are shown, more when asked for, and one that is to be deleted is brought wherever it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NoReturn, cast

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.ids import RecordingId
from app.film_ports import CardReader, Workshop
from app.ports import VaultKeeper
from tests.ui.films import wait_for
from tests.usecases.caring import TODAY, Home
from ui.jobs import Jobs
from ui.library.screen import LibraryScreen
from ui.services import Session, TeamWays


@pytest.fixture
def screen(qapp: QApplication, home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[LibraryScreen]:
    monkeypatch.setattr("ui.library.film_rows.AT_A_TIME", 2)
    nothing = cast("Workshop", None), cast("CardReader", None), cast("VaultKeeper", None), cast("TeamWays", None)
    jobs = Jobs()
    made = LibraryScreen(
        Session(home.vault, nothing[0], nothing[1], home.clock, _never, _never, nothing[2], lambda: None, _never, nothing[3]), jobs
    )
    yield made
    jobs.close()
    made.deleteLater()


def _never(*_: object) -> NoReturn:
    raise AssertionError("nothing here plays or films")


def films(home: Home, many: int) -> list[RecordingId]:
    """The newest first."""
    return [home.film(filmed_on=TODAY - timedelta(n), chunks=0.01) for n in range(many)]


def shown(screen: LibraryScreen) -> list[RecordingId]:
    return [row.shelved.recording.id for row in screen.rows]


def test_the_first_are_shown_and_more_when_asked_for(home: Home, screen: LibraryScreen) -> None:
    made = films(home, 5)
    screen.show()
    screen.refresh()
    wait_for(lambda: shown(screen) == made[:2] and screen.more_button.isVisible())
    screen.more_button.click()
    wait_for(lambda: shown(screen) == made[:4] and screen.more_button.isVisible())
    assert screen.focusWidget() is screen.rows[2].delete_button, "the keyboard goes on"
    screen.more_button.click()
    wait_for(lambda: shown(screen) == made and not screen.more_button.isVisible())
    assert screen.focusWidget() is screen.rows[4].delete_button
    screen.refresh()
    wait_for(lambda: shown(screen) == made)


def test_few_have_no_such_button(home: Home, screen: LibraryScreen) -> None:
    made = films(home, 2)
    screen.show()
    screen.refresh()
    wait_for(lambda: shown(screen) == made)
    assert screen.more_button.isHidden()


def test_one_that_is_to_be_deleted_is_brought(home: Home, screen: LibraryScreen) -> None:
    made = films(home, 5)
    with home.vault.work() as work:
        wanted = work.recordings.get(made[3])
    assert wanted is not None
    screen.show()
    screen.ask_to_delete(wanted)
    screen.refresh()
    wait_for(lambda: shown(screen) == made[:4] and screen.rows[3].is_asking())
    assert screen.more_button.isVisible()

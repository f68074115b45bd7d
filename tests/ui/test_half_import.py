"""A film that is half copied, on the film screen: it says so in plain words, goes on from its card, or is given up and shredded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.receipt import DeletionRule
from app.domain.recording import RecordingState
from tests.journeys.kit import PASSPHRASE, House, click, press, until, write
from tests.ui.test_card_screen import begin, card, house, long_film, result, screen, states
from ui.card.screen import CardScreen
from ui.library.film_row import FilmRow
from ui.library.screen import LibraryScreen
from ui.unlock.screen import UnlockScreen

__all__ = ["card", "house", "screen"]  # the fixtures of the import screen's tests


def longer_film(card: Path) -> None:
    for _ in range(2):
        long_film(card)  # each makes it longer; on the disk it is mostly a hole


@pytest.fixture
def later(screen: CardScreen, card: Path, house: House, nobodys_home: Path) -> Iterator[House]:
    """The lock fell in the middle of an import; the next day the card is not there."""
    longer_film(card)
    begin(screen, card)
    press(house.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(lambda: house.ends.ended)
    house.close()
    again = House(nobodys_home)
    unlock = again.stage(UnlockScreen)
    write(unlock.passphrase.line, PASSPHRASE)
    click(unlock.unlock_button)
    again.library()
    yield again
    again.close()


def first_row(house: House) -> FilmRow:
    library = house.stage(LibraryScreen)
    return until(lambda: library.rows[0] if library.rows else None)


def without_clock(said: str) -> str:
    """Around midnight the time of day reads as a length of nothing."""
    return said.replace("kl. 00:00", "")


def words_of(row: QWidget) -> str:
    return " ".join(label.text() for label in row.findChildren(QLabel))


def test_a_half_copied_film_leads_to_its_card(later: House) -> None:
    row = first_row(later)
    assert "Halvveis hentet" in words_of(row)
    assert "00:00" not in without_clock(words_of(row)), "its length is not known yet"
    click(row.open_button)
    later.stage(CardScreen)
    assert states(later) == [RecordingState.COPYING]


def test_a_half_copied_film_is_given_up_only_when_it_was_asked(later: House) -> None:
    row = first_row(later)
    click(row.delete_button)
    assert later.window.focusWidget() is row.give_up_panel.keep_button
    press(row.give_up_panel.keep_button, Qt.Key.Key_Space)
    assert states(later) == [RecordingState.COPYING], "a slip keeps it"
    click(row.delete_button)
    click(row.give_up_panel.give_up_button)
    library = later.stage(LibraryScreen)
    until(lambda: "halvveis" in library.notice.text() and not library.rows)
    said = words_of(library.notice)
    assert "00:00" not in without_clock(said) and "0 markeringer" not in said and "kameraets kort" in said
    assert states(later) == []
    assert list((later.home / "vault" / "reels").glob("*")) == []
    session = later.shell.session
    assert session is not None
    with session.store.work() as work:
        assert [receipt.rule for receipt in work.receipts.all()] == [DeletionRule.IMPORT_ABANDONED]
        assert work.cards.not_wiped() == []


def test_nothing_is_offered_for_a_film_that_is_coming_in_right_now(screen: CardScreen, card: Path, house: House) -> None:
    longer_film(card)
    run = begin(screen, card)
    assert house.shell.workspace is not None
    house.shell.workspace.go("library")
    row = first_row(house)
    assert not row.open_button.isVisible() and not row.delete_button.isVisible()
    assert "er i gang" in words_of(row)
    house.shell.workspace.go("card")
    click(run.cancel_button)
    result(screen)

"""A film on hold in the list of recordings: it says so, and deleting it is not offered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.domain.recording import RecordingState
from app.usecases.lift_hold import lift_hold
from app.usecases.place_hold import place_hold
from tests.usecases.caring import Home
from ui.library.film_row import FilmRow
from ui.library.shelf import read_shelf


@pytest.fixture
def home(qapp: QApplication, tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "vault")
    yield made
    made.vault.close()


def row_of(home: Home) -> FilmRow:
    [(_family, [shelved])] = read_shelf(home.vault, home.clock).families
    row = FilmRow(shelved)
    row.show()
    row.ask_to_delete()
    return row


def said(row: FilmRow) -> str:
    return " ".join(label.text() for label in row.findChildren(QLabel) if label.isVisibleTo(row))


def buttons(row: FilmRow) -> list[str]:
    return [made.text() for made in row.panel.findChildren(QPushButton) if made.isVisibleTo(row)]


@pytest.mark.parametrize("state", [RecordingState.READY, RecordingState.COPYING])
def test_a_hold_is_said_and_offers_no_deletion(home: Home, state: RecordingState) -> None:
    hold = place_hold(home.vault, home.clock, home.film(state=state), "barnevern", "Kari", lambda: True)
    row = row_of(home)
    assert "Sperret: slettes ikke" in said(row) and "Slettekalender" in said(row)
    assert "barnevern" not in said(row), "a parent may look over the shoulder"
    assert buttons(row) == ["Lukk"]
    row.panel.keep_button.click()
    assert not row.is_asking()
    lift_hold(home.vault, home.clock, hold.id, lambda: True)
    row = row_of(home)
    offered = row.panel.go_on_button if state is RecordingState.READY else row.give_up_panel.give_up_button
    assert "Sperret" not in said(row) and offered.isVisibleTo(row)

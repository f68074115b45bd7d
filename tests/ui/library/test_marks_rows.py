"""A film that stays on its camcorder, among the recordings: its marks are looked at, and what deleting reaches is said truly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.receipt import Unreached
from app.domain.recording import Recording
from app.usecases.delete_recording import delete_recording
from app.usecases.mark_along import begin_marking, keep_length
from tests.usecases.caring import CODE, Home
from ui.library.film_row import FilmRow
from ui.library.shelf import read_shelf, read_still
from ui.receipts.words import receipt_words
from ui.texts import LANGUAGES, Language, say

pytestmark = pytest.mark.parametrize("spoken", LANGUAGES, indirect=True)


@pytest.fixture
def home(qapp: QApplication, tmp_path: Path, spoken: Language) -> Iterator[Home]:
    made = Home(tmp_path / "vault")
    made.all_agree()
    yield made
    made.vault.close()


def begun(home: Home) -> Recording:
    film = begin_marking(home.vault, home.clock, CODE).recording
    longer = keep_length(home.vault, film.id, 100_000_000)
    assert longer is not None
    return longer


def test_its_row(home: Home) -> None:
    film = begun(home)
    [(_family, [shelved])] = read_shelf(home.vault, home.clock).families
    row = FilmRow(shelved)
    said = " ".join(label.text() for label in row.findChildren(QLabel) if label.parent() is row)
    assert say("library.on_camcorder") in said and "01:40" in said
    assert say("library.no_sound") not in said and " B" not in said
    assert row.open_button.isEnabled() and row.open_button.text() == say("library.marks")
    opened: list[Recording] = []
    row.open_wanted.connect(opened.append)
    row.open_button.click()
    assert opened == [film]
    assert read_still(home.vault, home.clock, film.id) is None
    row.ask_to_delete()
    asked = " ".join(label.text() for label in row.panel.findChildren(QLabel))
    assert say("library.delete_marks", marks=say("wording.marks.many", count=0), clips=say("wording.clips.many", count=0)) in asked


def test_its_receipt(home: Home) -> None:
    receipt = delete_recording(home.vault, home.clock, begun(home).id)
    assert receipt.unreached == (Unreached.CAMCORDER,)
    _heading, what, unreached = receipt_words(receipt)
    assert " B" not in what and unreached == say("receipts.unreached.camcorder")

"""What left this laptop, on screen: each batch with its bytes, its receipt, and what was erased since."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.usecases.erase_visit import erase_visit
from sync.codec import WireCodec
from tests.fakes.base import After, FakeBase
from tests.ui.films import wait_for
from tests.ui.outbox.conftest import Desk, some_visits
from tests.ui.reading import words_in
from tests.ui.visits.conftest import click
from tests.usecases.caring import Home
from ui.jobs import Jobs
from ui.outbox.left_page import LeftPage


@pytest.fixture
def page(qapp: QApplication, home: Home, jobs: Jobs, english: None) -> Iterator[LeftPage]:
    made = LeftPage(home.vault, jobs, WireCodec())
    made.resize(1258, 610)
    made.show()
    yield made
    jobs.flush()
    made.close()
    made.deleteLater()


def read(page: LeftPage, batches: int) -> None:
    page.refresh()
    wait_for(lambda: len(page.cards) == batches and bool(page.verdict.text()))


def send(desk: Desk) -> None:
    screen = desk.read()
    click(screen.send_button)
    wait_for(screen.notice.isVisible)
    desk.idle()


def test_nothing_has_left(page: LeftPage) -> None:
    page.refresh()
    wait_for(lambda: "Nothing has left this laptop." in words_in(page))
    assert not page.verdict.isVisible() and page.cards == {}


def test_what_went_is_shown_byte_for_byte(page: LeftPage, desk: Desk, base: FakeBase, home: Home, member: None) -> None:
    some_visits(home, 2)
    send(desk)
    read(page, 1)
    card = page.cards[1]
    assert page.verdict.text().startswith("The chain is whole")
    said = words_in(card)
    assert "Shipment 1 · 3 summaries" in said and "to the team base of TRO01" in said and "Acknowledged" in said and "fingerprint" in said
    page.activateWindow()
    card.open_button.setFocus()
    click(card.open_button)
    wait_for(lambda: card.inside is not None)
    assert card.open_button.hasFocus() and card.open_button.accessibleName().startswith("Put away: Shipment 1")
    shown = [field.toPlainText() for field in card.findChildren(QPlainTextEdit)]
    assert shown[0] == base.bodies[0].decode() and shown[1].startswith("signed: ")
    assert words_in(card).count("Visit ") == 2
    page.refresh()  # background work has it read anew: what is open stays
    wait_for(lambda: page._jobs.flush(5))
    assert page.cards[1] is card and card.inside is not None
    click(card.open_button)
    assert card.inside is None and card.open_button.text() == "See what went"


def test_of_what_was_erased_since_only_the_digest_is_left(page: LeftPage, desk: Desk, home: Home, member: None) -> None:
    visit, _other = some_visits(home, 2)
    send(desk)
    erase_visit(home.vault, home.clock, visit, with_films=False)
    read(page, 1)
    card = page.cards[1]
    click(card.open_button)
    wait_for(lambda: card.inside is not None)
    said = words_in(card)
    assert "Deleted since. Digest " in said and "only the digest is left" in said and said.count("Visit ") == 1
    assert page.verdict.text().startswith("The chain is whole"), "erasing breaks no chain"


def test_without_a_receipt_that_is_said(
    page: LeftPage, desk: Desk, base: FakeBase, home: Home, member: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.usecases.pacing.FIRST_WAIT_S", 0.01)
    some_visits(home, 1)
    base.trouble.extend([None, After(), After(), After(), After()])
    send(desk)
    read(page, 1)
    assert "No receipt yet" in words_in(page.cards[1])


def test_a_changed_entry_is_found(page: LeftPage, desk: Desk, home: Home, member: None) -> None:
    some_visits(home, 1)
    send(desk)
    home.vault._db.run("UPDATE departure SET team = 'OSL01'")
    read(page, 1)
    assert "Somebody has changed this list." in page.verdict.text()

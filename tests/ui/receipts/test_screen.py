"""Receipts on screen: the newest first, older ones a part at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.ids import FamilyCode, ReceiptId
from app.domain.receipt import DeletionRule, Receipt
from tests.ui.films import wait_for
from tests.ui.privacy.conftest import said
from tests.usecases.caring import NOON, Home
from ui.jobs import Jobs
from ui.receipts.screen import AT_A_TIME, ReceiptsScreen


@pytest.fixture
def screen(qapp: QApplication, tmp_path: Path) -> Iterator[ReceiptsScreen]:
    home, jobs = Home(tmp_path / "vault"), Jobs()
    with home.vault.work() as work:
        for n in range(AT_A_TIME + 3):
            work.receipts.add(
                Receipt(ReceiptId(f"r{n}"), FamilyCode("K7Q2M"), DeletionRule.ON_REQUEST, NOON, NOON, 5_000_000, 61_000_000, n, 1)
            )
        work.commit()
    made = ReceiptsScreen(home.vault, jobs)
    made.show()
    made.refresh()
    yield made
    jobs.close()
    made.close()
    made.deleteLater()
    home.vault.close()


def test_older_ones_come_when_they_are_asked_for(screen: ReceiptsScreen) -> None:
    wait_for(lambda: said(screen).count("Slettet: film fra familie K7Q2M") == AT_A_TIME)
    screen.more_button.click()
    wait_for(lambda: said(screen).count("Slettet: film fra familie K7Q2M") == AT_A_TIME + 3)
    assert not screen.more_button.isVisible()

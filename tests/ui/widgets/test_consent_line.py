"""The consent line on a real vault: what it says, what a click notes, and that an answer for another family is let go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.errors import SamspillError
from app.domain.ids import family_code
from storage.practice import create_practice_vault
from storage.vault import Vault
from tests.ui.films import wait_for
from ui.jobs import Jobs
from ui.widgets.consent_line import ConsentLine

ONE, OTHER = family_code("K7Q2M"), family_code("B4CDE")
AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Vault]:
    vault = create_practice_vault(tmp_path / "vault")
    yield vault
    vault.close()


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def line(store: Vault, jobs: Jobs) -> Iterator[ConsentLine]:
    made = ConsentLine(store, jobs, lambda: AT)
    made.show()
    yield made
    made.close()


def test_nothing_is_noted_until_it_is_and_then_it_stays(line: ConsentLine, store: Vault, jobs: Jobs) -> None:
    heard: list[bool] = []
    line.changed.connect(heard.append)
    line.show_family(ONE)
    wait_for(line.button.isEnabled)
    assert not line.is_noted() and "ikke notert" in line.label.text()
    QTest.mouseClick(line.button, Qt.MouseButton.LeftButton)
    wait_for(line.is_noted)
    assert line.label.text() == "Samtykke notert 12. mars 2026" and line.button.isHidden()
    assert heard[-1] is True
    line.show_family(OTHER)
    wait_for(line.button.isEnabled)
    assert not line.is_noted() and not line.button.isHidden()
    with store.work() as work:
        assert (work.consents.noted(ONE), work.consents.noted(OTHER)) == (AT, None)
        assert work.families.all() == [ONE]


def test_it_is_taken_back_at_once_and_for_good(line: ConsentLine, store: Vault, jobs: Jobs) -> None:
    with store.work() as work:
        work.consents.note(ONE, AT)
        work.commit()
    line.show_family(ONE)
    wait_for(line.is_noted)
    heard: list[bool] = []
    line.changed.connect(heard.append)
    QTest.mouseClick(line.back, Qt.MouseButton.LeftButton)
    wait_for(lambda: not line.is_noted())
    assert heard == [False] and line.back.isHidden() and not line.button.isHidden()
    with store.work() as work:
        assert work.consents.noted(ONE) is None


def test_an_answer_for_a_family_that_is_shown_no_more_is_let_go(line: ConsentLine, store: Vault, jobs: Jobs) -> None:
    with store.work() as work:
        work.consents.note(ONE, AT)
        work.commit()
    line.show_family(ONE)
    line.show_family(OTHER)  # before the answer for the first could come
    wait_for(line.button.isEnabled)
    assert not line.is_noted()
    line.show_family(None)
    jobs.flush()
    QApplication.processEvents()
    assert line.isHidden() and not line.is_noted()


def test_what_cannot_be_noted_is_told_and_counts_as_not_noted(line: ConsentLine, store: Vault) -> None:
    told: list[SamspillError] = []
    line.failed.connect(told.append)
    line.show_family(ONE)
    wait_for(line.button.isEnabled)
    store.close()
    QTest.mouseClick(line.button, Qt.MouseButton.LeftButton)
    wait_for(lambda: bool(told))
    assert not line.is_noted() and line.button.isEnabled()

"""The family's code: known ones are offered while one is typed, and the offer goes when there is nothing left to choose."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.ids import FamilyCode, family_code
from app.usecases.open_family import retire_code
from tests.ui.films import wait_for
from tests.usecases.caring import CODE, Home
from ui.jobs import Jobs
from ui.widgets.family_field import FamilyField


@pytest.fixture
def field(qtbot: QtBot) -> FamilyField:
    made = FamilyField([family_code("K7Q2M"), family_code("K7Q2N")], narrow=True)
    qtbot.addWidget(made)
    made.show()
    return made


def offered(field: FamilyField) -> list[str]:
    shown = field.line.completer().completionModel()
    return [shown.index(row, 0).data() for row in range(shown.rowCount())]


def test_the_button_is_as_wide_as_its_words(field: FamilyField) -> None:
    field.resize(700, field.height())
    assert field.new_button.width() == field.new_button.sizeHint().width()


def test_known_codes_are_offered(field: FamilyField) -> None:
    QTest.keyClicks(field.line, "k7q")
    assert offered(field) == ["K7Q2M", "K7Q2N"]


def test_a_whole_code_is_not_offered_again(field: FamilyField) -> None:
    """The list would lie over the consent that is asked for next."""
    QTest.keyClicks(field.line, "k7q2m")
    assert field.family() == "K7Q2M" and offered(field) == []
    popup = field.line.completer().popup()
    assert popup is not None and not popup.isVisible()


def test_a_new_code_is_one_that_no_family_has_or_ever_had(field: FamilyField, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, jobs = Home(tmp_path / "vault"), Jobs()
    with home.vault.work() as work:
        retire_code(work, FamilyCode("BBBBB"))
        work.commit()
    drawn = iter(f"{CODE}BBBBBCCCCC")
    monkeypatch.setattr("app.usecases.open_family.secrets.choice", lambda _letters: next(drawn))
    field.offer_codes(home.vault, jobs)
    field.new_button.click()
    wait_for(lambda: field.family() == "CCCCC")
    with home.vault.work() as work:
        assert work.families.get(FamilyCode("CCCCC")) is None, "a code in a field is no family yet"
    jobs.close()
    home.vault.close()

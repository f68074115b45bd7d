"""What is counted, in the window: an episode told, a step to another pathway, its end and what came of it; and hours of training."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.family import FamilyState
from app.domain.ids import FamilyCode
from tests.journeys.kit import House, agreed_house, click, unlocked, until, write
from tests.usecases.caring import Hands
from ui.families.episode_forms import EpisodeEditor
from ui.families.page import FamilyScreen
from ui.hours.screen import HoursScreen
from ui.places import of_family
from ui.settings.screen import SettingsScreen

FAMILY = FamilyCode("K7Q2M")


@pytest.fixture
def house(qapp: QApplication, nobodys_home: Path) -> Iterator[House]:
    made = agreed_house(nobodys_home, Hands(), FAMILY)
    yield made
    made.close()


def test_what_is_told_of_a_family_and_hours_are_counted(house: House) -> None:
    workspace = unlocked(house)
    workspace.open(of_family("family", FAMILY))
    family = house.stage(FamilyScreen)
    until(lambda: family.page is not None and family.people.episode_button.isVisible())
    click(family.people.episode_button)
    form = family.people.editor
    assert isinstance(form, EpisodeEditor)
    write(form.referred, "1.2.2026")
    click(form.save_button)
    until(lambda: family.page is not None and family.page.episode.episode.referred_on is not None)
    click(family.people.transfer_button)
    assert family.people.editor is not None
    click(family.people.editor.save_button)
    until(lambda: family.page is not None and family.page.episode.transfers)
    click(family.close_button)
    family.closing.ending.goal.setCurrentIndex(1)
    click(family.closing.sure_button)
    until(lambda: family.page is not None and family.page.family.state is FamilyState.CLOSED)

    workspace.go("settings")
    click(house.stage(SettingsScreen).hours_button)
    hours = house.stage(HoursScreen)
    until(lambda: hours.view is not None)
    click(hours.form.save_button)
    until(lambda: hours.lines)
    workspace.back()
    assert house.stage(SettingsScreen).isVisible()

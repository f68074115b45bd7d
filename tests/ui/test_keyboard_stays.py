"""In the real window, with the rail beside it: the keyboard is where the next thing is done, after a form was saved or a panel opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.ids import FamilyCode
from tests.journeys.kit import House, agreed_house, press, settle, unlocked, until, write
from tests.samples.make import sample
from tests.ui.films import keep_film
from tests.usecases.caring import Hands
from ui.card.screen import CardScreen
from ui.families.editors import FamilyEditor, PersonEditor
from ui.families.page import FamilyScreen
from ui.places import of_family, of_film
from ui.review.screen import ReviewScreen
from ui.settings.screen import SettingsScreen
from ui.workspace import Workspace

FAMILY = FamilyCode("K7Q2M")


@pytest.fixture
def house(qapp: QApplication, nobodys_home: Path) -> Iterator[House]:
    house = agreed_house(nobodys_home, Hands(), FAMILY)
    unlocked(house)
    house.window.activateWindow()
    yield house
    house.close()


@pytest.fixture
def workspace(house: House) -> Workspace:
    return until(lambda: house.shell.workspace)


def test_after_somebody_was_saved(house: House, workspace: Workspace) -> None:
    workspace.open(of_family("family", FAMILY))
    page = house.stage(FamilyScreen)
    until(lambda: page.page)
    settle()
    page.people.add_carer.setFocus()
    press(page.people.add_carer, Qt.Key.Key_Space)
    editor = page.people.editor
    assert isinstance(editor, PersonEditor)
    write(editor.name_line, "Bestefar")
    press(editor.name_line, Qt.Key.Key_Return)
    until(lambda: page.page and len(page.page.people) == 3)
    settle(0.5)
    assert page.people.add_carer.hasFocus(), house.window.focusWidget()
    press(page.people.edit_button, Qt.Key.Key_Space)
    family = page.people.editor
    assert isinstance(family, FamilyEditor)
    write(family.language, "polsk")
    family.save_button.setFocus()
    press(family.save_button, Qt.Key.Key_Space)
    until(lambda: page.page and page.page.family.language == "polsk")
    settle(0.5)
    assert page.people.edit_button.hasFocus(), house.window.focusWidget()


def test_after_somebody_known_was_changed(house: House, workspace: Workspace) -> None:
    workspace.open(of_family("family", FAMILY))
    page = house.stage(FamilyScreen)
    until(lambda: page.page)
    settle()
    who, edit = next(iter(page.people.edit_buttons.items()))
    edit.setFocus()
    press(edit, Qt.Key.Key_Space)
    editor = page.people.editor
    assert isinstance(editor, PersonEditor)
    write(editor.name_line, "Ola")
    QTest.mouseClick(editor.save_button, Qt.MouseButton.LeftButton)
    until(lambda: page.page and any(one.person.name == "Ola" for one in page.page.people))
    settle(0.5)
    assert page.people.edit_buttons[who].hasFocus()


def test_after_the_episode_was_closed_and_opened_again(house: House, workspace: Workspace) -> None:
    workspace.open(of_family("family", FAMILY))
    page = house.stage(FamilyScreen)
    until(lambda: page.page)
    settle()
    page.close_button.setFocus()
    press(page.close_button, Qt.Key.Key_Return)
    page.closing.sure_button.setFocus()
    press(page.closing.sure_button, Qt.Key.Key_Return)
    until(page.reopen_button.isVisible)
    settle()
    assert page.reopen_button.hasFocus(), house.window.focusWidget()
    press(page.reopen_button, Qt.Key.Key_Return)
    until(page.plan_button.isVisible)
    settle()
    assert page.plan_button.hasFocus(), house.window.focusWidget()


@pytest.mark.parametrize("by_keyboard", [True, False])
def test_when_who_is_in_a_film_is_opened(house: House, workspace: Workspace, by_keyboard: bool) -> None:
    assert house.shell.session is not None
    workspace.open(of_film(keep_film(house.shell.session.store, sample("vfr", seconds=3).path)))
    review = house.stage(ReviewScreen)
    until(lambda: not review.player.image().isNull())
    if by_keyboard:
        review.header.people.setFocus()
        press(review.header.people, Qt.Key.Key_Space)
    else:
        review.marker.press("explores")
        until(review.marks.list.isVisible)
        review.marks.list.setFocus()
        QTest.mouseClick(review.header.people, Qt.MouseButton.LeftButton)
    until(lambda: review.people.isVisible() and review.people.film)
    settle(0.3)
    at = house.window.focusWidget()
    assert at is not None
    assert review.people.isAncestorOf(at) if by_keyboard else at is review.film


def test_after_the_overview_of_keys(house: House, workspace: Workspace) -> None:
    assert house.shell.session is not None
    workspace.open(of_film(keep_film(house.shell.session.store, sample("vfr", seconds=3).path)))
    review = house.stage(ReviewScreen)
    until(lambda: not review.player.image().isNull())
    press(review.film, Qt.Key.Key_F1)
    until(review.help.isVisible)
    press(review.help, Qt.Key.Key_Escape)
    until(review.help.isHidden)
    assert house.window.focusWidget() is review.film


def test_in_the_rail_it_goes_along(house: House, workspace: Workspace) -> None:
    rail = house.window.rail.buttons
    rail["card"].setFocus()
    press(rail["card"], Qt.Key.Key_Space)
    house.stage(CardScreen)
    press(house.window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    house.stage(SettingsScreen)
    assert rail["settings"].hasFocus(), "the ring does not stay at a place that was left"

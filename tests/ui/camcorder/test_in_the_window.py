"""No film on this laptop, in the real window: the rail, the lock that waits, other colours in the middle, and the way to deleting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.ids import FamilyCode
from app.usecases.mark_along import begin_marking
from app.usecases.no_import import set_no_import
from tests.consenting import agreed
from tests.journeys.kit import House, new_vault, unlocked, until
from tests.usecases.caring import Hands
from ui.camcorder.screen import MarksScreen
from ui.camcorder.switch import NoImportSwitch
from ui.library.screen import LibraryScreen
from ui.places import Place, of_family
from ui.privacy.screen import PrivacyScreen
from ui.workspace import Workspace

FAMILY = FamilyCode("K7Q2M")


@pytest.fixture
def house(qapp: QApplication, nobodys_home: Path) -> Iterator[House]:
    vault = new_vault(nobodys_home)
    agreed(vault, Hands(), FAMILY)
    set_no_import(vault, Hands(), on=True)
    vault.close()
    house = House(nobodys_home, "nb")
    yield house
    house.close()


def unlock(house: House) -> Workspace:
    workspace = unlocked(house)
    until(house.window.rail.buttons["marks"].isVisible)
    return workspace


def test_marks_stand_where_film_would(house: House) -> None:
    workspace = unlock(house)
    assert not house.window.rail.buttons["film"].isVisible() and not house.window.rail.buttons["card"].isVisible()
    workspace.open(of_family("film", FAMILY))
    marks = house.stage(MarksScreen)
    assert marks.start.family.family() == FAMILY
    until(marks.start.start.isEnabled)
    assert not workspace.holds_the_lock()
    marks.start.start.click()
    until(marks.is_running)
    assert workspace.holds_the_lock(), "a camcorder films"
    workspace.rebuild()
    assert house.stage(MarksScreen) is marks and marks.is_running(), "other colours break nothing off"
    workspace.go("today")
    assert marks.is_running()
    workspace.go("marks")
    marks.marking.marker.press("explores")
    marks.marking.face.end_button.click()
    assert not workspace.holds_the_lock()
    marks.marking.header.delete_wanted.emit()
    library = house.stage(LibraryScreen)
    until(lambda: any(row.is_asking() for row in library.rows))
    assert not library.import_button.isVisible()
    for row in library.rows:
        row.panel.left.emit()
    workspace.go("today")
    workspace.go("library")
    until(lambda: bool(library.rows) and library.rows[0].open_button.hasFocus())


def test_switched_off_film_is_back_at_once(house: House) -> None:
    workspace = unlock(house)
    workspace.go("library")
    library = house.stage(LibraryScreen)
    until(lambda: library.is_read() and not library.import_button.isVisible())
    workspace.open(Place("privacy", "rules"))
    switch = next(iter(house.stage(PrivacyScreen).findChildren(NoImportSwitch)))
    until(switch.tick.isEnabled)
    switch.tick.click()
    until(house.window.rail.buttons["film"].isVisible)
    assert not house.window.rail.buttons["marks"].isVisible()
    until(lambda: switch.notice.isVisible() and not switch.notice.visibleRegion().isEmpty())
    workspace.go("library")
    until(library.import_button.isVisible)


def test_the_keyboard_is_among_the_recordings_where_nothing_can_be_imported(house: House) -> None:
    workspace = unlock(house)
    assert house.shell.session is not None
    begin_marking(house.shell.session.store, house.shell.session.clock, FAMILY)
    workspace.go("library")
    library = house.stage(LibraryScreen)
    until(lambda: bool(library.rows) and library.rows[0].open_button.hasFocus())

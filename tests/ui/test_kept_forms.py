"""Dusk, or another language, while somebody types: the system's colours change and what is half done stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.consent import Purpose
from app.domain.ids import FamilyCode, PersonId
from app.domain.visit import VisitKind, VisitPlace
from app.usecases.plan_visit import VisitPlan, plan_visit
from tests.consenting import agreed
from tests.journeys.kit import PASSPHRASE, House, click, new_vault, settle, unlocked, until, write
from tests.samples.make import sample
from tests.ui.films import keep_film
from tests.usecases.caring import Hands
from ui.consent.give_page import GivePage
from ui.consent.screen import LedgerScreen
from ui.families.editors import PersonEditor
from ui.families.page import FamilyScreen
from ui.families.screen import FamiliesScreen
from ui.film.screen import FilmScreen
from ui.places import Place, of_family, of_film
from ui.preferences import LANGUAGE, THEME
from ui.privacy.screen import PrivacyScreen
from ui.review.screen import ReviewScreen
from ui.search.screen import SearchScreen
from ui.services import Session
from ui.settings.screen import SettingsScreen
from ui.setup.welcome import WelcomeScreen
from ui.setup.wizard import SetupWizard
from ui.theme import DARK, tokens
from ui.today.screen import TodayScreen
from ui.unlock.curtain import Curtain
from ui.visits.screen import VisitScreen
from ui.workspace import Workspace

FAMILY = FamilyCode("K7Q2M")


@pytest.fixture
def mother(nobodys_home: Path) -> PersonId:
    vault = new_vault(nobodys_home)
    caregiver, _child = agreed(vault, Hands(), FAMILY)
    vault.close()
    return caregiver


@pytest.fixture
def house(qapp: QApplication, nobodys_home: Path, mother: PersonId) -> Iterator[House]:
    house = House(nobodys_home)
    unlocked(house)
    yield house
    house.close()


@pytest.fixture
def workspace(house: House) -> Workspace:
    return until(lambda: house.shell.workspace)


@pytest.fixture
def session(house: House) -> Session:
    return until(lambda: house.shell.session)


def dusk(house: House) -> None:
    house.shell._preferences.set(THEME, "dark")
    assert tokens() is DARK
    settle(1.2)  # longer than one look for what may be made anew


def test_a_consent_that_is_being_signed_is_signed_on(house: House, workspace: Workspace, mother: PersonId) -> None:
    workspace.open(of_family("consents", FAMILY))
    ledger = house.stage(LedgerScreen)
    until(lambda: ledger.ledger)
    ledger.give(mother, Purpose.REPLAY)
    page = ledger.currentWidget()
    assert isinstance(page, GivePage)
    until(lambda: bool(page.text.text()))
    for end in (QPoint(120, 90), QPoint(60, 40)):
        QTest.mousePress(page.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
        QTest.mouseMove(page.pad, end)
        QTest.mouseRelease(page.pad, Qt.MouseButton.LeftButton, pos=end)
    strokes = page.pad.strokes()
    page.interpreter.setChecked(True)
    page.interpreter.setFocus()
    rail = house.window.rail
    dusk(house)
    assert house.window.rail is not rail, "the frame has the new colours"
    assert house.stage(LedgerScreen) is ledger and ledger.currentWidget() is page
    assert page.pad.strokes() == strokes and page.interpreter.isChecked() and page.interpreter.hasFocus()
    assert house.window.back_button.isVisible() and FAMILY in house.window._family.text()
    click(page.enter_button)
    until(ledger.notice.isVisible)
    settle(1.2)
    assert house.stage(LedgerScreen) is ledger, "what came of it is read first"
    workspace.go("today")
    workspace.open(of_family("consents", FAMILY))
    assert house.stage(LedgerScreen) is not ledger


def test_somebody_half_entered_stays_and_the_screen_follows_when_that_is_done(house: House, workspace: Workspace) -> None:
    workspace.open(of_family("family", FAMILY))
    page = house.stage(FamilyScreen)
    until(lambda: page.page)
    click(page.people.add_child)
    editor = page.people.editor
    assert isinstance(editor, PersonEditor)
    QTest.keyClicks(editor.name_line, "Emma")
    dusk(house)
    assert house.stage(FamilyScreen) is page and page.people.editor is editor
    assert editor.name_line.text() == "Emma" and editor.name_line.hasFocus(), "the keyboard stays in the field"
    click(editor.leave_button)
    until(lambda: house.window.current() is not page)
    fresh = house.stage(FamilyScreen)
    until(lambda: fresh.page)


def test_forms_of_visits_rules_and_the_calendar_stay(house: House, workspace: Workspace, session: Session) -> None:
    plan = VisitPlan(session.clock.now().replace(tzinfo=None), VisitKind.COMBINED, VisitPlace.HOME)
    visit = plan_visit(session.store, FAMILY, plan)
    workspace.open(Place("visit", visit.id))
    shown = house.stage(VisitScreen)
    click(until(lambda: shown.facts.hold_button))
    workspace.open(Place("privacy", "rules"))
    privacy = house.stage(PrivacyScreen)
    rules = privacy._parts["rules"]
    second = rules.second  # type: ignore[union-attr]
    click(second.open_button)
    write(second.new.line, "2468")
    dusk(house)
    assert house.stage(PrivacyScreen) is privacy and second.new.text() == "2468"
    workspace.back()
    assert house.stage(VisitScreen) is shown and shown.facts.hold.isVisible(), "what was left half done too"
    shown.facts.hold.left.emit()
    until(lambda: house.window.current() is not shown)


def test_what_is_looked_for_stays_while_it_is_in_sight(house: House, workspace: Workspace) -> None:
    workspace.go("families")
    families = house.stage(FamiliesScreen)
    write(families.search, "K7")
    dusk(house)
    assert house.stage(FamiliesScreen) is families and families.search.text() == "K7"
    workspace.open(Place("search"))
    search = house.stage(SearchScreen)
    write(search.field, "smil")
    house.shell._preferences.set(THEME, "light")
    assert house.stage(SearchScreen) is search
    workspace.open(of_family("film", FAMILY))
    film = house.stage(FilmScreen)
    house.shell._preferences.set(THEME, "dark")
    assert house.stage(FilmScreen) is film and film.side.family.line.text() == FAMILY
    workspace.go("families")
    settle(1.2)
    assert house.stage(FamiliesScreen) is not families


def test_another_language_waits_for_a_key_that_is_being_changed(house: House, workspace: Workspace) -> None:
    workspace.go("settings")
    settings = house.stage(SettingsScreen)
    click(settings.passphrase.open_button)
    write(settings.passphrase.old.line, PASSPHRASE)
    house.shell._preferences.set(LANGUAGE, "en")
    assert house.stage(SettingsScreen) is settings and settings.passphrase.old.text() == PASSPHRASE
    click(settings.passphrase.leave_button)
    until(lambda: house.window.current() is not settings)
    assert house.stage(SettingsScreen).passphrase.open_button.text().startswith("Change")


def test_a_film_that_plays_plays_on_and_opens_anew_where_it_stands(house: House, workspace: Workspace, session: Session) -> None:
    film = keep_film(session.store, sample("vfr", seconds=3).path)
    workspace.open(of_film(film))
    review = house.stage(ReviewScreen)
    until(lambda: not review.player.image().isNull())
    review._toggle_people()
    dusk(house)
    assert house.stage(ReviewScreen) is review and review.people.isVisible()
    review.player.seek(1_000_000)
    until(lambda: review.watching.at_us() > 900_000)
    review._toggle_people()
    until(lambda: house.window.current() is not review)
    again = house.stage(ReviewScreen)
    until(lambda: not again.player.image().isNull() and again.watching.at_us() > 900_000)


def test_behind_a_curtain_nothing_is_shown(house: House, workspace: Workspace) -> None:
    workspace.is_working_long = lambda: True  # type: ignore[method-assign]
    today = house.stage(TodayScreen)
    house.shell.idle.idle.emit()
    curtain = house.stage(Curtain)
    dusk(house)
    assert house.window.current() is curtain, "colours open no vault"
    curtain.opened.emit()
    assert house.stage(TodayScreen) is not today


def test_set_up_goes_on_where_it_was(qapp: QApplication, nobodys_home: Path) -> None:
    house = House(nobodys_home)
    try:
        click(house.stage(WelcomeScreen).set_up_button)
        wizard = house.stage(SetupWizard)
        house.shell._preferences.set(THEME, "dark")
        assert house.window.current() is wizard
    finally:
        house.close()

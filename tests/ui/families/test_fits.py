"""The families' screens fit beside the rail, in both languages and looks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.episode import Change, GoalChange, OutcomeMeasure, ReferralSource, TransferKind
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import ClosureReason, PersonKind
from app.usecases.change_people import PersonFacts, change_person
from app.usecases.end_episode import close_episode
from app.usecases.episode_facts import Beginning, Ending, add_transfer, tell_episode
from tests.ui.families.conftest import TWIN
from tests.ui.families.kit import check
from tests.ui.films import wait_for
from tests.ui.scaled import again_at_two_hundred_percent
from tests.usecases.caring import CHILD, CODE, TODAY, Home
from ui.families.page import FamilyScreen
from ui.families.screen import FamiliesScreen
from ui.jobs import Jobs
from ui.texts import LANGUAGES, Language, set_language
from ui.theme import DARK, LIGHT, Palette, apply_theme


@pytest.fixture(params=[(language, look) for language in LANGUAGES for look in ("light", "dark")], ids="-".join)
def looks(request: pytest.FixtureRequest, qapp: QApplication, jobs: Jobs) -> tuple[Language, Palette]:
    language, look = request.param
    set_language(language)
    apply_theme(qapp, LIGHT if look == "light" else DARK)
    return language, LIGHT if look == "light" else DARK


@pytest.mark.usefixtures("looks")
def test_families(home: Home, jobs: Jobs) -> None:
    screen = FamiliesScreen(home.vault, home.clock, jobs)
    screen.refresh()
    wait_for(lambda: bool(screen.shown))
    check(screen, "families")
    screen.new_button.click()
    screen.new_panel.notice.show_error(Circumstance(ErrorCode.FAMILY_CODE_TAKEN))
    check(screen, "families-new")
    screen.new_panel._looked("Berg", (CODE, TWIN))
    check(screen, "families-known")
    screen.list.setCurrentIndex(screen.list.rows.index(1))
    screen.merge_button.click()
    wait_for(screen.merge_panel.isVisible)
    screen.merge_panel.code.line.setText(TWIN)
    screen.merge_panel.look_button.click()
    wait_for(screen.merge_panel.merge_button.isEnabled)
    check(screen, "families-merge")
    screen.merge_panel.leave_button.click()
    screen.search.setText("nobody")
    wait_for(lambda: screen.shown == ())
    check(screen, "families-none")
    screen.close()
    screen.deleteLater()


@pytest.mark.usefixtures("looks")
def test_page(home: Home, jobs: Jobs) -> None:
    home.all_agree()
    home.visit(home.film(filmed_on=TODAY), signed=False)
    facts = PersonFacts(PersonKind.CHILD, born_on=date(2025, 12, 1), due_on=date(2026, 2, 1))
    change_person(home.vault, home.clock, CHILD, facts)
    screen = FamilyScreen(home.vault, home.clock, jobs)
    screen.show_family(CODE)
    wait_for(lambda: bool(screen.events))
    check(screen, "family")
    screen.close_button.click()
    check(screen, "family-close")
    screen.closing.leave_button.click()
    screen.people.edit_button.click()
    check(screen, "family-edit")
    assert screen.people.editor is not None
    screen.people.editor.leave_button.click()
    screen.people.edit_buttons[CHILD].setFocus()
    screen.people.add_carer.click()
    check(screen, "family-person")
    screen.close()
    screen.deleteLater()


@pytest.mark.usefixtures("looks")
def test_episode(home: Home, jobs: Jobs) -> None:
    tell_episode(home.vault, home.clock, CODE, Beginning(TODAY, ReferralSource.HEALTH_VISITOR, 3))
    home.clock.turn(days=1)
    add_transfer(home.vault, home.clock, CODE, TransferKind.STEP_UP, TODAY)
    screen = FamilyScreen(home.vault, home.clock, jobs)
    screen.show_family(CODE)
    wait_for(lambda: bool(screen.events))
    check(screen, "family-episode")
    screen.people.transfer_button.click()
    check(screen, "family-transfer")
    _leave(screen)
    screen.people.episode_button.click()
    check(screen, "family-episode-edit")
    _leave(screen)
    ending = Ending({OutcomeMeasure.PARENT_WELLBEING: Change.IMPROVED}, GoalChange.NEARER)
    close_episode(home.vault, home.clock, CODE, ClosureReason.COMPLETED, ending=ending)
    screen.refresh()
    wait_for(screen.reopen_button.isVisible)
    check(screen, "family-episode-ended")
    screen.people.episode_button.click()
    check(screen, "family-episode-ended-edit")
    screen.close()
    screen.deleteLater()


def _leave(screen: FamilyScreen) -> None:
    assert screen.people.editor is not None
    screen.people.editor.leave_button.click()


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__)

"""From the colleague's code to a hold: what is set under Rules is what the deletion calendar asks for, and guesses wait in both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.keeper import Keeper
from tests.ui.films import wait_for
from tests.ui.visits.conftest import session_of
from tests.usecases.caring import TODAY, Home
from ui.calendar.panels import HoldQuestion
from ui.calendar.screen import CalendarScreen
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.privacy.screen import PrivacyScreen
from ui.rules.page import RulesPage
from ui.theme import LIGHT, apply_theme

CODE = "havregrøt"


@pytest.fixture
def privacy(home: Home, jobs: Jobs, tmp_path: Path, qapp: QApplication, spoken: str) -> Iterator[PrivacyScreen]:
    apply_theme(qapp, LIGHT)
    session = replace(session_of(home), keeper=Keeper(home.folder, FileSecrets(home.folder), PRACTICE))
    made = PrivacyScreen(session, jobs, Preferences(tmp_path))
    made.resize(1258, 660)
    made.show()
    yield made
    jobs.flush()
    made.close()
    made.deleteLater()


def make_code(privacy: PrivacyScreen) -> None:
    privacy.open("rules")
    rules = privacy.findChildren(RulesPage)[0]
    wait_for(rules.second.open_button.isEnabled)
    rules.second.open_button.click()
    for field in (rules.second.new, rules.second.again):
        QTest.keyClicks(field.line, CODE)
    rules.second.do_button.click()
    wait_for(lambda: rules.second.notice.text() == "Koden gjelder nå")


def ask(calendar: CalendarScreen, code: str) -> str:
    """Try to place a hold; the title of the answer."""
    if calendar.question is None:
        next(iter(calendar.hold_buttons.values())).click()
    question = calendar.question
    assert isinstance(question, HoldQuestion)
    question.reason.setText("Barnevernet har bedt om det")
    question.second.setText("Kari")
    QTest.keyClicks(question.secret.line, code)
    question.do_button.click()
    wait_for(lambda: calendar.question is None or question.notice.isVisible())
    return calendar.notice.text() if calendar.question is None else question.notice.text()


def test_the_code_set_under_rules_is_what_a_hold_asks_for(privacy: PrivacyScreen, home: Home) -> None:
    taken = TODAY - timedelta(85)
    home.visit(home.film(filmed_on=taken), taken)
    privacy.open("calendar")
    calendar = privacy.findChildren(CalendarScreen)[0]
    wait_for(lambda: bool(calendar.hold_buttons))
    assert ask(calendar, CODE) == "Ingen kollega har laget en kode ennå"
    make_code(privacy)
    privacy.open("calendar")
    assert calendar.question is not None, "what was typed for the hold is still there"
    for _ in range(3):
        assert ask(calendar, "gjetning") == "Kollegaen er ikke bekreftet"
    assert ask(calendar, CODE) == "Vent litt før neste forsøk"
    with home.vault.work() as work:
        assert not work.holds.standing()
        work.settings.put("second_person_misses", "")
        work.commit()
    ask(calendar, CODE)
    with home.vault.work() as work:
        assert [hold.second for hold in work.holds.standing()] == ["Kari"]

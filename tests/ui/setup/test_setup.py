"""First set-up by somebody who types and presses Enter, and what is said while they type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.errors import Circumstance, ErrorCode
from tests.journeys.kit import PASSPHRASE, House, click, press, until, write
from ui.settings.screen import SettingsScreen
from ui.setup.steps import RecoveryStep
from ui.setup.welcome import WelcomeScreen
from ui.setup.wizard import SetupWizard
from ui.texts import say
from ui.today.screen import TodayScreen

ENTER = Qt.Key.Key_Return


@pytest.fixture
def wizard(qapp: QApplication, nobodys_home: Path) -> Iterator[tuple[House, SetupWizard]]:
    house = House(nobodys_home)
    click(house.stage(WelcomeScreen).set_up_button)
    yield house, house.stage(SetupWizard)
    house.close()


def type_back(step: RecoveryStep) -> None:
    made = step.code().split("-")
    for group, field in zip(step.asked, step.fields, strict=True):
        write(field, made[group - 1].lower())


def choose_passphrase(screen: SetupWizard) -> None:
    """And on to the lock."""
    for field in (screen.passphrase.twice.first, screen.passphrase.twice.second):
        write(field.line, PASSPHRASE)
    click(screen.next_button)


def at(house: House) -> QWidget | None:
    return house.window.focusWidget()


def test_typing_and_enter_lead_to_the_end(wizard: tuple[House, SetupWizard]) -> None:
    house, screen = wizard
    twice = screen.passphrase.twice
    QTest.keyClicks(twice.first.line, PASSPHRASE)
    press(twice.first.line, ENTER)
    assert at(house) is twice.second.line and twice.isVisible()
    QTest.keyClicks(twice.second.line, PASSPHRASE)
    until(screen.next_button.isEnabled)
    press(twice.second.line, ENTER)
    until(screen.lock.isVisible)
    write(screen.lock.pin, "12")
    press(screen.lock.pin, ENTER)
    assert screen.lock.isVisible() and not screen.busy.isVisible(), "what is half typed goes nowhere"
    write(screen.lock.pin, "1234")
    press(screen.lock.pin, ENTER)
    step = until(lambda: screen.recovery)
    type_back(step)
    press(step.fields[1], ENTER)
    house.stage(TodayScreen)


def test_too_easy_is_said_before_unlike(wizard: tuple[House, SetupWizard]) -> None:
    _house, screen = wizard
    twice = screen.passphrase.twice
    write(twice.first.line, "kort")
    write(twice.second.line, "korte")
    until(lambda: twice.verdict.text() == say("setup.strength.too_weak"))
    write(twice.first.line, PASSPHRASE)
    until(lambda: twice.verdict.text() == say("setup.passphrase.differs"))


def test_a_group_of_the_code_that_is_another_is_named(wizard: tuple[House, SetupWizard]) -> None:
    _house, screen = wizard
    choose_passphrase(screen)
    click(screen.next_button)
    step = until(lambda: screen.recovery)
    write(step.fields[1], step.code().split("-")[step.asked[1] - 1][:4])
    assert not step.verdict.isVisible(), "nothing is wrong before it is typed out"
    write(step.fields[1], step.code().split("-")[step.asked[0] - 1])
    assert step.verdict.isVisible() and str(step.asked[1]) in step.verdict.text() and not screen.next_button.isEnabled()
    type_back(step)
    assert not step.verdict.isVisible() and screen.next_button.isEnabled()


def test_after_a_failure_the_keyboard_is_where_one_tries_again(wizard: tuple[House, SetupWizard]) -> None:
    house, screen = wizard
    choose_passphrase(screen)
    screen.lock.setEnabled(False)  # as while the vault is made
    screen.failed(Circumstance(ErrorCode.KEYRING_MISSING))
    assert screen.lock.isEnabled() and at(house) is screen.next_button


def test_a_passphrase_is_changed_with_the_same_help(wizard: tuple[House, SetupWizard]) -> None:
    house, screen = wizard
    choose_passphrase(screen)
    click(screen.next_button)
    type_back(until(lambda: screen.recovery))
    click(screen.next_button)
    house.stage(TodayScreen)
    until(lambda: house.shell.workspace).go("settings")
    form = house.stage(SettingsScreen).passphrase
    click(form.open_button)
    assert at(house) is form.old.line
    QTest.keyClicks(form.old.line, PASSPHRASE)
    press(form.old.line, ENTER)
    write(form.twice.first.line, "kort")
    write(form.twice.second.line, "kort")
    until(lambda: form.twice.verdict.text() == say("setup.strength.too_weak"))
    assert not form.do_button.isEnabled()
    for field in (form.twice.first, form.twice.second):
        write(field.line, "ny lykt over stille fjord og tinde")
    until(form.do_button.isEnabled)
    press(form.twice.second.line, ENTER)
    until(lambda: say("settings.passphrase_changed") in form.notice.text())
    assert not form.old.text() and not form.twice.text()

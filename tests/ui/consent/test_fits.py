"""The pages of the ledger, in both languages, light and dark, at 1366 x 768 and at 200 %: no word cut, all named, reached by keyboard."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from tests.ui.films import wait_for
from tests.ui.fit import faults, passed_by
from tests.ui.scaled import again_at_two_hundred_percent
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, TODAY, Home
from ui.consent.give_page import GivePage
from ui.consent.screen import LedgerScreen
from ui.consent.text_page import TextPage
from ui.consent.withdraw_page import WithdrawPage
from ui.jobs import Jobs
from ui.texts import LANGUAGES, Language
from ui.theme import DARK, LIGHT, apply_theme

in_both_languages = pytest.mark.parametrize("spoken", LANGUAGES, indirect=True)
SHOTS = os.environ.get("SAMSPILL_SHOTS")
PATIENCE_S = 3.0


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def ledger(request: pytest.FixtureRequest, home: Home, jobs: Jobs, qapp: QApplication, spoken: Language) -> Iterator[LedgerScreen]:
    apply_theme(qapp, request.param)
    home.all_agree()
    home.agree(MOTHER, Purpose.REPLAY, until=TODAY + timedelta(3))
    home.agree(FATHER, Purpose.NAMED_SUPERVISOR)
    home.agree(MOTHER, Purpose.TEACHING, marker="Perm 3 i arkivskapet på helsestasjonen, andre hylle fra toppen")
    home.film(MOTHER)
    made = LedgerScreen(home.vault, jobs, home.clock)
    made.setObjectName(f"{'dark' if request.param == DARK else 'light'}-{spoken}")
    made.resize(1270, 690)
    made.show()
    made.show_family(CODE)
    wait_for(lambda: bool(made.buttons))
    yield made
    apply_theme(qapp, LIGHT)
    made.close()
    made.deleteLater()


def check(ledger: LedgerScreen, called: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    wait_for(lambda: not faults(ledger) or time.monotonic() > deadline)
    if SHOTS:
        ledger.grab().save(f"{SHOTS}/{called}-{ledger.objectName()}.png")
    assert faults(ledger) == [], called
    assert passed_by(ledger) == [], called


@in_both_languages
def test_every_page_fits(ledger: LedgerScreen) -> None:
    check(ledger, "ledger")
    ledger.give(CHILD, Purpose.FILM)
    giving = ledger.currentWidget()
    assert isinstance(giving, GivePage)
    wait_for(lambda: bool(giving.text.text()))
    QTest.mousePress(giving.pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 90))
    for at in range(40, 300, 8):
        QTest.mouseMove(giving.pad, QPoint(at, 90 - (at * 7) % 50))
    QTest.mouseRelease(giving.pad, Qt.MouseButton.LeftButton, pos=QPoint(300, 60))
    giving.ends.setChecked(True)
    check(ledger, "ledger-give")
    giving.paper.click()
    giving.notice.show_error(Circumstance(ErrorCode.OTHER_PARENT_UNHEARD))
    check(ledger, "ledger-give-paper")
    giving.edit_button.click()
    wait_for(lambda: isinstance(ledger.currentWidget(), TextPage))
    check(ledger, "ledger-text")
    ledger.show_family(CODE)
    wait_for(lambda: ledger.ledger is not None)
    ledger.give(MOTHER, Purpose.SHARE)
    check(ledger, "ledger-give-named")
    ledger.show_family(CODE)
    wait_for(lambda: ledger.ledger is not None)
    ledger.withdraw(MOTHER)
    taking = ledger.currentWidget()
    assert isinstance(taking, WithdrawPage)
    wait_for(taking.withdraw_button.isEnabled)
    check(ledger, "ledger-withdraw")
    taking.withdraw_button.click()
    wait_for(lambda: taking.leave_button.isEnabled() and bool(taking.notice.text()))
    check(ledger, "ledger-withdrawn")


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__, "light and nb")

"""The marking screen and the switch, in both languages, light and dark, at 1366 x 768 and at 200 %: nothing cut, all reached."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.clip import Clip
from app.domain.consent import Purpose
from app.domain.edit import PutClip, PutMark
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import ClipId, MarkId
from app.domain.mark import Mark
from app.usecases.no_import import footage_is_allowed, set_no_import
from app.usecases.withdraw_consent import withdraw_consent
from tests.ui.camcorder.conftest import Desk, S, put_away
from tests.ui.films import wait_for
from tests.ui.fit import faults, passed_by
from tests.ui.scaled import again_at_two_hundred_percent
from tests.usecases.caring import CODE, FATHER, TODAY, Home
from ui.camcorder.switch import NoImportSwitch
from ui.jobs import Jobs
from ui.preferences import Preferences
from ui.texts import LANGUAGES, Language
from ui.theme import DARK, LIGHT, apply_theme

in_both_languages = pytest.mark.parametrize("spoken", LANGUAGES, indirect=True)
SHOTS = os.environ.get("SAMSPILL_SHOTS")
PATIENCE_S = 3.0


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def looked(request: pytest.FixtureRequest, qapp: QApplication, home: Home, jobs: Jobs, spoken: Language, tmp_path: Path) -> Iterator[Desk]:
    apply_theme(qapp, request.param)
    home.all_agree()
    home.visit(on=TODAY)
    made = Desk(home, jobs, Preferences(tmp_path))
    made.screen.setObjectName(f"{'dark' if request.param == DARK else 'light'}-{spoken}")
    yield made
    put_away(made)
    apply_theme(qapp, LIGHT)


def check(desk: Desk, called: str, shown: QWidget | None = None) -> None:
    desk.settle()
    deadline = time.monotonic() + PATIENCE_S
    root = shown or desk.screen
    wait_for(lambda: not faults(root) or time.monotonic() > deadline)
    if SHOTS:
        root.grab().save(f"{SHOTS}/{called}-{desk.screen.objectName()}.png")
    assert faults(root) == [], called
    assert passed_by(root) == [], called
    least = root.minimumSizeHint()
    assert least.width() <= 1172 and least.height() <= 620, (called, least)


@in_both_languages
def test_every_page_fits(looked: Desk) -> None:
    start, page = looked.screen.start, looked.screen.marking
    check(looked, "marks-start")
    start.family.line.setText(CODE)
    looked.settle()
    wait_for(start.start.isEnabled)
    check(looked, "marks-family")
    looked.begin("0:10:00")
    check(looked, "marks-running")
    film = looked.recordings()[0].id
    for n, code in enumerate(("invites", "notices_waits", "receives_words", "shared_moment", "needs_pause", "explores", "finding_back")):
        end = (605 + 9 * n) * S if code == "explores" else None
        page.book.do(PutMark(Mark(MarkId(code), film, code, (600 + 9 * n) * S, end, "ser opp og venter på svar" if n == 1 else "")), "mark")
    for n in range(3):
        title = "Turen går fram og tilbake" if n else ""
        page.book.do(PutClip(Clip(ClipId(str(n)), film, (610 + 15 * n) * S, (620 + 15 * n) * S, title, position=n)), "clip")
    page.marker.choose("explores")
    looked.turn(93)
    page.face.nudge(0)
    check(looked, "marks-marking")
    page.marker.choose("1")
    page.face.ask()
    page.face.field.setText("ti")
    page.face.set_here.click()
    check(looked, "marks-setting")
    page.marker.choose(None)
    page.face.begin(700 * S, running=False)
    page.face.end_button.click()
    check(looked, "marks-ended")
    page.notice.show_error(Circumstance(ErrorCode.CLIP_TOO_SHORT))
    check(looked, "marks-trouble")
    page.put_away.click()
    looked.settle()
    check(looked, "marks-earlier")


@in_both_languages
def test_missing_consents_fit(looked: Desk) -> None:
    start = looked.screen.start
    withdraw_consent(looked.home.vault, looked.home.clock, FATHER, [Purpose.FILM])
    start.family.line.setText(CODE)
    start.counter.setText("x")
    looked.settle()
    start.notice.show_error(Circumstance(ErrorCode.CONSENT_WITHDRAWN, persons=1))
    check(looked, "marks-consents")


@in_both_languages
def test_the_switch_fits(looked: Desk) -> None:
    looked.home.film()
    set_no_import(looked.home.vault, looked.home.clock, True)
    switch = NoImportSwitch(looked.home.vault, looked.home.clock, looked.jobs)
    switch.resize(720, 260)
    switch.show()
    looked.settle()
    assert switch.tick.isChecked()
    told: list[bool] = []
    switch.changed.connect(told.append)
    switch.tick.setFocus()
    for on in (False, True):
        switch.tick.click()
        switch.tick.click()  # held by a trembling hand: what is on its way is done first
        looked.settle()
        assert told[-1] is on and switch.tick.isChecked() is on and switch.tick.hasFocus()
        with looked.home.vault.work() as work:
            assert footage_is_allowed(work) is not on
    check(looked, "marks-switch", switch)
    assert told == [False, True]
    switch.close()
    switch.deleteLater()


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__, "light and nb")

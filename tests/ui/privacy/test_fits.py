"""The privacy place, in both languages, light and dark, at 1366 x 768 and at 200 %: no word cut, all named, reached by keyboard."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.card import CardFilm, CardFilmState
from app.domain.ids import CardId, RecordingId
from app.domain.receipt import DeletionRule
from app.usecases.delete_recording import delete_recording, purge_now
from app.usecases.place_hold import place_hold
from tests.ui.films import wait_for
from tests.ui.fitting import check
from tests.ui.privacy.conftest import said
from tests.ui.scaled import again_at_two_hundred_percent
from tests.usecases.caring import MOTHER, TODAY, Home
from ui.privacy.screen import PrivacyScreen
from ui.theme import DARK, LIGHT, Palette, apply_theme


def fill(home: Home) -> None:
    kept = home.film(filmed_on=TODAY - timedelta(80))
    home.visit(kept)
    home.agree(MOTHER)
    place_hold(home.vault, home.clock, home.film(filmed_on=TODAY - timedelta(95)), "Barnevernet ba om det", "Kari", lambda: True)
    gone = home.film()
    with home.vault.work() as work:
        work.cards.put(CardFilm(CardId("card"), "key", gone, CardFilmState.VERIFIED, home.clock.now(), "CAM SD"))
        work.cards.put(CardFilm(CardId("card"), "key2", RecordingId("other"), CardFilmState.VERIFIED, home.clock.now(), ""))
        work.commit()
    delete_recording(home.vault, home.clock, gone)
    purge_now(home.vault, home.clock, home.film(), DeletionRule.FORCED_FAMILY_ASKED)


# What is on screen once the section is there.
SIGNS = {
    "calendar": ("K7Q2M", "K7Q2M"),
    "receipts": ("ba om det", "asked for it"),
    "outbox": ("venter", "wait"),
    "left": ("Ingenting har gått ut", "Nothing has left"),
    "log": ("Loggen er hel", "The log is whole"),
    "rules": ("90", "90"),
    "evidence": ("Secret Service", "Secret Service"),
}


@pytest.mark.parametrize("spoken", ["nb", "en"], indirect=True)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_section_fits(screen: PrivacyScreen, home: Home, palette: Palette, spoken: str, qapp: QApplication) -> None:
    apply_theme(qapp, palette)
    look = f"{'dark' if palette == DARK else 'light'}-{spoken}"
    fill(home)
    assert list(screen.tabs) == list(SIGNS)
    for section, signs in SIGNS.items():
        screen.tabs[section].click()
        sign = signs[spoken == "en"]
        wait_for(lambda section=section, sign=sign: section == "rules" or sign in said(screen))  # type: ignore[misc]
        check(screen, f"privacy-{section}-{look}")
    home.vault._db.run("DELETE FROM audit WHERE number = 2")
    screen.open("log")
    wait_for(lambda: ("Noen har endret" if spoken == "nb" else "Somebody has changed") in said(screen))
    check(screen, f"privacy-tampered-{look}")
    apply_theme(qapp, LIGHT)


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__, "light and nb")

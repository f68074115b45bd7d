"""The calendar, in both languages, light and dark, at 1366 x 768 and at 200 %: no word cut, all named, reached by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.usecases.apply_retention import apply_retention
from app.usecases.place_hold import place_hold
from tests.journeys.kit import settle
from tests.ui.films import wait_for
from tests.ui.fitting import check
from tests.ui.scaled import again_at_two_hundred_percent
from tests.usecases.caring import MOTHER, Home
from ui.calendar.screen import CalendarScreen
from ui.theme import DARK, LIGHT, Palette, apply_theme


@pytest.mark.parametrize("spoken", ["nb", "en"], indirect=True)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_calendar_fits(
    screen: CalendarScreen, home: Home, soon: RecordingId, palette: Palette, spoken: str, qapp: QApplication
) -> None:
    apply_theme(qapp, palette)
    look = f"{'dark' if palette == DARK else 'light'}-{spoken}"
    wait_for(lambda: bool(screen.hold_buttons))
    check(screen, f"calendar-{look}")
    screen.hold_buttons[soon].click()
    assert screen.question is not None
    screen.question.failed(Circumstance(ErrorCode.HOLD_NEEDS_REASON))
    check(screen, f"calendar-hold-{look}")
    screen.purge_buttons[soon].click()
    check(screen, f"calendar-purge-{look}")
    apply_retention(home.vault, home.clock)
    home.clock.turn(days=5)
    held = home.film(MOTHER)
    reason = "Barnevernet har bedt om at opptaket tas vare på til saken er avsluttet"
    hold = place_hold(home.vault, home.clock, held, reason, "Kari", lambda: True)
    screen.refresh()
    settle(0.2)
    assert screen.question is not None and hold.id not in screen.lift_buttons, "nothing changes under a question"
    screen.question.left.emit()
    screen.refresh()
    wait_for(lambda: hold.id in screen.lift_buttons)
    check(screen, f"calendar-doubted-{look}")
    screen.lift_buttons[hold.id].click()
    check(screen, f"calendar-lift-{look}")
    apply_theme(qapp, LIGHT)


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__, "light and nb")

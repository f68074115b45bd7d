"""The privacy place: its sections, and how another screen leads to one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.usecases.place_hold import place_hold
from tests.ui.films import wait_for
from tests.ui.privacy.conftest import tell
from tests.usecases.caring import TODAY, Home
from ui.calendar.listing import AT_A_TIME
from ui.calendar.screen import CalendarScreen
from ui.privacy.screen import PrivacyScreen


def calendar(screen: PrivacyScreen) -> CalendarScreen:
    made = screen.findChild(CalendarScreen)
    assert made is not None
    return made


def test_it_begins_with_what_goes(screen: PrivacyScreen, home: Home) -> None:
    home.film(filmed_on=TODAY - timedelta(85))
    screen.refresh()
    tell(screen, "Film fra familie K7Q2M")
    assert [section for section, tab in screen.tabs.items() if tab.isChecked()] == ["calendar"]


def test_each_section_is_shown_and_marked(screen: PrivacyScreen) -> None:
    for section, tab in screen.tabs.items():
        tab.click()
        assert screen.section == section
        assert [each for each, other in screen.tabs.items() if other.isChecked()] == [section]


def test_no_other_section(screen: PrivacyScreen) -> None:
    with pytest.raises(KeyError):
        screen.open("secrets")


def test_a_film_is_brought_into_sight_however_late_it_goes(screen: PrivacyScreen, home: Home) -> None:
    films = [home.film(filmed_on=TODAY - timedelta(50 - n)) for n in range(AT_A_TIME + 2)]
    screen.open("calendar", films[-1])
    wait_for(lambda: films[-1] in calendar(screen).hold_buttons)
    wait_for(lambda: screen.focusWidget() is calendar(screen).hold_buttons[films[-1]])


def test_a_film_on_hold_leads_to_its_hold(screen: PrivacyScreen, home: Home) -> None:
    film = home.film(filmed_on=TODAY)
    hold = place_hold(home.vault, home.clock, film, "barnevern", "Kari", lambda: True)
    screen.open("calendar", film)
    wait_for(lambda: hold.id in calendar(screen).lift_buttons)
    wait_for(lambda: screen.focusWidget() is calendar(screen).lift_buttons[hold.id])

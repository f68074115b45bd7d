"""Today fits beside the rail, empty and full, in both languages and looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.families.kit import check
from tests.ui.films import wait_for
from tests.ui.scaled import again_at_two_hundred_percent
from tests.ui.today.full_day import fill
from tests.usecases.caring import Home
from ui.jobs import Jobs
from ui.texts import LANGUAGES, Language, set_language
from ui.theme import DARK, LIGHT, Palette, apply_theme
from ui.today.screen import TodayScreen


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_today(qapp: QApplication, home: Home, language: Language, palette: Palette) -> None:
    set_language(language)
    apply_theme(qapp, palette)
    jobs = Jobs()
    screen = TodayScreen(home.vault, home.clock, jobs)
    screen.refresh()
    wait_for(lambda: screen.view is not None)
    check(screen, "today-empty")
    fill(home)
    screen.refresh()
    wait_for(lambda: bool(screen.cards()))
    check(screen, "today")
    screen.verticalScrollBar().setValue(10_000)
    check(screen, "today-below")
    screen.close()
    jobs.close()
    apply_theme(qapp, LIGHT)


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__)

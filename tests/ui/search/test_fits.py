"""The search fits beside the rail, in both languages and looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.ids import FamilyCode
from tests.ui.families.kit import check
from tests.ui.films import wait_for
from tests.ui.scaled import again_at_two_hundred_percent
from tests.usecases.caring import CODE, TODAY, Home
from ui.jobs import Jobs
from ui.search.screen import SearchScreen
from ui.texts import LANGUAGES, set_language
from ui.theme import DARK, LIGHT, apply_theme


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_search(qapp: QApplication, home: Home, jobs: Jobs, language: str, look: str) -> None:
    set_language("nb" if language == "nb" else "en")
    apply_theme(qapp, LIGHT if look == "light" else DARK)
    home.film(filmed_on=TODAY, marker="Hun hviler litt, så ser hun på mor igjen")
    home.visit(on=TODAY, marker="Babyen hviler i fanget. " * 9)
    screen = SearchScreen(home.vault, home.clock, jobs)
    screen.show()
    check(screen, "search-empty")
    screen.search_in(CODE)
    screen.field.setText("hvil")
    wait_for(lambda: len(screen.found or ()) == 4)
    check(screen, "search-found")
    screen.search_in(FamilyCode("ZZZ99"))
    wait_for(lambda: screen.found == ())
    check(screen, "search-none")
    screen.close()
    screen.deleteLater()


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__)

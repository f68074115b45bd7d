"""In which language and colours the application is shown: what was chosen, or what the system has."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.preferences import LANGUAGE, THEME, Preferences
from ui.texts import set_language

_NORWEGIAN = (QLocale.Language.NorwegianBokmal, QLocale.Language.NorwegianNynorsk)


def choose_language(preferences: Preferences) -> None:
    """The language chosen, or the system's: Norwegian for any of its written forms, else English."""
    wanted = preferences.get(LANGUAGE)
    if not wanted:
        wanted = "nb" if QLocale.system().language() in _NORWEGIAN else "en"
    set_language("nb" if wanted == "nb" else "en")


def choose_colours(preferences: Preferences) -> None:
    """Dress the application in the colours chosen, or the system's."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply_theme(application, _palette(preferences.get(THEME)))


def _palette(wanted: str) -> theme.Palette:
    dark = theme.system_is_dark() if wanted == "system" else wanted == "dark"
    return theme.DARK if dark else theme.LIGHT

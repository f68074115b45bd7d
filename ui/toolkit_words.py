"""What Qt says by itself, in the language of the screens: the menu of a field, the dialogs for files and for printing."""

from __future__ import annotations

from PySide6.QtCore import QTranslator

from ui.texts import catalogue, language


class ToolkitWords(QTranslator):
    """Qt asks it for each of its own words, and keeps its English where None comes back. A later change of language holds at once."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1) -> str | None:
        known = catalogue().get(f"toolkit.{source}")
        return known[language()] if known is not None else None

"""Icons by name from the Phosphor font, in a colour of the theme. Loaded when first asked for: the lock screen needs none."""

from __future__ import annotations

from PySide6.QtGui import QIcon

from ui.theme import tokens


def icon(name: str, colour: str | None = None, checked: str | None = None) -> QIcon:
    """The Phosphor glyph `name` ("film-strip") in `colour` (the ink of now), and in `checked` while its button is on."""
    import qtawesome  # noqa: PLC0415  120 ms that the start does not need

    ink = colour or tokens().ink
    found: QIcon = qtawesome.icon(f"ph.{name}", color=ink, color_on=checked or ink, color_disabled=tokens().muted)
    return found

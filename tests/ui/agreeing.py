"""Saying yes on paper, through the widgets, as a person does on the film screen."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.journeys.kit import click, press, until, write
from ui.film.screen import FilmScreen


def agree_on_paper_there(screen: FilmScreen) -> None:
    """Of the family that is typed: its first people where it has none, and a sheet of paper. Then the film can begin."""
    permission = screen.side.whom.permission
    until(permission.is_known)
    click(screen.side.whom.settle)
    if permission.name_button.isVisible():
        click(permission.name_button)
        until(permission.paper.isVisible)
    write(permission.paper.kept_at, "perm 3")
    press(permission.paper.kept_at, Qt.Key.Key_Return)
    until(screen.controls.start.isEnabled)

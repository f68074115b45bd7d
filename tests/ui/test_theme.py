"""Colours are named once: the small drawings of the style sheet lie in files, and have the colours of their theme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDir, QFile
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPlainTextEdit

from resources.read import resource_names, resource_text
from ui.theme import DARK, LIGHT, Palette, apply_theme
from ui.widgets.boxes import choice_box, number_box

THEMES = pytest.mark.parametrize(("name", "palette"), [("light", LIGHT), ("dark", DARK)])


@THEMES
def test_drawings_have_the_colours_of_their_theme(name: str, palette: Palette) -> None:
    drawings = resource_names(f"icons/{name}", ".svg")
    assert drawings == ["caret-down.svg", "caret-up.svg", "check.svg"]
    for drawing in drawings:
        colour = palette.on_accent if drawing == "check.svg" else palette.muted
        assert f'stroke="{colour}"' in resource_text(f"icons/{name}/{drawing}"), drawing


@THEMES
def test_what_the_style_sheet_draws_is_found(qapp: QApplication, name: str, palette: Palette) -> None:
    try:
        apply_theme(qapp, palette)
        sheet = qapp.styleSheet()
        drawn = [part.split(")")[0] for part in sheet.split("url(")[1:]]
        assert {*drawn} == {"drawn:caret-down.svg", "drawn:caret-up.svg", "drawn:check.svg"}
        assert all(QFile.exists(one) for one in drawn)
        assert [QDir(folder).dirName() for folder in QDir.searchPaths("drawn")] == [name]
    finally:
        apply_theme(qapp, LIGHT)


def test_boxes_are_as_high_as_buttons(qapp: QApplication) -> None:
    apply_theme(qapp, LIGHT)
    for box in (choice_box("Camera"), number_box("Minutes", 1, 60, 5, "min"), QCheckBox("Guide")):
        box.ensurePolished()
        assert box.minimumSizeHint().height() >= 32 or box.minimumHeight() >= 32, box
        assert box.sizeHint().height() >= 32, box


@THEMES
def test_what_stands_in_an_empty_field_is_as_clear_as_other_quiet_words(qapp: QApplication, name: str, palette: Palette) -> None:
    """Qt takes half of the ink for it where a style sheet names no colour: 3.1 to 1 on paper."""
    del name
    try:
        apply_theme(qapp, palette)
        for field in (QLineEdit(), QPlainTextEdit()):
            field.ensurePolished()
            assert field.palette().color(QPalette.ColorRole.PlaceholderText) == QColor(palette.muted), field
    finally:
        apply_theme(qapp, LIGHT)

"""Lists that open and numbers that are counted, as the house draws them. What the style sheet can't reach is set here."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QSpinBox, QStyledItemDelegate

from ui.widgets.parts import name

_BESIDE_PX = 8  # between the edge and the number: Qt lays the line out over the padding


def choice_box(label: str) -> QComboBox:
    """A closed list. Opened, its rows are as high as buttons: only this delegate heeds the style sheet."""
    box = QComboBox()
    box.setItemDelegate(QStyledItemDelegate(box))
    name(box, label)
    return box


def number_box(label: str, least: int, most: int, value: int, unit: str) -> QSpinBox:
    """A whole number with its unit."""
    box = QSpinBox()
    box.setRange(least, most)
    box.setValue(value)
    box.setSuffix(f" {unit}")
    box.lineEdit().setTextMargins(_BESIDE_PX, 0, 0, 0)
    name(box, label)
    return box

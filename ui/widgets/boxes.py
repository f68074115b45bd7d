"""Lists that open and numbers that are counted, as the house draws them. What the style sheet can't reach is set here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox, QStyledItemDelegate, QWidget

from ui.widgets.parts import name

_BESIDE_PX = 8  # between the edge and the number: Qt lays the line out over the padding


class _Choice(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        _scroll_or_turn(self, event, super().wheelEvent)


class _Number(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        _scroll_or_turn(self, event, super().wheelEvent)


def choice_box(label: str) -> QComboBox:
    """A closed list. Opened, its rows are as high as buttons: only this delegate heeds the style sheet."""
    box = _Choice()
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setItemDelegate(QStyledItemDelegate(box))
    name(box, label)
    return box


def number_box(label: str, least: int, most: int, value: int, unit: str) -> QSpinBox:
    """A whole number with its unit."""
    box = _Number()
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setRange(least, most)
    box.setValue(value)
    box.setSuffix(f" {unit}")
    box.lineEdit().setTextMargins(_BESIDE_PX, 0, 0, 0)
    name(box, label)
    return box


def _scroll_or_turn(box: QWidget, event: QWheelEvent, turn: Callable[[QWheelEvent], None]) -> None:
    """The wheel turns a box that has the keyboard. Over any other it scrolls the page: nobody changes a rule by scrolling past it."""
    if box.hasFocus():
        turn(event)
    else:
        event.ignore()

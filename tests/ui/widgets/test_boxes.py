"""Boxes: the wheel scrolls past them, and turns the one that has the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox, QVBoxLayout, QWidget

from ui.widgets.boxes import choice_box, number_box


@pytest.fixture
def boxes(qapp: QApplication) -> Iterator[tuple[QSpinBox, QComboBox]]:
    window = QWidget()
    number, choice = number_box("Days", 0, 90, 30, "days"), choice_box("Which")
    choice.addItems(["one", "two", "three"])
    choice.setCurrentIndex(1)
    layout = QVBoxLayout(window)
    layout.addWidget(number)
    layout.addWidget(choice)
    window.show()
    window.activateWindow()
    yield number, choice
    window.close()


def wheel(box: QWidget) -> None:
    event = QWheelEvent(
        QPointF(5, 5), QPointF(box.mapToGlobal(QPoint(5, 5))), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, event)


def test_the_wheel_scrolls_past_and_turns_only_the_one_with_the_keyboard(boxes: tuple[QSpinBox, QComboBox]) -> None:
    number, choice = boxes
    number.setFocus()
    wheel(choice)
    assert (number.value(), choice.currentIndex()) == (30, 1)
    wheel(number)
    assert number.value() == 29
    choice.setFocus()
    wheel(number)
    assert (number.value(), choice.currentIndex()) == (29, 1)
    wheel(choice)
    assert choice.currentIndex() == 2

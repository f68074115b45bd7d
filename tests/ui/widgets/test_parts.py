"""Buttons are pressed by Enter too; one that waits for what it began has the keyboard again once it may be pressed, unless somebody has
moved on meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from tests.journeys.kit import settle
from ui.rail import Rail
from ui.widgets.parts import button, column


@pytest.fixture
def three(qapp: QApplication) -> Iterator[tuple[QPushButton, QPushButton, QPushButton]]:
    del qapp
    window = QWidget()
    enter = button("Enter", lambda: enter.setEnabled(False))
    leave, other = button("Cancel", window.hide), button("Other", window.hide)
    window.setLayout(column(enter, leave, other))
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    enter.setFocus()
    QTest.keyClick(enter, Qt.Key.Key_Space)
    assert not enter.isEnabled() and window.focusWidget() is leave
    yield enter, leave, other
    window.close()
    window.deleteLater()


def test_it_has_the_keyboard_again(three: tuple[QPushButton, QPushButton, QPushButton]) -> None:
    enter, _leave, _other = three
    enter.setEnabled(True)
    assert enter.hasFocus()


def test_not_when_somebody_has_moved_on(three: tuple[QPushButton, QPushButton, QPushButton]) -> None:
    enter, _leave, other = three
    other.setFocus()
    enter.setEnabled(True)
    assert other.hasFocus()


def test_when_all_beside_it_wait_too(three: tuple[QPushButton, QPushButton, QPushButton]) -> None:
    enter, leave, other = three
    enter.setEnabled(True)
    enter.clicked.connect(lambda: leave.setEnabled(False))
    QTest.keyClick(enter, Qt.Key.Key_Space)
    assert not enter.isEnabled() and other.hasFocus()
    settle(0.02)
    for one in (leave, enter):
        one.setEnabled(True)
    assert enter.window().focusWidget() is enter


def test_not_where_the_keyboard_only_passed_by(three: tuple[QPushButton, QPushButton, QPushButton]) -> None:
    enter, leave, other = three
    enter.setEnabled(True)
    leave.setFocus()
    leave.setEnabled(False)
    assert other.hasFocus()
    leave.setEnabled(True)
    assert other.hasFocus()


def test_only_once(three: tuple[QPushButton, QPushButton, QPushButton]) -> None:
    enter, leave, _other = three
    enter.setEnabled(True)
    leave.setFocus()
    enter.setEnabled(False)
    enter.setEnabled(True)
    assert leave.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_space_and_enter_press_and_a_key_held_down_presses_once(qapp: QApplication, key: Qt.Key) -> None:
    pressed: list[str] = []
    made = button("Plan the visit", lambda: pressed.append("once"))
    made.show()
    QTest.keyClick(made, key)
    assert pressed == ["once"]
    held = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", autorep=True)
    qapp.sendEvent(made, held)
    assert pressed == ["once"]
    made.deleteLater()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_so_do_buttons_with_a_picture(qapp: QApplication, key: Qt.Key) -> None:
    del qapp
    made = Rail()
    gone: list[str] = []
    made.go_wanted.connect(gone.append)
    made.show()
    place, there = next(iter(made.buttons.items()))
    QTest.keyClick(there, key)
    assert gone == [place]
    made.deleteLater()

"""A key that is held under X11: releases and presses of the same millisecond, with no word that they are repeats."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.kit import settle
from ui.film.held_keys import HeldKeys
from ui.film.hold_button import NOT_TWICE_MS, HoldButton
from ui.widgets.parts import column

PRESS, RELEASE, SHORTCUT = QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride
SPACE, B = Qt.Key.Key_Space, Qt.Key.Key_B


class Screen(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.stop, self.line = HoldButton("Stop", "Sure?"), QLineEdit()
        self.setLayout(column(self.stop, self.line))
        HeldKeys(self, frozenset({SPACE, B}))


@pytest.fixture
def screen(qtbot: QtBot) -> Screen:
    made = Screen()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def send(widget: QWidget, kind: QEvent.Type, at_ms: int, key: Qt.Key = SPACE) -> bool:
    """Whether it was used up."""
    event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "b" if key is B else " ")
    event.setTimestamp(at_ms)
    event.ignore()
    QCoreApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_leaning_on_a_key_asks_and_answers_nothing(screen: Screen) -> None:
    stop = screen.stop
    confirmed: list[bool] = []
    stop.confirmed.connect(lambda: confirmed.append(True))
    send(stop, PRESS, 1000)
    settle((NOT_TWICE_MS + 100) / 1000)
    for at_ms in range(1660, 2660, 40):
        send(stop, RELEASE, at_ms)
        assert send(stop, SHORTCUT, at_ms), "nor is it a shortcut"
        send(stop, PRESS, at_ms)
    send(stop, RELEASE, 2670)
    assert stop.is_asking() and not confirmed
    send(stop, PRESS, 2730)  # a finger
    assert confirmed == [True]


def test_a_text_field_and_other_keys_repeat_as_ever(screen: Screen) -> None:
    line = screen.line
    line.setFocus()
    for at_ms in (1000, 1660, 1700):
        send(line, RELEASE, at_ms, B)
        send(line, PRESS, at_ms, B)
    assert line.text() == "bbb"
    stop = screen.stop
    stop.setFocus()
    send(stop, RELEASE, 5000, Qt.Key.Key_Down)
    assert not send(stop, SHORTCUT, 5000, Qt.Key.Key_Down)

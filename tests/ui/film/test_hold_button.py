"""A film cannot be stopped by accident: not by a touch, not by a double click, not by a key that is held down."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.kit import settle, until
from ui.film import hold_button
from ui.film.hold_button import HOLD_MS, NOT_TWICE_MS, HoldButton

LEFT = Qt.MouseButton.LeftButton
AGAIN_S = (NOT_TWICE_MS + 60) / 1000


@pytest.fixture
def meant() -> list[bool]:
    return []


@pytest.fixture
def button(qtbot: QtBot, meant: list[bool]) -> HoldButton:
    made = HoldButton("Stop", "Yes, stop")
    qtbot.addWidget(made)
    made.confirmed.connect(lambda: meant.append(True))
    made.show()
    return made


def test_held_until_its_bar_is_full(button: HoldButton, meant: list[bool]) -> None:
    QTest.mousePress(button, LEFT)
    settle(HOLD_MS / 2000)
    assert not meant and 0.3 < button.held_share() < 1
    until(lambda: meant)
    QTest.mouseRelease(button, LEFT)
    settle(0.05)
    assert meant == [True] and not button.is_asking(), "letting it go is no press"
    assert button.held_share() == 0


def test_a_touch_only_asks_and_a_second_one_answers(button: HoldButton, meant: list[bool]) -> None:
    QTest.mouseClick(button, LEFT)
    assert button.is_asking() and button.text() == "Yes, stop" == button.accessibleName() and not meant
    settle(AGAIN_S)
    QTest.mouseClick(button, LEFT)
    assert meant == [True] and button.text() == "Stop"


def test_a_double_click_is_one_touch(button: HoldButton, meant: list[bool]) -> None:
    QTest.mouseClick(button, LEFT)
    QTest.mouseClick(button, LEFT)
    assert button.is_asking() and not meant


def test_let_go_beside_it_is_nothing(button: HoldButton, meant: list[bool]) -> None:
    QTest.mousePress(button, LEFT)
    QTest.mouseMove(button, QPoint(-40, -40))
    QTest.mouseRelease(button, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(-40, -40))
    settle(0.1)
    assert not meant and not button.is_asking() and button.held_share() == 0


def test_the_question_goes_by_itself(button: HoldButton, meant: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    assert hold_button.ASK_MS == 4000
    button._enough.setInterval(150)
    button.press_once()
    until(lambda: not button.is_asking())
    settle(AGAIN_S)
    button.press_once()
    assert button.is_asking() and not meant, "it asks anew"


def test_keys_ask_and_answer_but_a_held_key_does_not(button: HoldButton, meant: list[bool]) -> None:
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert button.is_asking()
    settle(AGAIN_S)
    held = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
    QApplication.sendEvent(button, held)
    assert not meant
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert meant == [True]


def test_hidden_it_asks_nothing(button: HoldButton) -> None:
    button.press_once()
    button.hide()
    assert not button.is_asking()


def test_nothing_moves_when_it_asks(button: HoldButton) -> None:
    wide = button.sizeHint(), button.minimumSizeHint()
    button.press_once()
    assert button.is_asking() and (button.sizeHint(), button.minimumSizeHint()) == wide

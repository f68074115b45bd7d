"""When to lock: clocks are arguments, so these tests take no time; windows are real."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.lock import WARN_S, IdleWatch, Locker


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_idle_minutes_lock_and_a_warning_comes_before(qapp: QApplication) -> None:
    clock = Clock()
    heard: list[object] = []
    watch = IdleWatch(lambda: 5, clock)
    watch.idle.connect(lambda: heard.append("idle"))
    watch.soon.connect(heard.append)
    watch.start()
    clock.at += 300 - WARN_S - 1
    watch.look()
    assert heard == []
    clock.at += 11
    watch.look()
    assert heard == [20]
    watch.touch()
    assert heard == [20, 0]
    clock.at += 299
    watch.look()
    clock.at += 1
    watch.look()
    watch.look()
    assert heard[2:] == [1, "idle", "idle"], "it says so until it is locked: a clip may be playing now"
    watch.stop()


@pytest.mark.parametrize("how", ["key", "click", "move", "wheel"])
def test_a_touch_of_any_window_counts(qapp: QApplication, how: str) -> None:
    clock = Clock()
    window = QWidget()
    QLineEdit(window)
    window.show()
    qapp.processEvents()
    watch = IdleWatch(lambda: 5, clock)
    heard: list[int] = []
    watch.soon.connect(heard.append)
    watch.start()
    clock.at += 290
    watch.look()
    handle = window.windowHandle()
    assert handle is not None
    {
        "key": lambda: QTest.keyClick(handle, Qt.Key.Key_A),
        "click": lambda: QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(3, 3)),
        "move": lambda: QTest.mouseMove(handle, QPoint(5, 5)),
        "wheel": lambda: QTest.wheelEvent(handle, QPoint(5, 5), QPoint(0, 120)),
    }[how]()
    qapp.processEvents()
    assert heard == [10, 0]
    watch.stop()
    window.close()


def test_another_number_of_minutes_holds_at_once(qapp: QApplication) -> None:
    clock, minutes = Clock(), [60]
    heard: list[str] = []
    watch = IdleWatch(lambda: minutes[0], clock)
    watch.idle.connect(lambda: heard.append("idle"))
    watch.start()
    clock.at += 120
    watch.look()
    minutes[0] = 2
    watch.look()
    assert heard == ["idle"]
    watch.stop()


def test_it_locks_once_and_a_clip_holds_the_idle_lock_back(qapp: QApplication) -> None:
    locked: list[int] = []
    held = [True]
    locker = Locker(lambda: locked.append(1), lambda: held[0])
    locker.wish()
    assert locked == []
    held[0] = False
    locker.wish()
    locker.wish()
    locker.demand()
    assert locked == [1]


def test_the_button_and_sleep_lock_whatever_plays(qapp: QApplication) -> None:
    locked: list[int] = []
    Locker(lambda: locked.append(1), lambda: True).demand()
    assert locked == [1]

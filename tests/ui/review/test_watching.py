"""Watching with real keys: exact steps and times, speeds, loops, sound, turning, full screen, help."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from shiboken6 import isValid

from app.domain.timebase import clock_text
from tests.samples.make import sample
from tests.ui.review.conftest import FILM_S, Desk
from ui.preferences import MUTED, VOLUME_PERCENT
from ui.review.keys import KEYS, caps
from ui.texts import catalogue

S = 1_000_000
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
FRAMES = sample("mp4_gop30", seconds=FILM_S).frames_us


def shows(desk: Desk, us: int) -> None:
    """Wait until exactly this frame is shown, and check that the screen says its own time."""
    player = desk.screen.player
    desk.until(lambda: player.is_exact() and player.shown_us() == us)
    assert desk.screen.transport.time.text() == clock_text(us, with_ms=True)


def test_space_plays_and_pauses_on_a_real_picture(desk: Desk) -> None:
    desk.go(S)
    desk.press(Qt.Key.Key_Space)
    desk.until(lambda: desk.screen.player.is_playing() and desk.screen.player.shown_us() > S + 200_000)
    assert desk.screen.transport.play.accessibleName() == "Pause"
    desk.press(Qt.Key.Key_Space)
    desk.until(lambda: not desk.screen.player.is_playing() and desk.screen.player.is_exact())
    assert desk.screen.player.shown_us() in FRAMES


def test_single_pictures_both_ways_show_their_own_time(desk: Desk) -> None:
    desk.go(FRAMES[60])
    for key, number in ((".", 61), (".", 62), (",", 61), (",", 60), (",", 59)):
        desk.press(Qt.Key.Key_Period if key == "." else Qt.Key.Key_Comma)
        shows(desk, FRAMES[number])


def test_jumps_of_one_and_five_seconds(desk: Desk) -> None:
    desk.go(0)
    desk.press(Qt.Key.Key_Right)
    shows(desk, S)
    desk.press(Qt.Key.Key_Right, SHIFT)
    shows(desk, FRAMES[-1])
    desk.press(Qt.Key.Key_Left, SHIFT)
    desk.press(Qt.Key.Key_Home)
    shows(desk, 0)
    desk.press(Qt.Key.Key_Comma)
    desk.press(Qt.Key.Key_Left)
    shows(desk, 0)
    desk.press(Qt.Key.Key_End)
    shows(desk, FRAMES[-1])


@pytest.mark.parametrize("wish", ["back_1", "on_1", "back_frame", "on_frame"])
def test_every_button_does_what_its_key_does(desk: Desk, wish: str) -> None:
    desk.go(2 * S)
    expected = {"back_1": S, "on_1": 3 * S, "back_frame": FRAMES[49], "on_frame": FRAMES[51]}[wish]
    name = {"back_1": "1 second back", "on_1": "1 second on", "back_frame": "One picture back", "on_frame": "One picture on"}[wish]
    button = next(made for made in desk.screen.transport.findChildren(QToolButton) if made.accessibleName() == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    shows(desk, expected)


def test_speeds_by_key_and_by_box(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Q)
    desk.press(Qt.Key.Key_Q)
    assert desk.screen.player.speed() == 0.5
    assert desk.screen.transport.speed.currentText() == "0.5×"
    desk.press(Qt.Key.Key_BracketRight)
    assert desk.screen.player.speed() == 0.75
    for _ in range(9):
        desk.press(Qt.Key.Key_W)
    assert desk.screen.player.speed() == 2.0
    for _ in range(9):
        desk.press(Qt.Key.Key_BracketLeft)
    assert desk.screen.player.speed() == 0.1
    desk.press(Qt.Key.Key_E)
    assert desk.screen.player.speed() == 1.0


def test_j_k_and_l(desk: Desk) -> None:
    desk.go(4 * S)
    desk.press(Qt.Key.Key_J)
    shows(desk, 2 * S)
    desk.press(Qt.Key.Key_L)
    desk.until(desk.screen.player.is_playing)
    desk.press(Qt.Key.Key_L)
    assert desk.screen.player.speed() == 1.5
    desk.press(Qt.Key.Key_K)
    assert not desk.screen.player.is_playing()
    desk.press(Qt.Key.Key_E)


def test_a_loop_is_set_shown_and_taken_away(desk: Desk) -> None:
    desk.go(S)
    desk.press(Qt.Key.Key_A)
    desk.go(2 * S)
    desk.press(Qt.Key.Key_B)
    assert desk.screen.player.loop() == (S, 2 * S)
    assert desk.screen.transport.loop.isChecked()
    desk.press(Qt.Key.Key_X)
    assert desk.screen.player.loop() is None
    assert not desk.screen.transport.loop.isChecked()


def test_the_loop_button_loops_what_is_chosen(desk: Desk) -> None:
    desk.go(S)
    desk.press(Qt.Key.Key_2)
    desk.go(2 * S)
    desk.press(Qt.Key.Key_2)
    QTest.mouseClick(desk.screen.transport.loop, Qt.MouseButton.LeftButton)
    assert desk.screen.player.loop() == (S, 2 * S)
    QTest.mouseClick(desk.screen.transport.loop, Qt.MouseButton.LeftButton)
    assert desk.screen.player.loop() is None


def test_sound_goes_to_three_hundred_percent_and_is_remembered(desk: Desk) -> None:
    preferences = desk.preferences
    for _ in range(20):
        desk.press(Qt.Key.Key_Up, CTRL)
    assert preferences.get(VOLUME_PERCENT) == 300
    assert desk.screen.transport.volume.value() == 300
    desk.press(Qt.Key.Key_M)
    assert preferences.get(MUTED)
    assert desk.screen.transport.mute.accessibleName() == "Sound on"
    desk.screen.transport.volume.setValue(100)
    assert (preferences.get(VOLUME_PERCENT), preferences.get(MUTED)) == (100, False)


def test_turning_the_picture_is_remembered_with_the_film(desk: Desk) -> None:
    desk.press(Qt.Key.Key_R)
    assert desk.screen.player.view().turn_deg == 90
    assert desk.jobs.flush(10)
    with desk.vault.work() as work:
        kept = work.recordings.get(desk.recording.id)
    assert kept is not None
    assert kept.rotation_extra_deg == 90


def test_full_screen_and_back_keep_the_film_and_the_keys(desk: Desk) -> None:
    stage = desk.screen.stage
    desk.press(Qt.Key.Key_F)
    assert stage.is_full()
    assert stage.window() is not desk.screen.window()
    assert stage.window().isFullScreen()
    desk.go(3 * S)
    desk.press(Qt.Key.Key_1, on=stage)
    assert len(desk.screen.book.marks()) == 1
    desk.press(Qt.Key.Key_Escape, on=stage)
    assert not stage.is_full()
    assert desk.screen.film.isVisible()
    desk.until(desk.screen.isActiveWindow)
    desk.press(Qt.Key.Key_F, on=desk.screen)
    assert stage.is_full()
    stage.window().close()  # as the window manager would
    desk.until(lambda: not stage.is_full())
    assert isValid(desk.screen.film)
    assert desk.screen.film.isVisible()


def test_space_presses_the_button_that_was_reached_with_tab(desk: Desk) -> None:
    button = desk.screen.code_bar.buttons["invites"]
    desk.go(3 * S)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    desk.press(Qt.Key.Key_Space)
    assert [mark.code for mark in desk.screen.book.marks()] == ["invites"]
    assert not desk.screen.player.is_playing()


def test_a_click_on_a_button_leaves_the_keyboard_with_the_film(desk: Desk) -> None:
    desk.go(3 * S)
    QTest.mouseClick(desk.screen.code_bar.buttons["invites"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(desk.screen.transport.mute, Qt.MouseButton.LeftButton)
    QTest.mouseClick(desk.screen.transport.mute, Qt.MouseButton.LeftButton)
    assert desk.screen.film.hasFocus()
    desk.press(Qt.Key.Key_Space)
    assert desk.screen.player.is_playing()


def test_the_overview_of_keys_opens_and_closes(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F1)
    assert desk.screen.help.isVisible()
    assert desk.screen.help.geometry() == desk.screen.rect()
    desk.press(Qt.Key.Key_Escape)
    assert desk.screen.help.isHidden()
    desk.press(Qt.Key.Key_Question, on=desk.screen)
    assert desk.screen.help.isVisible()
    desk.press(Qt.Key.Key_Question, on=desk.screen)
    assert desk.screen.help.isHidden()


def test_no_key_is_given_twice_and_each_has_words() -> None:
    given = [sequence for key in KEYS for sequence in key.sequences]
    assert len(given) == len(set(given))
    assert all((key.words or f"key.{key.name}") in catalogue() for key in KEYS)
    assert all(caps(key) for key in KEYS)


def test_the_timeline_follows_and_scrubs_with_the_mouse(desk: Desk) -> None:
    timeline = desk.screen.timeline
    x = round(timeline.scale.x(4 * S))
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    player = desk.screen.player
    desk.until(lambda: player.is_exact() and abs(player.shown_us() - 4 * S) <= 40_000)
    assert abs(timeline.scale.x(player.shown_us()) - x) < 8

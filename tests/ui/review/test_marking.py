"""Marking with real keys on a real film: what a key makes, that it is saved, changed, undone, and never typed by accident."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.domain.ids import MarkId
from app.domain.mark import Mark
from app.domain.scheme import Tier
from tests.ui.films import AT_THE_TIME, put_all
from tests.ui.review.conftest import Desk
from ui.preferences import PRE_ROLL_MS
from ui.review.screen import ReviewScreen
from ui.review.time_field import TimeField
from ui.timeline.rows import PLAIN
from video.player import Player

S = 1_000_000
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_point_is_set_two_seconds_before_and_saved_at_once(desk: Desk) -> None:
    desk.go(3 * S)
    desk.press(Qt.Key.Key_1)
    assert [mark.start_us for mark in desk.screen.book.marks()] == [S]  # on screen before the store answers
    assert desk.screen.header.state.text() == "Saving …"  # and not called saved before
    desk.saved()
    assert [(mark.code, mark.start_us) for mark in desk.stored_marks()] == [("invites", S)]
    assert desk.screen.header.state.text() == "All saved"
    assert desk.screen.marks.model.rowCount() == 1


def test_the_pre_roll_can_be_changed(desk: Desk) -> None:
    desk.preferences.set(PRE_ROLL_MS, 1000)
    desk.go(3 * S)
    desk.press(Qt.Key.Key_3)
    desk.saved()
    assert [mark.start_us for mark in desk.stored_marks()] == [2 * S]
    assert "set 1 s before" in desk.screen.code_bar.buttons["invites"].toolTip()


def test_a_state_key_opens_and_closes_and_its_button_says_so(desk: Desk) -> None:
    button = desk.screen.code_bar.buttons["explores"]
    desk.go(S)
    desk.press(Qt.Key.Key_2)
    assert button.is_on()
    assert button.accessibleName().endswith("on")
    desk.go(3 * S)
    desk.press(Qt.Key.Key_2)
    assert not button.is_on()
    desk.saved()
    assert [(mark.start_us, mark.end_us) for mark in desk.stored_marks()] == [(S, 3 * S)]


def test_stepping_back_past_the_start_pairs_the_two_presses(desk: Desk) -> None:
    desk.go(3 * S)
    desk.press(Qt.Key.Key_7)
    desk.go(2 * S)
    desk.press(Qt.Key.Key_7)
    desk.saved()
    assert [(mark.start_us, mark.end_us) for mark in desk.stored_marks()] == [(2 * S, 3 * S)]


def test_at_the_end_of_the_film_open_states_close(desk: Desk) -> None:
    desk.go(5 * S)
    desk.press(Qt.Key.Key_2)
    desk.press(Qt.Key.Key_Space)
    desk.until(lambda: bool(desk.screen.book.marks()) and desk.screen.book.marks()[0].end_us is not None)
    desk.saved()
    assert desk.stored_marks()[0].end_us == desk.recording.duration_us


def test_the_buttons_do_what_the_keys_do(desk: Desk) -> None:
    desk.go(4 * S)
    QTest.mouseClick(desk.screen.code_bar.buttons["finding_back"], Qt.MouseButton.LeftButton)
    desk.saved()
    assert [mark.code for mark in desk.stored_marks()] == ["finding_back"]


def test_undo_and_redo_down_to_the_empty_stack(desk: Desk) -> None:
    for at, key in ((2, Qt.Key.Key_1), (3, Qt.Key.Key_2), (4, Qt.Key.Key_2), (5, Qt.Key.Key_6)):
        desk.go(at * S)
        desk.press(key)
    desk.saved()
    made = desk.stored_marks()
    for _ in range(6):  # more often than there is to undo
        desk.press(Qt.Key.Key_Z, CTRL)
    desk.saved()
    assert desk.stored_marks() == []
    assert not desk.screen.header.undo.isEnabled()
    for _ in range(6):
        desk.press(Qt.Key.Key_Z, CTRL | SHIFT)
    desk.saved()
    assert desk.stored_marks() == made
    assert not desk.screen.header.redo.isEnabled()


def test_keys_write_in_a_text_field_and_do_not_mark(desk: Desk) -> None:
    desk.go(3 * S)
    desk.press(Qt.Key.Key_1)
    desk.press(Qt.Key.Key_N)
    note = desk.screen.mark_editor.note
    assert note.hasFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_Space, Qt.Key.Key_A, Qt.Key.Key_I, Qt.Key.Key_Period, Qt.Key.Key_M):
        desk.press(key)
    desk.press(Qt.Key.Key_Left)
    desk.press(Qt.Key.Key_Delete)
    desk.press(Qt.Key.Key_Question)
    assert note.text() == "1 ai.?"
    assert len(desk.screen.book.marks()) == 1
    assert desk.screen.watching.player.loop() is None
    assert not desk.screen.player.is_playing()
    assert desk.screen.help.isHidden()


def test_a_note_is_saved_while_it_is_written_and_undone_in_one_step(desk: Desk) -> None:
    desk.go(3 * S)
    desk.press(Qt.Key.Key_1)
    desk.press(Qt.Key.Key_N)
    QTest.keyClicks(desk.screen.mark_editor.note, "hun ler")
    desk.until(lambda: desk.screen.book.marks()[0].note == "hun ler")  # without Enter
    QTest.keyClicks(desk.screen.mark_editor.note, " igjen")
    desk.press(Qt.Key.Key_Return)
    desk.saved()
    assert desk.stored_marks()[0].note == "hun ler igjen"
    desk.screen.film.setFocus()
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.saved()
    assert desk.stored_marks()[0].note == ""


def test_words_being_written_are_kept_when_another_mark_is_chosen(desk: Desk) -> None:
    for at in (2, 4):
        desk.go(at * S)
        desk.press(Qt.Key.Key_1)
    first, second = desk.screen.book.marks()
    desk.screen.mark_editor.note.setFocus()
    QTest.keyClicks(desk.screen.mark_editor.note, "to")
    desk.screen.going.go_to(first.id)
    desk.saved()
    assert {mark.id: mark.note for mark in desk.stored_marks()} == {first.id: "", second.id: "to"}


def test_edges_move_by_pictures_with_keys_and_undo_together(desk: Desk) -> None:
    desk.go(S)
    desk.press(Qt.Key.Key_2)
    desk.go(3 * S)
    desk.press(Qt.Key.Key_2)
    for _ in range(3):
        desk.press(Qt.Key.Key_Right, CTRL)
    desk.press(Qt.Key.Key_Left, CTRL | SHIFT)
    desk.saved()
    assert [(mark.start_us, mark.end_us) for mark in desk.stored_marks()] == [(S + 120_000, 3 * S - 40_000)]
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.saved()
    assert [(mark.start_us, mark.end_us) for mark in desk.stored_marks()] == [(S, 3 * S)]


@pytest.mark.parametrize(
    ("typed", "start_us"), [("0:02,52", 2_520_000), ("2.51", 2_520_000), ("1", 1_000_000), ("99", 5_960_000), ("rubbish", 1_000_000)]
)
def test_an_edge_is_typed_and_lands_on_a_picture(desk: Desk, typed: str, start_us: int) -> None:
    desk.go(3 * S)
    desk.press(Qt.Key.Key_1)
    field = desk.screen.mark_editor.findChild(TimeField)
    assert field is not None
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, typed)
    desk.press(Qt.Key.Key_Return)
    desk.saved()
    assert desk.stored_marks()[0].start_us == start_us
    assert (field.property("role") == "wrong") is (typed == "rubbish")


def test_the_arrows_in_a_time_field_step_pictures(desk: Desk) -> None:
    desk.go(3 * S)
    desk.press(Qt.Key.Key_1)
    field = desk.screen.mark_editor.findChild(TimeField)
    assert field is not None
    field.setFocus()
    desk.press(Qt.Key.Key_Up)
    desk.press(Qt.Key.Key_Up)
    desk.press(Qt.Key.Key_Down)
    desk.saved()
    assert desk.stored_marks()[0].start_us == S + 40_000
    assert field.text() == "00:01.040"


def test_a_mark_changes_its_code(desk: Desk) -> None:
    desk.go(3 * S)
    desk.press(Qt.Key.Key_1)
    codes = desk.screen.mark_editor.findChild(QComboBox)
    assert codes is not None
    codes.setCurrentIndex(1)
    codes.activated.emit(1)
    desk.saved()
    assert [(mark.code, mark.end_us) for mark in desk.stored_marks()] == [("explores", 3 * S)]


def test_delete_and_undo_bring_back_the_same_mark(desk: Desk) -> None:
    desk.go(3 * S)
    desk.press(Qt.Key.Key_4)
    desk.saved()
    before = desk.stored_marks()
    desk.press(Qt.Key.Key_Delete)
    desk.saved()
    assert desk.stored_marks() == []
    assert desk.screen.mark_editor.isHidden()
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.saved()
    assert desk.stored_marks() == before


def test_a_closed_state_is_opened_again(desk: Desk) -> None:
    for at in (1, 3):
        desk.go(at * S)
        desk.press(Qt.Key.Key_2)
    desk.screen.mark_editor.reopen_wanted.emit()
    assert desk.screen.code_bar.buttons["explores"].is_on()
    desk.go(4 * S)
    desk.press(Qt.Key.Key_2)
    desk.saved()
    assert [(mark.start_us, mark.end_us) for mark in desk.stored_marks()] == [(S, 4 * S)]


def test_choosing_a_mark_in_the_list_goes_there(desk: Desk) -> None:
    for at in (3, 5):
        desk.go(at * S)
        desk.press(Qt.Key.Key_1)
    rows = desk.screen.marks.list
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(rows.model().index(0, 0)).center())
    desk.until(lambda: desk.screen.player.is_exact() and desk.screen.player.shown_us() == S)
    desk.press(Qt.Key.Key_PageDown)
    desk.until(lambda: desk.screen.player.is_exact() and desk.screen.player.shown_us() == 3 * S)
    assert desk.screen.marks.list.currentIndex().row() == 1


def test_the_list_is_filtered_by_tier(desk: Desk) -> None:
    for at, key in ((2, Qt.Key.Key_1), (3, Qt.Key.Key_5), (4, Qt.Key.Key_8)):
        desk.go(at * S)
        desk.press(key)
    panel = desk.screen.marks
    rows = []
    for button in panel._filters.values():
        if button.isHidden():
            continue  # of what is noted while filming: there is none
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        rows.append([panel.model.item(row).code for row in range(panel.model.rowCount())])  # type: ignore[union-attr]
    assert rows == [["invites", "notices_waits", "finding_back"], ["invites"], ["notices_waits"], ["finding_back"]]


def test_an_edge_is_dragged_with_the_mouse_as_one_step(desk: Desk) -> None:
    desk.go(S)
    desk.press(Qt.Key.Key_2)
    desk.go(3 * S)
    desk.press(Qt.Key.Key_2)
    desk.saved()
    steps = desk.screen.book.stack.count()
    timeline = desk.screen.timeline
    y = round(PLAIN.place_of_tier(Tier.BABY).middle)
    places = [QPoint(round(timeline.scale.x(us)), y) for us in (3 * S, 3_500_000, 4_120_000)]
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(timeline, place)
    assert desk.stored_marks()[0].end_us == 3 * S  # nothing is saved while the hand still moves
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=places[-1])
    desk.saved()
    assert desk.screen.book.stack.count() == steps + 1
    assert desk.stored_marks()[0].end_us == 4_120_000
    desk.until(lambda: desk.screen.player.is_exact() and desk.screen.player.shown_us() == 4_120_000)  # and its picture is shown


def test_two_thousand_marks_stay_fluid(desk: Desk) -> None:
    """From the key to the mark on screen and in the list: less than 100 ms of the interface's thread."""
    step = desk.recording.duration_us // 2000
    codes = ("invites", "notices_waits", "finding_back")
    put_all(desk.vault, [Mark(MarkId(f"many{n}"), desk.recording.id, codes[n % 3], n * step) for n in range(2000)])
    desk.screen.open(desk.recording)
    desk.until(lambda: len(desk.screen.book.marks()) == 2000 and desk.screen.player.is_exact())
    desk.go(3 * S)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_Delete):
        began = time.thread_time()
        desk.press(key)
        QApplication.processEvents()
        assert time.thread_time() - began < 0.1
    desk.saved()
    assert desk.screen.marks.model.rowCount() == 2001


def test_what_a_key_made_is_said_to_those_who_do_not_see_the_list(desk: Desk) -> None:
    said: list[str] = []
    desk.screen.marker.said.connect(said.append)
    desk.go(3 * S)
    desk.press(Qt.Key.Key_1)
    desk.press(Qt.Key.Key_2)
    desk.go(4 * S)
    desk.press(Qt.Key.Key_2)
    desk.saved()
    assert [words.split()[0] for words in said] == ["Invites", "Explores", "Explores"]
    assert "00:01" in said[0] and "begins" in said[1] and "ends" in said[2]


def test_a_film_that_is_closed_hears_no_more_of_settings(qtbot: QtBot, desk: Desk) -> None:
    closed = ReviewScreen(desk.vault, AT_THE_TIME, desk.jobs, Player, desk.preferences)
    closed.close()
    assert closed.player.wait_closed()
    closed.deleteLater()
    qtbot.waitUntil(lambda: not isValid(closed))
    desk.preferences.set(PRE_ROLL_MS, 1000)  # what raises in a slot fails the test
    assert desk.screen.marker.pre_roll_us == S

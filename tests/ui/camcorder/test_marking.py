"""Marking along with a camcorder: keys, counter, clips, undo; what is on the screen is in the vault."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import FamilyCode
from app.usecases.withdraw_consent import withdraw_consent
from tests.ui.camcorder.conftest import Desk, S
from tests.ui.films import wait_for
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, TODAY
from ui.preferences import PRE_ROLL_MS
from ui.texts import error_words, say


def press(desk: Desk, *keys: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(desk.screen.window(), key, with_)


def marks_of(desk: Desk) -> list[tuple[str, float, float | None]]:
    marks, _clips = desk.kept()
    return [(mark.code, mark.start_us / S, None if mark.end_us is None else mark.end_us / S) for mark in marks]


def test_from_the_family_to_the_marks_with_the_keyboard_alone(desk: Desk) -> None:
    start = desk.screen.start
    start.take_keyboard()
    assert start.family.line.hasFocus()
    start.family.line.setText(CODE)  # typed, it opens the list of known codes, which stays active where there is no window system
    desk.settle()
    wait_for(start.start.isEnabled)
    QTest.keyClick(start.family.line, Qt.Key.Key_Return)
    assert start.start.hasFocus()
    QTest.keyClick(start.start, Qt.Key.Key_Space)
    wait_for(desk.screen.is_running)
    desk.settle()
    desk.turn(10)
    press(desk, Qt.Key.Key_1)
    desk.turn(5)
    press(desk, Qt.Key.Key_2)
    desk.turn(20)
    press(desk, Qt.Key.Key_2)
    assert marks_of(desk) == [("invites", 8, None), ("explores", 15, 35)]
    press(desk, Qt.Key.Key_Space)  # the switch has the keyboard
    assert not desk.screen.is_running()
    desk.settle()
    assert desk.recordings()[0].duration_us == 35 * S


def test_the_counter_runs_from_the_press_and_from_where_the_camcorder_stands(desk: Desk) -> None:
    start = desk.screen.start
    start.family.line.setText(CODE)
    desk.settle()
    start.counter.setText("0:10:00")
    wait_for(start.start.isEnabled)
    start.start.click()
    desk.turn(3)  # the store takes its time
    wait_for(desk.screen.is_running)
    assert desk.screen.marking.face.at_us() == 603 * S
    desk.settle()
    desk.turn(7)
    press(desk, Qt.Key.Key_8)
    assert marks_of(desk) == [("film_begins", 600, None), ("finding_back", 608, None)]
    desk.screen.marking.face.end_button.click()
    desk.settle()
    assert desk.recordings()[0].duration_us == 10 * S


def test_what_is_no_counter_is_said(desk: Desk) -> None:
    start = desk.screen.start
    start.family.line.setText(CODE)
    desk.settle()
    wait_for(start.start.isEnabled)
    start.counter.setText("fire")
    assert not start.start.isEnabled()
    assert start.hint.text() == say("camcorder.counter_wrong")


def test_without_consents_nothing_begins(desk: Desk) -> None:
    withdraw_consent(desk.home.vault, desk.home.clock, FATHER, [Purpose.FILM])
    start = desk.screen.start
    start.family.line.setText(CODE)
    desk.settle()
    assert not start.start.isEnabled() and start.hint.text() == say("camcorder.begin_consent")
    start.permission.who.ticks[FATHER].click()
    desk.settle()
    wait_for(start.start.isEnabled)
    start.start.click()
    wait_for(desk.screen.is_running)
    desk.settle()
    with desk.home.vault.work() as work:
        film = work.recordings.all(CODE)[0].id
        assert {one.person for one in work.appearances.of(film)} == {CHILD, MOTHER}


def test_a_withdrawal_between_the_look_and_the_press_is_heeded(desk: Desk) -> None:
    start = desk.screen.start
    start.family.line.setText(CODE)
    desk.settle()
    wait_for(start.start.isEnabled)
    withdraw_consent(desk.home.vault, desk.home.clock, MOTHER, [Purpose.FILM])
    start.start.click()
    desk.settle()
    assert desk.screen.recording() is None and desk.recordings() == []
    assert start.notice.text() == error_words(Circumstance(ErrorCode.CONSENT_WITHDRAWN, persons=1))[0]
    assert start.isEnabled()


def test_notes_clips_undo(desk: Desk) -> None:
    desk.begin()
    page = desk.screen.marking
    desk.turn(30)
    press(desk, Qt.Key.Key_6)
    press(desk, Qt.Key.Key_N)
    assert page.mark_editor.note.hasFocus()
    QTest.keyClicks(page.mark_editor.note, "hun venter 123")
    QTest.keyClick(page.mark_editor.note, Qt.Key.Key_Return)
    page.take_keyboard()
    press(desk, Qt.Key.Key_I)
    desk.turn(12)
    press(desk, Qt.Key.Key_O)
    marks, clips = desk.kept()
    assert [(mark.code, mark.note) for mark in marks] == [("receives_words", "hun venter 123")]
    assert [(clip.start_us, clip.end_us) for clip in clips] == [(30 * S, 42 * S)]
    press(desk, Qt.Key.Key_Z, with_=Qt.KeyboardModifier.ControlModifier)
    assert desk.kept()[1] == []
    press(desk, Qt.Key.Key_Z, with_=Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert desk.kept()[1] == clips
    page.marker.choose(marks[0].id)
    press(desk, Qt.Key.Key_Delete)
    assert desk.kept()[0] == []


def test_a_place_is_typed_and_moved_by_seconds(desk: Desk) -> None:
    desk.begin()
    desk.turn(30)
    press(desk, Qt.Key.Key_1)
    field = desk.screen.marking.mark_editor._fields["start"]  # type: ignore[index]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "1:10")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert marks_of(desk) == [("invites", 70, None)]
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert marks_of(desk) == [("invites", 71, None)]


def test_the_counter_is_set_and_the_marks_stay(desk: Desk) -> None:
    desk.begin()
    desk.turn(30)
    press(desk, Qt.Key.Key_1)
    press(desk, Qt.Key.Key_T)
    face = desk.screen.marking.face
    assert face.field.hasFocus() and face.field.text() == "0:00:30"
    QTest.keyClicks(face.field, "50:")
    QTest.keyClick(face.field, Qt.Key.Key_Return)
    assert face.fault.isVisibleTo(face)
    face.field.selectAll()
    QTest.keyClicks(face.field, "50")
    QTest.keyClick(face.field, Qt.Key.Key_Return)
    assert face.at_us() == 50 * S and face.is_running() and not face.question.isVisibleTo(face)
    assert marks_of(desk) == [("invites", 28, None)]
    press(desk, Qt.Key.Key_Left)
    assert face.at_us() == 49 * S
    press(desk, Qt.Key.Key_Right, with_=Qt.KeyboardModifier.ShiftModifier)
    assert face.at_us() == 54 * S


def test_the_counter_is_set_and_everything_moves_along(desk: Desk) -> None:
    desk.begin("0:05:00")
    desk.turn(30)
    press(desk, Qt.Key.Key_1)
    press(desk, Qt.Key.Key_7)
    face = desk.screen.marking.face
    face.ask()
    face.field.setText("0:06:00")
    face.set_along.click()
    desk.settle()
    assert marks_of(desk) == [("film_begins", 330, None), ("invites", 358, None), ("shared_moment", 360, None)]
    desk.turn(10)
    desk.screen.marking.face.end_button.click()
    desk.settle()
    assert marks_of(desk)[-1] == ("shared_moment", 360, 370)
    assert desk.recordings()[0].duration_us == 40 * S
    press(desk, *[Qt.Key.Key_Z], with_=Qt.KeyboardModifier.ControlModifier)
    press(desk, *[Qt.Key.Key_Z], with_=Qt.KeyboardModifier.ControlModifier)
    assert marks_of(desk)[0] == ("film_begins", 300, None)


def test_it_is_opened_again_where_it_ended(desk: Desk) -> None:
    visit, _note = desk.home.visit(on=TODAY)
    desk.begin("0:10:00")
    desk.turn(100)
    press(desk, Qt.Key.Key_1)
    desk.screen.marking.face.end_button.click()
    desk.screen.marking.put_away.click()
    desk.settle()
    assert desk.screen.recording() is None
    (button,) = desk.screen.start.open_buttons
    QTest.keyClick(button, Qt.Key.Key_Space)
    wait_for(lambda: desk.screen.recording() is not None)
    wait_for(lambda: desk.screen.marking.face.at_us() == 700 * S)
    desk.settle()
    assert not desk.screen.is_running() and desk.recordings()[0].duration_us == 100 * S
    went: list[str] = []
    desk.screen.visit_wanted.connect(went.append)
    desk.screen.marking.visit_button.click()
    assert went == [visit]
    desk.screen.marking.face.toggle()
    desk.turn(20)
    desk.screen.stop()
    desk.settle()
    assert desk.recordings()[0].duration_us == 120 * S


def test_what_is_withdrawn_is_put_away(desk: Desk) -> None:
    desk.begin()
    desk.turn(5)
    press(desk, Qt.Key.Key_1)
    desk.settle()
    withdraw_consent(desk.home.vault, desk.home.clock, MOTHER)
    desk.screen.refresh()
    desk.settle()
    assert desk.screen.recording() is None and not desk.screen.is_running()
    assert desk.screen.start.notice.text()
    assert desk.recordings() == []


def test_a_note_that_is_being_written_is_kept_when_the_vault_closes(desk: Desk) -> None:
    desk.begin()
    desk.turn(5)
    press(desk, Qt.Key.Key_1, Qt.Key.Key_N)
    QTest.keyClicks(desk.screen.marking.mark_editor.note, "halvveis")
    desk.screen.stop()
    assert [mark.note for mark in desk.kept()[0]] == ["halvveis"]


def test_a_full_disk_keeps_the_marks_on_the_screen_and_asks_before_leaving(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.begin()
    desk.settle()

    def full(*_: object) -> None:
        raise Circumstance(ErrorCode.DISK_FULL)

    with monkeypatch.context() as away:
        away.setattr("ui.review.book.apply_edit", full)
        press(desk, Qt.Key.Key_1)
        desk.settle()
        assert not desk.screen.may_leave()
        assert desk.screen.marking.header.leave.isVisibleTo(desk.screen)
    desk.screen.marking.header.retry.click()
    desk.settle()
    assert desk.screen.may_leave() and len(desk.kept()[0]) == 1


def test_the_lead_in_of_the_settings_counts_here_too(desk: Desk) -> None:
    desk.preferences.set(PRE_ROLL_MS, 5000)
    desk.begin()
    desk.turn(30)
    press(desk, Qt.Key.Key_1)
    assert marks_of(desk) == [("invites", 25, None)]
    desk.preferences.save()


def test_another_family_can_be_chosen_from_outside(desk: Desk) -> None:
    desk.screen.choose_family(FamilyCode("K7Q2M"))
    assert desk.screen.start.family.family() == CODE
    desk.settle()
    wait_for(desk.screen.start.start.isEnabled)
    desk.screen.take_keyboard()
    assert desk.screen.start.start.hasFocus()


def test_a_place_of_a_film_is_led_to(desk: Desk) -> None:
    desk.begin()
    desk.turn(60)
    desk.screen.marking.face.end_button.click()
    desk.screen.marking.put_away.click()
    desk.settle()
    film = desk.recordings()[0]
    desk.screen.show_film(film, 25 * S)
    desk.settle()
    face = desk.screen.marking.face
    assert face.at_us() == 25 * S and desk.recordings()[0].duration_us == 60 * S
    desk.screen.show_film(film, 40 * S)
    assert face.at_us() == 40 * S
    desk.screen.show_film(film)
    assert face.at_us() == 40 * S
    face.toggle()
    desk.turn(2)
    desk.screen.show_film(film, 10 * S)
    assert face.at_us() == 42 * S, "a counter that runs along is left alone"

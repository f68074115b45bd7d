"""Clips with real keys: made from two places or from a mark, worded, ordered, meant for the parent or not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.clip import Clip, Intent
from app.domain.marking import Edge
from tests.ui.review.conftest import Desk

S = 1_000_000
CTRL = Qt.KeyboardModifier.ControlModifier


def make(desk: Desk, start_s: int, end_s: int) -> Clip:
    desk.go(start_s * S)
    desk.press(Qt.Key.Key_I)
    desk.go(end_s * S)
    desk.press(Qt.Key.Key_O)
    clip = desk.screen.marker.chosen_clip()
    assert clip is not None
    return clip


def test_i_and_o_make_a_clip_that_is_saved_and_chosen(desk: Desk) -> None:
    make(desk, 1, 3)
    desk.saved()
    assert [(clip.start_us, clip.end_us, clip.intent) for clip in desk.stored_clips()] == [(S, 3 * S, Intent.SHOW)]
    assert desk.screen.clip_editor.isVisible()
    assert desk.screen.clips.show_button.text() == "Show to the parent (1)"


def test_the_panel_says_what_comes_next_while_a_clip_is_begun(desk: Desk) -> None:
    desk.go(2 * S)
    desk.press(Qt.Key.Key_I)
    assert desk.screen.clips._empty.text() == "The clip begins at 00:02. Press O where it ends."
    assert desk.screen.timeline._in_us == 2 * S
    desk.go(3 * S)
    desk.press(Qt.Key.Key_O)
    desk.press(Qt.Key.Key_I)  # with clips in the list it stands beside the title
    assert desk.screen.clips._begun.text() == "From 00:03. Press O at the end."
    desk.go(4 * S)
    desk.press(Qt.Key.Key_O)
    assert desk.screen.clips._begun.text() == ""


def test_a_clip_too_short_is_said_in_its_place_and_nothing_is_made(desk: Desk) -> None:
    desk.go(2 * S)
    desk.press(Qt.Key.Key_I)
    desk.press(Qt.Key.Key_O)
    assert desk.screen.notice.isVisible()
    assert desk.screen.notice.text() == "The clip is too short"
    assert desk.screen.book.clips() == []
    desk.go(4 * S)  # the beginning still stands
    desk.press(Qt.Key.Key_O)
    assert [(clip.start_us, clip.end_us) for clip in desk.screen.book.clips()] == [(2 * S, 4 * S)]


def test_c_makes_a_clip_of_the_chosen_mark(desk: Desk) -> None:
    for at in (1, 4):
        desk.go(at * S)
        desk.press(Qt.Key.Key_7)
    desk.press(Qt.Key.Key_C)
    desk.saved()
    assert [(clip.start_us, clip.end_us) for clip in desk.stored_clips()] == [(S, 4 * S)]


def test_title_and_intent_are_saved(desk: Desk) -> None:
    make(desk, 1, 3)
    desk.screen.clip_editor.title.setFocus()
    QTest.keyClicks(desk.screen.clip_editor.title, "Hun ser deg 1")
    desk.press(Qt.Key.Key_Return)
    intent = desk.screen.clip_editor._intent
    intent.setFocus()
    desk.press(Qt.Key.Key_Down)
    desk.saved()
    assert [(clip.title, clip.intent) for clip in desk.stored_clips()] == [("Hun ser deg 1", Intent.ASK_ABOUT)]
    assert desk.screen.book.marks() == []
    assert desk.screen.clips.show_button.text() == "Show to the parent"


def test_the_order_is_changed_and_undone(desk: Desk) -> None:
    first, second, third = make(desk, 0, 1), make(desk, 1, 2), make(desk, 2, 3)
    desk.screen.clip_editor.move_wanted.emit(-1)
    desk.saved()
    assert [clip.id for clip in desk.stored_clips()] == [first.id, third.id, second.id]
    desk.screen.clip_editor.move_wanted.emit(-1)
    desk.screen.clip_editor.move_wanted.emit(-1)  # no further
    desk.saved()
    assert [clip.id for clip in desk.stored_clips()] == [third.id, first.id, second.id]
    desk.screen.film.setFocus()
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.saved()
    assert [clip.id for clip in desk.stored_clips()] == [first.id, second.id, third.id]


def test_edges_move_but_a_clip_never_becomes_nothing(desk: Desk) -> None:
    clip = make(desk, 1, 3)
    desk.press(Qt.Key.Key_Right, CTRL)
    desk.screen.marker.move_clip_edge(clip.id, Edge.END, S)
    desk.saved()
    assert [(one.start_us, one.end_us) for one in desk.stored_clips()] == [(S + 40_000, 3 * S)]


def test_delete_takes_the_clip_and_leaves_the_film(desk: Desk) -> None:
    make(desk, 1, 3)
    desk.press(Qt.Key.Key_Delete)
    desk.saved()
    assert desk.stored_clips() == []
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.saved()
    assert len(desk.stored_clips()) == 1


def test_only_show_clips_go_to_the_parent_and_without_their_titles(desk: Desk) -> None:
    make(desk, 3, 5)
    hidden = make(desk, 1, 3)
    desk.screen.marker.change_intent(Intent.DO_NOT_SHOW)
    kept = make(desk, 0, 1)
    desk.screen.marker.keep_title(kept.id, "mine ord")
    with desk.qtbot.waitSignal(desk.screen.parent_mode_wanted) as wish:
        desk.press(Qt.Key.Key_P, CTRL)
    shown: list[Clip] = wish.args[0]
    assert [(clip.start_us, clip.title) for clip in shown] == [(3 * S, ""), (0, "")]
    assert hidden.id not in {clip.id for clip in shown}
    desk.screen.clips._titles.setChecked(True)
    with desk.qtbot.waitSignal(desk.screen.parent_mode_wanted) as wish:
        QTest.mouseClick(desk.screen.clips.show_button, Qt.MouseButton.LeftButton)
    desk.screen.clips._titles.setChecked(False)
    assert [clip.title for clip in wish.args[0]] == ["", "mine ord"]


def test_nothing_to_show_is_said_with_what_to_do(desk: Desk) -> None:
    with desk.qtbot.assertNotEmitted(desk.screen.parent_mode_wanted):
        desk.press(Qt.Key.Key_P, CTRL)
    assert desk.screen.notice.isVisible()
    assert "I and O" in desk.screen.notice.accessibleName()


def test_enter_on_a_clip_plays_it_over_and_over(desk: Desk) -> None:
    clip = make(desk, 1, 3)
    rows = desk.screen.clips.list
    rows.setFocus()
    rows.setCurrentIndex(rows.model().index(0, 0))
    desk.press(Qt.Key.Key_Return)
    desk.until(desk.screen.player.is_playing)
    assert desk.screen.player.loop() == (clip.start_us, clip.end_us)
    desk.screen.player.pause()

"""What was noted while filming, on the review screen: bookmarks and gaps are shown, chosen, written on, deleted and brought back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.domain.ids import MarkId, new_id
from app.domain.mark import Mark
from app.domain.scheme import BOOKMARK, GAP, Tier
from app.domain.timebase import clock_text
from tests.ui.films import put_all, wait_for
from tests.ui.review.conftest import Desk
from ui.timeline.rows import PLAIN, WITH_CONTEXT
from ui.timeline.tips import tip_for

S = 1_000_000


@pytest.fixture
def filmed(desk: Desk) -> tuple[Desk, Mark, Mark]:
    """A film with a bookmark and a gap, and a moment between them."""
    recording = desk.recording.id
    bookmark = Mark(MarkId(new_id()), recording, BOOKMARK.id, 1 * S)
    moment = Mark(MarkId(new_id()), recording, "invites", 2 * S)
    gap = Mark(MarkId(new_id()), recording, GAP.id, 4 * S, note=clock_text(42 * S))
    put_all(desk.vault, [bookmark, moment, gap])
    desk.screen.open(desk.recording)
    desk.until(lambda: len(desk.screen.book.marks()) == 3)
    return desk, bookmark, gap


def test_they_have_a_row_a_filter_and_a_place_in_the_list(filmed: tuple[Desk, Mark, Mark]) -> None:
    desk, _bookmark, gap = filmed
    screen = desk.screen
    wait_for(lambda: screen.timeline.height() == WITH_CONTEXT.total_px)
    rows = [screen.marks.model.data(screen.marks.model.index(row)) for row in range(screen.marks.model.rowCount())]
    assert [words.split(": ")[1] for words in rows] == ["Bookmark.", "Invites.", "Gap. lasted 00:42"]
    assert screen.marks.context_button.isVisible()
    QTest.mouseClick(screen.marks.context_button, Qt.MouseButton.LeftButton)
    assert screen.marks.model.rowCount() == 2
    screen.marks.show_all()
    at = QPoint(round(screen.timeline.scale.x(gap.start_us)), round(WITH_CONTEXT.place_of_tier(Tier.CONTEXT).middle))
    QTest.mouseClick(screen.timeline, Qt.MouseButton.LeftButton, pos=at)
    assert screen.marker.chosen == gap.id
    assert tip_for(screen.timeline._hit(at.toPointF()), screen.book.marks(), ()) == "00:04 Gap\nlasted 00:42"
    assert all(not made.is_on() for made in screen.code_bar.buttons.values())


def test_the_keys_go_from_one_to_the_next(filmed: tuple[Desk, Mark, Mark]) -> None:
    desk, bookmark, gap = filmed
    desk.go(0)
    seen = []
    for _ in range(3):
        desk.press(Qt.Key.Key_PageDown)
        seen.append(desk.screen.marker.chosen)
    assert (seen[0], seen[2]) == (bookmark.id, gap.id)
    desk.until(lambda: desk.screen.player.shown_us() == desk.screen.player.frame_us_near(gap.start_us))
    desk.press(Qt.Key.Key_PageUp)
    desk.press(Qt.Key.Key_PageUp)
    assert desk.screen.marker.chosen == bookmark.id


def test_a_bookmark_is_written_on_becomes_a_moment_and_all_of_it_is_undone(filmed: tuple[Desk, Mark, Mark]) -> None:
    desk, bookmark, _gap = filmed
    screen = desk.screen
    screen.going.go_to(bookmark.id)
    code = screen.mark_editor._code
    assert code.isEnabled() and code.currentText() == "Bookmark" and code.count() == 9
    desk.press(Qt.Key.Key_N)
    QTest.keyClicks(screen.mark_editor.note, "Looks up")
    QTest.keyClick(screen.mark_editor.note, Qt.Key.Key_Return)
    screen.film.setFocus()
    code.setCurrentIndex(code.findData("shared_moment"))
    code.activated.emit(code.currentIndex())
    desk.saved()
    changed = next(mark for mark in desk.stored_marks() if mark.id == bookmark.id)
    assert (changed.code, changed.note, changed.start_us) == ("shared_moment", "Looks up", bookmark.start_us)
    assert code.count() == 8, "a moment is no bookmark again"
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert code.currentText() == "Bookmark"
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.saved()
    assert bookmark in desk.stored_marks()


def test_a_gap_stays_a_gap_and_the_row_goes_with_the_last_of_them(filmed: tuple[Desk, Mark, Mark]) -> None:
    desk, bookmark, gap = filmed
    screen = desk.screen
    screen.going.go_to(gap.id)
    assert not screen.mark_editor._code.isEnabled() and screen.mark_editor._code.currentText() == "Gap"
    screen.marker.keep_note(gap.id, "Someone came to the door")
    assert screen.marks.model.data(screen.marks.model.index(2)).endswith("Gap. Someone came to the door")
    QTest.mouseClick(screen.marks.context_button, Qt.MouseButton.LeftButton)
    for mark in (gap, bookmark):
        screen.marker.choose(mark.id)
        screen.film.setFocus()
        desk.press(Qt.Key.Key_Delete)
    wait_for(lambda: screen.timeline.height() == PLAIN.total_px)
    assert not screen.marks.context_button.isVisible() and screen.marks.model.rowCount() == 1, "the filter went with its button"
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for(lambda: screen.timeline.height() == WITH_CONTEXT.total_px)
    desk.saved()
    assert {bookmark, replace(gap, note="Someone came to the door")} <= set(desk.stored_marks())

"""Parent mode on a real film: only the chosen clips, nothing personal, still between clips, and one way out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.clip import Clip, Intent
from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Person, PersonKind
from app.domain.ids import ClipId, MarkId, PersonId
from app.domain.mark import Mark
from app.domain.recording import Recording
from app.usecases.withdraw_consent import withdraw_consent
from storage.practice import create_practice_vault
from storage.vault import Vault
from tests.samples.make import sample
from tests.ui.films import AT_THE_TIME, keep_film, put_all, start_lanes
from ui.jobs import Jobs
from ui.parent.window import ParentWindow
from ui.preferences import VOLUME_PERCENT, Preferences
from ui.texts import set_language
from ui.theme import BIG_TARGET_PX, LIGHT, apply_theme
from video.player import Player

S = 1_000_000
PIN = "4711"
WAIT_MS = 15_000
NOT_SHOWN = "These clips are not shown. Let us talk about it together."


@dataclass
class Room:
    """A vault with one film, and whatever windows the test opens on it."""

    qtbot: QtBot
    vault: Vault
    jobs: Jobs
    recording: Recording
    preferences: Preferences
    windows: list[ParentWindow]
    asked_on: list[str]

    def check(self, typed: str) -> bool:
        self.asked_on.append(threading.current_thread().name)
        if typed == "wait":
            raise Circumstance(ErrorCode.WAIT_BEFORE_NEXT_TRY, seconds=8)
        return typed == PIN

    def open(self, clips: Sequence[Clip]) -> ParentWindow:
        made = ParentWindow(self.vault, AT_THE_TIME, self.jobs, Player, self.recording, clips, self.check, self.preferences)
        self.windows.append(made)
        made.resize(1280, 720)
        made.show()
        self.until(lambda: made.showing.clip is not None or made.said.isVisible())  # whether they may be shown is known
        if made.showing.clip is not None:
            self.until(lambda: made.player.is_exact() and made.player.shown_us() == made.showing.clips[0].start_us)
        return made

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=WAIT_MS)

    def clip(self, start_us: int, end_us: int, title: str = "", intent: Intent = Intent.SHOW) -> Clip:
        return Clip(ClipId(f"c{start_us}"), self.recording.id, start_us, end_us, title, intent)


@pytest.fixture
def room(qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    set_language("en")
    folder = tmp_path_factory.mktemp("parent")
    vault, jobs = create_practice_vault(folder / "vault"), Jobs()
    preferences = Preferences(folder)
    start_lanes(jobs, preferences)
    made = Room(qtbot, vault, jobs, keep_film(vault, sample("mp4_gop30", seconds=6).path), preferences, [], [])
    yield made
    for window in made.windows:
        window.close()
        assert window.player.wait_closed()
        window.deleteLater()
    jobs.close()
    vault.close()


@pytest.fixture
def window(room: Room) -> ParentWindow:
    """Two clips of half a second each."""
    return room.open([room.clip(S, S + 480_000), room.clip(4 * S, 4 * S + 480_000)])


def key(window: ParentWindow, which: Qt.Key) -> None:
    QTest.keyClick(window, which)


def words_on(window: QWidget) -> str:
    """Everything a person or a screen reader can find in the window."""
    found = [window.windowTitle()]
    for widget in [window, *window.findChildren(QWidget)]:
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, (QLabel, QAbstractButton)):
            found.append(widget.text())
    return "\n".join(found)


def seen_times(window: ParentWindow) -> list[int]:
    times: list[int] = []
    window.player.picture.connect(lambda: times.append(window.player.shown_us()))
    return times


def test_it_begins_still_on_the_first_picture_of_the_first_clip(window: ParentWindow) -> None:
    assert not window.is_clip_playing()
    assert window.player.shown_us() == S
    assert window.controls.play.text() == "Play"
    assert window.count.text() == "1 of 2"


def test_a_clip_plays_to_its_last_picture_and_stops_there(room: Room, window: ParentWindow) -> None:
    times = seen_times(window)
    key(window, Qt.Key.Key_Space)
    assert window.is_clip_playing()
    room.until(lambda: not window.is_clip_playing() and window.player.shown_us() == S + 440_000 and window.player.is_exact())
    assert all(S <= us < S + 480_000 for us in times)
    key(window, Qt.Key.Key_Space)  # and again from its beginning
    room.until(lambda: window.is_clip_playing() and window.player.shown_us() < S + 200_000)


def test_clip_after_clip_and_no_further(room: Room, window: ParentWindow) -> None:
    assert not window.controls.previous.isEnabled()
    key(window, Qt.Key.Key_Right)
    room.until(lambda: window.player.is_exact() and window.player.shown_us() == 4 * S)
    assert window.count.text() == "2 of 2"
    assert not window.controls.next.isEnabled()
    key(window, Qt.Key.Key_Right)
    assert window.showing.place == 1
    QTest.mouseClick(window.controls.previous, Qt.MouseButton.LeftButton)
    room.until(lambda: window.player.is_exact() and window.player.shown_us() == S)


def test_over_and_over_stays_inside_the_clip(room: Room, window: ParentWindow) -> None:
    times = seen_times(window)
    key(window, Qt.Key.Key_L)
    assert window.controls.loop.isChecked()
    key(window, Qt.Key.Key_Space)
    room.until(lambda: any(later < earlier for earlier, later in pairwise(times)))
    assert window.is_clip_playing()
    assert all(S <= us < S + 480_000 for us in times)


def test_a_finger_on_the_film_plays_and_freezes_it(window: ParentWindow) -> None:
    QTest.mouseClick(window.film, Qt.MouseButton.LeftButton)
    assert window.is_clip_playing()
    QTest.mouseClick(window.film, Qt.MouseButton.LeftButton)
    assert not window.is_clip_playing()


def test_slower_and_back_to_the_usual_speed(window: ParentWindow) -> None:
    speeds = []
    for _ in range(3):
        speeds.append((window.controls.slower.text(), window.player.speed()))
        key(window, Qt.Key.Key_S)
    assert speeds == [("Slower", 1.0), ("Slower", 0.5), ("Normal speed", 0.25)]
    assert window.player.speed() == 1.0


def test_again_begins_anew(room: Room, window: ParentWindow) -> None:
    key(window, Qt.Key.Key_Space)
    room.until(lambda: window.player.shown_us() > S + 200_000)
    QTest.mouseClick(window.controls.again, Qt.MouseButton.LeftButton)
    room.until(lambda: window.is_clip_playing() and window.player.shown_us() < S + 200_000)


def test_only_show_clips_are_shown(room: Room) -> None:
    window = room.open([
        room.clip(S, 2 * S, intent=Intent.DO_NOT_SHOW), room.clip(2 * S, 3 * S), room.clip(3 * S, 4 * S, intent=Intent.SUPERVISION),
    ])  # fmt: skip
    assert [clip.start_us for clip in window.showing.clips] == [2 * S]
    assert not window.count.isVisible()


def test_drawing_freezes_and_vanishes_on_play(room: Room, window: ParentWindow) -> None:
    key(window, Qt.Key.Key_Space)
    key(window, Qt.Key.Key_D)
    assert not window.is_clip_playing()
    sheet = window.sheet
    assert sheet.isVisible()
    assert sheet.size() == window.film.size()
    QTest.mouseClick(window.controls.pens.findChildren(QAbstractButton)[1], Qt.MouseButton.LeftButton)
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    for x in range(100, 300, 10):
        QTest.mouseMove(sheet, QPoint(x, 200))
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert not sheet.is_empty()
    assert sheet.grab().toImage().pixelColor(200, 200).name() == "#6fc7c9"
    QTest.mouseClick(window.controls.wipe, Qt.MouseButton.LeftButton)
    assert sheet.is_empty()
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    key(window, Qt.Key.Key_Space)
    assert window.is_clip_playing()
    assert sheet.isHidden()
    assert sheet.is_empty()


def test_another_clip_takes_the_drawing_away(window: ParentWindow) -> None:
    key(window, Qt.Key.Key_D)
    QTest.mouseClick(window.sheet, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    key(window, Qt.Key.Key_Right)
    assert window.sheet.isHidden()
    assert window.sheet.is_empty()


def test_nothing_but_the_chosen_clips_can_be_read(room: Room) -> None:
    put_all(room.vault, [Mark(MarkId("m"), room.recording.id, "needs_pause", S, note="HEMMELIG-NOTAT")])
    window = room.open([room.clip(S, 2 * S), room.clip(2 * S, 3 * S)])
    shown = words_on(window)
    for secret in ("HEMMELIG", room.recording.family, room.recording.id, "Needs a pause", "mp4"):
        assert secret not in shown
    assert window.said.isHidden()


def test_a_title_is_shown_when_the_clip_carries_one(room: Room) -> None:
    window = room.open([room.clip(S, 2 * S, "See how she looks at you")])
    assert window.said.isVisible()
    assert window.said.text() == "See how she looks at you"


def test_escape_asks_and_only_the_code_leads_out(room: Room, window: ParentWindow) -> None:
    panel = window.leave_panel
    key(window, Qt.Key.Key_Space)
    key(window, Qt.Key.Key_Escape)
    assert panel.isVisible()
    assert panel.field.hasFocus()
    assert not window.is_clip_playing()
    with room.qtbot.assertNotEmitted(window.left):
        QTest.keyClicks(panel.field, "1 d")  # letters go into the field, not to the film
        assert panel.field.text() == "1 d"
        assert window.sheet.isHidden()
        QTest.keyClick(panel.field, Qt.Key.Key_Return)
        room.until(lambda: panel.answer.text().startswith("That does not fit"))
    QTest.keyClicks(panel.field, "wait")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    room.until(lambda: "8" in panel.answer.text())
    QTest.keyClicks(panel.field, PIN)
    with room.qtbot.waitSignal(window.left):
        QTest.mouseClick(panel.leave, Qt.MouseButton.LeftButton)
    assert panel.field.text() == ""
    assert all(name.startswith("pool") for name in room.asked_on)  # never on the interface's thread


def test_escape_in_the_panel_stays(room: Room, window: ParentWindow) -> None:
    key(window, Qt.Key.Key_Escape)
    QTest.keyClicks(window.leave_panel.field, PIN)
    with room.qtbot.assertNotEmitted(window.left):
        QTest.keyClick(window.leave_panel.field, Qt.Key.Key_Escape)
    assert window.leave_panel.isHidden()
    assert window.leave_panel.field.text() == ""
    key(window, Qt.Key.Key_Space)
    assert window.is_clip_playing()


class _FromOutside(QCloseEvent):
    """A close as the window manager sends it."""

    def spontaneous(self) -> bool:
        return True


def test_closing_from_outside_asks_too_and_the_program_may_close(room: Room, window: ParentWindow) -> None:
    event = _FromOutside()
    with room.qtbot.assertNotEmitted(window.left):
        window.closeEvent(event)
    assert not event.isAccepted()
    assert window.isVisible()
    assert window.leave_panel.isVisible()
    window.close()  # locking
    assert window.isHidden()


def test_the_pointer_goes_away_and_comes_back(room: Room, window: ParentWindow) -> None:
    window._cursor_timer.setInterval(50)
    QTest.mouseMove(window, QPoint(300, 300))
    room.until(lambda: QApplication.overrideCursor() is not None)
    assert QApplication.overrideCursor().shape() == Qt.CursorShape.BlankCursor  # type: ignore[union-attr]
    QTest.mouseMove(window, QPoint(310, 310))
    assert QApplication.overrideCursor() is None
    room.until(lambda: QApplication.overrideCursor() is not None)
    key(window, Qt.Key.Key_Escape)  # the hand is needed
    assert QApplication.overrideCursor() is None


def test_the_pointer_is_given_back_when_the_window_goes(room: Room, window: ParentWindow) -> None:
    window._cursor_timer.setInterval(20)
    room.until(lambda: QApplication.overrideCursor() is not None)
    window.close()
    assert QApplication.overrideCursor() is None


def test_with_nothing_to_show_it_says_what_to_do(room: Room) -> None:
    window = room.open([room.clip(S, 2 * S, intent=Intent.DO_NOT_SHOW)])
    assert window.said.text().startswith("There are no clips to show yet")
    assert not window.controls.play.isEnabled()
    key(window, Qt.Key.Key_Space)
    key(window, Qt.Key.Key_Escape)
    assert window.leave_panel.isVisible()


def test_buttons_are_large_named_and_reached_with_tab(qapp: QApplication, window: ParentWindow) -> None:
    apply_theme(qapp, LIGHT)  # whose own least sizes are smaller
    for drawing in (False, True):
        if drawing:
            key(window, Qt.Key.Key_D)
        buttons = [button for button in window.controls.findChildren(QAbstractButton) if button.isVisible()]
        QApplication.processEvents()
        assert all(min(button.width(), button.height()) >= BIG_TARGET_PX for button in buttons)
    key(window, Qt.Key.Key_D)
    for button in window.controls.findChildren(QAbstractButton):
        assert button.accessibleName()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    window.controls.slower.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window.controls.slower, Qt.Key.Key_Space)
    assert window.player.speed() == 0.5
    assert not window.is_clip_playing()


def test_it_is_as_loud_as_the_practitioner_made_it(room: Room) -> None:
    room.preferences.set(VOLUME_PERCENT, 250)
    window = room.open([room.clip(S, 2 * S)])
    assert window.player._sound._percent == 250


def test_no_other_key_does_anything(window: ParentWindow) -> None:
    for which in (Qt.Key.Key_1, Qt.Key.Key_N, Qt.Key.Key_Delete, Qt.Key.Key_F4, Qt.Key.Key_Tab):
        key(window, which)
    assert not window.is_clip_playing()
    assert window.leave_panel.isHidden()


# --- consent ---


def child_of(room: Room) -> PersonId:
    with room.vault.work() as work:
        return next(one.id for one in work.people.of(room.recording.family) if one.kind is PersonKind.CHILD)


def take_back_replay(room: Room) -> None:
    """In the ledger, as a withdrawal on another screen would."""
    withdraw_consent(room.vault, AT_THE_TIME, child_of(room), [Purpose.REPLAY])


def played(room: Room) -> list[str | None]:
    assert room.jobs.flush(10)
    with room.vault.work() as work:
        return [one.subject for one in reversed(work.audit.of(room.recording.family)) if one.deed is Deed.PLAYED]


def test_without_consent_to_be_shown_no_picture_comes(room: Room) -> None:
    take_back_replay(room)
    window = room.open([room.clip(S, 2 * S)])
    assert window.said.text() == NOT_SHOWN
    assert window.player.info() is None
    assert window.player.image().isNull()
    key(window, Qt.Key.Key_Space)
    assert not window.is_clip_playing()
    assert not window.controls.play.isEnabled()
    key(window, Qt.Key.Key_Escape)
    assert window.leave_panel.isVisible()
    assert played(room) == []


def test_each_clip_that_is_played_is_written_down_once(room: Room, window: ParentWindow) -> None:
    assert played(room) == []
    key(window, Qt.Key.Key_Space)
    key(window, Qt.Key.Key_Space)
    key(window, Qt.Key.Key_Up)
    key(window, Qt.Key.Key_Right)
    assert played(room) == [f"c{S}"]
    key(window, Qt.Key.Key_Space)
    assert played(room) == [f"c{S}", f"c{4 * S}"]


def test_a_withdrawal_takes_the_picture_away_within_a_second(room: Room, window: ParentWindow) -> None:
    key(window, Qt.Key.Key_L)
    key(window, Qt.Key.Key_Space)
    room.until(lambda: window.player.shown_us() > S + 100_000)
    done: list[float] = []
    room.jobs.store(window, lambda: take_back_replay(room), lambda _done: done.append(time.monotonic()))
    room.until(lambda: bool(done) and window.player.info() is None)
    assert time.monotonic() - done[0] < 1.0
    assert window.player.image().isNull()
    assert not window.is_clip_playing()
    assert window.said.text() == NOT_SHOWN
    assert window.film.grab().toImage().pixelColor(300, 200).lightness() < 60
    key(window, Qt.Key.Key_Space)
    assert not window.is_clip_playing()


def test_a_clip_in_which_a_part_becomes_hidden_is_left_out(room: Room, window: ParentWindow) -> None:
    somebody = Person(PersonId("somebody"), room.recording.family, PersonKind.OTHER)
    with room.vault.work() as work:
        work.people.put(somebody)
        work.appearances.put(Appearance(room.recording.id, somebody.id, S + 200_000, S + 240_000))
        work.commit()
    room.until(lambda: window.player.is_exact() and window.player.shown_us() == 4 * S)
    assert [clip.start_us for clip in window.showing.clips] == [4 * S]
    with room.vault.work() as work:
        work.appearances.put(Appearance(room.recording.id, somebody.id, 4 * S, None))
        work.commit()
    room.until(lambda: window.player.info() is None)
    assert window.said.text() == NOT_SHOWN

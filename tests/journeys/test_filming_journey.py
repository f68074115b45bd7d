"""Filming through real widgets, with the real studio and the test camera: choose, look, start, bookmark, pause, go on, stop, review.

Nothing is shown to a camera and heard by a microphone here but the drawn family; all else is as in a home.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from app.domain.filming import TEST_CAMERA, TEST_MICROPHONE, CameraFormat
from app.domain.mark import Mark
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.scheme import BOOKMARK, GAP
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import create_vault
from tests.journeys.kit import House, TestCameraDoor, click, press, settle, until, write
from tests.ui.agreeing import agree_on_paper_there
from ui.film.desk import DeskState
from ui.film.hold_button import NOT_TWICE_MS
from ui.film.screen import FilmScreen
from ui.library.screen import LibraryScreen
from ui.preferences import FILM_DEVICES
from ui.review.screen import ReviewScreen
from ui.today.screen import TodayScreen
from ui.unlock.screen import UnlockScreen

PASSPHRASE = "sol sand seil sommer sakte"
SMALL = CameraFormat(640, 360, 30)  # two cores are shared by the whole suite
SHOTS = os.environ.get("SAMSPILL_SHOTS")


@pytest.fixture
def house(qapp: QApplication, nobodys_home: Path) -> Iterator[House]:
    create_vault(nobodys_home / "vault", PASSPHRASE, FileSecrets(nobodys_home / "keyring"), argon=PRACTICE).vault.close()
    house = House(nobodys_home, door_of=TestCameraDoor)
    yield house
    house.close()


def test_filming(house: House) -> None:
    screen = open_film_screen(house)
    choose(screen)
    start(screen)
    bookmark(screen)
    pause_and_go_on(screen)
    elsewhere_and_back(house, screen)
    stop(house, screen)
    review_at_the_bookmark(house, screen)


def test_closed_while_the_studio_is_being_started(house: House) -> None:
    """The fixture of the suite finds a process that was left behind."""
    unlock = house.stage(UnlockScreen)
    write(unlock.passphrase.line, PASSPHRASE)
    click(unlock.unlock_button)
    house.stage(TodayScreen)
    press(house.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    screen = house.stage(FilmScreen)
    assert screen.desk.state is DeskState.STARTING


def open_film_screen(house: House) -> FilmScreen:
    unlock = house.stage(UnlockScreen)
    write(unlock.passphrase.line, PASSPHRASE)
    click(unlock.unlock_button)
    house.stage(TodayScreen)
    press(house.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    screen = house.stage(FilmScreen)
    until(lambda: screen.preview.drawn)
    return screen


def choose(screen: FilmScreen) -> None:
    pick(screen.side.choosers.camera, lambda camera: camera.id == TEST_CAMERA)
    pick(screen.side.choosers.microphone, lambda microphone: microphone is not None and microphone.id == TEST_MICROPHONE)
    pick(screen.side.choosers.format, lambda offered: offered == SMALL)
    until(lambda: screen.desk.opened is not None and screen.desk.opened.format == SMALL)
    drawn = screen.preview.drawn
    until(lambda: screen.preview.drawn > drawn + 3)
    until(lambda: screen.meter.heard)
    assert not screen.controls.start.isEnabled(), "a family first"
    write(screen.side.family.line, "k7q2m")
    until(screen.side.whom.permission.is_known)
    assert not screen.controls.start.isEnabled(), "and its consent"
    agree_on_paper_there(screen)
    kept = screen.side._preferences.get(FILM_DEVICES)
    assert "camera" in kept and TEST_CAMERA not in kept and TEST_MICROPHONE not in kept, "remembered, but not by name"


def pick(box: QComboBox, wanted: Callable[[Any], bool]) -> None:
    """As a person does: with the arrow keys."""
    box.setFocus()
    row = next(row for row in range(box.count()) if wanted(box.itemData(row)))
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(row):
        QTest.keyClick(box, Qt.Key.Key_Down)
    box.activated.emit(box.currentIndex())
    assert box.currentIndex() == row


def start(screen: FilmScreen) -> None:
    click(screen.controls.start)
    until(lambda: screen.desk.state is DeskState.FILMING)
    until(lambda: screen.desk.position_us() > 3_000_000)  # a bookmark stands a little before the key
    until(lambda: screen.controls.time.text() >= "00:03")
    assert screen.controls.is_filming()
    assert not screen.side.choosers.camera.isEnabled() and screen.side.choosers.camera.currentText(), "in sight, but locked"
    assert screen.preview.hasFocus()


def bookmark(screen: FilmScreen) -> None:
    press(screen.preview, Qt.Key.Key_B)
    until(screen.controls.said.text)
    assert "1 bokmerke" in screen.controls.said.text()


def pause_and_go_on(screen: FilmScreen) -> None:
    click(screen.controls.pause)
    until(lambda: screen.desk.state is DeskState.PAUSED)
    settle(0.6)  # the last pulse may come a moment later
    stood = screen.desk.position_us()
    settle(1.0)
    assert screen.desk.position_us() == stood and "tas opp" in screen.preview.words()[1]
    press(screen.preview, Qt.Key.Key_Space)
    until(lambda: screen.desk.state is DeskState.FILMING)
    until(lambda: screen.desk.position_us() > stood + 1_000_000)


def elsewhere_and_back(house: House, screen: FilmScreen) -> None:
    press(house.window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    house.stage(LibraryScreen)
    before = screen.desk.position_us()
    until(lambda: house.window.film_line.isVisible() and "Filmer 00:" in house.window.film_line.words.text())
    until(lambda: screen.desk.position_us() > before + 500_000)
    click(house.window.film_line.back)
    house.stage(FilmScreen)
    assert not house.window.film_line.isVisible()


def stop(house: House, screen: FilmScreen) -> None:
    press(screen.preview, Qt.Key.Key_Space)
    assert screen.controls.stop.is_asking() and screen.desk.state is DeskState.FILMING
    press(screen.preview, Qt.Key.Key_Escape)
    assert not screen.controls.stop.is_asking(), "it was not meant"
    press(screen.preview, Qt.Key.Key_Space)
    settle(NOT_TWICE_MS / 1000)
    press(screen.preview, Qt.Key.Key_Space)
    until(screen.controls.is_saved)
    assert screen.controls.look.isEnabled()
    if SHOTS:
        house.window.grab().save(f"{SHOTS}/filming-saved.png")


def review_at_the_bookmark(house: House, screen: FilmScreen) -> None:
    click(screen.controls.look)
    review = house.stage(ReviewScreen)
    until(lambda: not review.player.image().isNull())
    recording, marks = in_vault(house)
    assert recording.source_kind is SourceKind.LIVE and recording.state is RecordingState.READY and recording.has_sound
    assert [mark.code for mark in marks] == [BOOKMARK.id, GAP.id]
    assert marks[0].start_us < marks[1].start_us < recording.duration_us
    until(lambda: screen.desk.choice is None)  # the camera is let go when its screen is left
    until(lambda: len(review.book.marks()) == 2)
    house.window.activateWindow()
    settle(0.1)
    press(review.film, Qt.Key.Key_PageDown)
    at_bookmark = review.player.frame_us_near(marks[0].start_us)

    until(lambda: review.player.is_exact() and review.player.shown_us() == at_bookmark)
    if SHOTS:
        house.window.grab().save(f"{SHOTS}/filming-review.png")


def in_vault(house: House) -> tuple[Recording, list[Mark]]:
    assert house.shell.session is not None
    with house.shell.session.store.work() as work:
        (recording,) = work.recordings.all()
        return recording, work.marks.of(recording.id)

"""A film is taken: what is shown, what stops it and what does not, and what goes on when a part is in trouble."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.errors import ErrorCode
from app.domain.filming import (
    BackAgain,
    Level,
    Part,
    Trouble,
)
from app.domain.recording import RecordingState
from tests.fakes.studio import DrawnStudio
from tests.journeys.kit import House, click, press, settle, until
from tests.ui.film.conftest import Visit
from ui.film.desk import DeskState
from ui.film.hold_button import HOLD_MS, NOT_TWICE_MS
from ui.film.screen import FilmScreen


def test_a_film_is_taken_and_is_ready_to_be_looked_at(visit: Visit) -> None:
    visit.film()
    screen = visit.screen
    assert screen.controls.is_filming() and screen.preview.hasFocus()
    assert not screen.side.choosers.camera.isEnabled() and not screen.side.family.isEnabled()
    assert screen.side.choosers.locked.isVisible()
    for _ in range(4):
        visit.studio.pulse()
    until(lambda: screen.controls.time.text() >= "00:05")
    press(screen.preview, Qt.Key.Key_B)
    until(lambda: "1 bokmerke i filmen" in screen.controls.said.text())
    click(screen.controls.bookmark)
    until(lambda: "2 bokmerker i filmen" in screen.controls.said.text())
    visit.studio.pulse(dropped=3)
    until(lambda: "rakk ikke 3 av" in screen.side.taken.text())
    visit.stop()
    (recording,) = visit.recordings()
    assert recording.state is RecordingState.READY
    assert "K7Q2M" in screen.controls.saved_facts.text() and "2 bokmerker" in screen.controls.saved_facts.text()
    click(screen.controls.again)
    until(screen.controls.start.isEnabled)
    assert not screen.controls.is_saved()


def test_it_cannot_be_stopped_by_accident(visit: Visit) -> None:
    visit.film()
    controls, desk = visit.screen.controls, visit.screen.desk
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        press(visit.screen.preview, key)
    assert desk.state is DeskState.FILMING and not controls.stop.is_asking(), "asked, pressed too soon, put away"
    press(visit.screen.preview, Qt.Key.Key_Space)
    assert controls.stop.is_asking() and "Esc" in controls.said.text()
    settle(NOT_TWICE_MS / 1000 + 0.05)
    press(visit.screen.preview, Qt.Key.Key_Return)
    until(controls.is_saved)


def test_a_film_that_is_ended_while_it_is_beginning_ends(visit: Visit) -> None:
    visit.ready()
    click(visit.screen.controls.start)
    assert visit.screen.desk.state is DeskState.BEGINNING
    visit.screen.desk.end_film()
    until(lambda: not visit.screen.desk.is_filming())


def test_held_it_stops(visit: Visit) -> None:
    visit.film()
    QTest.mousePress(visit.screen.controls.stop, Qt.MouseButton.LeftButton)
    settle(HOLD_MS / 1000 + 0.1)
    QTest.mouseRelease(visit.screen.controls.stop, Qt.MouseButton.LeftButton)
    until(visit.screen.controls.is_saved)


def test_a_pause_says_that_nothing_is_taken(visit: Visit) -> None:
    visit.film()
    click(visit.screen.controls.pause)
    visit.until_state(DeskState.PAUSED)
    assert visit.screen.preview.words() == ("Pause", "Verken bilde eller lyd tas opp nå.")
    assert visit.screen.controls.go_on.isVisible() and not visit.screen.controls.pause.isVisible()
    visit.studio.heard(Level(500, 100, clipping=False))
    settle(0.05)
    assert visit.screen.meter.words.text() == "Pause"
    press(visit.screen.preview, Qt.Key.Key_Space)
    visit.until_state(DeskState.FILMING)
    assert visit.screen.preview.words() == ("", "")


@pytest.mark.parametrize(
    ("part", "code", "title", "over", "sound"),
    [
        (Part.CAMERA, ErrorCode.CAMERA_GONE, "Kameraet er borte", "Bare lyd tas opp nå", ""),
        (Part.MICROPHONE, ErrorCode.MICROPHONE_GONE, "Mikrofonen er borte", "", "Bare bilde: ingen lyd nå"),
    ],
)
def test_filming_goes_on_with_what_is_left(visit: Visit, part: Part, code: ErrorCode, title: str, over: str, sound: str) -> None:
    visit.film()
    visit.studio.heard(Trouble(part, code))
    until(lambda: visit.screen.notice.text() == title)
    assert visit.screen.preview.words()[0] == over and visit.screen.desk.state is DeskState.FILMING
    assert visit.screen.meter.words.text() == (sound or visit.screen.meter.words.text())
    assert visit.screen.preview.is_live() == (part is not Part.CAMERA)
    visit.studio.heard(BackAgain(part))
    until(visit.screen.notice.isHidden)
    assert visit.screen.preview.words()[0] == ""


def test_with_neither_picture_nor_sound_the_film_waits(visit: Visit) -> None:
    visit.film()
    visit.studio.heard(Trouble(Part.CAMERA, ErrorCode.CAMERA_GONE))
    visit.studio.heard(Trouble(Part.MICROPHONE, ErrorCode.MICROPHONE_GONE))
    until(lambda: "Verken" in visit.screen.preview.words()[0])
    assert visit.screen.notice.isHidden(), "nobody says that sound goes on"
    assert visit.screen.desk.state is DeskState.FILMING
    visit.studio.heard(BackAgain(Part.MICROPHONE))
    until(lambda: visit.screen.notice.text() == "Kameraet er borte")


def test_a_studio_that_dies_keeps_what_came_and_starts_anew(visit: Visit) -> None:
    visit.film()
    visit.studio.heard(Trouble(Part.STUDIO, ErrorCode.STUDIO_DIED))
    until(visit.screen.controls.is_saved)
    assert visit.screen.notice.text() == "Filmingen stoppet brått"
    (recording,) = visit.recordings()
    assert recording.state is RecordingState.READY and recording.problems == (ErrorCode.FILMING_BROKEN_OFF,)
    click(visit.screen.controls.again)
    until(visit.screen.controls.start.isEnabled)
    assert visit.screen.preview.is_live() and visit.screen.notice.isHidden()


def test_a_studio_that_does_not_start_is_said_and_tried_again(house: House, studio: DrawnStudio) -> None:
    workspace = house.shell.workspace
    assert workspace is not None
    studio.fails = True
    workspace.go("film")
    screen = house.stage(FilmScreen)
    until(lambda: screen.notice.text() == "Kameradelen av Samspill stoppet")
    studio.fails = False
    click(screen.side.again)
    until(lambda: screen.preview.is_live() and screen.notice.isHidden())

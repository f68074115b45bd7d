"""The film screen before a film is taken, in each of its states."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.domain.disk_room import DiskRoom
from app.domain.errors import ErrorCode
from app.domain.filming import (
    TEST_CAMERA,
    Camera,
    CameraFormat,
    Devices,
    FaceBox,
    FacesSeen,
    FilmingChoice,
    Level,
    Part,
    Trouble,
)
from tests.fakes.studio import TEST_DEVICES
from tests.journeys.kit import click, press, settle, until, write
from tests.ui.film.conftest import Visit
from ui.film.desk import DeskState
from ui.film.hearing import QUIET_AFTER
from ui.library.screen import LibraryScreen
from ui.preferences import FILM_DEVICES

OTHER = Camera("other", "Camcorder", (CameraFormat(1280, 720, 25),))
TWO = (FaceBox(200, 300, 100, 100), FaceBox(600, 300, 100, 100))


def test_a_film_needs_a_picture_a_family_and_its_consent(visit: Visit) -> None:
    screen = visit.screen
    hint = screen.controls.start_hint
    assert screen.preview.is_live() and screen.preview.drawn and not screen.controls.start.isEnabled()
    press(screen.preview, Qt.Key.Key_Space)
    assert screen.desk.state is DeskState.READY, "Space does not start what the button does not"
    write(screen.side.family.line, "k7")
    assert "A–Z" in hint.text()
    write(screen.side.family.line, "k7q2m")
    until(lambda: "sagt ja først" in hint.text() and screen.side.whom.permission.is_known())
    assert not screen.controls.start.isEnabled()
    press(screen.preview, Qt.Key.Key_Space)
    assert screen.desk.state is DeskState.READY, "nothing is filmed before everybody has said yes"
    visit.agree()
    screen.side.refresh()
    until(screen.controls.start.isEnabled)
    assert "familie K7Q2M" in hint.text() and "Barnet, Mor" in screen.side.whom.label.text()
    press(screen.side.family.line, Qt.Key.Key_Return)
    assert screen.desk.state is DeskState.READY and screen.controls.start.hasFocus(), "finishing a word films nothing"
    press(screen.controls.start, Qt.Key.Key_Space)
    visit.until_state(DeskState.FILMING)


def test_space_begins_from_the_code_too_once_everybody_agreed(visit: Visit) -> None:
    line = visit.screen.side.family.line
    write(line, "k7")
    press(line, Qt.Key.Key_Space)
    assert line.text() == "k7 ", "before that it is a letter like others"
    visit.ready()
    press(line, Qt.Key.Key_Space)
    visit.until_state(DeskState.FILMING)
    assert line.text() == "k7q2m"


def test_without_a_camera_it_says_what_to_do_and_the_rest_works(visit: Visit) -> None:
    visit.studio.plug(Devices((), TEST_DEVICES.microphones))
    until(lambda: visit.screen.preview.words()[0] == "Ikke noe kamera")
    assert "kortet" in visit.screen.preview.words()[1] and not visit.screen.preview.is_live()
    assert not visit.screen.controls.start.isEnabled() and not visit.screen.side.choosers.camera.isEnabled()
    assert visit.screen.side.choosers.microphone.isEnabled() and visit.screen.notice.isHidden()
    press(visit.house.window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    visit.house.stage(LibraryScreen)
    press(visit.house.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    visit.studio.plug(TEST_DEVICES)
    until(visit.screen.preview.is_live)


def test_a_camera_that_another_program_holds_is_tried_again(visit: Visit) -> None:
    visit.studio.refuses = {OTHER.id: Trouble(Part.CAMERA, ErrorCode.CAMERA_BUSY)}
    visit.studio.plug(Devices((*TEST_DEVICES.cameras, OTHER), TEST_DEVICES.microphones))
    chooser = visit.screen.side.choosers.camera
    until(lambda: chooser.count() == 2)
    assert chooser.currentIndex() == 0, "a camera that comes is offered, not taken"
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    until(lambda: visit.screen.notice.text() == "Kameraet er i bruk")
    assert not visit.screen.preview.is_live() and visit.screen.preview.words()[0] == "Kameraet er av"
    visit.studio.refuses = {}
    click(visit.screen.side.again)
    until(visit.screen.preview.is_live)
    assert visit.screen.notice.isHidden() and visit.screen.side.again.isHidden()


def test_the_last_word_of_a_camera_that_is_gone_is_not_said_of_another(visit: Visit) -> None:
    visit.studio.refuses = {OTHER.id: Trouble(Part.CAMERA, ErrorCode.CAMERA_GONE)}
    visit.studio.plug(Devices((OTHER,), TEST_DEVICES.microphones))
    until(lambda: visit.screen.notice.text() == "Kameraet er ikke her")
    visit.studio.plug(TEST_DEVICES)
    until(visit.screen.preview.is_live)
    assert visit.screen.notice.isHidden()
    visit.studio.heard(Trouble(Part.CAMERA, ErrorCode.CAMERA_GONE))
    visit.studio.open(visit.screen.desk.choice or FilmingChoice(None, None))
    until(lambda: not visit.screen.desk.troubles and visit.screen.preview.is_live())


def test_the_camera_used_last_is_taken_when_it_comes(visit: Visit) -> None:
    visit.studio.plug(Devices((*TEST_DEVICES.cameras, OTHER), TEST_DEVICES.microphones))
    chooser = visit.screen.side.choosers.camera
    until(lambda: chooser.count() == 2)
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    visit.studio.plug(TEST_DEVICES)
    until(lambda: visit.studio.on is not None and visit.studio.on.camera == TEST_CAMERA)
    visit.studio.plug(Devices((*TEST_DEVICES.cameras, OTHER), TEST_DEVICES.microphones))
    until(lambda: visit.studio.on is not None and visit.studio.on.camera == OTHER.id)
    assert OTHER.id not in visit.screen.side._preferences.get(FILM_DEVICES)


def test_a_film_without_sound_is_said(visit: Visit) -> None:
    chooser = visit.screen.side.choosers.microphone
    chooser.setCurrentIndex(chooser.count() - 1)
    chooser.activated.emit(chooser.currentIndex())
    until(lambda: visit.screen.meter.words.text() == "Filmen blir uten lyd")
    assert visit.studio.on is not None and visit.studio.on.microphone is None


def test_too_quiet_and_clipping_are_said_in_words(visit: Visit) -> None:
    for _ in range(QUIET_AFTER):
        visit.studio.heard(Level(10, 3, clipping=False))
    until(lambda: "For stille" in visit.screen.meter.words.text())
    visit.studio.heard(Level(1000, 600, clipping=True))
    until(lambda: "klippes" in visit.screen.meter.words.text())


def test_the_framing_hint_can_be_switched_off_and_stays_off(visit: Visit) -> None:
    until(lambda: visit.studio.watching_faces)
    for _ in range(2):
        visit.studio.heard(FacesSeen(TWO[:1]))
    until(lambda: visit.screen.guide.hint.text() == "Bare ett ansikt i bildet")
    for _ in range(2):
        visit.studio.heard(FacesSeen(TWO))
    until(lambda: "Begge" in visit.screen.guide.hint.text())
    visit.screen.side.guide.click()
    assert visit.screen.guide.hint.text() == "" and not visit.studio.watching_faces
    workspace = visit.house.shell.workspace
    assert workspace is not None
    workspace.go("library")
    workspace.go("film")
    until(lambda: visit.screen.desk.opened is not None)
    assert not visit.screen.side.guide.isChecked() and not visit.studio.watching_faces


def test_a_disk_that_is_too_small_is_said_before_filming(visit: Visit) -> None:
    assert visit.screen.notice.isHidden()
    visit.screen.desk.room.see(DiskRoom(200_000_000 + 300_000 * 60 * 7, 300_000))
    assert visit.screen.notice.text() == "Disken har bare plass til 7 min film"
    assert visit.screen.side.room.text() == "Plass på disken til 7 min."
    visit.screen.desk.room.see(DiskRoom(200_000_000 + 300_000 * 60 * 250, 300_000))
    assert visit.screen.notice.isHidden() and visit.screen.side.room.text() == "Plass på disken til 4 t 10 min."


def test_the_camera_is_let_go_when_the_screen_is_left(visit: Visit) -> None:
    workspace = visit.house.shell.workspace
    assert workspace is not None
    workspace.go("settings")
    assert visit.studio.on is None and not visit.screen.preview.is_live()
    workspace.go("film")
    until(visit.screen.preview.is_live)
    visit.house.window.showMinimized()
    settle(0.1)
    visit.house.window.showNormal()
    settle(0.1)
    assert visit.screen.preview.is_live(), "a window that is only minimised keeps it"


def test_a_disk_without_room_begins_no_film(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    visit.ready()
    session = visit.house.shell.session
    assert session is not None
    monkeypatch.setattr(session.store, "free_bytes", lambda: 150_000_000)
    click(visit.screen.controls.start)
    until(lambda: visit.screen.notice.text().startswith("Disken har bare plass til"))
    assert visit.screen.desk.state is DeskState.READY and visit.recordings() == []


def test_the_keyboard_goes_the_way_of_the_work(visit: Visit) -> None:
    side, controls = visit.screen.side, visit.screen.controls
    assert side.family.line.hasFocus(), "for whom comes first"
    visit.ready()
    side.family.line.setFocus()
    seen = []
    for _ in range(7):
        press(visit.house.window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(visit.house.window.focusWidget())
    choosers = side.choosers
    assert seen == [
        side.family.new_button,
        side.whom.settle,
        choosers.camera,
        choosers.microphone,
        choosers.format,
        side.guide,
        controls.start,
    ]

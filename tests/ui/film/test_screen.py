"""The film screen in each of its states, with a studio that the test plays: real vault, real decoder, real widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap import VaultDoor
from app.domain.disk_room import DiskRoom
from app.domain.errors import ErrorCode
from app.domain.family import Person, PersonKind
from app.domain.filming import (
    TEST_CAMERA,
    BackAgain,
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
from app.domain.ids import FamilyCode, PersonId
from app.domain.recording import Recording, RecordingState
from app.ports import Store, VaultKeeper
from app.usecases.first_people import first_people
from app.usecases.withdraw_consent import withdraw_consent
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import create_vault
from tests.consenting import agreed
from tests.fakes.studio import TEST_DEVICES, DrawnStudio
from tests.journeys.kit import House, click, press, settle, until, write
from tests.video.live_films import live_film
from ui.consent.screen import LedgerScreen
from ui.film.desk import DeskState
from ui.film.hearing import QUIET_AFTER
from ui.film.hold_button import HOLD_MS, NOT_TWICE_MS
from ui.film.screen import FilmScreen
from ui.library.screen import LibraryScreen
from ui.preferences import FILM_DEVICES, LANGUAGE
from ui.services import Session
from ui.today.screen import TodayScreen
from ui.unlock.screen import UnlockScreen

FAMILY = FamilyCode("K7Q2M")
PASSPHRASE = "sol sand seil sommer sakte"
OTHER = Camera("other", "Camcorder", (CameraFormat(1280, 720, 25),))
TWO = (FaceBox(200, 300, 100, 100), FaceBox(600, 300, 100, 100))


@dataclass
class Visit:
    """The film screen, open, with what it stands on."""

    house: House
    studio: DrawnStudio
    screen: FilmScreen

    def ready(self) -> None:
        """A family that has said yes."""
        self.agree()
        write(self.screen.side.family.line, "k7q2m")
        until(self.screen.controls.start.isEnabled)

    def family(self) -> None:
        """Its people, who have agreed to nothing."""
        session = self.house.shell.session
        assert session is not None
        first_people(session.store, session.clock, FAMILY)

    def agree(self) -> tuple[PersonId, PersonId]:
        """The caregiver and the child of a family whose consents are in the ledger."""
        session = self.house.shell.session
        assert session is not None
        return agreed(session.store, session.clock, FAMILY)

    def film(self) -> None:
        self.ready()
        click(self.screen.controls.start)
        self.until_state(DeskState.FILMING)

    def until_state(self, state: DeskState) -> None:
        until(lambda: self.screen.desk.state is state)

    def stop(self) -> None:
        self.screen.desk.end_film()
        until(self.screen.controls.is_saved)

    def recordings(self) -> list[Recording]:
        assert self.house.shell.session is not None
        with self.house.shell.session.store.work() as work:
            return work.recordings.all()


@pytest.fixture
def studio() -> DrawnStudio:
    return DrawnStudio(pieces=(live_film(2),))


@pytest.fixture
def house(qapp: QApplication, nobodys_home: Path, studio: DrawnStudio) -> Iterator[House]:
    class Door(VaultDoor):
        def _session(self, keeper: VaultKeeper, store: Store) -> Session:
            return replace(super()._session(keeper, store), studio=lambda: studio)

    create_vault(nobodys_home / "vault", PASSPHRASE, FileSecrets(nobodys_home / "keyring"), argon=PRACTICE).vault.close()
    house = House(nobodys_home, door_of=Door)
    unlock = house.stage(UnlockScreen)
    write(unlock.passphrase.line, PASSPHRASE)
    click(unlock.unlock_button)
    house.stage(TodayScreen)
    yield house
    if house.shell.workspace is not None and house.shell.workspace.is_filming():
        house.shell.workspace.film_desk.end_film()
        until(lambda: house.shell.workspace is None or not house.shell.workspace.is_filming())
    house.close()


@pytest.fixture
def visit(house: House, studio: DrawnStudio) -> Visit:
    assert house.shell.workspace is not None
    house.shell.workspace.go("film")
    screen = house.stage(FilmScreen)
    house.window.activateWindow()
    until(lambda: screen.desk.opened is not None)
    settle(0.05)
    return Visit(house, studio, screen)


# --- before a film ---------------------------------------------------------------------------------------------------------------


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
    until(lambda: visit.screen.frame_hint.text() == "Bare ett ansikt i bildet")
    for _ in range(2):
        visit.studio.heard(FacesSeen(TWO))
    until(lambda: "Begge" in visit.screen.frame_hint.text())
    visit.screen.side.guide.click()
    assert visit.screen.frame_hint.text() == "" and not visit.studio.watching_faces
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


# --- whom ---------------------------------------------------------------------------------------------------------------------------


def test_who_is_in_the_picture_is_chosen_and_written_down(visit: Visit) -> None:
    caregiver, child = visit.agree()
    session = visit.house.shell.session
    assert session is not None
    with session.store.work() as work:
        work.people.put(Person(PersonId("aunt"), FAMILY, PersonKind.CAREGIVER))
        work.commit()
    screen, whom = visit.screen, visit.screen.side.whom
    screen.choose_family(FAMILY)
    until(whom.permission.is_known)
    assert not screen.controls.start.isEnabled() and "har ikke sagt ja" in whom.label.text()
    click(whom.settle)
    assert whom.permission.isVisible() and not screen.preview.isVisible()
    aunt = whom.permission.who.ticks[PersonId("aunt")]
    aunt.setFocus()
    press(aunt, Qt.Key.Key_Space)
    until(screen.controls.start.isEnabled)
    press(aunt, Qt.Key.Key_Escape)
    assert screen.preview.isVisible() and screen.controls.start.hasFocus()
    assert whom.label.text() == "I bildet: Barnet, Mor. Alle har sagt ja."
    press(screen.controls.start, Qt.Key.Key_Space)
    visit.until_state(DeskState.FILMING)
    assert not whom.settle.isEnabled()
    visit.stop()
    (recording,) = visit.recordings()
    with session.store.work() as work:
        assert {one.person for one in work.appearances.of(recording.id)} == {caregiver, child}


def test_signing_on_the_screen_is_done_in_the_ledger_and_leads_back(visit: Visit) -> None:
    workspace = visit.house.shell.workspace
    assert workspace is not None
    screen, whom = visit.screen, visit.screen.side.whom
    visit.family()
    screen.choose_family(FAMILY)
    until(whom.permission.is_known)
    click(whom.settle)
    click(whom.permission.paper.sign_button)
    ledger = visit.house.stage(LedgerScreen)
    until(lambda: ledger.ledger is not None and ledger.ledger.family == FAMILY)
    visit.agree()
    workspace.go("film")
    until(screen.controls.start.isEnabled)


def test_a_withdrawal_between_the_answer_and_the_button_is_said(visit: Visit) -> None:
    visit.ready()
    session = visit.house.shell.session
    assert session is not None
    with session.store.work() as work:
        child = next(one for one in work.people.of(FAMILY) if one.kind is PersonKind.CHILD)
    withdraw_consent(session.store, session.clock, child.id)
    click(visit.screen.controls.start)
    until(lambda: visit.screen.notice.text() == "Samtykket er trukket tilbake")
    until(visit.screen.side.whom.permission.is_known)
    assert visit.screen.desk.state is DeskState.READY and not visit.screen.controls.start.isEnabled()
    assert "Barnet har trukket" in visit.screen.side.whom.label.text() and visit.recordings() == []


def test_a_withdrawal_ends_the_film_and_says_that_nothing_is_left(visit: Visit) -> None:
    visit.film()
    session = visit.house.shell.session
    assert session is not None
    with session.store.work() as work:
        child = next(one for one in work.people.of(FAMILY) if one.kind is PersonKind.CHILD)
    withdraw_consent(session.store, session.clock, child.id)
    until(lambda: visit.screen.notice.text() == "Filmen er slettet", 20)
    until(visit.screen.side.whom.permission.is_known)
    assert visit.screen.desk.state is DeskState.READY and not visit.screen.controls.start.isEnabled()
    assert visit.recordings() == []


# --- while filming ----------------------------------------------------------------------------------------------------------------


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


# --- elsewhere ---------------------------------------------------------------------------------------------------------------------


def test_a_film_goes_on_elsewhere_with_a_line_that_leads_back(visit: Visit) -> None:
    visit.film()
    window, workspace = visit.house.window, visit.house.shell.workspace
    assert workspace is not None
    for place in ("today", "families", "library", "card", "privacy", "settings"):
        workspace.go(place)
        assert window.film_line.isVisible() and "Filmer" in window.film_line.words.text()
        assert workspace.is_filming() and visit.studio.on is not None
    assert window.rail.buttons["film"].text() == "Filmer"
    click(window.film_line.back)
    assert visit.house.stage(FilmScreen) is visit.screen and not window.film_line.isVisible()
    visit.stop()
    assert window.rail.buttons["film"].text() == "Film"


def test_a_film_that_ends_elsewhere_is_said_there(visit: Visit) -> None:
    visit.film()
    workspace = visit.house.shell.workspace
    assert workspace is not None
    workspace.go("library")
    ended: list[bool] = []
    workspace.end_film(lambda: ended.append(True))
    until(lambda: ended)
    window = visit.house.window
    assert "lagret og låst" in window.notice.text() and not window.film_line.isVisible()
    assert visit.studio.on is None, "the camera is let go"
    library = visit.house.stage(LibraryScreen)
    until(lambda: [row.shelved.recording.state for row in library.rows] == [RecordingState.READY])
    workspace.go("film")
    until(visit.screen.controls.start.isEnabled)


def test_another_language_in_the_middle_of_a_film(visit: Visit) -> None:
    visit.film()
    visit.screen.desk._preferences.set(LANGUAGE, "en")
    screen = visit.house.stage(FilmScreen)
    assert screen is not visit.screen and screen.controls.sign.text() == "Filming"
    assert screen.side.family.line.text() == "K7Q2M" and screen.side.choosers.camera.currentText() == "Practice camera (a drawing)"
    assert screen.desk.state is DeskState.FILMING
    until(screen.preview.is_live)


def test_ending_without_a_film_is_at_once(visit: Visit) -> None:
    ended: list[bool] = []
    assert visit.house.shell.workspace is not None
    visit.house.shell.workspace.end_film(lambda: ended.append(True))
    assert ended == [True]


def test_the_keyboard_is_where_the_next_thing_is_done(visit: Visit) -> None:
    screen, window = visit.screen, visit.house.window
    write(screen.side.family.line, "k7q2m")
    permission = screen.side.whom.permission
    until(permission.is_known)
    press(screen.side.family.line, Qt.Key.Key_Return)
    assert window.focusWidget() is screen.side.whom.settle
    press(screen.side.whom.settle, Qt.Key.Key_Space)
    assert window.focusWidget() is permission.name_button and not screen.preview.isVisible()
    press(permission.name_button, Qt.Key.Key_Space)
    until(permission.paper.isVisible)
    assert window.focusWidget() is permission.paper.kept_at
    write(permission.paper.kept_at, "perm 3")
    press(permission.paper.kept_at, Qt.Key.Key_Return)
    until(lambda: window.focusWidget() is screen.controls.start)
    assert screen.preview.isVisible()
    press(screen.controls.start, Qt.Key.Key_Space)
    visit.until_state(DeskState.FILMING)
    screen.controls.pause.setFocus()
    press(screen.controls.pause, Qt.Key.Key_Space)
    visit.until_state(DeskState.PAUSED)
    assert window.focusWidget() is screen.controls.go_on
    press(screen.controls.go_on, Qt.Key.Key_Space)
    visit.until_state(DeskState.FILMING)
    assert window.focusWidget() is screen.controls.pause
    visit.stop()

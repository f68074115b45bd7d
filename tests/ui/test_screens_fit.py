"""Every screen, in both languages, at 1366 x 768 and at 200 %: no word cut off, every control named, large enough, reached by keyboard."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.card import CardContents, CardFilm, CardFilmState, FoundFilm, SourcePart
from app.domain.clip import Clip
from app.domain.consent import Purpose
from app.domain.disk_room import DiskRoom
from app.domain.errors import Circumstance, ErrorCode
from app.domain.filming import TEST_CAMERA, BackAgain, Devices, FacesSeen, Level, Part, Trouble
from app.domain.ids import CardId, ClipId, FamilyCode, RecordingId
from app.domain.import_job import FilmOutcome, ImportProgress, ImportReport, ImportStep
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.visit import VisitKind
from app.film_ports import Examination
from app.usecases.mark_along import begin_marking
from app.usecases.no_import import set_no_import
from app.usecases.plan_visit import VisitPlan, plan_visit
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import Vault, create_vault
from tests.consenting import agreed
from tests.fakes.studio import TEST_DEVICES, DrawnStudio
from tests.journeys.kit import House, settle, until, write
from tests.samples.make import sample
from tests.ui.films import keep_film
from tests.ui.fit import faults, passed_by
from tests.ui.scaled import again_at_two_hundred_percent
from tests.video.live_films import live_film
from ui.camcorder.screen import MarksScreen
from ui.card.films import FilmsPanel
from ui.card.look import CardView, Known
from ui.card.result import ResultPanel
from ui.card.run import RunPanel
from ui.card.screen import CardScreen
from ui.film.desk import DeskState, FilmDesk
from ui.film.hearing import QUIET_AFTER
from ui.film.screen import FilmScreen
from ui.library.screen import LibraryScreen
from ui.main_window import DEFAULT_SIZE
from ui.places import Place, of_family, of_film
from ui.preferences import Preferences
from ui.privacy.screen import PrivacyScreen
from ui.review.screen import ReviewScreen
from ui.settings.screen import SettingsScreen
from ui.setup.welcome import WelcomeScreen
from ui.setup.wizard import SetupWizard
from ui.texts import LANGUAGES, language
from ui.unlock.new_passphrase import NewPassphraseScreen
from ui.unlock.screen import UnlockScreen
from ui.widgets.film_permission import FilmPermission
from ui.widgets.film_question import CLOSE, LOCK, THROW

FAMILY = FamilyCode("K7Q2M")
SECTIONS = ("calendar", "receipts", "outbox", "left", "log", "rules", "evidence")
PASSPHRASE = "sol sand seil sommer sakte"
PATIENCE_S = 3.0
SHOTS = os.environ.get("SAMSPILL_SHOTS")  # a folder: leave a picture of every screen there, to be looked at


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def fresh(qapp: QApplication, nobodys_home: Path, spoken: str) -> Iterator[House]:
    """The application where there is no vault yet."""
    house = House(nobodys_home, spoken)
    yield house
    house.close()


@pytest.fixture
def house(qapp: QApplication, nobodys_home: Path, spoken: str) -> Iterator[House]:
    """The application, locked, with films of two families in the vault."""
    vault = create_vault(nobodys_home / "vault", PASSPHRASE, FileSecrets(nobodys_home / "keyring"), argon=PRACTICE).vault
    _fill(vault)
    vault.close()
    house = House(nobodys_home, spoken)
    yield house
    house.close()


def check(house: House, screen: str, root: QWidget | None = None) -> None:
    """Looked at again for a while before it fails: layouts and thumbnails arrive with the event loop."""
    shown = root or house.window
    deadline = time.monotonic() + PATIENCE_S
    settle(0.08)
    while (found := faults(shown)) and time.monotonic() < deadline:
        settle(0.1)
    if SHOTS:
        shown.grab().save(f"{SHOTS}/{screen}-{language()}.png")
    assert shown.size() == QSize(1366, 768)
    assert found == [], screen
    least = house.window.minimumSizeHint()
    assert least.width() <= DEFAULT_SIZE.width() and least.height() <= DEFAULT_SIZE.height(), (screen, least)
    assert passed_by(shown) == [], screen


def test_first_start(fresh: House) -> None:
    welcome = fresh.stage(WelcomeScreen)
    check(fresh, "welcome")
    welcome.notice.show_error(Circumstance(ErrorCode.DISK_FULL))
    welcome.busy.start("…")
    check(fresh, "welcome-error")
    welcome.set_up_button.click()
    wizard = fresh.stage(SetupWizard)
    until(wizard.passphrase.offer.text)
    assert fresh.window.focusWidget() is wizard.passphrase.twice.first.line, "the keyboard is where the next thing is done"
    check(fresh, "setup-passphrase")
    write(wizard.passphrase.twice.first.line, PASSPHRASE)
    write(wizard.passphrase.twice.second.line, PASSPHRASE)
    until(wizard.next_button.isEnabled)
    wizard.next_button.click()
    check(fresh, "setup-lock")
    wizard.failed(Circumstance(ErrorCode.KEYRING_MISSING))
    check(fresh, "setup-lock-error")
    wizard.next_button.click()
    until(lambda: wizard.recovery)
    check(fresh, "setup-code")


def test_lock_screen(house: House) -> None:
    screen = house.stage(UnlockScreen)
    check(house, "unlock")
    for code in (ErrorCode.WRONG_PASSPHRASE, ErrorCode.KEYSLOTS_DAMAGED, ErrorCode.VAULT_DAMAGED, ErrorCode.KEYRING_CHANGED):
        screen.failed(Circumstance(code))
        check(house, f"unlock-{code.value}")
    screen.failed(Circumstance(ErrorCode.WAIT_BEFORE_NEXT_TRY, seconds=300))
    check(house, "unlock-wait")
    assert not screen.unlock_button.isEnabled()
    screen.recovery_button.click()
    check(house, "unlock-code")


def test_after_the_recovery_code(house: House) -> None:
    _unlock(house)
    assert house.shell.session is not None
    screen = NewPassphraseScreen(house.shell.door, house.shell.session, house.shell.jobs)
    house.window.show_bare(screen)
    until(screen.step.offer.text)
    check(house, "new-passphrase")


def test_films(house: House) -> None:
    library = _unlock(house)
    until(lambda: len(library.rows) == 4)
    check(house, "library")
    half = next(row for row in library.rows if row.shelved.recording.state is RecordingState.COPYING)
    half.ask_to_delete()
    check(house, "library-give-up")
    half.give_up_panel.keep_button.click()
    whole = next(row for row in library.rows if row is not half)
    whole.ask_to_delete()
    check(house, "library-delete")
    whole.panel.go_on_button.click()
    check(house, "library-delete-again")
    library.notice.show_error(Circumstance(ErrorCode.REEL_DAMAGED))
    house.window.notice.show_error(Circumstance(ErrorCode.VAULT_OLDER))
    house.window.set_practice(True)
    house.window.status.set_fact("soon", "x", warn=True)
    check(house, "library-notices")
    for what in (LOCK, CLOSE, THROW):
        house.window.film_question.ask(what, lambda: None)
        check(house, f"film-asks-{what}")


def test_import(house: House) -> None:
    _unlock(house)
    assert house.shell.workspace is not None
    house.shell.workspace.go("card")
    screen = house.stage(CardScreen)
    check(house, "card")
    screen.panel.show_roots([Path("/media/person/CANON_SD")])  # type: ignore[union-attr]
    screen.panel.notice.show_error(Circumstance(ErrorCode.NO_FILM_FOUND))  # type: ignore[union-attr]
    check(house, "card-noticed")
    session = house.shell.session
    assert session is not None
    panel = FilmsPanel(_card_view(), FilmPermission(session.store, house.shell.jobs, session.clock))
    screen.put(panel)
    panel.show_examination(0, Examination(2_400_000_000, None, True, None, ()))
    panel.show_examination(2, Examination(0, None, False, None, (ErrorCode.FILM_NOT_A_FILM,)))
    check(house, "card-films")
    permission = panel.whom.permission
    write(panel.code, "B4CDF")
    until(lambda: permission.is_known() and permission.name_button.isVisible())
    check(house, "card-films-nobody")
    permission.name_button.click()
    until(lambda: permission.is_known() and permission.paper.isVisible())
    check(house, "card-films-paper")
    permission.paper.kept_at.setText("folder 3")
    permission.paper.enter()
    until(permission.may_film)
    check(house, "card-films-agreed")
    run = RunPanel(3)
    screen.put(run)
    for step in ImportStep:
        run.show_progress(ImportProgress(step, 2, 3, 4 << 30, 12 << 30, 400, 31_400_000, 190))
        check(house, f"card-run-{step.value}")
    result = ResultPanel(_report())
    screen.put(result)
    check(house, "card-result")


def test_privacy_and_settings(house: House) -> None:
    _unlock(house)
    assert house.shell.workspace is not None
    house.shell.workspace.open(Place("privacy", "receipts"))
    house.stage(PrivacyScreen)
    check(house, "receipts")
    house.shell.workspace.go("settings")
    settings = house.stage(SettingsScreen)
    check(house, "settings")
    settings.passphrase.open_fields()
    settings.recovery.open_fields()
    settings.passphrase.notice.show_error(Circumstance(ErrorCode.PASSPHRASE_TOO_WEAK))
    check(house, "settings-keys")
    settings.verticalScrollBar().setValue(10_000)
    check(house, "settings-keys-below")


PLACES = (
    Place("today"), Place("families"), of_family("family", FAMILY), of_family("plan", FAMILY), of_family("consents", FAMILY),
    of_family("history", FAMILY), Place("search"), *(Place("privacy", section) for section in SECTIONS),
)  # fmt: skip


def test_every_place(house: House) -> None:
    """In the window, beside the rail and below the back button; then where no film may come onto the laptop."""
    _unlock(house)
    session, workspace = house.shell.session, house.shell.workspace
    assert session is not None and workspace is not None
    agreed(session.store, session.clock, FAMILY, Purpose.REPLAY)
    visit = plan_visit(session.store, FAMILY, VisitPlan(datetime.now().replace(hour=12, minute=0), VisitKind.COMBINED))
    for place in (*PLACES, Place("visit", visit.id, FAMILY)):
        workspace.open(place)
        settle(0.3)
        check(house, f"place-{place.screen}-{place.about if place.screen == 'privacy' else ''}")
    set_no_import(session.store, session.clock, on=True)
    workspace.changed()
    workspace.go("marks")
    settle(0.3)
    check(house, "place-marks")
    film = begin_marking(session.store, session.clock, FAMILY).recording
    workspace.open(of_film(film))
    marks = house.stage(MarksScreen)
    until(lambda: marks.recording() is not None)
    check(house, "place-marking")


def test_review_and_parent(house: House) -> None:
    library = _unlock(house)
    until(lambda: len(library.rows) == 4)
    workspace = house.shell.workspace
    assert workspace is not None
    recording = next(row.shelved.recording for row in library.rows if row.shelved.recording.source_kind is SourceKind.FILE)
    workspace.open(of_film(recording))
    review = house.stage(ReviewScreen)
    until(lambda: not review.player.image().isNull())
    check(house, "review")
    workspace.cinema.show_parent([Clip(ClipId("1" * 32), recording.id, 0, 2_000_000, "Her venter du på svar")])
    parent = workspace.cinema.parent_window
    assert parent is not None
    parent.showNormal()
    settle()
    parent.resize(1366, 768)
    until(lambda: not parent.player.image().isNull())
    check(house, "parent", parent)
    parent.ask_to_leave()
    check(house, "parent-leaving", parent)


def test_filming(house: House) -> None:
    _unlock(house)
    workspace = house.shell.workspace
    assert workspace is not None and house.shell.session is not None
    studio = DrawnStudio(pieces=(live_film(2),))
    desk = FilmDesk(replace(house.shell.session, studio=lambda: studio), house.shell.jobs, Preferences(house.home))
    screen = FilmScreen(desk, house.shell.session, house.shell.jobs, Preferences(house.home))
    house.window.show_screen(screen)
    until(screen.preview.is_live)
    check(house, "film")
    write(screen.side.family.line, "b4cdf")
    _agree(house, screen)
    _before_it(house, studio, desk)
    studio.refuses = {}
    studio.plug(TEST_DEVICES)
    until(screen.controls.start.isEnabled)
    screen.controls.start.click()
    until(lambda: desk.state is DeskState.FILMING)
    for _ in range(3700):
        studio.pulse(dropped=1234)
    desk.bookmark()
    until(lambda: desk.bookmarks)
    check(house, "film-filming")
    screen.controls.stop.press_once()
    check(house, "film-asked")
    screen.controls.stop.put_away()
    studio.heard(Trouble(Part.CAMERA, ErrorCode.CAMERA_GONE))
    studio.heard(Trouble(Part.MICROPHONE, ErrorCode.MICROPHONE_GONE))
    check(house, "film-nothing-left")
    studio.heard(BackAgain(Part.CAMERA))
    studio.heard(BackAgain(Part.MICROPHONE))
    desk.pause()
    until(lambda: desk.state is DeskState.PAUSED)
    check(house, "film-paused")
    house.window.film_line.show_film("Filmen er på pause, 1:01:40")
    check(house, "film-line")
    house.window.film_line.show_film("")
    desk.end_film()
    until(screen.controls.is_saved)
    check(house, "film-saved")
    desk.stop()


def _agree(house: House, screen: FilmScreen) -> None:
    """On paper, for the first people of the family."""
    permission = screen.side.whom.permission
    until(permission.is_known)
    check(house, "film-no-consent")
    screen.side.whom.settle.click()
    check(house, "film-nobody")
    permission.name_button.click()
    until(permission.paper.isVisible)
    check(house, "film-consent")
    permission.paper.kept_at.setText("perm 3")
    permission.paper.enter_button.click()
    until(screen.controls.start.isEnabled)
    check(house, "film-agreed")


def _before_it(house: House, studio: DrawnStudio, desk: FilmDesk) -> None:
    """What may be said before a film is taken."""
    for _ in range(QUIET_AFTER):
        studio.heard(Level(0, 0, clipping=False))
    studio.heard(FacesSeen())
    studio.heard(FacesSeen())
    check(house, "film-quiet")
    desk.room.see(DiskRoom(500_000_000, 300_000))
    check(house, "film-little-room")
    studio.refuses = {TEST_CAMERA: Trouble(Part.CAMERA, ErrorCode.CAMERA_REFUSED)}
    desk.open_again()
    check(house, "film-refused")
    studio.plug(Devices())
    check(house, "film-no-camera")


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__)


# --- what is in the vault and on the card ---------------------------------------------------------------------------------------


def _unlock(house: House) -> LibraryScreen:
    screen = house.stage(UnlockScreen)
    write(screen.passphrase.line, PASSPHRASE)
    screen.unlock_button.click()
    return house.library()


def _fill(vault: Vault) -> None:
    film = keep_film(vault, sample("vfr", seconds=3).path)
    now = datetime.now(UTC)
    problems = (ErrorCode.FILM_TRUNCATED, ErrorCode.FILM_DAMAGED)
    more = [
        Recording(RecordingId("a" * 32), film.family, SourceKind.AVCHD, RecordingState.COPYING, now, 12_400_000_000, now, 3_900_000_000),
        Recording(RecordingId("b" * 32), film.family, SourceKind.DCIM, RecordingState.PREPARING, now, 900_000, None, 0, problems=problems),
    ]
    with vault.work() as work:
        work.recordings.put(_broken_off(film))
        for recording in more:
            work.recordings.put(recording)
            work.cards.put(CardFilm(CardId("c" * 8), recording.id, recording.id, CardFilmState.VERIFIED, now, "CANON_SD"))
        work.commit()


def _broken_off(film: Recording) -> Recording:
    problems = (ErrorCode.FILMING_BROKEN_OFF,)
    return replace(film, id=RecordingId("d" * 32), source_kind=SourceKind.LIVE, problems=problems)


def _found(key: str, problems: tuple[ErrorCode, ...] = ()) -> FoundFilm:
    parts = (SourcePart(Path(f"/card/{key}.MTS"), 4_200_000_000, 1), SourcePart(Path(f"/card/{key}2.MTS"), 900_000_000, 1))
    return FoundFilm(key, SourceKind.AVCHD, parts, modified_at=datetime.now(UTC), problems=problems)


def _card_view() -> CardView:
    films = (_found("a"), _found("b"), _found("c"), _found("d", (ErrorCode.FILM_EMPTY,)))
    now = datetime.now(UTC)
    there = Recording(RecordingId("b" * 32), "K7Q2M", SourceKind.AVCHD, RecordingState.READY, now, 1)  # type: ignore[arg-type]
    known = (Known(None, False), Known(there, True), Known(None, False), Known(None, False))
    contents = CardContents(CardId("c" * 8), Path("/card"), "CANON_SD", films)
    return CardView(contents, known, ("K7Q2M", "B2B"), films[:1])  # type: ignore[arg-type]


def _report() -> ImportReport:
    outcomes = (
        FilmOutcome(_found("a"), RecordingId("a" * 32), verified=True),
        FilmOutcome(_found("b"), RecordingId("b" * 32), ErrorCode.ALREADY_IMPORTED, verified=True),
        FilmOutcome(_found("c"), RecordingId("c" * 32), problems=(ErrorCode.FILM_TRUNCATED,), verified=True),
        FilmOutcome(_found("d"), code=ErrorCode.COPY_DIFFERS),
    )
    return ImportReport(outcomes, ErrorCode.CARD_PULLED, resumable=True)

"""The shell around the screens: practice, preferences that take effect, keys that change, what a second start and a bug do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from app.bootstrap import VaultDoor
from app.domain.clip import Clip
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import ClipId, NoteId, VisitId
from app.domain.visit import Note, Visit, VisitFilm, VisitKind, VisitState
from app.usecases.open_family import open_family
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.practice import create_practice_vault
from storage.vault import create_vault
from tests.journeys.kit import House, click, press, settle, until, write
from tests.samples.make import sample
from tests.ui.films import keep_film
from ui.families.page import FamilyScreen
from ui.families.screen import FamiliesScreen
from ui.library.screen import LibraryScreen
from ui.places import of_film
from ui.preferences import IDLE_MINUTES, LANGUAGE, PRE_ROLL_MS, THEME, WINDOW_PLACE, Preferences
from ui.review.screen import ReviewScreen
from ui.search.screen import SearchScreen
from ui.settings.screen import SettingsScreen
from ui.setup.welcome import WelcomeScreen
from ui.texts import say
from ui.theme import DARK, LIGHT, tokens
from ui.today.screen import TodayScreen
from ui.unlock.new_passphrase import NewPassphraseScreen
from ui.unlock.screen import UnlockScreen

OLD = "sol sand seil sommer sakte"
NEW = "vinter vott varme veke vante"


@pytest.fixture
def code(nobodys_home: Path) -> str:
    """A vault, and its recovery code."""
    made = create_vault(nobodys_home / "vault", OLD, FileSecrets(nobodys_home / "keyring"), argon=PRACTICE)
    made.vault.close()
    return made.recovery_code


@pytest.fixture
def houses(qapp: QApplication) -> Iterator[list[House]]:
    opened: list[House] = []
    yield opened
    for house in opened:
        house.close()


def start(houses: list[House], home: Path) -> House:
    house = House(home)
    houses.append(house)
    return house


def unlock(house: House, passphrase: str) -> None:
    screen = house.stage(UnlockScreen)
    write(screen.passphrase.line, passphrase)
    click(screen.unlock_button)


def lock(house: House) -> None:
    press(house.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(lambda: house.ends.ended)
    house.close()


def test_a_new_passphrase_and_code_hold_and_the_old_ones_do_not(houses: list[House], nobodys_home: Path, code: str) -> None:
    house = start(houses, nobodys_home)
    unlock(house, OLD)
    house.stage(TodayScreen)
    assert house.shell.workspace is not None
    house.shell.workspace.go("settings")
    form = house.stage(SettingsScreen).passphrase
    click(form.open_button)
    for field, text in ((form.old, "feil frase her"), (form.twice.first, NEW), (form.twice.second, NEW)):
        write(field.line, text)
    click(form.do_button)
    until(lambda: "stemmer ikke" in form.notice.text())
    write(form.old.line, OLD)
    click(form.do_button)
    until(lambda: "byttet" in form.notice.text())
    assert not form.old.text() and not form.twice.first.text(), "nothing typed stays behind"
    renew = house.stage(SettingsScreen).recovery
    click(renew.open_button)
    write(renew.passphrase.line, NEW)
    click(renew.do_button)
    step = until(lambda: renew.step)
    fresh = step.code()
    for group, line in zip(step.asked, step.fields, strict=True):
        write(line, fresh.split("-")[group - 1])
    click(renew.do_button)
    until(lambda: "gjelder" in renew.notice.text())
    lock(house)

    house = start(houses, nobodys_home)
    unlock(house, OLD)
    screen = house.stage(UnlockScreen)
    until(screen.notice.isVisible)
    click(screen.recovery_button)
    write(screen.code.line, code)
    click(screen.recover_button)
    until(lambda: "hører ikke" in screen.notice.text())
    click(screen.back_button)
    unlock(house, NEW)
    house.stage(TodayScreen)


def test_a_lost_keyring_leads_to_the_code_and_then_to_a_new_passphrase(houses: list[House], nobodys_home: Path, code: str) -> None:
    for secret in (nobodys_home / "keyring").iterdir():
        secret.unlink()
    house = start(houses, nobodys_home)
    unlock(house, OLD)
    screen = house.stage(UnlockScreen)
    until(lambda: "byttet ut" in screen.notice.text())
    assert screen.code.isVisible(), "the way back is put into the person's hand"
    write(screen.code.line, code[:-1] + ("A" if code[-1] != "A" else "B"))
    click(screen.recover_button)
    until(lambda: "skrivefeil" in screen.notice.text())
    write(screen.code.line, code.lower().replace("-", " "))
    click(screen.recover_button)
    chosen = house.stage(NewPassphraseScreen)
    write(chosen.step.twice.first.line, NEW)
    write(chosen.step.twice.second.line, NEW)
    click(chosen.save_button)
    house.stage(TodayScreen)
    lock(house)
    house = start(houses, nobodys_home)
    unlock(house, NEW)
    house.stage(TodayScreen)


def test_wrong_tries_make_one_wait_and_damage_is_another_message(houses: list[House], nobodys_home: Path, code: str) -> None:
    house = start(houses, nobodys_home)
    screen = house.stage(UnlockScreen)
    for _ in range(4):
        write(screen.passphrase.line, "feil frase")
        click(screen.unlock_button)
        until(lambda: screen.notice.isVisible() and screen.passphrase.line.isEnabled())
    until(lambda: not screen.unlock_button.isEnabled())
    assert "Vent" in screen.unlock_button.text()
    for name in ("keyslots", "keyslots.bak"):
        (nobodys_home / "vault" / name).write_bytes(b"spoiled")
    screen.wait_is_over()
    write(screen.passphrase.line, OLD)
    click(screen.unlock_button)
    until(lambda: "skadet" in screen.notice.text())


def test_a_language_that_the_start_asks_for_is_spoken(houses: list[House], nobodys_home: Path) -> None:
    house = start(houses, nobodys_home)
    assert house.stage(WelcomeScreen).set_up_button.text() == "Sett opp hvelvet"
    house.shell.speak("en")
    settle()
    assert house.stage(WelcomeScreen).set_up_button.text() == "Set up the vault"
    assert not (nobodys_home / "vault").exists()


def test_language_and_colours_change_at_once(houses: list[House], nobodys_home: Path, code: str) -> None:
    house = start(houses, nobodys_home)
    unlock(house, OLD)
    house.stage(TodayScreen)
    assert house.shell.workspace is not None
    house.shell.workspace.go("settings")
    settings = house.stage(SettingsScreen)
    settings.language.setCurrentIndex(settings.language.findData("en"))
    settings.language.activated.emit(settings.language.currentIndex())
    settle()
    settings = house.stage(SettingsScreen)
    assert settings.language.accessibleName() == "Language"
    assert "encrypted" in house.window.status.fact("saved")
    assert tokens() == LIGHT
    settings.theme.setCurrentIndex(settings.theme.findData("dark"))
    settings.theme.activated.emit(settings.theme.currentIndex())
    settle()
    assert tokens() == DARK
    assert house.window.grab().toImage().pixelColor(1200, 400) == QColor(DARK.paper)
    settings = house.stage(SettingsScreen)
    settings.idle.setValue(12)
    settings.pre_roll.setValue(3)
    lock(house)
    kept = Preferences(nobodys_home / "vault")
    assert (kept.get(LANGUAGE), kept.get(THEME), kept.get(IDLE_MINUTES), kept.get(PRE_ROLL_MS)) == ("en", "dark", 12, 3000)
    assert kept.get(WINDOW_PLACE), "the window comes back where it was"


def test_practice_opens_by_itself_and_is_thrown_away_in_one_click(houses: list[House], nobodys_home: Path) -> None:
    create_practice_vault(nobodys_home / "practice").close()  # making its film is tested with `make_practice`
    house = start(houses, nobodys_home)
    click(house.stage(WelcomeScreen).practice_button)
    house.stage(TodayScreen)
    assert not (nobodys_home / "vault").exists(), "practising sets nothing up"
    banner = house.window.banner_button
    assert banner.isVisible()
    click(banner)
    until(lambda: house.ends.ended)
    assert house.ends.again == [nobodys_home / "vault"] and not (nobodys_home / "practice").exists()


def test_the_keyboard_comes_to_the_rail_before_what_ends_the_work(houses: list[House], nobodys_home: Path) -> None:
    create_practice_vault(nobodys_home / "practice").close()
    house = start(houses, nobodys_home)
    click(house.stage(WelcomeScreen).practice_button)
    house.stage(TodayScreen)
    rail = [tool for tool in house.window.findChildren(QToolButton) if tool.isCheckable() and tool.isVisible()]
    at = house.window.nextInFocusChain()
    while at is not None and at not in (*rail, house.window.banner_button):
        at = at.nextInFocusChain()
    assert at is rail[0], "Space by a slip neither locks nor throws the practice away"


def test_locking_the_practice_comes_back_to_the_practice(houses: list[House], nobodys_home: Path) -> None:
    create_practice_vault(nobodys_home / "practice").close()
    house = start(houses, nobodys_home)
    click(house.stage(WelcomeScreen).practice_button)
    house.stage(TodayScreen)
    lock(house)
    assert house.ends.again == [nobodys_home / "practice"]


def test_from_the_locked_practice_a_way_leads_to_a_vault_of_ones_own(houses: list[House], nobodys_home: Path) -> None:
    create_practice_vault(nobodys_home / "practice").close()
    house = House(nobodys_home, door_of=lambda _folder, _options: VaultDoor(nobodys_home / "practice"))
    houses.append(house)
    screen = house.stage(UnlockScreen)
    leave = next(one for one in screen.findChildren(QPushButton) if one.text() == say("unlock.leave_practice"))
    click(leave)
    assert house.ends.again == [None] and house.ends.ended == 1
    assert (nobodys_home / "practice").is_dir(), "leaving throws nothing away"


def test_a_bug_is_told_calmly_and_the_world_in_its_own_words(houses: list[House], nobodys_home: Path, code: str) -> None:
    house = start(houses, nobodys_home)
    house.shell.tell(RuntimeError("Kari Nordmann"))
    screen = house.stage(UnlockScreen)
    until(lambda: "galt hos oss" in screen.notice.text())
    unlock(house, OLD)
    house.stage(TodayScreen)
    house.shell.tell(Circumstance(ErrorCode.DISK_FULL))
    until(lambda: "full" in house.window.notice.text())
    assert "Kari" not in house.window.notice.accessibleName()


def test_the_menu_leads_everywhere_without_a_mouse(houses: list[House], nobodys_home: Path, code: str) -> None:
    house = start(houses, nobodys_home)
    unlock(house, OLD)
    house.stage(TodayScreen)
    house.window.activateWindow()
    settle()
    for key, kind in ((Qt.Key.Key_7, SettingsScreen), (Qt.Key.Key_2, FamiliesScreen), (Qt.Key.Key_4, LibraryScreen)):
        press(house.window, key, Qt.KeyboardModifier.ControlModifier)
        house.stage(kind)


def test_back_leads_to_where_one_came_from_with_the_keyboard_where_it_stood(houses: list[House], nobodys_home: Path, code: str) -> None:
    house = start(houses, nobodys_home)
    unlock(house, OLD)
    today = house.stage(TodayScreen)
    session, workspace, window = house.shell.session, house.shell.workspace, house.window
    assert session is not None and workspace is not None
    open_family(session.store, session.clock, "K7Q2M")
    window.activateWindow()
    assert not window.back_button.isVisible(), "nowhere to go back to"
    until(today.families_button.hasFocus)
    press(today.families_button, Qt.Key.Key_Space)
    families = house.stage(FamiliesScreen)
    assert window.back_button.text() == "‹ I dag"
    until(lambda: families.shown)
    families.list.setFocus()
    families.family_wanted.emit("K7Q2M")
    page = house.stage(FamilyScreen)
    until(lambda: page.page is not None)
    assert "K7Q2M" in window._family.text() and window.rail.buttons["families"].isChecked()
    press(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = house.stage(SearchScreen)
    until(search.field.hasFocus)
    assert window.back_button.text() == "‹ Familie K7Q2M" and not window._family.text()
    press(search.field, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    house.stage(FamilyScreen)
    click(window.back_button)
    house.stage(FamiliesScreen)
    until(families.list.hasFocus)
    press(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    house.stage(SettingsScreen)
    assert not window.back_button.isVisible(), "the rail begins a new way"


def test_what_is_due_goes_by_itself_after_unlocking(houses: list[House], nobodys_home: Path) -> None:
    opened = create_vault(nobodys_home / "vault", OLD, FileSecrets(nobodys_home / "keyring"), argon=PRACTICE).vault
    film = keep_film(opened, sample("vfr", seconds=3).path)
    long_ago = datetime.now(UTC) - timedelta(days=120)
    with opened.work() as work:
        work.recordings.put(replace(film, filmed_at=long_ago.replace(tzinfo=None), imported_at=long_ago))
        visit = Visit(VisitId("1" * 32), film.family, long_ago.replace(tzinfo=None), VisitKind.FILM, state=VisitState.HELD)
        work.visits.put(visit)
        work.visits.link(VisitFilm(visit.id, film.id, used=False))
        work.notes.put(Note(NoteId("2" * 32), visit.id, long_ago, saw="x", signed_at=long_ago))
        work.commit()
    opened.close()
    house = start(houses, nobodys_home)
    unlock(house, OLD)
    house.stage(TodayScreen)
    until(lambda: house.window.notice.text() == "Slettet etter reglene")
    session = house.shell.session
    assert session is not None
    with session.store.work() as work:
        assert work.recordings.all() == [] and len(work.receipts.all()) == 1


def test_deleting_from_the_review_screen_asks_where_the_consequences_are(houses: list[House], nobodys_home: Path, code: str) -> None:
    house = start(houses, nobodys_home)
    unlock(house, OLD)
    session = until(lambda: house.shell.session)
    recording = keep_film(session.store, sample("vfr", seconds=3).path)
    library = house.library()  # after the film is whole: no row is made anew under the hand
    row = until(lambda: library.rows[0] if library.rows else None)
    click(row.open_button)
    review = house.stage(ReviewScreen)
    until(lambda: not review.player.image().isNull())
    review.delete_wanted.emit(recording)
    library = house.stage(LibraryScreen)
    row = until(lambda: library.rows[0] if library.rows and library.rows[0].is_asking() else None)
    library.refresh()
    settle()
    assert library.rows[0] is row, "nothing changes under a question"
    click(row.panel.go_on_button)
    write(row.panel.typed, recording.family)
    press(row.panel.typed, Qt.Key.Key_Return)
    until(lambda: not library.rows)


def test_the_window_locks_by_itself_when_left_alone(houses: list[House], nobodys_home: Path, code: str) -> None:
    house = start(houses, nobodys_home)
    unlock(house, OLD)
    house.stage(TodayScreen)
    house.shell.idle.soon.emit(20)
    assert "20" in house.window.status.fact("soon")
    house.shell.idle.soon.emit(0)
    assert not house.window.status.fact("soon")
    house.shell.idle.idle.emit()
    assert house.ends.ended == 1 and not house.window.isVisible()


def test_the_parent_sees_only_clips_and_goes_to_the_other_screen(houses: list[House], nobodys_home: Path, code: str) -> None:
    house = start(houses, nobodys_home)
    unlock(house, OLD)
    house.stage(TodayScreen)
    workspace, session = house.shell.workspace, house.shell.session
    assert workspace is not None and session is not None
    recording = keep_film(session.store, sample("vfr", seconds=3).path)
    workspace.open(of_film(recording))
    workspace.cinema.show_parent([Clip(ClipId("1" * 32), recording.id, 0, 1_000_000)])
    parent = workspace.cinema.parent_window
    assert parent is not None and not house.window.isVisible()
    until(parent.isFullScreen)
    assert recording.family not in parent.windowTitle()
    house.shell.idle.idle.emit()
    assert house.ends.ended == 1, "nothing plays: an unattended parent screen locks too"
    assert workspace.cinema.parent_window is None


def test_throwing_away_a_practice_it_was_started_on_leads_to_the_usual_vault(qapp: QApplication, nobodys_home: Path) -> None:
    create_practice_vault(nobodys_home / "vault").close()
    house = House(nobodys_home)
    try:
        click(house.stage(UnlockScreen).practice_button)
        house.stage(TodayScreen)
        click(house.window.banner_button)
        until(lambda: house.ends.ended)
        assert house.ends.again == [None] and not (nobodys_home / "vault").exists()
    finally:
        house.close()

"""Backup in the settings and restoring on the first screen, through real widgets on real vaults: made, lost, restored, opened again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import create_vault
from tests.journeys.kit import House, click, settle, until, write
from tests.storage.making import PASSPHRASE, add_recording, add_reel, footage
from tests.ui.fit import faults, passed_by
from ui.backup.panel import BackupPanel
from ui.backup.restore_screen import RestoreScreen
from ui.settings.screen import SettingsScreen
from ui.setup.steps import PassphraseStep, RecoveryStep
from ui.setup.welcome import WelcomeScreen
from ui.today.screen import TodayScreen
from ui.unlock.screen import UnlockScreen


@pytest.fixture
def code(nobodys_home: Path) -> str:
    """A vault with two films, and its recovery code."""
    made = create_vault(nobodys_home / "vault", PASSPHRASE, FileSecrets(nobodys_home / "keyring"), argon=PRACTICE)
    for seed in (1, 2):
        add_reel(made.vault, add_recording(made.vault), footage(1.5, seed))
    made.vault.close()
    return made.recovery_code


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    (tmp_path / "MINNEPINNE").mkdir()
    return tmp_path / "MINNEPINNE"


@pytest.fixture
def start(qapp: QApplication, nobodys_home: Path) -> Iterator[Callable[..., House]]:
    opened: list[House] = []

    def one(language: str = "nb") -> House:
        opened.append(House(nobodys_home, language))
        return opened[-1]

    yield one
    for house in opened:
        house.close()


def panel(house: House) -> BackupPanel:
    """In the settings, once the vault is open."""
    screen = house.stage(UnlockScreen)
    write(screen.passphrase.line, PASSPHRASE)
    click(screen.unlock_button)
    house.stage(TodayScreen)
    workspace = until(lambda: house.shell.workspace)
    workspace.go("settings")
    settings = house.stage(SettingsScreen)
    settings.ensureWidgetVisible(settings.backup)
    return settings.backup


def make_backup(house: House, drive: Path) -> Path:
    made = panel(house)
    until(lambda: made.last.text() == "Det er ikke laget noen sikkerhetskopi ennå.")
    click(made.open_button)
    made.set_folder(drive)
    write(made.passphrase.line, PASSPHRASE)
    click(made.begin_button)
    until(made.notice.isVisible)
    assert made.notice.text().startswith("Kopien er skrevet og lest tilbake: samspill-")
    assert "2 filmer" in made.notice.accessibleName()
    until(lambda: made.last.text().startswith("Siste sikkerhetskopi: "))
    assert made.passphrase.text() == ""
    return next(drive.iterdir())


def type_back(step: RecoveryStep) -> None:
    groups = step.code().split("-")
    for group, field in zip(step.asked, step.fields, strict=True):
        write(field, groups[group - 1])


def open_backup(house: House, file: Path, secret: str = PASSPHRASE, *, by_code: bool = False) -> RestoreScreen:
    """From the first page to what is in it."""
    screen = house.stage(RestoreScreen)
    if by_code:
        click(screen.file.secret.other_button)
    screen.file.set_file(file)
    field = screen.file.secret.code if by_code else screen.file.secret.passphrase
    write(field.line, secret)
    click(screen.next_button)
    until(lambda: screen.notice.isVisible() or screen.found is not None)
    return screen


def test_made_lost_and_restored_on_an_empty_laptop(start: Callable[..., House], drive: Path, nobodys_home: Path, code: str) -> None:
    house = start()
    file = make_backup(house, drive)
    house.close()
    for gone in ("vault", "keyring"):
        shutil.rmtree(nobodys_home / gone)
    house = start()
    click(house.stage(WelcomeScreen).restore_button)
    screen = open_backup(house, file)
    click(screen.next_button)
    recovery = until(lambda: screen.recovery)
    assert screen.outcome.text() == "Hvelvet er lagt tilbake, med 2 filmer"
    assert recovery.code() != code
    type_back(recovery)
    click(screen.next_button)
    house.stage(TodayScreen)
    library = house.library()
    until(lambda: len(library.rows) == 2)
    house.close()
    panel(start())


def test_by_the_recovery_code_a_new_passphrase_is_chosen(start: Callable[..., House], drive: Path, nobodys_home: Path, code: str) -> None:
    house = start()
    file = make_backup(house, drive)
    house.close()
    shutil.rmtree(nobodys_home / "vault")
    house = start()
    click(house.stage(WelcomeScreen).restore_button)
    screen = open_backup(house, file, code, by_code=True)
    click(screen.next_button)
    step = until(lambda: screen.passphrase)
    assert isinstance(step, PassphraseStep)
    new = "ny lykt over stille fjord og tinde"
    write(step.twice.first.line, new)
    write(step.twice.second.line, new)
    click(screen.next_button)
    type_back(until(lambda: screen.recovery))
    click(screen.next_button)
    house.stage(TodayScreen)


def test_a_wrong_passphrase_and_a_letter_are_answered_in_place(
    start: Callable[..., House], drive: Path, nobodys_home: Path, code: str
) -> None:
    house = start()
    file = make_backup(house, drive)
    house.close()
    shutil.rmtree(nobodys_home / "vault")
    house = start()
    click(house.stage(WelcomeScreen).restore_button)
    screen = open_backup(house, file, "feil frase")
    assert screen.notice.text() == "Passordfrasen åpner ikke denne kopien"
    (drive / "brev.txt").write_text("Kjære kollega")
    screen.file.set_file(drive / "brev.txt")
    click(screen.next_button)
    until(lambda: screen.notice.text() == "Dette er ikke en hel sikkerhetskopi")
    click(screen.back_button)
    house.stage(WelcomeScreen)
    assert not (nobodys_home / "vault" / "vault.db").exists()


def test_a_damaged_vault_leads_from_its_lock_screen_to_a_backup(
    start: Callable[..., House], drive: Path, nobodys_home: Path, code: str
) -> None:
    house = start()
    file = make_backup(house, drive)
    house.close()
    for name in ("keyslots", "keyslots.bak"):
        (nobodys_home / "vault" / name).write_bytes(b"spoiled")
    house = start()
    lock = house.stage(UnlockScreen)
    assert not lock.restore_button.isVisible()
    write(lock.passphrase.line, PASSPHRASE)
    click(lock.unlock_button)
    until(lock.restore_button.isVisible)
    settle()
    assert faults(house.window) == []
    assert passed_by(house.window) == []
    click(lock.restore_button)
    screen = open_backup(house, file)
    click(screen.next_button)
    type_back(until(lambda: screen.recovery))
    assert "vault-set-aside-1" in screen.outcome.accessibleName()
    click(screen.next_button)
    house.stage(TodayScreen)
    assert (nobodys_home / "vault-set-aside-1" / "vault.db").exists()


def test_a_damaged_film_is_brought_back(start: Callable[..., House], drive: Path, nobodys_home: Path, code: str) -> None:
    house = start()
    file = make_backup(house, drive)
    next((nobodys_home / "vault" / "reels").glob("*.reel")).unlink()
    settings = house.stage(SettingsScreen)
    made = settings.backup
    click(made.mend_button)
    made.set_file(file)
    write(made.secret.passphrase.line, PASSPHRASE)
    click(made.do_mend_button)
    until(made.notice.isVisible)
    assert made.notice.text() == "Hele igjen: 1 av 1 skadede filmer"


def test_stopped_nothing_is_left_and_the_lock_waits_for_it(start: Callable[..., House], drive: Path, nobodys_home: Path, code: str) -> None:
    house = start()
    made = panel(house)
    workspace = until(lambda: house.shell.workspace)
    click(made.open_button)
    made.set_folder(drive)
    write(made.passphrase.line, PASSPHRASE)
    click(made.begin_button)
    assert made.is_running()
    assert workspace.is_working_long()
    click(made.job.stop_button)
    until(lambda: not made.is_running())
    assert not workspace.is_working_long()
    assert made.notice.text() == "Stoppet"
    assert list(drive.iterdir()) == []


def test_a_wrong_passphrase_makes_no_backup(start: Callable[..., House], drive: Path, nobodys_home: Path, code: str) -> None:
    house = start()
    made = panel(house)
    click(made.open_button)
    made.set_folder(drive)
    write(made.passphrase.line, "feil frase")
    click(made.begin_button)
    until(made.notice.isVisible)
    assert made.notice.text() == "Passordfrasen stemmer ikke"
    assert made.making.isVisible()
    assert not made.begin_button.isEnabled()
    assert list(drive.iterdir()) == []


@pytest.mark.parametrize("language", ["nb", "en"])
def test_everything_is_whole_named_and_reached_by_keyboard(
    start: Callable[..., House], drive: Path, nobodys_home: Path, code: str, language: str
) -> None:
    house = start()
    file = make_backup(house, drive)
    house.close()
    house = start(language)
    made = panel(house)
    for opening in (made.open_button, made.mend_button):
        click(opening)
        settle()
        assert faults(house.window) == []
        assert passed_by(house.window) == []
        made._leave()
    house.close()
    shutil.rmtree(nobodys_home / "vault")
    house = start(language)
    welcome = house.stage(WelcomeScreen)
    assert faults(house.window) == []
    assert passed_by(house.window) == []
    click(welcome.restore_button)
    house.stage(RestoreScreen)
    settle()
    assert faults(house.window) == []
    assert passed_by(house.window) == []
    open_backup(house, file)
    settle()
    assert faults(house.window) == []
    assert passed_by(house.window) == []

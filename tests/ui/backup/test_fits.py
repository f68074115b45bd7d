"""Backup in the settings and restoring fit at 1366 x 768, in both languages, at 100 % and at 200 %."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.errors import Circumstance, ErrorCode
from app.ports import BackupFacts
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import create_vault
from tests.journeys.kit import House, click, settle, until, write
from tests.storage.making import PASSPHRASE
from tests.ui.fit import faults, passed_by
from tests.ui.scaled import again_at_two_hundred_percent
from ui.backup.restore_screen import RestoreScreen
from ui.settings.screen import SettingsScreen
from ui.setup.welcome import WelcomeScreen
from ui.texts import LANGUAGES, language
from ui.today.screen import TodayScreen
from ui.unlock.screen import UnlockScreen

SHOTS = os.environ.get("SAMSPILL_SHOTS")  # a folder: leave a picture of every state there, to be looked at
LONG = Path("/media/Samspill sikkerhetskopi 2026-11-22 kveld.samspill-backup")


@pytest.fixture(params=LANGUAGES)
def house(request: pytest.FixtureRequest, qapp: QApplication, nobodys_home: Path) -> Iterator[House]:
    made = House(nobodys_home, str(request.param))
    yield made
    made.close()


def check(house: House, state: str) -> None:
    settle(0.15)
    if SHOTS:
        house.window.grab().save(f"{SHOTS}/{state}-{language()}.png")
    assert (faults(house.window), passed_by(house.window)) == ([], []), state


def test_restoring(house: House) -> None:
    click(house.stage(WelcomeScreen).restore_button)
    screen = house.stage(RestoreScreen)
    check(house, "restore-file")
    screen.file.set_file(LONG)
    screen.failed(Circumstance(ErrorCode.BACKUP_PASSPHRASE_WRONG))
    check(house, "restore-wrong")
    screen._looked(BackupFacts(datetime(2026, 11, 22, 8, tzinfo=UTC), 1234, 20_000_000_000, 2))
    check(house, "restore-found")


@pytest.fixture
def vault(nobodys_home: Path) -> None:
    create_vault(nobodys_home / "vault", PASSPHRASE, FileSecrets(nobodys_home / "keyring"), argon=PRACTICE).vault.close()


@pytest.mark.usefixtures("vault", "house")
def test_backing_up(house: House) -> None:
    screen = house.stage(UnlockScreen)
    write(screen.passphrase.line, PASSPHRASE)
    click(screen.unlock_button)
    house.stage(TodayScreen)
    until(lambda: house.shell.workspace).go("settings")
    settings = house.stage(SettingsScreen)
    panel = settings.backup
    settings.ensureWidgetVisible(panel)
    check(house, "backup")
    click(panel.open_button)
    panel.set_folder(LONG)
    panel.notice.show_error(Circumstance(ErrorCode.BACKUP_PASSPHRASE_WRONG))
    settle(0.1)
    settings.ensureWidgetVisible(panel)
    check(house, "backup-making")
    panel._leave()
    click(panel.mend_button)
    panel.set_file(LONG)
    settle(0.1)
    settings.ensureWidgetVisible(panel)
    check(house, "backup-mending")


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__)

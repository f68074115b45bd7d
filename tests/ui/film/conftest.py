"""The film screen with a studio that the test plays: real vault, real decoder, real widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import VaultDoor
from app.domain.ids import FamilyCode, PersonId
from app.domain.recording import Recording
from app.ports import Store, VaultKeeper
from app.usecases.first_people import first_people
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import create_vault
from tests.consenting import agreed
from tests.fakes.studio import DrawnStudio
from tests.journeys.kit import House, click, settle, until, write
from tests.video.live_films import live_film
from ui.film.desk import DeskState
from ui.film.screen import FilmScreen
from ui.services import Session
from ui.today.screen import TodayScreen
from ui.unlock.screen import UnlockScreen

FAMILY = FamilyCode("K7Q2M")
PASSPHRASE = "sol sand seil sommer sakte"


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

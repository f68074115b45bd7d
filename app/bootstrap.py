"""The composition root: the only place that knows the concrete classes. It builds the door of a vault and the session behind it.

Everything heavy (SQLCipher, the keyring, FFmpeg, numpy) is imported when it is first needed: the lock screen has to be there within a
second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.domain.errors import Circumstance, ErrorCode
from app.domain.passphrase import Strength
from app.film_ports import Studio
from app.ports import BackupFacts, CancelToken, Progress, Running, Store, VaultKeeper
from ui.services import NewSession, RestoredSession, RestoreWish, Session, TeamWays
from ui.texts import language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from app.usecases.evidence import Machine
    from app.usecases.film_live import FilmingTools
    from app.usecases.import_card import ImportTools
    from app.usecases.make_practice import MakeCard
    from storage.device_secret import DeviceSecrets
    from storage.kdf import ArgonCost
    from sync.client import TeamBase
    from video.player import Player

T = TypeVar("T")

_OLD_PROCESS_S = 4.0
_RETRY_S = 0.1
_LET_GO_S = 0.5


def data_folder() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415

    return user_data_path("samspill", appauthor=False)


def default_vault() -> Path:
    return data_folder() / "vault"


def default_practice() -> Path:
    return data_folder() / "practice"


def log_folder() -> Path:
    from platformdirs import user_log_path  # noqa: PLC0415

    return user_log_path("samspill", appauthor=False)


class SystemClock:
    """Fulfils `app.ports.Clock`."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def running(self) -> Running | None:
        """Linux says which start of the machine this is, and counts on while it sleeps. Read from the kernel's own files: what is put
        before the C library to play with the time does not reach them."""
        try:
            start = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
            seconds = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return Running(start, seconds) if start else None


@dataclass(frozen=True)
class Options:
    """How a vault is kept. The defaults are for people; tests and practice choose cheaper keys by saying so."""

    secrets: Callable[[], DeviceSecrets] | None = None  # the operating system's keyring when None
    argon: ArgonCost | None = None  # calibrated when None
    draw_card: MakeCard | None = None  # the practice card is drawn anew when None


class VaultDoor:
    """A vault folder before and while it is opened. Fulfils `ui.services.Door`."""

    def __init__(self, folder: Path, options: Options | None = None) -> None:
        self._folder = folder
        self._options = options or Options()

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def practice(self) -> bool:
        from storage.layout import PRACTICE  # noqa: PLC0415  the little that the lock screen needs

        return (self._folder / PRACTICE).exists()

    def exists(self) -> bool:
        from storage.layout import vault_exists  # noqa: PLC0415

        return vault_exists(self._folder)

    def warm_up(self) -> None:
        import storage.keeper  # noqa: PLC0415, F401
        import sync.client  # noqa: PLC0415, F401
        import video.card.reader  # noqa: PLC0415
        import video.workshop  # noqa: PLC0415, F401

    def suggest_passphrase(self) -> str:
        from storage.words import offered_passphrase  # noqa: PLC0415

        return offered_passphrase(language())

    def strength(self, passphrase: str) -> Strength:
        from storage.words import passphrase_strength  # noqa: PLC0415

        return passphrase_strength(passphrase)

    def set_up(self, passphrase: str) -> NewSession:
        from app.usecases.set_up_vault import set_up_vault  # noqa: PLC0415

        keeper = self._keeper()
        store, code = set_up_vault(keeper, passphrase)
        return NewSession(self._session(keeper, store), code)

    def unlock(self, passphrase: str) -> Session:
        from app.usecases.unlock_vault import unlock_vault  # noqa: PLC0415

        keeper = self._keeper()
        return self._session(keeper, _when_free(lambda: unlock_vault(keeper, SystemClock(), passphrase)))

    def recover(self, code: str) -> Session:
        from app.usecases.unlock_vault import recover_vault  # noqa: PLC0415

        keeper = self._keeper()
        store = _when_free(lambda: recover_vault(keeper, SystemClock(), code))
        return replace(self._session(keeper, store), by_recovery_code=True)

    def look_at_backup(self, file: Path, secret: str, *, is_code: bool) -> BackupFacts:
        backup = self._keeper().open_backup(file, secret, is_code=is_code)
        try:
            return backup.facts
        finally:
            backup.close()

    def restore(self, wish: RestoreWish, progress: Progress, cancel: CancelToken) -> RestoredSession:
        from app.usecases.restore import Restore, restore  # noqa: PLC0415

        keeper = self._keeper()
        backup = keeper.open_backup(wish.file, wish.secret, is_code=wish.is_code)
        try:
            done = restore(keeper, SystemClock(), Restore(backup, wish.passphrase, wish.set_aside), progress, cancel)
        finally:
            backup.close()
        return RestoredSession(self._session(keeper, done.store), done)

    def open_practice(self, progress: Progress, cancel: CancelToken) -> Session:
        from app.usecases.exit_pin import PRACTICE_PIN, set_exit_pin  # noqa: PLC0415
        from app.usecases.make_practice import make_practice  # noqa: PLC0415
        from storage.practice import create_practice_vault, practice_passphrase  # noqa: PLC0415

        fresh = not self.exists()
        if fresh:
            create_practice_vault(self._folder).close()
        session = replace(self.unlock(practice_passphrase(self._folder)), practice=True)
        if fresh:
            try:
                make_practice(import_tools(session), self._options.draw_card or _draw_practice_card, progress, cancel)
                set_exit_pin(session.store, PRACTICE_PIN)
            except BaseException:  # whatever it was, raised again: an interrupt leaves no half practice either
                session.close()
                self.throw_practice_away()  # half a practice is none
                raise
        return session

    def throw_practice_away(self) -> None:
        from storage.practice import throw_practice_away  # noqa: PLC0415

        throw_practice_away(self._folder)

    def _keeper(self) -> VaultKeeper:
        from storage.kdf import PRACTICE  # noqa: PLC0415
        from storage.keeper import Keeper  # noqa: PLC0415

        return Keeper(self._folder, self._device(), PRACTICE if self.practice else self._options.argon)

    def _device(self) -> DeviceSecrets:
        from storage.device_secret import FileSecrets, KeyringSecrets  # noqa: PLC0415

        if self.practice:
            return FileSecrets(self._folder)
        return self._options.secrets() if self._options.secrets else KeyringSecrets()

    def _machine(self, lock_after_minutes: int) -> Machine:
        from app.machine import machine_facts  # noqa: PLC0415

        return machine_facts(self._folder, self._device(), lock_after_minutes, practice=self.practice)

    def _session(self, keeper: VaultKeeper, store: Store) -> Session:
        from video.card.reader import FolderCards  # noqa: PLC0415
        from video.workshop import FilmWorkshop  # noqa: PLC0415

        workshop = FilmWorkshop()
        practice = self.practice
        base, team = _team_ways(self._folder, self._device())

        def let_go() -> None:
            workshop.close()
            base.close()

        def close() -> None:
            """The vault first; the decoder and the line to the team base hold no keys of it, and neither keeps a lock waiting."""
            keeper.close()
            closing = threading.Thread(target=let_go, name="session-close", daemon=True)
            closing.start()
            closing.join(_LET_GO_S)

        return Session(
            store=store,
            keeper=keeper,
            workshop=workshop,
            cards=FolderCards(),
            clock=SystemClock(),
            player=_make_player,
            studio=lambda: _make_studio(tests=practice),
            close=close,
            machine=self._machine,
            team=team,
        )


def import_tools(session: Session) -> ImportTools:
    """What the import use cases work with, out of an open session."""
    from app.usecases.import_card import ImportTools  # noqa: PLC0415

    return ImportTools(session.store, session.cards, session.workshop, session.clock)


def filming_tools(session: Session) -> FilmingTools:
    """What filming live works with, out of an open session."""
    from app.usecases.film_live import FilmingTools  # noqa: PLC0415

    return FilmingTools(session.store, session.workshop, session.clock)


def _team_ways(folder: Path, device: DeviceSecrets) -> tuple[TeamBase, TeamWays]:
    """The laptop's key for its base lies beside the device's half of the vault's key, under a name of its own."""
    from storage import key_slots  # noqa: PLC0415
    from sync.client import TeamBase  # noqa: PLC0415
    from sync.codec import WireCodec  # noqa: PLC0415
    from sync.networks import SystemNetworks  # noqa: PLC0415
    from sync.pairing import read_invitation  # noqa: PLC0415

    base = TeamBase(device, f"{key_slots.read(folder).best.vault_id}-base")
    return base, TeamWays(base, WireCodec(), SystemNetworks(), read_invitation, _read_qr_picture)


def _read_qr_picture(picture: NDArray[np.uint8]) -> str | None:
    from video.qr import read_qr_picture  # noqa: PLC0415

    return read_qr_picture(picture)


def _draw_practice_card(folder: Path, progress: Progress, cancel: CancelToken) -> None:
    from video.practice import make_practice_card  # noqa: PLC0415

    make_practice_card(folder, progress, cancel)


def _make_player(parent: QObject) -> Player:
    from video.player import Player  # noqa: PLC0415

    return Player(parent)


def _make_studio(*, tests: bool) -> Studio:
    from video.studio import CaptureStudio  # noqa: PLC0415

    return CaptureStudio(tests=tests)


def _when_free(open_it: Callable[[], T]) -> T:
    """Right after a lock the old process may hold the vault for a moment still."""
    deadline = time.monotonic() + _OLD_PROCESS_S
    while True:
        try:
            return open_it()
        except Circumstance as error:
            if error.code is not ErrorCode.VAULT_IN_USE or time.monotonic() > deadline:
                raise
        time.sleep(_RETRY_S)

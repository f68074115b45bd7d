"""Vaults behind a keeper, a drive, and ways to spoil a backup, for the tests of backing up and restoring."""

from __future__ import annotations

from pathlib import Path

from app.domain.ids import RecordingId
from app.domain.recording import Recording
from app.ports import Store
from app.usecases.back_up import BackedUp, back_up
from app.usecases.restore import Restore, Restored, restore
from storage.kdf import PRACTICE
from storage.keeper import Keeper
from storage.restoring import open_backup
from storage.vault import Vault
from tests.fakes.secrets import MemorySecrets
from tests.storage.making import PASSPHRASE, add_recording, add_reel, footage, nothing, read_whole
from tests.usecases.caring import Hands


class Never:
    """Nobody asks to stop."""

    def cancelled(self) -> bool:
        return False


class After:
    """Somebody asks to stop when it has been asked so many times."""

    def __init__(self, times: int) -> None:
        self.times = times

    def cancelled(self) -> bool:
        self.times -= 1
        return self.times < 0


class Laptop:
    """A keeper on a folder, with a keyring of its own. `vault` while it is open."""

    def __init__(self, folder: Path, clock: Hands | None = None) -> None:
        self.folder = folder
        self.clock = clock or Hands()
        self.device = MemorySecrets()
        self.keeper = Keeper(folder, self.device, PRACTICE)
        self.code = ""
        self.vault: Vault

    def set_up(self) -> Laptop:
        self.vault, self.code = self.keeper.create(PASSPHRASE)
        return self

    def film(self, chunks: float = 1.5, seed: int = 1, note: str = "") -> Recording:
        """A film with a mark, a clip and two extras."""
        made = add_recording(self.vault, marks=1, clips=1, note=note)
        add_reel(self.vault, made, footage(chunks, seed))
        reel = self.vault.open_reel(made.id)
        reel.put_extra("index", b"where its pictures lie")
        reel.put_extra("proxy/0001", footage(0.1, seed + 100))
        reel.close()
        return made

    def back_up(self, drive: Path, passphrase: str | None = PASSPHRASE) -> BackedUp:
        return back_up(self.vault, self.keeper, self.clock, drive, passphrase, nothing, Never())

    def restore(self, file: Path, secret: str = PASSPHRASE, *, is_code: bool = False, set_aside: bool = False) -> Restored:
        """And open: `vault` is what came of it."""
        backup = open_backup(file, secret, is_code=is_code)
        try:
            done = restore(self.keeper, self.clock, Restore(backup, PASSPHRASE, set_aside), nothing, Never())
        finally:
            backup.close()
        self.vault, self.code = _vault(done.store), done.recovery_code
        return done

    def films(self) -> dict[RecordingId, bytes]:
        """Everything that can be watched."""
        with self.vault.work() as work:
            known = [film.id for film in work.recordings.all() if not film.stays_on_camcorder]
        return {film: read_whole(self.vault, film) for film in known}

    def close(self) -> None:
        self.keeper.close()


def _vault(store: Store) -> Vault:
    assert isinstance(store, Vault)
    return store


def backups(drive: Path) -> list[Path]:
    """All that lies on the drive."""
    return sorted(drive.iterdir())

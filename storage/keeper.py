"""One vault folder and its keys, as the use cases see it. Holds the vault key from opening until the process ends."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.domain.errors import Bug, Circumstance, ErrorCode
from app.domain.finding import Finding
from app.domain.ids import RecordingId
from app.domain.passphrase import Strength
from app.ports import Backup, CancelToken, Progress
from storage import key_slots, keys
from storage.back_up import Draft, write_backup
from storage.backup_lock import new_lock
from storage.check import check_open_vault
from storage.device_secret import DeviceSecrets
from storage.files import translated_os
from storage.kdf import ArgonCost
from storage.key_slots import Slots
from storage.keys import VaultKey
from storage.layout import TOLD_OLDER, vault_exists
from storage.restoring import OpenedBackup, Restoration, bring_film, open_backup, place_for, restore_into
from storage.vault import NewVault, Vault, create_vault, open_vault
from storage.vault_lock import require_free
from storage.words import passphrase_strength


class Keeper:
    """Fulfils `app.ports.VaultKeeper`. `argon` is for practice and tests; None calibrates to about a second."""

    def __init__(self, folder: Path, device: DeviceSecrets, argon: ArgonCost | None = None) -> None:
        self._folder = folder
        self._device = device
        self._argon = argon
        self._key: VaultKey | None = None
        self._vault: Vault | None = None
        self._slots: Slots | None = None  # as last read or written: while the vault is open, both copies may be lost and are written anew

    def exists(self) -> bool:
        return vault_exists(self._folder)

    def strength(self, passphrase: str) -> Strength:
        return passphrase_strength(passphrase)

    def create(self, passphrase: str) -> tuple[Vault, str]:
        made = create_vault(self._folder, passphrase, self._device, argon=self._argon)
        self._key, self._vault = made.key, made.vault
        self._remember_slots()
        return made.vault, made.recovery_code

    def open(self, passphrase: str) -> Vault:
        require_free(self._folder)
        return self._opened(keys.unlock_with_passphrase(self._folder, passphrase, self._device))

    def recover(self, code: str) -> Vault:
        """An older vault is opened this way, once the person was told of it: nobody is to be locked out of what is left for ever."""
        require_free(self._folder)
        key = keys.unlock_with_recovery_code(self._folder, code)
        return self._opened(key, accept_older=(self._folder / TOLD_OLDER).exists())

    def is_passphrase(self, passphrase: str) -> bool:
        return keys.check_passphrase(self._folder, passphrase, self._device)

    def change_passphrase(self, passphrase: str) -> None:
        keys.change_passphrase(self._folder, self._open_key(), passphrase, self._device, self._argon)
        self._remember_slots()

    def new_recovery_code(self) -> str:
        code = keys.new_recovery_code(self._folder, self._open_key())
        self._remember_slots()
        return code

    def close(self) -> None:
        vault, self._vault, self._key = self._vault, None, None
        if vault is not None:
            vault.close()

    def check(self, progress: Progress) -> list[Finding]:
        if self._vault is None:
            raise Bug("no open vault")
        return check_open_vault(self._vault, progress, self._slots)

    def back_up(self, folder: Path, passphrase: str | None, at: datetime, progress: Progress, cancel: CancelToken) -> Draft:
        if self._vault is None or self._slots is None:
            raise Bug("no open vault")
        ways, key = new_lock(self._slots, self._open_key(), passphrase, at)
        return write_backup(self._vault, folder, ways, key, (progress, cancel))

    def open_backup(self, file: Path, secret: str, *, is_code: bool) -> OpenedBackup:
        return open_backup(file, secret, is_code=is_code)

    def restore(self, backup: Backup, passphrase: str, *, set_aside: bool = False) -> Restoration:
        place = place_for(
            self._folder, set_aside=set_aside, secret=lambda: keys.unlock_with_passphrase(self._folder, passphrase, self._device)
        )
        return restore_into(place, _ours(backup), passphrase, self._device, self._argon, self._restored)

    def mend(self, backup: Backup, recording: RecordingId, progress: Progress, cancel: CancelToken) -> None:
        if self._vault is None:
            raise Bug("no open vault")
        bring_film(self._vault, _ours(backup), recording, progress, cancel)

    def _restored(self, new: NewVault) -> None:
        self._key, self._vault = new.key, new.vault
        self._remember_slots()

    def _opened(self, key: VaultKey, *, accept_older: bool = False) -> Vault:
        told = self._folder / TOLD_OLDER
        self._remember_slots()
        try:
            self._vault = open_vault(self._folder, key, accept_older=accept_older)
        except Circumstance as error:
            if error.code is ErrorCode.VAULT_OLDER:
                with translated_os(ErrorCode.VAULT_OLDER):
                    told.touch()
            raise
        with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
            told.unlink(missing_ok=True)
        self._key = key
        return self._vault

    def _remember_slots(self) -> None:
        self._slots = key_slots.read(self._folder).best

    def _open_key(self) -> VaultKey:
        if self._key is None:
            raise Bug("no open vault")
        return self._key


def _ours(backup: Backup) -> OpenedBackup:
    if not isinstance(backup, OpenedBackup):
        raise Bug("a backup that no keeper opened")
    return backup

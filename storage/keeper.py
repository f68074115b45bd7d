"""One vault folder and its keys, as the use cases see it. Holds the vault key from opening until the process ends."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import Bug, Circumstance, ErrorCode
from app.domain.finding import Finding
from app.domain.passphrase import Strength
from app.ports import Progress
from storage import key_slots, keys
from storage.check import check_open_vault
from storage.device_secret import DeviceSecrets
from storage.files import translated_os
from storage.kdf import ArgonCost
from storage.key_slots import Slots
from storage.keys import VaultKey
from storage.layout import TOLD_OLDER, vault_exists
from storage.vault import Vault, create_vault, open_vault
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

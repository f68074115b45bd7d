"""Practice vaults: made and opened without typing, because their passphrase lies in a marker file beside them. They hold no real film."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path

from app.domain.errors import Bug, Circumstance, ErrorCode
from storage.device_secret import FileSecrets
from storage.files import replace_file, translated_os
from storage.kdf import PRACTICE as PRACTICE_COST
from storage.keys import unlock_with_passphrase
from storage.layout import PRACTICE, vault_exists
from storage.vault import Vault, create_vault, open_vault


def is_practice(folder: Path) -> bool:
    """Whether the vault in this folder is for practice."""
    return (folder / PRACTICE).exists()


def create_practice_vault(folder: Path) -> Vault:
    """Make one and open it. Raises VAULT_EXISTS, DISK_FULL, FOLDER_NOT_WRITABLE."""
    if vault_exists(folder):
        raise Circumstance(ErrorCode.VAULT_EXISTS)
    passphrase = secrets.token_hex(16)
    with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(folder / PRACTICE, json.dumps({"passphrase": passphrase}).encode())
    return create_vault(folder, passphrase, FileSecrets(folder), argon=PRACTICE_COST).vault


def open_practice_vault(folder: Path) -> Vault:
    """Open one. Raises as `unlock_with_passphrase` and `open_vault` do."""
    return open_vault(folder, unlock_with_passphrase(folder, practice_passphrase(folder), FileSecrets(folder)))


def practice_passphrase(folder: Path) -> str:
    """The passphrase that lies beside a practice vault (it also ends parent mode there). Raises VAULT_MISSING, KEYSLOTS_DAMAGED."""
    with translated_os(ErrorCode.VAULT_MISSING):
        text = (folder / PRACTICE).read_bytes()
    try:
        return str(json.loads(text)["passphrase"])
    except (ValueError, KeyError, TypeError):
        raise Circumstance(ErrorCode.KEYSLOTS_DAMAGED) from None


def throw_practice_away(folder: Path) -> None:
    """Remove a closed practice vault with all that is in its folder. Refuses, as a bug, a folder that is not marked as practice."""
    if not is_practice(folder):
        raise Bug("only a practice vault is thrown away")
    with translated_os(ErrorCode.FOLDER_NOT_WRITABLE):
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name == PRACTICE):  # the marker last: a kill leaves it practice
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        folder.rmdir()

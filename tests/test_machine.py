"""The facts of the machine: true of the vault that is open, and without anybody's name."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.machine import machine_facts
from app.usecases.evidence import DiskState
from storage import whole_disk
from storage.device_secret import FileSecrets
from storage.kdf import ArgonCost
from storage.vault import create_vault

COST = ArgonCost(memory_kib=2048, passes=2, lanes=1)


class NoKeyring(FileSecrets):
    @property
    def backend(self) -> str:
        raise Circumstance(ErrorCode.KEYRING_MISSING)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In the home of somebody with a name."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "kari.nordmann")
    made = tmp_path / "kari.nordmann" / "data" / "vault"
    create_vault(made, "sol sand seil sommer sakte", FileSecrets(tmp_path / "keyring"), argon=COST).vault.close()
    return made


def test_what_locks_this_vault(folder: Path, tmp_path: Path) -> None:
    facts = machine_facts(folder, FileSecrets(tmp_path / "keyring"), 7)
    known = dict(facts.algorithms)
    assert known["passphrase"] == "Argon2id 2 MiB, t=2, p=1; HKDF-SHA256", "as it is, not as it is meant to be"
    assert known["film"] == "SQLCipher 4: AES-256-CBC, HMAC-SHA256, 65536 B"
    assert known["recovery_code"].startswith("160 bit")
    versions = dict(facts.versions)
    assert versions["SQLCipher"].startswith("4.") and versions["Qt"] and versions["Python"]
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert versions["Samspill"] == project["version"], "also where it runs from its folder and nothing is installed"
    assert (facts.lock_after_minutes, facts.keyring) == (7, "file")


def test_nobodys_name(folder: Path, tmp_path: Path) -> None:
    facts = machine_facts(folder, FileSecrets(tmp_path / "keyring"), 7)
    assert facts.folder == Path("~/data/vault")
    assert "kari" not in repr(facts)


def test_a_keyring_that_is_not_there_is_no_trouble(folder: Path, tmp_path: Path) -> None:
    assert machine_facts(folder, NoKeyring(tmp_path), 7).keyring == ""


@pytest.mark.parametrize(("found", "state"), [(True, DiskState.ENCRYPTED), (False, DiskState.PLAIN), (None, DiskState.UNKNOWN)])
def test_the_disk(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: bool | None, state: DiskState) -> None:
    monkeypatch.setattr(whole_disk, "disk_is_encrypted", lambda _folder: found)
    assert machine_facts(folder, FileSecrets(tmp_path), 7).disk is state

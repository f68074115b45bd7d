"""Whatever the umask and the folder allow, what a vault is made of is for its person only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.vault import create_vault
from tests.storage.making import PASSPHRASE, add_recording, add_reel, footage

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions elsewhere")


@pytest.fixture
def careless() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("careless")
def test_everything_in_a_vault_is_for_its_person_only(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir(mode=0o777)  # one that the person chose
    vault = create_vault(folder, PASSPHRASE, FileSecrets(tmp_path / "keyring"), argon=PRACTICE).vault
    recording = add_recording(vault)
    add_reel(vault, recording, footage(2))
    made = [path for path in tmp_path.rglob("*") if path != folder]
    open_to_others = {path.name: oct(path.stat().st_mode & 0o777) for path in made if path.stat().st_mode & 0o077}
    vault.close()
    assert open_to_others == {}
    assert len(made) > 8

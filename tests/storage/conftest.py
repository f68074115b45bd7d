"""An open vault for a test, closed after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.vault import NewVault, Vault
from tests.fakes.secrets import MemorySecrets
from tests.storage.backing_up import Laptop
from tests.storage.making import make_vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def device() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def made(folder: Path, device: MemorySecrets) -> Iterator[NewVault]:
    new = make_vault(folder, device)
    yield new
    new.vault.close()


@pytest.fixture
def vault(made: NewVault) -> Vault:
    return made.vault


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "vault").set_up()
    yield made
    made.close()

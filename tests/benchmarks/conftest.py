"""A vault as large as a service's whole working life, made once for each module, and the lanes that screens read it by."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from storage.vault import NewVault
from tests.storage.big_vault import make_big_vault
from tests.storage.making import make_vault
from tests.sync.base.stores import Cluster
from ui.jobs import Jobs
from ui.theme import LIGHT, apply_theme

AS_FOR_REAL = ("shared_buffers=512MB", "max_wal_size=4GB", "wal_compression=lz4")


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewVault]:
    made = make_vault(tmp_path_factory.mktemp("big") / "vault")
    make_big_vault(made.vault)
    yield made
    made.vault.close()


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    apply_theme(qapp, LIGHT)
    made = Jobs()
    yield made
    made.close()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster(AS_FOR_REAL)
    yield made
    made.stop()

"""A vault as large as a service's whole working life, made once for each module, and the lanes that screens read it by."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from storage.vault import NewVault
from tests.storage.big_vault import make_big_vault
from tests.storage.making import make_vault
from ui.jobs import Jobs
from ui.theme import LIGHT, apply_theme


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

"""The PIN out of parent mode: it fits or it does not, it cannot be guessed on and on, and the passphrase always leads out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.usecases.exit_pin import MISSES_ALLOWED, SETTING, ExitCheck, check_exit_pin, has_exit_pin, set_exit_pin
from storage.practice import create_practice_vault
from storage.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = create_practice_vault(tmp_path / "vault")
    yield made
    made.close()


def test_a_pin_is_kept_as_a_verifier_and_can_be_removed(vault: Vault) -> None:
    assert not has_exit_pin(vault) and not check_exit_pin(vault, "2468")
    set_exit_pin(vault, "2468")
    with vault.work() as work:
        assert "2468" not in (work.settings.get(SETTING) or "")
    assert has_exit_pin(vault) and check_exit_pin(vault, "2468") and not check_exit_pin(vault, "2469")
    set_exit_pin(vault, "")
    assert not has_exit_pin(vault) and not check_exit_pin(vault, "2468")


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "１２３４"])
def test_what_is_no_pin_is_refused(vault: Vault, pin: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        set_exit_pin(vault, pin)


def test_after_some_misses_only_the_passphrase_leads_out(vault: Vault) -> None:
    set_exit_pin(vault, "2468")
    check = ExitCheck(vault, lambda typed: typed == "de rette ordene")
    assert check("2468")
    for _ in range(MISSES_ALLOWED):
        assert not check("0000")
    assert not check("2468"), "the PIN is not asked any more"
    assert not check("feil ord")
    assert check("de rette ordene")
    assert check("2468"), "asked again once the passphrase was given"

"""Practice vaults open by themselves and go in one piece; a real one is never taken for practice."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import Bug, Circumstance, ErrorCode
from storage.practice import create_practice_vault, is_practice, open_practice_vault, throw_practice_away
from storage.vault import NewVault
from tests.storage.making import add_recording, add_reel, footage, read_whole


def test_made_opened_and_thrown_away(folder: Path) -> None:
    vault = create_practice_vault(folder)
    recording = add_recording(vault)
    add_reel(vault, recording, footage(1))
    vault.close()
    assert is_practice(folder)
    vault = open_practice_vault(folder)
    assert read_whole(vault, recording.id) == footage(1)
    vault.close()
    throw_practice_away(folder)
    assert not folder.exists()


def test_a_real_vault_is_not_thrown_away_nor_opened_as_practice(folder: Path, made: NewVault) -> None:
    made.vault.close()
    assert not is_practice(folder)
    with pytest.raises(Bug):
        throw_practice_away(folder)
    with pytest.raises(Circumstance) as caught:
        open_practice_vault(folder)
    assert caught.value.code is ErrorCode.VAULT_MISSING
    with pytest.raises(Circumstance) as caught:
        create_practice_vault(folder)
    assert caught.value.code is ErrorCode.VAULT_EXISTS
    assert not is_practice(folder)


def test_a_set_up_of_practice_that_was_killed_can_be_thrown_away(folder: Path) -> None:
    folder.mkdir()
    (folder / "practice").write_text('{"passphrase": "x"}')
    throw_practice_away(folder)
    assert not folder.exists()

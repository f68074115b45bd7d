"""Setting up, unlocking, changing what opens the vault, and checking it: the verbs, on a real vault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.domain.finding import FindingKind
from app.ports import Store
from app.usecases.change_keys import change_passphrase, choose_passphrase_after_recovery, renew_recovery_code
from app.usecases.check_vault import check_vault
from app.usecases.set_up_vault import set_up_vault
from app.usecases.unlock_vault import recover_vault, unlock_vault
from storage import destruction
from storage.kdf import PRACTICE
from storage.keeper import Keeper
from storage.vault import Vault
from tests.fakes.secrets import MemorySecrets
from tests.storage.making import PASSPHRASE, FixedClock, add_recording, add_reel, code_when, footage, nothing, receipt_for

OTHER = "brisk otter lantern maple quiver fjord"


@pytest.fixture
def device() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def keeper(tmp_path: Path, device: MemorySecrets) -> Iterator[Keeper]:
    keeper = Keeper(tmp_path / "vault", device, PRACTICE)
    yield keeper
    keeper.close()


def test_set_up_refuses_a_weak_passphrase_and_a_second_vault(keeper: Keeper) -> None:
    assert code_when(lambda: set_up_vault(keeper, "hund123")) is ErrorCode.PASSPHRASE_TOO_WEAK
    assert not keeper.exists()
    set_up_vault(keeper, PASSPHRASE)
    assert keeper.exists()
    assert code_when(lambda: set_up_vault(keeper, PASSPHRASE)) is ErrorCode.VAULT_EXISTS


def test_unlocking_where_nothing_was_set_up(keeper: Keeper) -> None:
    assert code_when(lambda: unlock_vault(keeper, FixedClock(), PASSPHRASE)) is ErrorCode.VAULT_MISSING
    assert not keeper.exists()


def test_unlocking_finishes_what_a_kill_left(keeper: Keeper) -> None:
    store, code = set_up_vault(keeper, PASSPHRASE)
    assert isinstance(store, Vault)
    ways: list[Callable[[], Store]] = [
        lambda: unlock_vault(keeper, FixedClock(), PASSPHRASE),
        lambda: recover_vault(keeper, FixedClock(), code),
    ]
    for way in ways:
        gone = add_recording(store)
        add_reel(store, gone, footage(1))
        destruction.intend(store, gone.id, receipt_for(gone))
        keeper.close()
        store = way()
        assert isinstance(store, Vault)
        assert store.unfinished_destructions() == []


def test_an_older_vault_is_told_of_first_and_then_opened_by_the_recovery_code(keeper: Keeper, tmp_path: Path) -> None:
    store, code = set_up_vault(keeper, PASSPHRASE)
    assert isinstance(store, Vault)
    store.checkpoint()
    path = tmp_path / "vault" / "vault.db"
    old = path.read_bytes()
    kept = add_recording(store)
    keeper.close()
    newest = path.read_bytes()
    path.write_bytes(old)
    assert code_when(lambda: recover_vault(keeper, FixedClock(), code)) is ErrorCode.VAULT_OLDER  # told, whichever way is tried first
    path.write_bytes(newest)
    unlock_vault(keeper, FixedClock(), PASSPHRASE)  # the newest copy was put back: all is well again
    keeper.close()
    path.write_bytes(old)
    assert code_when(lambda: unlock_vault(keeper, FixedClock(), PASSPHRASE)) is ErrorCode.VAULT_OLDER
    assert code_when(lambda: unlock_vault(keeper, FixedClock(), PASSPHRASE)) is ErrorCode.VAULT_OLDER
    opened = recover_vault(keeper, FixedClock(), code)
    with opened.work() as work:
        assert work.recordings.get(kept.id) is None
    keeper.close()
    unlock_vault(keeper, FixedClock(), PASSPHRASE)


def test_a_vault_that_is_open_elsewhere_says_so_before_any_try_is_counted(keeper: Keeper, tmp_path: Path, device: MemorySecrets) -> None:
    set_up_vault(keeper, PASSPHRASE)
    other = Keeper(tmp_path / "vault", device, PRACTICE)
    for _ in range(5):
        assert code_when(lambda: unlock_vault(other, FixedClock(), "feil frase")) is ErrorCode.VAULT_IN_USE
    keeper.close()
    unlock_vault(other, FixedClock(), PASSPHRASE)
    other.close()


def test_changing_the_passphrase_asks_for_the_old_one(keeper: Keeper) -> None:
    set_up_vault(keeper, PASSPHRASE)
    assert code_when(lambda: change_passphrase(keeper, OTHER, OTHER)) is ErrorCode.WRONG_PASSPHRASE
    assert code_when(lambda: change_passphrase(keeper, PASSPHRASE, "kort")) is ErrorCode.PASSPHRASE_TOO_WEAK
    change_passphrase(keeper, PASSPHRASE, OTHER)
    keeper.close()
    assert code_when(lambda: unlock_vault(keeper, FixedClock(), PASSPHRASE)) is ErrorCode.WRONG_PASSPHRASE
    unlock_vault(keeper, FixedClock(), OTHER)


def test_after_recovery_a_new_passphrase_is_chosen_without_the_old(keeper: Keeper, tmp_path: Path) -> None:
    _, code = set_up_vault(keeper, PASSPHRASE)
    keeper.close()
    elsewhere = Keeper(tmp_path / "vault", MemorySecrets(), PRACTICE)
    assert code_when(lambda: unlock_vault(elsewhere, FixedClock(), PASSPHRASE)) is ErrorCode.KEYRING_CHANGED
    recover_vault(elsewhere, FixedClock(), code)
    choose_passphrase_after_recovery(elsewhere, OTHER)
    elsewhere.close()
    unlock_vault(elsewhere, FixedClock(), OTHER)
    elsewhere.close()


def test_a_new_recovery_code_ends_the_old_one(keeper: Keeper) -> None:
    _, old = set_up_vault(keeper, PASSPHRASE)
    assert code_when(lambda: renew_recovery_code(keeper, OTHER)) is ErrorCode.WRONG_PASSPHRASE
    new = renew_recovery_code(keeper, PASSPHRASE)
    keeper.close()
    assert code_when(lambda: recover_vault(keeper, FixedClock(), old)) is ErrorCode.WRONG_RECOVERY_CODE
    recover_vault(keeper, FixedClock(), new)


def test_checking(keeper: Keeper, tmp_path: Path) -> None:
    set_up_vault(keeper, PASSPHRASE)
    assert check_vault(keeper, nothing) == []
    (tmp_path / "vault" / "keyslots.bak").write_bytes(b"nothing")
    assert [finding.kind for finding in check_vault(keeper, nothing)] == [FindingKind.KEYSLOTS_COPY_DAMAGED]


def test_key_slots_lost_while_the_vault_is_open_are_written_anew(tmp_path: Path, keeper: Keeper) -> None:
    set_up_vault(keeper, PASSPHRASE)
    change_passphrase(keeper, PASSPHRASE, OTHER)
    code = renew_recovery_code(keeper, OTHER)
    (tmp_path / "vault" / "keyslots").write_bytes(b"nothing")
    (tmp_path / "vault" / "keyslots.bak").unlink()
    assert [finding.kind for finding in check_vault(keeper, nothing)] == [FindingKind.KEYSLOTS_RENEWED]
    assert check_vault(keeper, nothing) == []
    keeper.close()
    unlock_vault(keeper, FixedClock(), OTHER)
    keeper.close()
    recover_vault(keeper, FixedClock(), code)

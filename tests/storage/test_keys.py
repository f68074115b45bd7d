"""The ways to the vault key, and a name of its own for each thing that can be wrong."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from app.domain.errors import Bug, Circumstance, ErrorCode
from app.domain.recovery_code import SECRET_BYTES, code_of
from storage import key_slots, keys
from storage.attempts import Attempts
from storage.files import replace_file
from storage.kdf import PRACTICE
from storage.key_slots import SlotKind
from storage.keys import VaultKey
from storage.vault import NewVault
from tests.fakes.secrets import MemorySecrets
from tests.storage.making import PASSPHRASE, code_when, make_vault


def test_both_ways_lead_to_the_same_key(folder: Path, device: MemorySecrets, made: NewVault) -> None:
    assert keys.unlock_with_passphrase(folder, PASSPHRASE, device) == made.key
    assert keys.unlock_with_passphrase(folder, f"  {PASSPHRASE.replace(' ', '   ')} ", device) == made.key
    assert keys.unlock_with_recovery_code(folder, made.recovery_code.lower()) == made.key


def test_nothing_shows_the_key(made: NewVault) -> None:
    assert repr(made.key) == "VaultKey()"
    assert made.recovery_code not in repr(made)


def test_a_wrong_passphrase_is_not_a_damaged_vault(folder: Path, device: MemorySecrets, made: NewVault) -> None:
    assert code_when(lambda: keys.unlock_with_passphrase(folder, "noe helt annet", device)) is ErrorCode.WRONG_PASSPHRASE
    for name in (key_slots.NAME, key_slots.COPY_NAME):
        (folder / name).write_bytes(b"nothing of the kind")
    assert code_when(lambda: keys.unlock_with_passphrase(folder, PASSPHRASE, device)) is ErrorCode.KEYSLOTS_DAMAGED
    assert code_when(lambda: keys.unlock_with_recovery_code(folder, made.recovery_code)) is ErrorCode.KEYSLOTS_DAMAGED


def test_a_missing_vault_is_neither(tmp_path: Path, device: MemorySecrets) -> None:
    assert code_when(lambda: keys.unlock_with_passphrase(tmp_path, PASSPHRASE, device)) is ErrorCode.VAULT_MISSING
    assert list(tmp_path.iterdir()) == []


def test_another_device_secret_is_named_and_the_recovery_code_still_works(folder: Path, device: MemorySecrets, made: NewVault) -> None:
    vault_id = key_slots.read(folder).best.vault_id
    device.write(vault_id, secrets.token_bytes(32))
    assert code_when(lambda: keys.unlock_with_passphrase(folder, PASSPHRASE, device)) is ErrorCode.KEYRING_CHANGED
    device.remove(vault_id)
    assert code_when(lambda: keys.unlock_with_passphrase(folder, PASSPHRASE, device)) is ErrorCode.KEYRING_CHANGED
    assert keys.unlock_with_recovery_code(folder, made.recovery_code) == made.key
    assert device.read(vault_id) is None  # looking never makes a new one


def test_keyring_trouble_does_not_count_as_a_wrong_try(folder: Path, device: MemorySecrets, made: NewVault) -> None:
    device.remove(key_slots.read(folder).best.vault_id)
    for _ in range(5):
        assert code_when(lambda: keys.unlock_with_passphrase(folder, PASSPHRASE, device)) is ErrorCode.KEYRING_CHANGED
    assert Attempts(folder).seconds_to_wait() == 0


def test_a_wrong_recovery_code_and_a_mistyped_one(folder: Path, made: NewVault) -> None:
    other = code_of(secrets.token_bytes(SECRET_BYTES))
    assert code_when(lambda: keys.unlock_with_recovery_code(folder, other)) is ErrorCode.WRONG_RECOVERY_CODE
    typo = made.recovery_code[:-1] + ("0" if made.recovery_code[-1] != "0" else "1")
    assert code_when(lambda: keys.unlock_with_recovery_code(folder, typo)) is ErrorCode.RECOVERY_CODE_MISTYPED


def test_the_old_passphrase_ends_with_the_change(folder: Path, device: MemorySecrets, made: NewVault) -> None:
    keys.change_passphrase(folder, made.key, "en ny og lang frase", device, PRACTICE)
    assert keys.unlock_with_passphrase(folder, "en ny og lang frase", device) == made.key
    assert code_when(lambda: keys.unlock_with_passphrase(folder, PASSPHRASE, device)) is ErrorCode.WRONG_PASSPHRASE
    assert keys.unlock_with_recovery_code(folder, made.recovery_code) == made.key
    assert [slot.kind for slot in key_slots.read(folder).best.slots] == [SlotKind.RECOVERY, SlotKind.PASSPHRASE]


def test_after_the_keyring_was_lost_a_new_passphrase_brings_a_new_device_secret(
    folder: Path, device: MemorySecrets, made: NewVault
) -> None:
    fresh = MemorySecrets()
    key = keys.unlock_with_recovery_code(folder, made.recovery_code)
    keys.change_passphrase(folder, key, "en ny og lang frase", fresh, PRACTICE)
    assert keys.unlock_with_passphrase(folder, "en ny og lang frase", fresh) == made.key
    assert code_when(lambda: keys.unlock_with_passphrase(folder, "en ny og lang frase", device)) is ErrorCode.KEYRING_CHANGED


def test_the_old_recovery_code_ends_with_the_new_one(folder: Path, device: MemorySecrets, made: NewVault) -> None:
    code = keys.new_recovery_code(folder, made.key)
    assert keys.unlock_with_recovery_code(folder, code) == made.key
    assert code_when(lambda: keys.unlock_with_recovery_code(folder, made.recovery_code)) is ErrorCode.WRONG_RECOVERY_CODE
    assert keys.unlock_with_passphrase(folder, PASSPHRASE, device) == made.key


def test_a_key_of_another_vault_changes_nothing(folder: Path, tmp_path: Path, device: MemorySecrets, made: NewVault) -> None:
    before = (folder / key_slots.NAME).read_bytes()
    stranger = VaultKey(secrets.token_bytes(32))
    with pytest.raises(Bug):
        keys.change_passphrase(folder, stranger, "en ny og lang frase", device, PRACTICE)
    with pytest.raises(Bug):
        keys.new_recovery_code(folder, stranger)
    assert (folder / key_slots.NAME).read_bytes() == before


class _Cut(Exception):
    """The machine stops here."""


@pytest.mark.parametrize("writes_done", [1, 2, 3])
def test_a_change_cut_short_leaves_a_way_in(
    folder: Path, device: MemorySecrets, made: NewVault, monkeypatch: pytest.MonkeyPatch, writes_done: int
) -> None:
    """Stopped before each of the file writes of a change: the old passphrase, or the new one, opens; once the new one has, only that."""
    really = replace_file
    done = 0

    def replace_and_stop(path: Path, data: bytes) -> None:
        nonlocal done
        if done == writes_done:
            raise _Cut
        done += 1
        really(path, data)

    monkeypatch.setattr("storage.key_slots.replace_file", replace_and_stop)
    with pytest.raises(_Cut):
        keys.change_passphrase(folder, made.key, "en ny og lang frase", device, PRACTICE)
    monkeypatch.undo()
    assert keys.unlock_with_passphrase(folder, "en ny og lang frase", device) == made.key
    assert code_when(lambda: keys.unlock_with_passphrase(folder, PASSPHRASE, device)) is ErrorCode.WRONG_PASSPHRASE


def test_a_weakened_slot_opens_nothing(folder: Path, device: MemorySecrets, made: NewVault) -> None:
    """A thief who lowers the cost in the file gains nothing: the cost is part of what AES-GCM covers."""
    from dataclasses import replace

    slots = key_slots.read(folder).best
    slot = slots.of(SlotKind.PASSPHRASE)[0]
    tampered = replace(slot, backend="somewhere else")
    key_slots.write(folder, slots.with_slots((tampered, *slots.of(SlotKind.RECOVERY))))
    assert code_when(lambda: keys.unlock_with_passphrase(folder, PASSPHRASE, device)) is ErrorCode.WRONG_PASSPHRASE


def test_check_passphrase_for_leaving_parent_mode(folder: Path, device: MemorySecrets, made: NewVault) -> None:
    assert keys.check_passphrase(folder, PASSPHRASE, device)
    assert not keys.check_passphrase(folder, "feil frase", device)


def test_wrong_tries_make_the_next_wait(folder: Path, device: MemorySecrets, made: NewVault) -> None:
    for _ in range(3):
        assert code_when(lambda: keys.unlock_with_passphrase(folder, "feil", device)) is ErrorCode.WRONG_PASSPHRASE
    with pytest.raises(Circumstance) as caught:
        keys.unlock_with_passphrase(folder, PASSPHRASE, device)
    assert caught.value.code is ErrorCode.WAIT_BEFORE_NEXT_TRY
    assert caught.value.params["seconds"] == 5
    assert keys.unlock_with_recovery_code(folder, made.recovery_code) == made.key


def test_two_vaults_of_one_person_do_not_share_a_device_secret(tmp_path: Path, device: MemorySecrets) -> None:
    for name in ("one", "two"):
        make_vault(tmp_path / name, device).vault.close()
    ids = [key_slots.read(tmp_path / name).best.vault_id for name in ("one", "two")]
    assert device.read(ids[0]) != device.read(ids[1])

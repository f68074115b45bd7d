"""The key slot file: two copies, and no damage that goes unnoticed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from storage import key_slots
from storage.keys import unlock_with_passphrase
from storage.vault import NewVault
from tests.fakes.secrets import MemorySecrets
from tests.storage.making import PASSPHRASE


@pytest.mark.parametrize("name", [key_slots.NAME, key_slots.COPY_NAME])
def test_one_damaged_or_missing_copy_is_harmless_and_named(folder: Path, device: MemorySecrets, made: NewVault, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    assert key_slots.read(folder).bad == (name,)
    assert unlock_with_passphrase(folder, PASSPHRASE, device) == made.key
    (folder / name).unlink()
    assert key_slots.read(folder).bad == (name,)
    assert unlock_with_passphrase(folder, PASSPHRASE, device) == made.key


def test_every_single_bit_of_a_copy_matters(folder: Path, made: NewVault) -> None:
    path = folder / key_slots.NAME
    whole = path.read_bytes()
    for place in range(len(whole)):
        spoiled = bytearray(whole)
        spoiled[place] ^= 1 << (place % 8)
        path.write_bytes(spoiled)
        assert key_slots.read(folder).bad == (key_slots.NAME,)


def test_the_newer_of_two_sound_copies_wins(folder: Path, made: NewVault) -> None:
    old = (folder / key_slots.NAME).read_bytes()
    slots = key_slots.read(folder).best
    key_slots.write(folder, slots.with_slots(slots.slots))
    (folder / key_slots.NAME).write_bytes(old)
    copies = key_slots.read(folder)
    assert copies.best.edition == slots.edition + 1
    assert copies.bad == (key_slots.NAME,)


def test_a_newer_format_is_refused_not_called_damage(folder: Path, made: NewVault) -> None:
    for name in (key_slots.NAME, key_slots.COPY_NAME):
        lines = (folder / name).read_bytes().split(b"\n")
        above = b"samspill keyslots 2\n" + lines[1] + b"\n"
        (folder / name).write_bytes(above + hashlib.sha256(above).hexdigest().encode() + b"\n")
    with pytest.raises(Circumstance) as caught:
        key_slots.read(folder)
    assert caught.value.code is ErrorCode.VAULT_TOO_NEW


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"vault":"a","edition":"x","key_check":"","slots":[]}', b"not json", b"\xff\xfe"])
def test_nonsense_under_a_whole_seal_is_damage(folder: Path, made: NewVault, body: bytes) -> None:
    above = b"samspill keyslots 1\n" + body + b"\n"
    for name in (key_slots.NAME, key_slots.COPY_NAME):
        (folder / name).write_bytes(above + hashlib.sha256(above).hexdigest().encode() + b"\n")
    with pytest.raises(Circumstance) as caught:
        key_slots.read(folder)
    assert caught.value.code is ErrorCode.KEYSLOTS_DAMAGED


def test_nothing_secret_stands_in_it(folder: Path, made: NewVault) -> None:
    text = (folder / key_slots.NAME).read_text("ascii")
    assert PASSPHRASE not in text
    assert made.recovery_code not in text

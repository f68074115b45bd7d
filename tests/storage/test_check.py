"""The check names every damage, mends only what has a sound copy, and has nothing to say of a whole vault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import Circumstance, ErrorCode
from app.domain.finding import Finding, FindingKind
from app.domain.recording import RecordingState
from app.ports import CHUNK_BYTES
from storage import key_slots, layout
from storage.check import check_open_vault, check_vault
from storage.vault import NewVault, Vault, open_vault
from tests.storage.making import add_recording, add_reel, footage, nothing


def reel_of(vault: Vault) -> Path:
    return next((vault.folder / layout.REELS).glob("*.reel"))


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 16
    path.write_bytes(data)


def test_a_whole_vault_has_no_findings_open_or_closed(folder: Path, made: NewVault) -> None:
    recording = add_recording(made.vault, marks=3)
    add_reel(made.vault, recording, footage(2.5))
    reel = made.vault.open_reel(recording.id)
    reel.put_extra("index", b"x" * 1000)
    steps: list[tuple[int, int]] = []
    assert check_open_vault(made.vault, lambda done, total: steps.append((done, total))) == []
    assert steps[-1] == (int(2.5 * CHUNK_BYTES), int(2.5 * CHUNK_BYTES))
    assert steps == sorted(steps)
    reel.close()
    with pytest.raises(Circumstance) as caught:
        check_vault(folder, made.key, nothing)
    assert caught.value.code is ErrorCode.VAULT_IN_USE
    made.vault.close()
    assert check_vault(folder, made.key, nothing) == []


def test_a_reel_that_is_being_written_is_left_out_and_a_half_one_is_fine(vault: Vault) -> None:
    recording = add_recording(vault, state=RecordingState.COPYING)
    writer = vault.create_reel(recording.id)
    writer.append(footage(3))
    writer.flush()
    writer.append(footage(2))
    assert check_open_vault(vault, nothing) == []
    writer.close()
    assert check_open_vault(vault, nothing) == []


@pytest.mark.parametrize("name", [key_slots.NAME, key_slots.COPY_NAME])
def test_a_damaged_copy_of_the_key_slots_is_named_and_mended(folder: Path, vault: Vault, name: str) -> None:
    flip(folder / name, 100)
    assert check_open_vault(vault, nothing) == [Finding(FindingKind.KEYSLOTS_COPY_DAMAGED, count=1)]
    assert check_open_vault(vault, nothing) == []
    assert (folder / key_slots.NAME).read_bytes() == (folder / key_slots.COPY_NAME).read_bytes()


def test_two_damaged_copies_are_named(folder: Path, vault: Vault) -> None:
    for name in (key_slots.NAME, key_slots.COPY_NAME):
        flip(folder / name, 100)
    assert check_open_vault(vault, nothing) == [Finding(FindingKind.KEYSLOTS_DAMAGED, count=2)]
    for name in (key_slots.NAME, key_slots.COPY_NAME):
        (folder / name).unlink()
    assert check_open_vault(vault, nothing) == [Finding(FindingKind.KEYSLOTS_DAMAGED, count=2)]


def test_damage_in_the_store_that_opening_does_not_meet(folder: Path, made: NewVault) -> None:
    add_recording(made.vault, marks=400, note="x" * 100, state=RecordingState.COPYING)
    made.vault.close()
    store = folder / layout.STORE
    flip(store, store.stat().st_size - 2000)
    vault = open_vault(folder, made.key)
    assert check_open_vault(vault, nothing) == [Finding(FindingKind.STORE_DAMAGED, count=1)]
    vault.close()
    assert check_vault(folder, made.key, nothing) == [Finding(FindingKind.STORE_DAMAGED, count=1)]


def test_a_store_that_does_not_open_a_lost_one_and_an_older_one(folder: Path, made: NewVault) -> None:
    recording = add_recording(made.vault)
    add_reel(made.vault, recording, footage(1))
    made.vault.checkpoint()
    store = folder / layout.STORE
    old = store.read_bytes()
    add_recording(made.vault, state=RecordingState.COPYING)
    made.vault.close()
    newest = store.read_bytes()
    flip(store, 50)
    assert check_vault(folder, made.key, nothing) == [Finding(FindingKind.STORE_DAMAGED)]
    store.write_bytes(old)
    assert check_vault(folder, made.key, nothing) == [Finding(FindingKind.STORE_OLDER)]
    store.unlink()
    assert check_vault(folder, made.key, nothing) == [Finding(FindingKind.STORE_MISSING)]
    store.write_bytes(newest)
    assert check_vault(folder, made.key, nothing) == []


def test_a_spoiled_tide_is_named(folder: Path, vault: Vault) -> None:
    add_recording(vault, state=RecordingState.COPYING)
    flip(folder / "tide", 3)
    assert check_open_vault(vault, nothing) == [Finding(FindingKind.TIDE_DAMAGED, count=1)]


def _flip_middle(path: Path) -> None:
    flip(path, path.stat().st_size // 2)


def _flip_first(path: Path) -> None:
    flip(path, 20)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 65536 * 20])


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (_flip_middle, FindingKind.REEL_DAMAGED),
        (_flip_first, FindingKind.REEL_DAMAGED),
        (_cut, FindingKind.REEL_DAMAGED),
        (Path.unlink, FindingKind.REEL_MISSING),
    ],
)
def test_damage_to_a_reel_is_named_with_its_recording(vault: Vault, spoil: Callable[[Path], None], kind: FindingKind) -> None:
    whole, spoiled = add_recording(vault), add_recording(vault)
    add_reel(vault, spoiled, footage(4))
    path = reel_of(vault)
    add_reel(vault, whole, footage(1))
    spoil(path)
    found = check_open_vault(vault, nothing)
    assert {(one.kind, one.recording) for one in found} == {(kind, spoiled.id)}


def test_other_bytes_under_the_right_key_are_named(vault: Vault) -> None:
    """A chunk and an extra that SQLCipher finds nothing wrong with, but that are not what was acknowledged."""
    recording = add_recording(vault)
    add_reel(vault, recording, footage(3))
    reel = vault.open_reel(recording.id)
    reel.put_extra("index", b"right")
    reel._open().run("UPDATE chunk SET body = ? WHERE n = 1", (footage(1, seed=9),))
    reel._open().run("UPDATE extra SET body = ?", (b"wrong",))
    reel.close()
    assert check_open_vault(vault, nothing) == [
        Finding(FindingKind.REEL_DAMAGED, recording.id, count=1),
        Finding(FindingKind.EXTRA_DAMAGED, recording.id, count=1),
    ]


def test_an_older_reel_is_named(vault: Vault) -> None:
    recording = add_recording(vault)
    writer = vault.create_reel(recording.id)
    writer.append(footage(2))
    writer.flush()
    old = reel_of(vault).read_bytes()
    writer.append(footage(3))
    writer.finish()
    writer.close()
    reel = vault.open_reel(recording.id)
    reel.put_extra("index", b"x")
    reel.close()
    reel_of(vault).write_bytes(old)
    assert check_open_vault(vault, nothing) == [
        Finding(FindingKind.REEL_OLDER, recording.id, count=3),
        Finding(FindingKind.REEL_OLDER, recording.id, count=1),
    ]


def test_a_recording_whose_reel_the_store_has_lost(vault: Vault) -> None:
    recording = add_recording(vault, state=RecordingState.READY)
    add_recording(vault, state=RecordingState.COPYING)
    assert check_open_vault(vault, nothing) == [Finding(FindingKind.REEL_MISSING, recording.id)]


def test_a_file_that_belongs_to_nothing(vault: Vault) -> None:
    add_reel(vault, add_recording(vault), footage(1))
    (vault.folder / layout.REELS / "left.over").write_bytes(b"?")
    assert check_open_vault(vault, nothing) == [Finding(FindingKind.STRAY_FILE, count=1)]


def test_a_kill_between_the_key_and_the_file_is_no_damage(vault: Vault) -> None:
    recording = add_recording(vault, state=RecordingState.COPYING)
    vault.create_reel(recording.id).close()
    reel_of(vault).unlink()
    assert check_open_vault(vault, nothing) == []
    assert not list((vault.folder / layout.REELS).glob("*.reel"))


def test_every_kind_of_finding_has_its_words() -> None:
    import tomllib

    from resources.read import resource_text

    words = tomllib.loads(resource_text("texts/findings.toml"))
    assert set(words) == {f"finding.{kind.value}" for kind in FindingKind}
    assert all(text["nb"] and text["en"] for text in words.values())

"""Destroying a film for good: the order, doing it twice, and a disk with no room left."""

from __future__ import annotations

import dataclasses
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode
from app.domain.recording import RecordingState
from storage import destruction, layout
from storage.vault import NewVault, Vault, open_vault
from tests.storage.making import NOW, add_recording, add_reel, code_when, footage, make_vault, read_whole, receipt_for


def reels(vault: Vault) -> list[Path]:
    return sorted((vault.folder / layout.REELS).glob("*.reel"))


def test_it_all_goes_and_the_receipt_stays(vault: Vault) -> None:
    kept, gone = add_recording(vault, marks=1), add_recording(vault, marks=2, clips=1)
    add_reel(vault, kept, footage(1))
    add_reel(vault, gone, footage(2))
    receipt = receipt_for(gone, 2, 1)
    vault.destroy_reel(gone.id, receipt)
    with vault.work() as work:
        assert work.receipts.all() == [receipt]
        assert [one.id for one in work.recordings.all()] == [kept.id]
        assert work.marks.of(gone.id) == []
        assert work.clips.of(gone.id) == []
        assert work.reels.get(gone.id) is None
        assert work.reels.digests(gone.id) == []
    assert len(reels(vault)) == 1
    assert code_when(lambda: vault.open_reel(gone.id)) is ErrorCode.REEL_MISSING
    assert read_whole(vault, kept.id) == footage(1)


def test_the_key_is_nowhere_in_the_vaults_files_not_even_decrypted(folder: Path, made: NewVault) -> None:
    """The strongest form: with the vault key in hand, the old row cannot be read back from any page of the store or its log."""
    from sqlcipher3 import dbapi2

    vault = made.vault
    gone = add_recording(vault)
    add_reel(vault, gone, footage(1))
    with vault.work() as work:
        row = work.reels.get(gone.id)
    assert row is not None
    vault.destroy_reel(gone.id, receipt_for(gone))
    assert not (folder / "vault.db-wal").exists() or (folder / "vault.db-wal").stat().st_size == 0
    vault.close()
    plain = folder / "plain.db"
    raw = dbapi2.connect(str(folder / layout.STORE), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{made.key.derived('store').hex()}'\"")
    raw.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
    raw.execute("SELECT sqlcipher_export('plain')")
    raw.close()
    assert row.key not in plain.read_bytes()
    assert row.file.encode() not in plain.read_bytes()


class _Cut(Exception):
    """The machine stops here."""


def test_the_key_is_out_of_the_log_before_the_file_is_touched(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = add_recording(vault)
    add_reel(vault, gone, footage(1))
    logs: list[int] = []

    def stop(_path: Path) -> None:
        logs.append((vault.folder / "vault.db-wal").stat().st_size)
        raise _Cut

    monkeypatch.setattr(destruction, "_remove_file", stop)
    with pytest.raises(_Cut):
        vault.destroy_reel(gone.id, receipt_for(gone))
    assert logs == [0]
    assert len(reels(vault)) == 1
    with vault.work() as work:
        assert work.reels.get(gone.id) is None


def test_twice_is_once(vault: Vault) -> None:
    gone = add_recording(vault)
    add_reel(vault, gone, footage(1))
    first = receipt_for(gone)
    vault.destroy_reel(gone.id, first)
    vault.destroy_reel(gone.id, receipt_for(gone))
    vault.finish_destruction(gone.id, NOW)
    with vault.work() as work:
        assert work.receipts.all() == [first]


def test_an_import_that_never_got_a_reel_and_one_under_way(vault: Vault) -> None:
    without, under_way = (add_recording(vault, state=RecordingState.COPYING) for _ in range(2))
    writer = vault.create_reel(under_way.id)
    writer.append(footage(1.5))
    for recording in (without, under_way):
        vault.destroy_reel(recording.id, receipt_for(recording))
    writer.close()
    with vault.work() as work:
        assert len(work.receipts.all()) == 2
        assert work.recordings.all() == []
    assert reels(vault) == []


def test_a_film_being_watched_goes_too(vault: Vault) -> None:
    gone = add_recording(vault)
    add_reel(vault, gone, footage(2))
    reel = vault.open_reel(gone.id)
    reel.read_at(0, 10)
    vault.destroy_reel(gone.id, receipt_for(gone))
    assert code_when(lambda: reel.read_at(0, 10)) is ErrorCode.REEL_MISSING
    reel.close()


def test_a_damaged_or_missing_reel_can_be_deleted(vault: Vault) -> None:
    spoilers: list[Callable[[Path], object]] = [lambda path: path.write_bytes(b"nothing"), lambda path: path.unlink()]
    for spoil in spoilers:
        gone = add_recording(vault)
        add_reel(vault, gone, footage(1))
        spoil(reels(vault)[0])
        vault.destroy_reel(gone.id, receipt_for(gone))
        assert reels(vault) == []


def test_the_intent_keeps_its_own_receipt_and_gets_its_end_when_it_ends(folder: Path, made: NewVault) -> None:
    gone = add_recording(made.vault)
    add_reel(made.vault, gone, footage(1))
    first = receipt_for(gone)
    destruction.intend(made.vault, gone.id, first)
    with made.vault.work() as work:
        found = work.recordings.get(gone.id)
        assert found is not None
        assert found.state is RecordingState.DESTROYING
    made.vault.close()
    vault = open_vault(folder, made.key)
    assert vault.unfinished_destructions() == [gone.id]
    later = NOW.replace(year=2027)
    vault.destroy_reel(gone.id, dataclasses.replace(receipt_for(gone), finished_at=later))
    with vault.work() as work:
        assert work.receipts.all() == [dataclasses.replace(first, finished_at=later)]
    assert vault.unfinished_destructions() == []
    vault.close()


def test_the_ballast_comes_back(folder: Path, made: NewVault) -> None:
    assert layout.free_ballast(folder)
    assert not layout.free_ballast(folder)
    made.vault.close()
    open_vault(folder, made.key).close()
    assert (folder / layout.BALLAST).stat().st_size == layout.BALLAST_BYTES


# --- a full disk ---------------------------------------------------------------------------------------------------------


@contextmanager
def no_room(largest_file_bytes: int) -> Iterator[None]:
    """No file may grow beyond this: the operating system refuses as it does for a quota. Runs anywhere, needs no rights."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_room_is_named_and_spoils_nothing(vault: Vault) -> None:
    recording = add_recording(vault, marks=1)
    vault.checkpoint()
    with no_room(8192):
        assert code_when(lambda: add_recording(vault, marks=200, note="x" * 200)) is ErrorCode.DISK_FULL
    assert len(add_recording(vault, marks=200, note="x" * 200).id) == 32
    with vault.work() as work:
        assert len(work.marks.of(recording.id)) == 1


def test_a_deletion_without_room_frees_the_ballast_and_goes_on(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit stands for a full disk; it is lifted when the ballast is freed, as a full disk would be."""
    gone = add_recording(vault, marks=3)
    add_reel(vault, gone, footage(1.5))
    vault.checkpoint()
    really = layout.free_ballast
    freed = []
    roomy = resource.getrlimit(resource.RLIMIT_FSIZE)

    def free(folder: Path) -> bool:
        freed.append(really(folder))
        resource.setrlimit(resource.RLIMIT_FSIZE, roomy)
        return freed[-1]

    monkeypatch.setattr(layout, "free_ballast", free)
    with no_room(4096):
        vault.destroy_reel(gone.id, receipt_for(gone))
    assert freed == [True]
    assert reels(vault) == []
    assert vault.unfinished_destructions() == []
    vault.close()


def test_without_ballast_the_intent_stands_until_there_is_room(folder: Path, made: NewVault) -> None:
    gone = add_recording(made.vault)
    add_reel(made.vault, gone, footage(1))
    receipt = receipt_for(gone)
    destruction.intend(made.vault, gone.id, receipt)
    made.vault.checkpoint()
    layout.free_ballast(folder)
    with no_room(4096):
        assert code_when(lambda: made.vault.finish_destruction(gone.id, NOW)) is ErrorCode.DISK_FULL
    assert made.vault.unfinished_destructions() == [gone.id]
    made.vault.finish_destruction(gone.id, NOW)
    assert made.vault.unfinished_destructions() == []
    assert reels(made.vault) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MiB of its own."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk; the same behaviour is tested with a size limit above")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("no small disk can be mounted here; the same behaviour is tested with a size limit above")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> None:
    """To the last byte."""
    descriptor = os.open(folder / "filler", os.O_WRONLY | os.O_CREAT)
    for size in (1 << 20, 4096, 1):
        with suppress(OSError):
            while True:
                os.write(descriptor, b"f" * size)
    os.close(descriptor)


def test_deleting_on_a_disk_that_is_full_to_the_last_byte(small_disk: Path) -> None:
    made = make_vault(small_disk / "vault")
    vault = made.vault
    gone = add_recording(vault, marks=5, clips=5)
    add_reel(vault, gone, footage(4))
    vault.checkpoint()
    fill(small_disk)
    assert vault.free_bytes() == 0
    assert code_when(lambda: add_recording(vault, marks=500, note="x" * 500)) is ErrorCode.DISK_FULL
    vault.destroy_reel(gone.id, receipt_for(gone, 5, 5))
    with vault.work() as work:
        assert len(work.receipts.all()) == 1
    assert reels(vault) == []
    assert (vault.folder / layout.BALLAST).stat().st_size == layout.BALLAST_BYTES
    vault.close()
    again = open_vault(made.vault.folder, made.key)
    with again.work() as work:
        assert work.recordings.all() == []
    again.close()


def test_watching_and_locking_on_a_full_disk(small_disk: Path) -> None:
    made = make_vault(small_disk / "vault")
    recording = add_recording(made.vault)
    add_reel(made.vault, recording, footage(2))
    with made.vault.work() as work:
        work.settings.put("a", "kept")
        work.commit()
    fill(small_disk)
    assert read_whole(made.vault, recording.id) == footage(2)
    made.vault.close()
    again = open_vault(made.vault.folder, made.key)
    with again.work() as work:
        assert work.settings.get("a") == "kept"
    assert read_whole(again, recording.id) == footage(2)
    again.close()


def test_an_import_that_fills_the_disk_stops_and_goes_on(small_disk: Path) -> None:
    vault = make_vault(small_disk / "vault").vault
    recording = add_recording(vault)
    data = footage(9)
    writer = vault.create_reel(recording.id)
    (small_disk / "filler").write_bytes(bytes(5 << 20))
    writer.append(data[: 2 << 20])
    writer.flush()

    def rest() -> None:
        for at in range(2 << 20, len(data), 1 << 20):
            writer.append(data[at : at + (1 << 20)])
            writer.flush()

    assert code_when(rest) is ErrorCode.DISK_FULL
    (small_disk / "filler").unlink()
    resumed = vault.resume_reel(recording.id)
    assert resumed.flushed_bytes >= 2 << 20
    layout.free_ballast(vault.folder)
    resumed.append(data[resumed.flushed_bytes : 7 << 20])
    resumed.finish()
    resumed.close()
    assert read_whole(vault, recording.id) == data[: 7 << 20]
    vault.close()

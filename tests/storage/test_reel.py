"""Reels: what goes in comes out, at any place, after any interruption; what is not the same is not given out."""

from __future__ import annotations

import hashlib
import random
import shutil
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import Bug, ErrorCode
from app.domain.ids import RecordingId
from app.ports import CHUNK_BYTES
from storage import layout
from storage.vault import NewVault, Vault, open_vault
from tests.storage.making import add_recording, add_reel, code_when, footage, read_whole, receipt_for


def reel_file(vault: Vault) -> Path:
    return next((vault.folder / layout.REELS).glob("*.reel"))


@pytest.mark.parametrize("chunks", [0, 0.001, 1, 1.5, 3])
def test_what_went_in_comes_out(vault: Vault, chunks: float) -> None:
    recording = add_recording(vault)
    data = footage(chunks)
    add_reel(vault, recording, data)
    assert read_whole(vault, recording.id) == data


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, CHUNK_BYTES * 2), max_size=8), st.integers())
def test_pieces_of_any_size(vault: Vault, sizes: list[int], seed: int) -> None:
    recording = add_recording(vault)
    writer = vault.create_reel(recording.id)
    pieces = [random.Random(seed + n).randbytes(size) for n, size in enumerate(sizes)]
    for piece in pieces:
        writer.append(piece)
    writer.finish()
    data = b"".join(pieces)
    digests = [hashlib.sha256(data[at : at + CHUNK_BYTES]).digest() for at in range(0, len(data), CHUNK_BYTES)]
    assert writer.chunk_sha256() == digests
    writer.close()
    reel = vault.open_reel(recording.id)
    assert reel.size_bytes == len(data)
    rng = random.Random(seed)
    for _ in range(20):
        at, length = rng.randrange(len(data) + 10), rng.randrange(3 * CHUNK_BYTES)
        assert reel.read_at(at, length) == data[at : at + length]
    reel.close()


def test_names_and_bytes_tell_nothing(vault: Vault) -> None:
    recording = add_recording(vault)
    add_reel(vault, recording, b"marker-in-plain" * 1000)
    path = reel_file(vault)
    assert recording.id not in path.name
    assert len(path.stem) == 32
    assert b"marker-in-plain" not in path.read_bytes()


def test_each_reel_has_a_key_of_its_own(vault: Vault) -> None:
    for _ in range(2):
        add_reel(vault, add_recording(vault), b"x")
    with vault.work() as work:
        rows = work.reels.all()
    assert rows[0].key != rows[1].key
    assert rows[0].key.hex() not in repr(rows[0])


def test_flushed_bytes_are_whole_chunks_and_survive_a_kill(folder: Path, made: NewVault, tmp_path: Path) -> None:
    vault = made.vault
    recording = add_recording(vault)
    data = footage(5.5)
    writer = vault.create_reel(recording.id)
    writer.append(data[: int(2.5 * CHUNK_BYTES)])
    assert writer.flushed_bytes == 0
    writer.flush()
    assert writer.flushed_bytes == 2 * CHUNK_BYTES
    writer.append(data[int(2.5 * CHUNK_BYTES) : 4 * CHUNK_BYTES])
    killed = Path(shutil.copytree(folder, tmp_path / "killed"))  # as a kill would leave it: two chunks flushed, two under way
    writer.close()

    again = open_vault(killed, made.key)
    resumed = again.resume_reel(recording.id)
    assert resumed.flushed_bytes == 2 * CHUNK_BYTES
    assert resumed.chunk_sha256() == [hashlib.sha256(data[at : at + CHUNK_BYTES]).digest() for at in (0, CHUNK_BYTES)]
    resumed.append(data[2 * CHUNK_BYTES :])
    resumed.finish()
    resumed.close()
    assert read_whole(again, recording.id) == data
    again.close()


def test_chunks_that_the_vault_never_acknowledged_are_dropped(vault: Vault) -> None:
    recording = add_recording(vault)
    writer = vault.create_reel(recording.id)
    writer.append(footage(2))
    writer.flush()
    writer.close()
    with vault.work() as work:  # as if the kill came between the reel's commit and the vault's
        work._db.run("DELETE FROM reel_chunk WHERE n = 1")
        work.commit()
    resumed = vault.resume_reel(recording.id)
    assert resumed.flushed_bytes == CHUNK_BYTES
    other = footage(1, seed=9)
    resumed.append(other)
    resumed.finish()
    resumed.close()
    assert read_whole(vault, recording.id) == footage(2)[:CHUNK_BYTES] + other


def test_a_kill_between_the_key_and_the_file(vault: Vault) -> None:
    recording = add_recording(vault)
    vault.create_reel(recording.id).close()
    path = reel_file(vault)
    for half in (None, b"", b"half a page"):
        path.unlink()
        if half is not None:
            path.write_bytes(half)
        writer = vault.resume_reel(recording.id)
        assert writer.flushed_bytes == 0
        writer.close()


def test_an_unfinished_reel_is_not_watched_and_a_finished_one_not_written(vault: Vault) -> None:
    recording = add_recording(vault)
    assert code_when(lambda: vault.open_reel(recording.id)) is ErrorCode.REEL_MISSING
    writer = vault.create_reel(recording.id)
    assert code_when(lambda: vault.open_reel(recording.id)) is ErrorCode.REEL_MISSING
    writer.append(footage(1.2))
    writer.finish()
    with pytest.raises(Bug):
        writer.append(footage(1))
    writer.close()
    with pytest.raises(Bug):
        vault.resume_reel(recording.id)
    with pytest.raises(Bug):
        vault.create_reel(recording.id)
    assert code_when(writer.flush) is ErrorCode.VAULT_LOCKED


def test_extras_are_kept_replaced_and_listed(vault: Vault) -> None:
    recording = add_recording(vault)
    add_reel(vault, recording, footage(1))
    reel = vault.open_reel(recording.id)
    assert reel.extra("index") is None
    reel.put_extra("index", b"first")
    reel.put_extra("proxy/0001", footage(3))
    reel.put_extra("proxy/0000", b"")
    reel.put_extra("index", b"second")
    reel.close()
    again = vault.open_reel(recording.id)
    assert again.extra("index") == b"second"
    assert again.extra("proxy/0001") == footage(3)
    assert again.extra("proxy/0000") == b""
    assert again.extra_names() == ["index", "proxy/0000", "proxy/0001"]
    assert again.extra_names("proxy/") == ["proxy/0000", "proxy/0001"]
    again.close()


def test_an_extra_of_a_reel_that_was_destroyed_meanwhile_is_refused_by_name(vault: Vault) -> None:
    recording = add_recording(vault)
    add_reel(vault, recording, footage(1))
    reel = vault.open_reel(recording.id)
    vault.destroy_reel(recording.id, receipt_for(recording))
    assert code_when(lambda: reel.put_extra("proxy/0000", b"made in the background")) is ErrorCode.REEL_MISSING
    reel.close()


def test_an_extra_cut_short_is_the_old_one_or_the_new_one(vault: Vault) -> None:
    recording = add_recording(vault)
    add_reel(vault, recording, footage(1))
    reel = vault.open_reel(recording.id)
    reel.put_extra("index", b"old")
    announced = hashlib.sha256(b"new").digest()
    with vault.work() as work:
        work.reels.announce_extra(recording.id, "index", announced)
        work.reels.announce_extra(recording.id, "waveform", announced)
        work.commit()
    assert reel.extra("index") == b"old"
    assert reel.extra("waveform") is None
    reel._open().run("UPDATE extra SET body = ? WHERE name = 'index'", (b"new",))
    assert reel.extra("index") == b"new"
    reel._open().run("UPDATE extra SET body = ? WHERE name = 'index'", (b"neither",))
    assert code_when(lambda: reel.extra("index")) is ErrorCode.REEL_DAMAGED
    reel.close()


def test_an_older_reel_put_back_is_noticed_in_plain_use(vault: Vault) -> None:
    recording = add_recording(vault)
    writer = vault.create_reel(recording.id)
    writer.append(footage(2))
    writer.flush()
    path = reel_file(vault)
    old = path.read_bytes()
    writer.append(footage(2))
    writer.flush()
    newest = path.read_bytes()
    writer.close()
    path.write_bytes(old)
    assert code_when(lambda: vault.resume_reel(recording.id)) is ErrorCode.REEL_DAMAGED
    path.write_bytes(newest)
    resumed = vault.resume_reel(recording.id)
    resumed.finish()
    resumed.close()
    reel = vault.open_reel(recording.id)
    reel.put_extra("index", b"x")
    reel.close()
    path.write_bytes(newest)
    reel = vault.open_reel(recording.id)
    assert code_when(lambda: reel.extra("index")) is ErrorCode.REEL_DAMAGED
    assert reel.read_at(0, 10) == footage(2)[:10]
    reel.close()


def test_a_chunk_of_the_right_key_but_other_bytes_is_not_given_out(vault: Vault) -> None:
    recording = add_recording(vault)
    add_reel(vault, recording, footage(3))
    reel = vault.open_reel(recording.id)
    reel._open().run("UPDATE chunk SET body = ? WHERE n = 1", (footage(1, seed=5),))
    assert reel.read_at(0, 100) == footage(3)[:100]
    assert code_when(lambda: reel.read_at(CHUNK_BYTES + 7, 1)) is ErrorCode.REEL_DAMAGED
    reel.close()


def test_a_missing_a_damaged_and_an_unknown_reel(vault: Vault) -> None:
    recording = add_recording(vault)
    add_reel(vault, recording, footage(1))
    path = reel_file(vault)
    data = bytearray(path.read_bytes())
    data[40] ^= 4
    path.write_bytes(data)
    assert code_when(lambda: vault.open_reel(recording.id)) is ErrorCode.REEL_DAMAGED
    path.unlink()
    assert code_when(lambda: vault.open_reel(recording.id)) is ErrorCode.REEL_MISSING
    assert code_when(lambda: vault.open_reel(RecordingId("unknown"))) is ErrorCode.REEL_MISSING
    assert not path.exists()


def test_a_changed_manifest_is_noticed(vault: Vault) -> None:
    recording = add_recording(vault)
    add_reel(vault, recording, footage(2))
    with vault.work() as work:
        work._db.run("UPDATE reel_chunk SET sha256 = ? WHERE n = 1", (bytes(32),))
        work.commit()
    assert code_when(lambda: vault.open_reel(recording.id)) is ErrorCode.REEL_DAMAGED


def test_readers_and_a_keeper_of_extras_at_the_same_time(vault: Vault) -> None:
    recording = add_recording(vault)
    data = footage(8)
    add_reel(vault, recording, data)
    errors: list[BaseException] = []

    def read(seed: int) -> None:
        rng = random.Random(seed)
        reel = vault.open_reel(recording.id)
        try:
            for _ in range(60):
                at = rng.randrange(len(data))
                assert reel.read_at(at, 70_000) == data[at : at + 70_000]
        except BaseException as error:  # noqa: BLE001  told on the main thread
            errors.append(error)
        finally:
            reel.close()

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(3)]
    for thread in threads:
        thread.start()
    keeper = vault.open_reel(recording.id)
    for n in range(12):
        keeper.put_extra(f"proxy/{n:04}", footage(0.3, seed=n))
    keeper.close()
    for thread in threads:
        thread.join()
    assert errors == []


def test_one_reader_may_be_shared(vault: Vault) -> None:
    recording = add_recording(vault)
    data = footage(8)
    add_reel(vault, recording, data)
    reel = vault.open_reel(recording.id)
    wrong: list[int] = []

    def read(seed: int) -> None:
        rng = random.Random(seed)
        for _ in range(100):
            at = rng.randrange(len(data))
            if reel.read_at(at, 5000) != data[at : at + 5000]:
                wrong.append(at)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reel.close()
    assert wrong == []


def test_an_error_closes_the_writer_rather_than_leaving_a_hole(vault: Vault) -> None:
    recording = add_recording(vault)
    writer = vault.create_reel(recording.id)
    writer.append(footage(1))
    writer.flush()
    db = writer._open()
    db.run(f"PRAGMA max_page_count = {db.run('PRAGMA page_count')[0][0]}")
    assert code_when(lambda: writer.append(footage(6))) is ErrorCode.DISK_FULL
    assert code_when(lambda: writer.append(b"more")) is ErrorCode.VAULT_LOCKED
    resumed = vault.resume_reel(recording.id)
    assert resumed.flushed_bytes == CHUNK_BYTES
    resumed.append(footage(1, seed=2))
    resumed.finish()
    resumed.close()
    assert read_whole(vault, recording.id) == footage(1) + footage(1, seed=2)

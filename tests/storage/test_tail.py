"""The tail of a film that is being taken: safe at each flush, gone on with after any interruption, and in the end a reel like any other."""

from __future__ import annotations

import hashlib
import random
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import Bug, Circumstance, ErrorCode
from app.domain.finding import Finding, FindingKind
from app.domain.ids import RecordingId
from app.domain.recording import RecordingState
from app.ports import CHUNK_BYTES
from storage import layout
from storage.check import check_open_vault
from storage.reel_writer import VaultReelWriter
from storage.vault import NewVault, Vault, open_vault
from tests.storage.making import add_recording, code_when, footage, nothing, read_whole, receipt_for

DATA = footage(3.5)
MIB = CHUNK_BYTES


def begin(vault: Vault) -> tuple[RecordingId, VaultReelWriter]:
    recording = add_recording(vault, state=RecordingState.FILMING)
    return recording.id, vault.create_reel(recording.id)


def reel_file(folder: Path) -> Path:
    return next((folder / layout.REELS).glob("*.reel"))


def killed_copy(folder: Path, target: Path) -> Path:
    """The folder as a kill at this moment leaves it."""
    return Path(shutil.copytree(folder, target))


def rows(vault: Vault, recording: RecordingId) -> list[tuple[int, int]]:
    """Number and length of each chunk in the reel."""
    from storage.reel import connect_reel

    with vault.work() as work:
        row = work.reels.get(recording)
    assert row is not None
    connection = connect_reel(layout.reel_path(vault.folder, row.file), row.key)
    found = connection.run("SELECT n, length(body) FROM chunk ORDER BY n")
    connection.close()
    return [(int(n), int(length)) for n, length in found]


def assert_ordinary(vault: Vault, recording: RecordingId, data: bytes) -> None:
    """A finished reel like one that was imported: full chunks, a short last one, the ordinary manifest, nothing of the tail."""
    assert read_whole(vault, recording) == data
    lengths = [len(data[at : at + MIB]) for at in range(0, len(data), MIB)]
    assert rows(vault, recording) == list(enumerate(lengths))
    with vault.work() as work:
        row = work.reels.get(recording)
        assert row is not None
        assert (row.size_bytes, row.chunk_count) == (len(data), len(lengths))
        assert work.reels.digests(recording) == [hashlib.sha256(data[at : at + MIB]).digest() for at in range(0, len(data), MIB)]
        assert work.reels.tail(recording) is None
    assert check_open_vault(vault, nothing) == []


def test_the_tail_counts_and_survives_a_kill(folder: Path, made: NewVault, tmp_path: Path) -> None:
    recording, writer = begin(made.vault)
    acknowledged = [0]
    for size in (100_000, 1, MIB, 2 * MIB - 100_001, 17):
        done = acknowledged[-1]
        writer.append(DATA[done : done + size])
        assert writer.flushed_bytes == done
        writer.flush_tail()
        acknowledged.append(done + size)
        assert writer.flushed_bytes == done + size
        killed = killed_copy(folder, tmp_path / str(done))
        writer.append(b"")
        again = open_vault(killed, made.key)
        assert check_open_vault(again, nothing) == []
        resumed = again.resume_reel(recording)
        assert resumed.flushed_bytes == done + size
        assert resumed.chunk_sha256() == writer.chunk_sha256()
        resumed.append(DATA[done + size :])
        resumed.finish()
        resumed.close()
        assert_ordinary(again, recording, DATA)
        again.close()
    writer.finish()
    assert writer.flushed_bytes == acknowledged[-1]
    writer.close()
    assert_ordinary(made.vault, recording, DATA[: acknowledged[-1]])


STEP = st.one_of(
    st.tuples(st.just("append"), st.integers(0, MIB // 2)),
    st.tuples(st.just("append"), st.sampled_from([1, MIB - 1, MIB, MIB + 1, 2 * MIB])),
    st.tuples(st.sampled_from(["flush", "flush_tail", "flush_tail", "kill"]), st.just(0)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=14), st.booleans())
def test_any_order_of_any_pieces(vault: Vault, steps: list[tuple[str, int]], kill_at_end: bool) -> None:
    recording, writer = begin(vault)
    rng = random.Random(len(steps))
    data, safe = b"", 0
    for what, size in [*steps, *([("kill", 0)] if kill_at_end else [])]:
        if what == "append":
            piece = rng.randbytes(size)
            writer.append(piece)
            data += piece
        elif what == "kill":
            writer.close()
            writer = vault.resume_reel(recording)
            data = data[:safe]
        else:
            getattr(writer, what)()
            safe = len(data) if what == "flush_tail" else max(safe, len(data) // MIB * MIB)
        assert writer.flushed_bytes == safe
    writer.finish()
    writer.close()
    assert_ordinary(vault, recording, data)


def reel_ahead(writer: VaultReelWriter, step: Callable[[], None], folder: Path, target: Path) -> Path:
    """The folder as a kill leaves it that comes when the reel has all of `step` and the vault nothing of it."""
    killed = killed_copy(folder, target)
    step()
    shutil.copy(reel_file(folder), reel_file(killed))
    return killed


STEPS: dict[str, tuple[int, int, Callable[[VaultReelWriter], None]]] = {
    "the first piece": (0, 5000, VaultReelWriter.flush_tail),
    "the next piece": (5000, 9000, VaultReelWriter.flush_tail),
    "the full chunk": (MIB - 1, MIB, VaultReelWriter.flush_tail),
    "the full chunk, and one more begun": (MIB - 5, MIB + 5, VaultReelWriter.flush_tail),
    "two full chunks over a tail": (MIB + 9, 3 * MIB + 3, VaultReelWriter.flush),
    "the end": (2 * MIB + 77, 2 * MIB + 99, VaultReelWriter.finish),
    "the end, nothing new": (MIB + 77, MIB + 77, VaultReelWriter.finish),
    "the end at a full chunk": (2 * MIB, 2 * MIB, VaultReelWriter.finish),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_kill_after_the_reel_and_before_the_vault(folder: Path, made: NewVault, tmp_path: Path, name: str) -> None:
    before, after, step = STEPS[name]
    recording, writer = begin(made.vault)
    writer.append(DATA[:before])
    writer.flush_tail()
    other = footage(3, seed=8)
    writer.append(other[: after - before])  # not what comes when it goes on
    again = open_vault(reel_ahead(writer, lambda: step(writer), folder, tmp_path / "killed"), made.key)
    assert check_open_vault(again, nothing) == []
    resumed = again.resume_reel(recording)
    assert resumed.flushed_bytes == before
    resumed.append(DATA[before : before + 30_000])
    resumed.flush_tail()
    resumed.close()
    resumed = again.resume_reel(recording)
    resumed.append(DATA[before + 30_000 :])
    resumed.finish()
    resumed.close()
    assert_ordinary(again, recording, DATA)
    again.close()
    writer.close()


def test_nothing_new_writes_nothing(vault: Vault) -> None:
    _, writer = begin(vault)
    writer.flush_tail()
    writer.append(DATA[:1000])
    writer.flush_tail()
    tide, reel = (vault.folder / "tide").read_bytes(), reel_file(vault.folder).read_bytes()
    writer.flush_tail()
    writer.flush()
    writer.append(b"")
    writer.flush_tail()
    assert (vault.folder / "tide").read_bytes() == tide
    assert reel_file(vault.folder).read_bytes() == reel


def written_bytes() -> int:
    """What this process has asked the system to write."""
    table = Path("/proc/self/io")
    if not table.exists():
        pytest.skip("this system does not count what a process writes (/proc/self/io); what is written is tested elsewhere in this file")
    return int(dict(line.split(": ") for line in table.read_text("ascii").splitlines())["wchar"])


def test_a_small_piece_at_the_end_of_a_long_tail_writes_little(vault: Vault) -> None:
    _, writer = begin(vault)
    writer.append(DATA[:900_000])
    writer.flush_tail()
    before = written_bytes()
    writer.append(DATA[900_000:910_000])
    writer.flush_tail()
    assert written_bytes() - before < 450_000


def test_flushing_after_the_end_changes_nothing(vault: Vault) -> None:
    recording, writer = begin(vault)
    writer.append(DATA[: MIB + 5])
    writer.finish()
    writer.flush_tail()
    writer.flush()
    writer.finish()
    assert writer.flushed_bytes == MIB + 5
    writer.close()
    for late in (writer.flush_tail, writer.flush, writer.finish):
        assert code_when(late) is ErrorCode.VAULT_LOCKED
    assert_ordinary(vault, recording, DATA[: MIB + 5])


# --- damage ---


def filmed(vault: Vault, size: int = MIB + 300_000) -> RecordingId:
    recording, writer = begin(vault)
    writer.append(DATA[:size])
    writer.flush_tail()
    writer.close()
    return recording


@pytest.mark.parametrize("size", [300_000, MIB + 300_000])
def test_a_flipped_bit_in_the_tail_is_named(vault: Vault, size: int) -> None:
    recording = filmed(vault, size)
    path = reel_file(vault.folder)
    data = bytearray(path.read_bytes())
    data[-1_000_000] ^= 4  # in the last row, within the first 300 kB
    path.write_bytes(data)
    assert code_when(lambda: vault.resume_reel(recording)) is ErrorCode.REEL_DAMAGED
    assert {(one.kind, one.recording) for one in check_open_vault(vault, nothing)} == {(FindingKind.REEL_DAMAGED, recording)}
    assert vault.being_written() == set()


def test_other_bytes_under_the_right_key_are_named(vault: Vault) -> None:
    recording = filmed(vault)
    writer = vault.resume_reel(recording)
    writer._begun().write_blob("chunk", "body", 1, 299_999, b"?")
    writer._commit()
    writer.close()
    assert code_when(lambda: vault.resume_reel(recording)) is ErrorCode.REEL_DAMAGED
    assert check_open_vault(vault, nothing) == [Finding(FindingKind.REEL_DAMAGED, recording, 1)]


def test_a_tail_that_is_not_there_is_named(vault: Vault) -> None:
    recording = filmed(vault)
    writer = vault.resume_reel(recording)
    writer._begun().run("DELETE FROM chunk WHERE n = 1")
    writer._commit()
    writer.close()
    assert code_when(lambda: vault.resume_reel(recording)) is ErrorCode.REEL_DAMAGED
    assert check_open_vault(vault, nothing) == [Finding(FindingKind.REEL_OLDER, recording, 1)]


def test_a_lost_file_is_not_made_anew_when_it_held_a_tail(vault: Vault) -> None:
    recording = filmed(vault, 10)
    reel_file(vault.folder).unlink()
    assert code_when(lambda: vault.resume_reel(recording)) is ErrorCode.REEL_DAMAGED
    assert check_open_vault(vault, nothing) == [Finding(FindingKind.REEL_MISSING, recording)]
    assert not list((vault.folder / layout.REELS).glob("*.reel"))


# --- one writer, deletion, a full disk ---


def test_never_two_writers(vault: Vault) -> None:
    recording, writer = begin(vault)
    writer.append(DATA[:10])
    writer.flush_tail()
    for again in (vault.resume_reel, vault.create_reel, vault.salvage_reel):
        with pytest.raises(Bug):
            again(recording)
    assert vault.being_written() == {recording}
    writer.close()
    got: list[VaultReelWriter] = []
    refused: list[Bug] = []
    start = threading.Barrier(6)

    def race() -> None:
        start.wait(10)
        try:
            got.append(vault.resume_reel(recording))
        except Bug as error:
            refused.append(error)

    threads = [threading.Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(got), len(refused)) == (1, 5)
    got[0].close()
    assert vault.being_written() == set()


def test_what_is_written_along_with_the_key_lands_with_it_or_not_at_all(vault: Vault) -> None:
    recording = RecordingId("new")
    model = add_recording(vault)

    def cut(_work: object) -> None:
        raise Circumstance(ErrorCode.DISK_FULL)

    assert code_when(lambda: vault.create_reel(recording, cut)) is ErrorCode.DISK_FULL
    assert vault.being_written() == set()
    with vault.work() as work:
        assert work.reels.get(recording) is None
    seen: list[set[RecordingId]] = []

    def put(work: object) -> None:
        seen.append(vault.being_written())
        work.settings.put("along", "1")  # type: ignore[attr-defined]

    vault.create_reel(model.id, put).close()
    assert seen == [{model.id}]
    with vault.work() as work:
        assert work.settings.get("along") == "1"


def test_a_film_deleted_or_locked_while_it_is_taken(folder: Path, made: NewVault) -> None:
    vault = made.vault
    ends: dict[str, Callable[[RecordingId], None]] = {
        "deleted": lambda one: vault.destroy_reel(one, receipt_for(add_recording(vault))),
        "locked": lambda _one: vault.close(),
    }
    met: list[ErrorCode] = []
    for end in ends.values():
        recording, writer = begin(vault)
        began = threading.Event()

        def film(writer: VaultReelWriter = writer, began: threading.Event = began) -> None:
            try:
                while True:
                    writer.append(DATA[:40_000])
                    writer.flush_tail()
                    began.set()
            except Circumstance as error:
                met.append(error.code)

        thread = threading.Thread(target=film)
        thread.start()
        assert began.wait(10)
        end(recording)
        thread.join(10)
        assert not thread.is_alive()
    assert met == [ErrorCode.VAULT_LOCKED] * 2
    again = open_vault(folder, made.key)
    resumed = again.resume_reel(recording)
    assert resumed.flushed_bytes % 40_000 == 0
    assert resumed.flushed_bytes > 0
    resumed.close()
    again.close()


def test_a_full_disk_keeps_what_was_acknowledged(vault: Vault) -> None:
    recording, writer = begin(vault)
    writer.append(DATA[:200_000])
    writer.flush_tail()
    db = writer._open()
    db.run(f"PRAGMA max_page_count = {db.run('PRAGMA page_count')[0][0]}")
    writer.append(DATA[200_000 : MIB - 1])
    writer.flush_tail()  # the row has its length from the first: this needs no more room
    writer.append(DATA[MIB - 1 : MIB + 100])
    assert code_when(writer.flush_tail) is ErrorCode.DISK_FULL
    assert code_when(lambda: writer.append(b"more")) is ErrorCode.VAULT_LOCKED
    assert vault.being_written() == set()
    resumed = vault.resume_reel(recording)
    assert resumed.flushed_bytes == MIB - 1
    resumed.append(DATA[MIB - 1 :])
    resumed.finish()
    resumed.close()
    assert_ordinary(vault, recording, DATA)


def test_a_page_that_cannot_be_read_and_has_to_go_is_damage_and_no_lack_of_memory(vault: Vault) -> None:
    """SQLCipher says "out of memory" of it. Here: a chunk that was never acknowledged, with a flipped bit."""
    recording = filmed(vault)
    writer = vault.resume_reel(recording)
    writer._begun().run("INSERT INTO chunk VALUES (2, ?)", (footage(1, seed=4),))
    writer._commit()
    writer.close()
    path = reel_file(vault.folder)
    data = bytearray(path.read_bytes())
    data[-1_000_000] ^= 4
    path.write_bytes(data)
    assert code_when(lambda: vault.resume_reel(recording)) is ErrorCode.REEL_DAMAGED
    assert vault.salvage_reel(recording) == MIB
    assert read_whole(vault, recording) == DATA[:MIB]

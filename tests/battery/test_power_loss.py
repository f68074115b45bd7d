"""The plug is pulled at hundreds of moments of real work: everything that was acknowledged is there, the rest is whole or absent."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from app.domain.errors import Circumstance
from app.domain.finding import FindingKind
from app.domain.ids import RecordingId
from app.domain.recording import RecordingState
from app.ports import CHUNK_BYTES
from app.usecases.delete_recording import finish_deletions
from storage import keys
from storage.check import check_open_vault
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.layout import vault_exists
from storage.practice import create_practice_vault, open_practice_vault, practice_passphrase
from storage.vault import Vault, open_vault
from tests.battery.power import Disk, Op, parse
from tests.storage.making import FixedClock, add_recording, add_reel, footage, nothing, read_whole, receipt_for

pytestmark = pytest.mark.battery
PROJECT = Path(__file__).resolve().parent.parent.parent
CALLS = "openat,pwrite64,write,lseek,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2"
NEW_PHRASE = "en helt ny frase for hvelvet"
MOMENTS = 300


def say(word: str) -> None:
    print(word, flush=True)


def work(folder: Path, old: RecordingId) -> None:
    """Commits, a reel in three flushes, an extra written twice, a new passphrase, a deletion: each acknowledged aloud."""
    vault = open_practice_vault(folder)
    for n in range(8):
        with vault.work() as unit:
            unit.settings.put("n", str(n))
            unit.commit()
        say(f"setting {n}")
    recording = add_recording(vault, state=RecordingState.COPYING)
    writer = vault.create_reel(recording.id)
    for n in range(3):
        writer.append(footage(1, n))
        writer.flush()
        say(f"flushed {recording.id} {n + 1}")
    writer.finish()
    writer.close()
    say(f"finished {recording.id}")
    reel = vault.open_reel(recording.id)
    for n in range(2):
        reel.put_extra("index", footage(0.1, 50 + n))
        say(f"extra {recording.id} {n}")
    reel.close()
    key = keys.unlock_with_passphrase(folder, practice_passphrase(folder), FileSecrets(folder))
    keys.change_passphrase(folder, key, NEW_PHRASE, FileSecrets(folder), PRACTICE)
    say("phrase")
    with vault.work() as unit:
        known = unit.recordings.get(old)
    assert known is not None
    vault.destroy_reel(known.id, receipt_for(known))
    say("deleted")
    vault.checkpoint()
    vault.close()
    say("closed")


def opened_after(folder: Path, said: list[str]) -> Vault:
    """Open with whichever passphrase may be right by now; once the change was acknowledged that is the new one."""
    phrases = [NEW_PHRASE] if "phrase" in said else [practice_passphrase(folder), NEW_PHRASE]
    for phrase in phrases:
        (folder / "attempts").unlink(missing_ok=True)
        try:
            return open_vault(folder, keys.unlock_with_passphrase(folder, phrase, FileSecrets(folder)))
        except Circumstance as error:
            if error.code.value != "wrong_passphrase" or phrase == phrases[-1]:
                raise
    raise AssertionError("no way in")


def check_promises(folder: Path, said: list[str], old: RecordingId) -> None:
    vault = opened_after(folder, said)
    try:
        acknowledged = dict(line.rsplit(" ", 1) for line in said if " " in line)
        with vault.work() as unit:
            assert int(unit.settings.get("n") or -1) >= int(acknowledged.get("setting", -1))
        for line, value in acknowledged.items():
            kind, _, recording = line.partition(" ")
            if kind == "flushed":
                _check_film(vault, RecordingId(recording), int(value), finished=f"finished {recording}" in said)
            if kind == "extra":
                reel = vault.open_reel(RecordingId(recording))
                assert reel.extra("index") in [footage(0.1, 50 + n) for n in range(int(value), 2)]
                reel.close()
        finish_deletions(vault, FixedClock())
        with vault.work() as unit:
            if unit.recordings.get(old) is None:
                assert len(unit.receipts.all()) == 1
            else:
                assert "deleted" not in said
        kinds = {finding.kind for finding in check_open_vault(vault, nothing)}
        # In mid-change the two copies of the key slots differ for a moment; the check evens them out.
        assert kinds <= (set() if "phrase" in said else {FindingKind.KEYSLOTS_COPY_DAMAGED})
        assert not list(folder.rglob("*.new"))
    finally:
        vault.close()


def _check_film(vault: Vault, recording: RecordingId, flushed: int, *, finished: bool) -> None:
    with vault.work() as unit:
        row = unit.reels.get(recording)
        assert row is not None
        digests = unit.reels.digests(recording)
    assert len(digests) >= flushed
    if row.finished:
        assert read_whole(vault, recording) == b"".join(footage(1, n) for n in range(3))
        return
    assert not finished
    writer = vault.resume_reel(recording)
    assert writer.flushed_bytes >= flushed * CHUNK_BYTES
    writer.close()


def watch(trace: Path, folder: Path, *arguments: str, workload: str = __name__) -> list[Op]:
    """What a workload (a module that is run with the folder), in a process of its own, asked the disk for."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not on this machine: what a disk was asked for cannot be watched without it")
    watched = ["strace", "-f", "-qq", "-y", "-xx", "-s", "9000000", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(trace)]
    command = [*watched, sys.executable, "-m", workload, str(folder), *arguments]
    subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    ops = parse(trace, folder)
    trace.unlink()
    return ops


def test_set_up_is_whole_or_not_at_all(tmp_path: Path) -> None:
    folder, start, lost = tmp_path / "vault", tmp_path / "start", tmp_path / "lost"
    start.mkdir()
    ops = watch(tmp_path / "trace", folder)
    rng = random.Random(5)
    disk, seen = Disk(start, folder), Counter[str]()
    for op in [None, *ops]:
        if op is not None:
            disk.do(op)
        for mood in ("nothing", "everything", "part"):
            lost.mkdir()
            disk.lose_power(lost, rng, mood)
            if vault_exists(lost):
                seen["whole"] += 1
                open_practice_vault(lost).close()
            else:
                seen["none"] += 1
                assert "made" not in disk.said
                create_practice_vault(lost).close()
            shutil.rmtree(lost)
    print(f"\nset-up, {len(ops)} calls: {dict(seen)}")
    assert set(seen) == {"whole", "none"}


def test_every_acknowledged_change_survives_power_loss(tmp_path: Path) -> None:
    folder, start, trace = tmp_path / "vault", tmp_path / "start", tmp_path / "trace"
    vault = create_practice_vault(folder)
    old = add_recording(vault, marks=2)
    add_reel(vault, old, footage(1, 99))
    vault.close()
    shutil.copytree(folder, start)
    ops = watch(trace, folder, old.id)
    rng = random.Random(20261121)
    moments = sorted(rng.sample(range(len(ops) + 1), min(MOMENTS, len(ops) + 1)))
    disk, tried = Disk(start, folder), Counter[str]()
    for index in range(len(ops) + 1):
        if index in moments:
            mood = rng.choice(["nothing", "everything", "part", "part", "part"])
            lost = tmp_path / "lost"
            disk.lose_power(lost, rng, mood)
            check_promises(lost, disk.said, old.id)
            shutil.rmtree(lost)
            tried[mood] += 1
        if index < len(ops):
            disk.do(ops[index])
    print(f"\n{sum(tried.values())} of {len(ops)} moments: {dict(tried)}; nothing acknowledged was lost")
    assert disk.said[-1] == "closed"


def set_up(folder: Path) -> None:
    create_practice_vault(folder).close()
    say("made")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        set_up(Path(sys.argv[1]))
    else:
        work(Path(sys.argv[1]), RecordingId(sys.argv[2]))

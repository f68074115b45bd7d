"""The vault: making, opening, units of work, one process at a time."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.domain.errors import Bug, Circumstance, ErrorCode
from app.domain.ids import FamilyCode
from storage import key_slots, keys, layout
from storage import vault as vault_module
from storage.kdf import PRACTICE
from storage.vault import NewVault, Vault, create_vault, open_vault
from tests.fakes.secrets import MemorySecrets
from tests.storage.making import FAMILY, NOW, PASSPHRASE, add_recording, code_when, make_vault


def put(vault: Vault, value: str) -> None:
    with vault.work() as work:
        work.settings.put("a", value)
        work.commit()


def get(vault: Vault) -> str | None:
    with vault.work() as work:
        return work.settings.get("a")


def test_a_new_vault_is_whole_and_nothing_else(folder: Path, made: NewVault) -> None:
    made.vault.close()
    assert {entry.name for entry in folder.iterdir()} == {"keyslots", "keyslots.bak", "vault.db", "ballast", "tide", "lock"}
    assert os.name == "nt" or folder.stat().st_mode & 0o077 == 0  # nobody else may look in


def test_setting_up_twice_is_refused(folder: Path, device: MemorySecrets, made: NewVault) -> None:
    put(made.vault, "kept")
    assert code_when(lambda: make_vault(folder, device)) is ErrorCode.VAULT_EXISTS
    made.vault.close()
    assert code_when(lambda: make_vault(folder, device)) is ErrorCode.VAULT_EXISTS
    with_key = open_vault(folder, made.key)
    assert get(with_key) == "kept"
    with_key.close()


def test_preferences_may_be_there_before(folder: Path, device: MemorySecrets) -> None:
    folder.mkdir()
    (folder / "device.json").write_text("{}")
    make_vault(folder, device).vault.close()
    assert (folder / "device.json").read_text() == "{}"


def test_opening_never_creates(tmp_path: Path, made: NewVault) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert code_when(lambda: open_vault(empty, made.key)) is ErrorCode.VAULT_MISSING
    assert list(empty.iterdir()) == []


def test_a_lost_store_is_not_replaced(folder: Path, device: MemorySecrets, made: NewVault) -> None:
    recording = add_recording(made.vault)
    made.vault.create_reel(recording.id).close()
    made.vault.close()
    (folder / layout.STORE).unlink()
    assert code_when(lambda: open_vault(folder, made.key)) is ErrorCode.VAULT_DAMAGED
    assert code_when(lambda: make_vault(folder, device)) is ErrorCode.VAULT_EXISTS


class _Cut(Exception):
    """The machine stops here."""


@pytest.mark.parametrize("stage", ["new_slots", "_make_store", "keep_ballast", "move"])
def test_set_up_cut_short_leaves_no_vault_and_can_be_done_again(
    folder: Path, device: MemorySecrets, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise _Cut

    if stage == "move":
        moves = 0
        really = Path.replace

        def replace(self: Path, target: Path) -> Path:
            nonlocal moves
            moves += self.parent.name == layout.SET_UP and target.parent == folder
            if moves == 5:
                raise _Cut
            return really(self, target)

        monkeypatch.setattr(Path, "replace", replace)
    else:
        monkeypatch.setattr(layout if stage == "keep_ballast" else vault_module, stage, stop)
    with pytest.raises(_Cut):
        make_vault(folder, device)
    monkeypatch.undo()
    assert not layout.vault_exists(folder)
    again = make_vault(folder, device)
    assert keys.unlock_with_passphrase(folder, PASSPHRASE, device) == again.key
    again.vault.close()
    assert not (folder / layout.SET_UP).exists()


@pytest.mark.parametrize("stage", ["storage.layout.keep_ballast", "storage.key_slots.write"])
def test_a_failed_set_up_leaves_nothing_in_the_keyring(folder: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    device = MemorySecrets()

    def stop(*_: object) -> None:
        raise Circumstance(ErrorCode.DISK_FULL)

    monkeypatch.setattr(stage, stop)
    assert code_when(lambda: create_vault(folder, PASSPHRASE, device, argon=PRACTICE)) is ErrorCode.DISK_FULL
    assert device._kept == {}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert code_when(lambda: make_vault(tmp_path / "vault")) is ErrorCode.FOLDER_NOT_WRITABLE
    tmp_path.chmod(0o700)


def test_a_unit_of_work_is_rolled_back_unless_committed(vault: Vault) -> None:
    put(vault, "kept")
    with vault.work() as work:
        work.settings.put("a", "dropped")
    with pytest.raises(_Cut), vault.work() as work:
        work.settings.put("a", "dropped too")
        raise _Cut
    assert get(vault) == "kept"


def test_commit_then_more_then_leave(vault: Vault) -> None:
    with vault.work() as work:
        work.settings.put("a", "first")
        work.commit()
        work.settings.put("a", "second")
    assert get(vault) == "first"


def test_a_committed_change_is_there_after_reopening(folder: Path, made: NewVault) -> None:
    put(made.vault, "kept")
    made.vault.close()
    again = open_vault(folder, made.key)
    assert get(again) == "kept"
    again.close()


def test_one_inside_another_is_a_bug(vault: Vault) -> None:
    with vault.work(), pytest.raises(Bug), vault.work():
        pass
    put(vault, "the turn was given back")


def test_threads_take_turns(vault: Vault) -> None:
    def count() -> None:
        for _ in range(25):
            with vault.work() as work:
                work.settings.put("n", str(int(work.settings.get("n") or "0") + 1))
                work.commit()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with vault.work() as work:
        assert work.settings.get("n") == "100"


def test_a_closed_vault_is_locked(vault: Vault) -> None:
    vault.close()
    vault.close()
    assert code_when(lambda: put(vault, "no")) is ErrorCode.VAULT_LOCKED


def test_closing_closes_reels_and_writers_under_their_owners(vault: Vault) -> None:
    recording = add_recording(vault)
    writer = vault.create_reel(recording.id)
    writer.append(b"x" * 10)
    writer.finish()
    reel = vault.open_reel(recording.id)
    vault.close()
    assert code_when(lambda: reel.read_at(0, 1)) is ErrorCode.REEL_MISSING
    reel.close()
    writer.close()


def test_closing_while_another_thread_writes_a_reel(vault: Vault) -> None:
    """No deadlock and no crash: the writer meets VAULT_LOCKED, and what it flushed is there."""
    recording = add_recording(vault)
    writer = vault.create_reel(recording.id)
    met: list[ErrorCode] = []
    began = threading.Event()

    def write() -> None:
        try:
            while True:
                writer.append(b"x" * (1 << 20))
                writer.flush()
                began.set()
        except Circumstance as error:
            met.append(error.code)

    thread = threading.Thread(target=write)
    thread.start()
    assert began.wait(10)
    vault.close()
    thread.join(10)
    assert not thread.is_alive()
    assert met == [ErrorCode.VAULT_LOCKED]


def test_two_vault_objects_on_one_folder(folder: Path, made: NewVault) -> None:
    assert code_when(lambda: open_vault(folder, made.key)) is ErrorCode.VAULT_IN_USE
    made.vault.close()
    open_vault(folder, made.key).close()


HOLD = """
import sys
from pathlib import Path
from storage.vault_lock import VaultLock
lock = VaultLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("end", ["exit", "kill"])
def test_another_process_holds_the_vault_until_it_ends_however_it_ends(folder: Path, made: NewVault, project: Path, end: str) -> None:
    made.vault.close()
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    assert code_when(lambda: open_vault(folder, made.key)) is ErrorCode.VAULT_IN_USE
    if end == "kill":
        holder.send_signal(signal.SIGKILL)
    holder.stdin.close()
    holder.wait(10)
    holder.stdout.close()
    open_vault(folder, made.key).close()


def test_a_newer_vault_is_refused(folder: Path, made: NewVault) -> None:
    made.vault._db.run("PRAGMA user_version = 999")
    made.vault.close()
    before = (folder / layout.STORE).read_bytes()
    assert code_when(lambda: open_vault(folder, made.key)) is ErrorCode.VAULT_TOO_NEW
    assert (folder / layout.STORE).read_bytes() == before


def test_an_older_store_put_back_is_noticed(folder: Path, made: NewVault) -> None:
    put(made.vault, "old")
    made.vault.checkpoint()
    old = (folder / layout.STORE).read_bytes()
    put(made.vault, "new")
    made.vault.close()
    (folder / layout.STORE).write_bytes(old)
    assert code_when(lambda: open_vault(folder, made.key)) is ErrorCode.VAULT_OLDER
    assert code_when(lambda: open_vault(folder, made.key)) is ErrorCode.VAULT_OLDER
    accepted = open_vault(folder, made.key, accept_older=True)
    assert get(accepted) == "old"
    accepted.close()
    open_vault(folder, made.key).close()


KILLED = """
import os, sys
from pathlib import Path
from storage.device_secret import FileSecrets
from storage.keys import unlock_with_passphrase
from storage.vault import open_vault
folder = Path(sys.argv[1])
vault = open_vault(folder, unlock_with_passphrase(folder, sys.argv[2], FileSecrets(folder)))
for n in range(20):
    with vault.work() as work:
        work.settings.put("a", str(n))
        work.commit()
os._exit(9)
"""


def test_a_log_cut_short_after_a_kill_is_noticed(folder: Path, project: Path) -> None:
    from storage.device_secret import FileSecrets

    made = make_vault(folder, FileSecrets(folder))
    made.vault.close()
    subprocess.run([sys.executable, "-c", KILLED, str(folder), PASSPHRASE], cwd=project, check=False)
    log = folder / "vault.db-wal"
    whole = log.read_bytes()
    log.write_bytes(whole[:-2000])
    assert code_when(lambda: open_vault(folder, made.key)) is ErrorCode.VAULT_OLDER


def test_after_a_kill_every_acknowledged_commit_is_there(folder: Path, project: Path) -> None:
    from storage.device_secret import FileSecrets

    made = make_vault(folder, FileSecrets(folder))
    made.vault.close()
    subprocess.run([sys.executable, "-c", KILLED, str(folder), PASSPHRASE], cwd=project, check=False)
    vault = open_vault(folder, made.key)
    assert get(vault) == "19"
    vault.close()


def test_the_tide_survives_the_loss_of_either_place(folder: Path, made: NewVault) -> None:
    put(made.vault, "a")
    put(made.vault, "b")
    made.vault.checkpoint()
    old = (folder / layout.STORE).read_bytes()
    for n in range(4):
        put(made.vault, str(n))
    made.vault.close()
    newest = (folder / layout.STORE).read_bytes()
    tide = (folder / "tide").read_bytes()
    for place in (0, 512):
        spoiled = bytearray(tide)
        spoiled[place] ^= 1
        (folder / "tide").write_bytes(spoiled)
        (folder / layout.STORE).write_bytes(old)
        assert code_when(lambda: open_vault(folder, made.key)) is ErrorCode.VAULT_OLDER
        (folder / layout.STORE).write_bytes(newest)
        open_vault(folder, made.key).close()


def test_a_recording_put_again_keeps_its_marks(vault: Vault) -> None:
    recording = add_recording(vault, marks=3, clips=2)
    with vault.work() as work:
        work.recordings.put(dataclasses.replace(recording, rotation_extra_deg=90))
        work.commit()
    with vault.work() as work:
        assert len(work.marks.of(recording.id)) == 3
        assert len(work.clips.of(recording.id)) == 2
        found = work.recordings.get(recording.id)
        assert found is not None
        assert found.rotation_extra_deg == 90


def test_families_are_remembered_once(vault: Vault) -> None:
    with vault.work() as work:
        for code in ("B2B", FAMILY, "A1A", FAMILY):
            work.families.add(FamilyCode(code), NOW)
        assert work.families.all() == ["A1A", "B2B", FAMILY]


def test_key_slots_know_the_vaults_key(folder: Path, made: NewVault) -> None:
    assert keys.is_key_of(key_slots.read(folder).best, made.key)

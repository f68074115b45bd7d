"""Kills a deletion at a chosen moment, in a process of its own, and looks at what is left.

Run as a module it opens a practice vault, counts every call and return inside `storage` while it deletes one recording, and ends itself
with SIGKILL at the event it was told; with 0 it prints how many there were. So a kill can be put anywhere, again and again.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import RecordingId
from app.usecases.delete_recording import delete_recording, finish_deletions
from app.usecases.destroy_films import orders
from app.usecases.forget_at_start import finish_withdrawals
from storage import layout
from storage.check import check_open_vault
from storage.practice import create_practice_vault, open_practice_vault
from storage.vault import Vault
from tests.storage.making import FixedClock, add_recording, add_reel, footage, nothing, read_whole

PROJECT = Path(__file__).resolve().parent.parent.parent
KEPT_SEED, GONE_SEED = 3, 4


def make_victim(folder: Path) -> tuple[RecordingId, RecordingId]:
    """A vault with two recordings; the first is to stay, the second to go."""
    vault = create_practice_vault(folder)
    kept, gone = add_recording(vault, marks=2, clips=1), add_recording(vault, marks=3, clips=2)
    add_reel(vault, kept, footage(1.5, KEPT_SEED))
    add_reel(vault, gone, footage(2.5, GONE_SEED))
    vault.close()
    return kept.id, gone.id


def run_deletion(folder: Path, gone: RecordingId, kill_at: int = 0, kill_after_s: float | None = None) -> int:
    """Delete in another process. Returns the events counted, or -1 when it was killed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.killing", str(folder), gone, str(kill_at)], cwd=PROJECT, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        child.send_signal(signal.SIGKILL)
    out = child.stdout.read()
    child.stdout.close()
    return int(out) if child.wait(60) == 0 else -1


def check_aftermath(folder: Path, kept: RecordingId, gone: RecordingId) -> str:
    """Open after a kill; no half state may be seen, and start-up finishes. Returns how far the deletion had come."""
    vault = open_practice_vault(folder)
    try:
        stage = _stage(vault, gone)
        finish_deletions(vault, FixedClock())
        finish_withdrawals(vault, FixedClock())
        if stage == "not begun":
            assert read_whole(vault, gone) == footage(2.5, GONE_SEED)
            delete_recording(vault, FixedClock(), gone)
        _require_gone(vault, gone)
        assert read_whole(vault, kept) == footage(1.5, KEPT_SEED)
        with vault.work() as work:
            assert len(work.marks.of(kept)) == 2
            assert len(work.clips.of(kept)) == 1
        assert check_open_vault(vault, nothing) == []
    finally:
        vault.close()
    assert (folder / layout.BALLAST).stat().st_size == layout.BALLAST_BYTES
    return stage


def _stage(vault: Vault, gone: RecordingId) -> str:
    unfinished = vault.unfinished_destructions()
    with vault.work() as work:
        receipts, recording, reel = work.receipts.all(), work.recordings.get(gone), work.reels.get(gone)
        asked = orders(work)
    if receipts:
        assert not unfinished
        assert recording is None
        assert reel is None
        return "finished"
    assert recording is not None
    if unfinished:
        assert unfinished == [gone]
        return "intent" if reel else "key gone"
    assert reel is not None
    return "asked for" if asked else "not begun"


def _require_gone(vault: Vault, gone: RecordingId) -> None:
    try:
        vault.open_reel(gone)
    except Circumstance as error:
        assert error.code is ErrorCode.REEL_MISSING
    else:
        raise AssertionError("a deleted film opened")
    with vault.work() as work:
        assert work.recordings.get(gone) is None
        assert work.marks.of(gone) == []
        assert work.clips.of(gone) == []
        receipts = work.receipts.all()
        files = {row.file for row in work.reels.all()}
    assert [(one.marks, one.clips) for one in receipts] == [(3, 2)]
    assert vault.unfinished_destructions() == []
    assert {path.name.removesuffix("-journal") for path in (vault.folder / layout.REELS).iterdir()} == files


def fresh_copy(folder: Path, target: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(folder, target))


def _delete_and_count(folder: Path, gone: RecordingId, kill_at: int) -> None:
    vault = open_practice_vault(folder)
    inside = f"{os.sep}storage{os.sep}"
    events = 0

    def count(frame: FrameType, _event: str, _what: object) -> None:
        nonlocal events
        if inside in frame.f_code.co_filename and "tests" not in frame.f_code.co_filename:
            events += 1
            if events == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    print("ready", flush=True)
    sys.setprofile(count)
    delete_recording(vault, FixedClock(), gone)
    sys.setprofile(None)
    print(events, flush=True)
    vault.close()


if __name__ == "__main__":
    _delete_and_count(Path(sys.argv[1]), RecordingId(sys.argv[2]), int(sys.argv[3]))

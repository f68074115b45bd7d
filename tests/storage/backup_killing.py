"""Kills a backup, or restoring from one, at a chosen moment in a process of its own, and looks at what is left.

Run as a module it counts every call and return inside `storage` and ends itself with SIGKILL at the event it was told; with 0 it prints
how many there were.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from app.domain.ids import RecordingId
from app.usecases.back_up import back_up
from app.usecases.delete_recording import delete_recording
from app.usecases.restore import Restore, restore
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.keeper import Keeper
from storage.restoring import open_backup
from storage.vault import Vault
from tests.storage.backing_up import Never
from tests.storage.making import PASSPHRASE, FixedClock, add_recording, add_reel, footage, nothing, read_whole

PROJECT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Scene:
    """A vault, a drive with a backup of it, and where the vault is to be made anew. `gone` was deleted after the backup."""

    home: Path
    kept: RecordingId
    gone: RecordingId

    @property
    def drive(self) -> Path:
        return self.home / "drive"

    @property
    def new(self) -> Path:
        return self.home / "new"

    def keeper(self, name: str = "vault") -> Keeper:
        return Keeper(self.home / name, FileSecrets(self.home), PRACTICE)

    def copy(self, home: Path) -> Scene:
        """Another like it, to spoil."""
        return Scene(Path(shutil.copytree(self.home, home)), self.kept, self.gone)


def make_scene(home: Path) -> Scene:
    """The older backup stands under another day's name, the newer one beside it tells what was erased."""
    home.mkdir()
    (home / "drive").mkdir()
    keeper, clock = Keeper(home / "vault", FileSecrets(home), PRACTICE), FixedClock()
    vault, _code = keeper.create(PASSPHRASE)
    kept, gone = add_recording(vault, marks=2, clips=1), add_recording(vault, marks=3)
    add_reel(vault, kept, footage(1.5, 3))
    add_reel(vault, gone, footage(2.5, 4))
    first = back_up(vault, keeper, clock, home / "drive", PASSPHRASE, nothing, Never()).file
    (home / "older").write_bytes(first.read_bytes())
    delete_recording(vault, clock, gone.id)
    back_up(vault, keeper, clock, home / "drive", PASSPHRASE, nothing, Never())
    (home / "older").rename(home / "drive" / "samspill-2020-01-01.backup")
    keeper.close()
    return Scene(home, kept.id, gone.id)


def run(scene: Scene, deed: str, kill_at: int = 0) -> int:
    """Back up or restore in another process. The events counted, or -1 when it was killed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.storage.backup_killing", deed, str(scene.home), str(kill_at)],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    if done.returncode == -signal.SIGKILL:
        return -1
    assert (done.returncode, done.stderr) == (0, b"")
    return int(done.stdout)


def check_after_backup(scene: Scene) -> str:
    """The vault is whole, each backup that has its name opens, and the next backup leaves nothing else. How far it had come."""
    standing = [path for path in scene.drive.iterdir() if path.suffix == ".backup"]
    assert standing
    for path in standing:
        backup = open_backup(path, PASSPHRASE, is_code=False)
        assert scene.kept in backup.films()
        backup.close()
    half = len(list(scene.drive.iterdir())) - len(standing)
    stage = "half written" if half else "one stands" if len(standing) == 1 else "not begun, or not yet cleared"
    keeper = scene.keeper()
    vault = keeper.open(PASSPHRASE)
    assert list(scene.home.joinpath("vault").glob("*.new*")) == []
    assert read_whole(vault, scene.kept) == footage(1.5, 3)
    last = back_up(vault, keeper, _clock(2028), scene.drive, PASSPHRASE, nothing, Never()).file
    assert list(scene.drive.iterdir()) == [last]
    assert keeper.check(nothing) == []
    keeper.close()
    return stage


def check_after_restore(scene: Scene) -> str:
    """There is no vault, or a whole one; the film that was erased is in neither; and restoring once more goes through."""
    keeper = scene.keeper("new")
    stage = "there" if keeper.exists() else "not there"
    vault = keeper.open(PASSPHRASE) if keeper.exists() else _restore(scene, keeper)
    assert read_whole(vault, scene.kept) == footage(1.5, 3)
    with vault.work() as work:
        assert [film.id for film in work.recordings.all()] == [scene.kept]
        assert work.erased.holds(scene.gone)
    assert keeper.check(nothing) == []
    keeper.close()
    keeper.open(PASSPHRASE)
    keeper.close()
    return stage


def _clock(year: int) -> FixedClock:
    clock = FixedClock()
    clock.at = clock.at.replace(year=year)
    return clock


def _restore(scene: Scene, keeper: Keeper) -> Vault:
    """The older backup: what was erased is told by the newer one beside it."""
    backup = open_backup(scene.drive / "samspill-2020-01-01.backup", PASSPHRASE, is_code=False)
    try:
        done = restore(keeper, FixedClock(), Restore(backup, PASSPHRASE), nothing, Never())
    finally:
        backup.close()
    assert isinstance(done.store, Vault)
    return done.store


def _do(scene: Scene, deed: str, kill_at: int) -> None:
    keeper = scene.keeper("vault" if deed == "backup" else "new")
    vault = keeper.open(PASSPHRASE) if deed == "backup" else None
    inside = f"{os.sep}storage{os.sep}"
    events = 0

    def count(frame: FrameType, _event: str, _what: object) -> None:
        nonlocal events
        file = frame.f_code.co_filename
        if inside in file and "tests" not in file and not file.endswith("words.py"):  # how strong a passphrase is touches nothing
            events += 1
            if events == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    if vault is not None:
        back_up(vault, keeper, _clock(2027), scene.drive, PASSPHRASE, nothing, Never())
    else:
        _restore(scene, keeper)
    sys.setprofile(None)
    print(events, flush=True)
    keeper.close()


if __name__ == "__main__":
    _do(Scene(Path(sys.argv[2]), RecordingId(""), RecordingId("")), sys.argv[1], int(sys.argv[3]))

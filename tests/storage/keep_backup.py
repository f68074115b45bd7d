"""Makes a backup to keep, one for each format ever shipped: `python -m tests.storage.keep_backup tests/samples/backups/N.backup`.

Every later program must restore it (`test_backup.py`).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from app.usecases.back_up import back_up
from storage.kdf import PRACTICE
from storage.keeper import Keeper
from tests.fakes.secrets import MemorySecrets
from tests.storage.backing_up import Never
from tests.storage.making import NOW, FixedClock, add_recording, add_reel, footage, nothing

KEPT_PASSPHRASE = "kvist elg havn tåke rype lyng"


def keep(path: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        keeper, drive = Keeper(Path(made) / "vault", MemorySecrets(), PRACTICE), Path(made) / "drive"
        drive.mkdir()
        vault, _code = keeper.create(KEPT_PASSPHRASE)
        add_reel(vault, add_recording(vault, marks=1, clips=1, note="ser på lampen"), footage(0.2, 11))
        with vault.work() as work:
            work.erased.add(["an id that was erased"], NOW)
            work.commit()
        done = back_up(vault, keeper, FixedClock(), drive, KEPT_PASSPHRASE, nothing, Never())
        keeper.close()
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(done.file, path)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))

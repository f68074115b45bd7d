"""The real window in a process of its own, for tests: `python window_process.py FOLDER`. Only the keyring is another (files in a folder)
and the keys are cheap; whatever takes over after a lock is this same script.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.bootstrap import Options
from app.window import run_window
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE


def main(folder: Path) -> int:
    def again(vault: Path | None) -> None:
        subprocess.Popen(
            [sys.executable, __file__, str(vault or folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    return run_window(folder, Options(lambda: FileSecrets(folder.parent / "keyring"), PRACTICE), again)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

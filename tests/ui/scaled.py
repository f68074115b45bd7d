"""The fit tests of a file once more at 200 %: Qt reads the scale when a process starts, so that needs a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_NOT_ITSELF = "not test_at_two_hundred_percent"


def again_at_two_hundred_percent(project: Path, file: str, chosen: str = "") -> None:
    """Run the tests of `file` (those that pytest's `-k` chooses by `chosen`) at 200 %. The caller is named as above, and is left out."""
    only = f"{_NOT_ITSELF} and ({chosen})" if chosen else _NOT_ITSELF
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "-k", only, file]
    environment = {**os.environ, "QT_SCALE_FACTOR": "2", "PYTHONPATH": str(project)}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout[-3000:]

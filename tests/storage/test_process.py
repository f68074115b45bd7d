"""Core dumps are off in the process that holds keys."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import resource
from storage.process import forbid_core_dumps
assert forbid_core_dumps()
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
import ctypes
assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0, "still dumpable"
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_no_core_dump_and_no_stranger_may_attach(project: Path) -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=project, check=True)

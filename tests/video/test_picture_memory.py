"""Memory shared by two processes: the same bytes on both sides, no name left behind, nothing open afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from video.picture_memory import PictureMemory

WRITE = """
import sys
from video.picture_memory import PictureMemory
memory = PictureMemory.attach(sys.argv[1])
memory.view[10:15] = b"hello"
"""


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are not handed on there")
@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_what_one_writes_the_other_sees(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of making it: the memfd of Linux, and the unlinked object of other POSIX systems."""
    if platform == "linux" and sys.platform != "linux":
        pytest.skip("only Linux has memfd")
    monkeypatch.setattr("video.picture_memory.sys.platform", platform)
    memory = PictureMemory.create(1 << 16)
    monkeypatch.undo()
    assert memory.fd is not None
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", WRITE, memory.argument], cwd=root, pass_fds=(memory.fd,), check=True, timeout=30)
    assert bytes(memory.view[8:17]) == b"\0\0hello\0\0"
    fd = memory.fd
    memory.close()
    with pytest.raises(OSError):
        os.fstat(fd)


def test_without_an_argument_there_is_none() -> None:
    assert PictureMemory.attach("") is None

"""Starting a process of our own code with two pipes, and the other end of them: what the decoder worker and the capture process share."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from video.picture_memory import PictureMemory

_PIPE_BYTES: Final = 1 << 20
_ROOT: Final = Path(__file__).resolve().parent.parent


def launch(module: str, arguments: Sequence[str], memory: PictureMemory | None, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """`python -m module` with this environment and where to find the code, and nothing else of ours: no open file but its two pipes
    and the picture memory, whose argument comes first when there is one. Raises OSError when it cannot be started."""
    fds = (memory.fd,) if memory is not None and memory.fd is not None else ()
    process = subprocess.Popen(  # noqa: S603  our own interpreter and our own module
        [sys.executable, "-m", module, *([memory.argument] if memory is not None else []), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env={**_own_environment(), **environment},
        cwd=_ROOT,
        pass_fds=fds,
        process_group=0,  # Ctrl+C at a terminal is for the application, which ends them when they have done their work
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    _widen(process)
    return process


def own_pipes() -> tuple[int, int]:
    """In the process that was launched: the pipe to read and the pipe to write, under numbers of their own. Standard input, output and
    error lead nowhere from here on."""
    read_fd, write_fd = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  Windows only

        for pipe in (read_fd, write_fd):
            msvcrt.setmode(pipe, os.O_BINARY)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return read_fd, write_fd


def _own_environment() -> dict[str, str]:
    environment = {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
    return environment


def _widen(process: subprocess.Popen[bytes]) -> None:
    """Let more than 64 KiB lie in each pipe where the system allows."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415  absent on Windows

        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):
                fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

"""Tries, inside the running worker, what the sandbox should refuse. `samspill doctor` and the tests ask it whether the walls hold.

Messages: `try {what}` is answered by `tried {what, refused}`; `read {source, offset, length}` by `read {}` with the bytes.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from types import MappingProxyType

from video.wire import MAX_WANT_BYTES, Message, WireFault
from video.worker.sandbox import ADDRESS_SPACE_BYTES
from video.worker.session import Desk


class SelfTest:
    """Answers honestly; changes nothing when a wall is missing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handle(self, message: Message) -> None:
        if message.kind == "try":
            what = message.text("what")
            self._desk.send("tried", {"what": what, "refused": _refused(what)})
        elif message.kind == "read":
            stream = self._desk.open_stream(message.whole("source", 0))
            stream.seek(message.whole("offset", 0))
            self._desk.send("read", {}, stream.read(message.whole("length", 0, MAX_WANT_BYTES)))
        else:
            raise WireFault

    def close(self) -> None:
        """Holds nothing."""


def _refused(what: str) -> bool:
    try:
        _ATTEMPTS[what]()
    except (PermissionError, BlockingIOError, MemoryError):
        return True
    return False


def _read_a_file() -> None:
    os.close(os.open(os.__file__, os.O_RDONLY))


def _write_a_file() -> None:
    os.close(os.open(os.devnull, os.O_WRONLY))


def _list_a_folder() -> None:
    os.listdir("/")  # noqa: PTH208  the system call itself is what is tried


def _open_a_socket() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()


def _make_a_pair() -> None:
    for end in socket.socketpair():
        end.close()


def _start_a_process() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _run_a_program() -> None:
    os.execv("/nowhere", ["/nowhere"])  # noqa: S606  a name that is not there: even unguarded, nothing would run


def _take_memory() -> None:
    bytearray(ADDRESS_SPACE_BYTES)


def _reach_another_process() -> None:
    os.kill(os.getppid(), 0)


_ATTEMPTS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {
        "read_file": _read_a_file,
        "write_file": _write_a_file,
        "list_folder": _list_a_folder,
        "socket": _open_a_socket,
        "socket_pair": _make_a_pair,
        "fork": _start_a_process,
        "exec": _run_a_program,
        "signal": _reach_another_process,
        "memory": _take_memory,
    }
)
ATTEMPTS = tuple(_ATTEMPTS)

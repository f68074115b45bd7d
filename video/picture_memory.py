"""Memory that the application and its decoder worker share, for pictures: nameless, never on disk, gone with the last of the two.

Linux: a memfd; other POSIX: a shared memory object unlinked as soon as it is made; both handed on as an open descriptor. Windows: a named
mapping with a random name.
"""

from __future__ import annotations

import mmap
import os
import secrets
import sys


class PictureMemory:
    """A block of shared bytes. `view` is the same memory in both processes."""

    def __init__(self, mapped: mmap.mmap, argument: str, fd: int | None) -> None:
        self._mapped = mapped
        self.argument = argument
        self.fd = fd
        self.view = memoryview(mapped)

    @classmethod
    def create(cls, size_bytes: int) -> PictureMemory:
        """New zeroed memory; pages cost nothing until they are written. OSError when the system has none."""
        if sys.platform == "win32":
            name = f"samspill-{secrets.token_hex(16)}"
            return cls(mmap.mmap(-1, size_bytes, tagname=name), f"{name}:{size_bytes}", None)
        fd = _nameless_fd()
        os.ftruncate(fd, size_bytes)
        return cls(mmap.mmap(fd, size_bytes), f"{fd}:{size_bytes}", fd)

    @classmethod
    def attach(cls, argument: str) -> PictureMemory | None:
        """The memory that the other process made, from its `argument`; None for an empty one."""
        if not argument:
            return None
        where, size = argument.split(":")
        if sys.platform == "win32":
            return cls(mmap.mmap(-1, int(size), tagname=where), argument, None)
        mapped = mmap.mmap(int(where), int(size))
        os.close(int(where))
        return cls(mapped, argument, None)

    def close(self) -> None:
        """Give the memory back here. Views taken from `view` must be gone: BufferError otherwise."""
        self.view.release()
        self._mapped.close()
        self.close_fd()

    def close_fd(self) -> None:
        """Close the descriptor once the other process has it; the mapping stays."""
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None


def _nameless_fd() -> int:
    if sys.platform == "linux":
        return os.memfd_create("pictures", os.MFD_CLOEXEC)
    import _posixshmem  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  the standard library's own door; absent on Windows

    name = f"/sp-{secrets.token_hex(8)}"
    fd = int(_posixshmem.shm_open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode=0o600))
    _posixshmem.shm_unlink(name)
    return fd

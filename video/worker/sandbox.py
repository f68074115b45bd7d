"""Gives up every right a decoder does not need, once everything is loaded: no file, no socket, no other program, no other process.

Linux: no_new_privs, resource limits, Landlock (every file and TCP right the kernel knows, none granted), then a seccomp allow-list for all
threads. What is missing is said in the status, never hidden. Other systems: a plain separate process, and the status says so.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import pkgutil
import struct
import sys
from dataclasses import dataclass
from typing import Final

import av
import numpy as np

from video.wire import Fields

try:
    import pyseccomp as seccomp
except (ImportError, RuntimeError, OSError):  # not Linux, or its libseccomp is not installed
    seccomp = None

ADDRESS_SPACE_BYTES: Final = 3 << 30
_OPEN_FILES: Final = 32

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_DUMPABLE: Final = 4
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446  # the same numbers on every architecture
_FILE_RIGHTS_BY_ABI: Final = ((1, 13), (2, 14), (3, 15), (5, 16))  # (first ABI, how many file rights it knows)

# What FFmpeg, x264, numpy and the interpreter ask for while they decode, and no more. Thread creation is added with its own condition.
_ALLOWED_CALLS: Final = (
    "read", "write", "readv", "writev", "lseek", "close", "fstat",
    "brk", "munmap", "mremap", "madvise", "membarrier",
    "futex", "futex_waitv", "set_robust_list", "rseq", "exit", "exit_group", "sched_yield", "sched_getaffinity",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall",
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "times", "getrusage",
    "getpid", "gettid", "getrandom", "poll", "ppoll", "select", "pselect6", "sysinfo", "uname",
)  # fmt: skip
_CLONE_THREAD: Final = 0x00010000
_PROT_EXEC: Final = 0x4


@dataclass(frozen=True, slots=True)
class SandboxStatus:
    """What holds this worker in. `landlock_abi` 0 and `seccomp` False mean that the kernel or the system has none."""

    landlock_abi: int
    seccomp: bool
    limits: bool

    def fields(self) -> Fields:
        return {"landlock_abi": self.landlock_abi, "seccomp": self.seccomp, "limits": self.limits}


def preload() -> None:
    """Load every `av` module and the lazy parts of numpy: a sandboxed import would fail."""
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if module.name not in ("av.__main__", "av.datasets"):  # a command line, and a downloader of samples
            importlib.import_module(module.name)
    np.frombuffer(bytes(8), np.int16).astype(np.float32).max()
    "æ".encode("utf-16").decode("utf-16").encode("latin-1").decode("cp1252")


def enter() -> SandboxStatus:
    """Load, then give up. Cannot be undone. Never raises for a system that lacks a part: the status says what holds."""
    preload()
    if sys.platform != "linux":
        return SandboxStatus(0, seccomp=False, limits=_limit())
    limits = _limit()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    abi = _landlock(libc)
    return SandboxStatus(abi, seccomp=_seccomp(), limits=limits)


def _limit() -> bool:
    if sys.platform == "win32":
        return False
    import resource  # noqa: PLC0415  absent on Windows

    bounds = {"RLIMIT_CORE": 0, "RLIMIT_NOFILE": _OPEN_FILES, "RLIMIT_FSIZE": 0, "RLIMIT_AS": ADDRESS_SPACE_BYTES}
    for name, bound in bounds.items():
        which = getattr(resource, name, None)
        if which is not None:
            try:
                resource.setrlimit(which, (bound, bound))
            except (OSError, ValueError):  # macOS refuses some of them
                return False
    return True


def _landlock(libc: ctypes.CDLL) -> int:
    """Deny every file right, every TCP right and every reach outside. Returns the kernel's Landlock version, 0 where there is none."""
    abi = int(libc.syscall(_LANDLOCK_CREATE, None, 0, 1))
    if abi < 1:
        return 0
    file_rights = (1 << max(count for first, count in _FILE_RIGHTS_BY_ABI if abi >= first)) - 1
    net_rights = 0b11 if abi >= 4 else 0
    scoped = 0b11 if abi >= 6 else 0
    rules = struct.pack("=QQQ", file_rights, net_rights, scoped)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    fd = int(libc.syscall(_LANDLOCK_CREATE, rules, len(rules), 0))
    if fd < 0 or libc.syscall(_LANDLOCK_RESTRICT, fd, 0) != 0:
        return 0
    libc.close(fd)
    return abi


def _seccomp() -> bool:
    """The allow-list, for every thread there is and will be. A refused call gets EPERM, so that a library can go another way."""
    if seccomp is None:
        return False
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    rules.set_attr(seccomp.Attr.CTL_TSYNC, 1)
    for name in _ALLOWED_CALLS:
        if seccomp.resolve_syscall(seccomp.Arch.NATIVE, name) >= 0:
            rules.add_rule(seccomp.ALLOW, name)
    no_code = seccomp.Arg(2, seccomp.MASKED_EQ, _PROT_EXEC, 0)
    for name in ("mmap", "mprotect"):
        rules.add_rule(seccomp.ALLOW, name, no_code)
    threads_only = seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD)
    rules.add_rule(seccomp.ALLOW, "clone", threads_only)
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags cannot be seen here: the C library falls back to clone
    rules.load()
    return True

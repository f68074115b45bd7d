"""What the process that holds keys does for itself: no core dump may ever carry them to the disk."""

from __future__ import annotations

import sys


def forbid_core_dumps() -> bool:
    """Called once at start. True when the operating system agreed; Windows has no core dumps by default and is left as it is."""
    if sys.platform == "win32":
        return True
    import resource  # noqa: PLC0415  not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return _not_dumpable() if sys.platform == "linux" else True


def _not_dumpable() -> bool:
    """Also keeps other processes of the same person from attaching to this one and reading its memory."""
    import ctypes  # noqa: PLC0415

    set_dumpable = 4  # PR_SET_DUMPABLE
    return bool(ctypes.CDLL(None, use_errno=True).prctl(set_dumpable, 0, 0, 0, 0) == 0)

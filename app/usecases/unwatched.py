"""For work that nobody watches: its progress goes nowhere, and nobody stops it."""

from __future__ import annotations


class Never:
    """A `CancelToken` that is never cancelled."""

    def cancelled(self) -> bool:
        return False


def unseen(done: int, total: int) -> None:
    """A `Progress` that nobody looks at."""

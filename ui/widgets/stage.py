"""What every screen before the lock has in common, so that the shell can speak through whichever is shown."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from ui.widgets.busy import Busy
from ui.widgets.notice import Notice


@runtime_checkable
class Stage(Protocol):
    """A stage before unlocking: it can say that it works, and what went wrong."""

    busy: Busy
    notice: Notice

    def show_idle(self) -> None:
        """Whatever was going on is over: the person may try again."""

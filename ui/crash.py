"""When we make a mistake: a calm message, and a line in a log that says where in our own code, and nothing else.

No message text, no values, no file of the person: an exception's words may carry what must not be written. What is logged is the
names of the exception's types and, for frames of our own packages, module, line and function.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, TracebackType

from app.domain.errors import SamspillError

OUR_PACKAGES = ("app", "ui", "storage", "video", "sync", "resources")
FILE_NAME = "crashes.log"
_MAX_LOG_BYTES = 256 * 1024

Told = Callable[[BaseException], None]


def where_it_broke(error: BaseException) -> str:
    """One line: types of the chain, then our own places, innermost last."""
    kinds: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(kinds) < 8:
        kinds.append(type(seen).__name__)
        seen = seen.__cause__ or seen.__context__
    places = [place for frame, line in _frames(error.__traceback__) if (place := _our_place(frame, line))]
    return f"{' < '.join(kinds)} at {' > '.join(places[-12:]) or 'outside'}"


class CrashHandler:
    """Catches what nobody caught, on every thread. `tell` shows the message on the interface's thread."""

    def __init__(self, log_folder: Path) -> None:
        self._log = log_folder / FILE_NAME
        self._tell: Told | None = None

    def install(self, tell: Told) -> None:
        self._tell = tell
        sys.excepthook = self._caught
        threading.excepthook = lambda found: self._caught(found.exc_type, found.exc_value, found.exc_traceback)

    def write(self, error: BaseException) -> None:
        """Append to the log; a log that cannot be written is no further trouble. A circumstance is the world and is not logged."""
        if isinstance(error, SamspillError):
            return
        with contextlib.suppress(OSError):
            self._log.parent.mkdir(parents=True, exist_ok=True)
            if self._log.exists() and self._log.stat().st_size > _MAX_LOG_BYTES:
                self._log.replace(self._log.with_suffix(".old"))
            with self._log.open("a", encoding="utf-8") as log:
                log.write(f"{datetime.now(UTC):%Y-%m-%d} {where_it_broke(error)}\n")

    def _caught(self, _kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
        if error is None or isinstance(error, KeyboardInterrupt | SystemExit):
            return
        self.write(error)
        if self._tell is not None:
            self._tell(error)


def _frames(trace: TracebackType | None) -> list[tuple[FrameType, int]]:
    found = []
    while trace is not None:
        found.append((trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    return found


def _our_place(frame: FrameType, line: int) -> str:
    module = str(frame.f_globals.get("__name__", ""))
    if module.split(".", maxsplit=1)[0] not in OUR_PACKAGES:
        return ""
    return f"{module}:{line} {frame.f_code.co_name}"

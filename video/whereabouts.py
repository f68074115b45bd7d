"""Where in our code something went wrong, as one process says it to another and a log keeps it: no word of what the error says."""

from __future__ import annotations

import re
import traceback
from typing import Final

_MOST: Final = 200
_PLACE: Final = re.compile(r"[A-Za-z]{1,40} (?:video\.[a-z_.]{1,60}:[0-9]{1,6})?")


def where_in_our_code(bug: BaseException) -> str:
    """The error's class, and the module and line it came from: nothing of its text, which may hold what a film or a device said."""
    last = ""
    for frame, line in traceback.walk_tb(bug.__traceback__):
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith("video."):
            last = f"{name}:{line}"
    return f"{type(bug).__name__} {last}"[:_MOST]


def believed(said: str) -> str:
    """What another process said of where it was, when it has that shape; else "somewhere"."""
    return said if _PLACE.fullmatch(said) else "somewhere"

"""The base's log: one JSON object a line, with the fields that are named here and no others.

No address, no device, no path as it was asked for, no words of a body: built by naming fields, never by leaving some out. What a
library logs is told by its name and place only, since its words may hold anything.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TextIO

LOGGER = logging.getLogger("samspill.base")
METHODS = frozenset({"GET", "PUT", "POST", "HEAD", "OPTIONS", "DELETE", "PATCH"})  # any other is told as "other"
_FIELDS = (
    ("route", str),
    ("method", str),
    ("status", int),
    ("code", str),
    ("millis", int),
    ("bytes", int),
    ("items", int),
    ("port", int),
    ("tables", int),
    ("kind", str),
    ("where", str),
)


def tell(event: str, **facts: str | int) -> None:
    """One line. Facts that have no field above are a mistake of ours, and are left out."""
    LOGGER.info(event, extra={"facts": facts})


def tell_trouble(event: str, error: BaseException) -> None:
    """What went wrong as its type, and where in our code; never its words."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    where = " < ".join(f"{_module(frame.filename)}:{frame.lineno}" for frame in reversed(frames))
    LOGGER.error(event, extra={"facts": {"kind": type(error).__name__, "where": where}})


def write_log(stream: TextIO | None = None) -> logging.Handler:
    """From now on the log goes to `stream`, stderr by default. Returns the handler, to be taken away again."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    return handler


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        said: dict[str, str | int] = {"at": at, "level": record.levelname.lower()}
        if record.name != LOGGER.name:
            return json.dumps(said | {"event": "library", "kind": record.name, "where": f"{record.module}:{record.lineno}"})
        facts: Mapping[str, object] = getattr(record, "facts", {})
        said["event"] = str(record.msg)
        for name, kind in _FIELDS:
            value = facts.get(name)
            if isinstance(value, kind):
                said[name] = value
        return json.dumps(said)


def _module(filename: str) -> str:
    """The last two parts of a file's name: which module, and nothing of where this machine keeps it."""
    return ".".join(filename.removesuffix(".py").replace("\\", "/").split("/")[-2:])

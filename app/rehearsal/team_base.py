"""A real team base for the rehearsal: on this machine's loopback, in a folder that goes with it. Without the base's own packages, which a
laptop does not need, there is none."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.team_base import NOT_INSTALLED

_TEAM, _LAPTOP = "TRO01", "lerke"
_COMMAND = (sys.executable, "-m", "app", "base")
_ROOT = Path(__file__).resolve().parents[2]
_GATEWAY = "00:11:22:33:44:55"
_RULES = "clip_keep_days_after_closing = 30\n"
_START_S, _END_S, _TICK_S = 30.0, 10.0, 0.05


@dataclass(frozen=True)
class Beside:
    """An invitation (`app.domain.invitation`), and the address of the base's database; both "" without a base."""

    invitation: str = ""
    database: str = ""


@contextmanager
def team_base(folder: Path) -> Iterator[Beside]:
    """Runs while the block lasts, and has rules laid out for its laptops."""
    folder.mkdir()
    database = f"sqlite:///{folder / 'base.db'}"
    made = _said("init", "--team", _TEAM, "--database", database)
    if made.returncode == NOT_INSTALLED:
        yield Beside()
        return
    made.check_returncode()
    rules = folder / "rules.toml"
    rules.write_text(_RULES)
    _said("policy", str(rules), "--gateway", _GATEWAY, "--database", database).check_returncode()
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    invited = _said("enrol", "--name", _LAPTOP, "--address", address, "--database", database, "--json")
    invited.check_returncode()
    serve = [*_COMMAND, "serve", "--port", str(port), "--address", address, "--database", database]
    with (folder / "base.log").open("ab") as log:
        running = subprocess.Popen(serve, cwd=_ROOT, stdout=log, stderr=log)  # noqa: S603  our own program
    try:
        _wait_for(port)
        yield Beside(json.loads(invited.stdout)["qr"], database)
    finally:
        running.terminate()
        running.wait(_END_S)


def erase_at_base(database: str, records: Iterable[str]) -> None:
    """As whoever runs the base does when somebody asked for it."""
    named = [word for record in records for word in ("--record", record)]
    _said("erase", "--yes", *named, "--database", database).check_returncode()


def _said(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own program
        [*_COMMAND, *words], cwd=_ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=_START_S, check=False
    )


def _free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def _wait_for(port: int) -> None:
    """Raises OSError when nobody answers in time."""
    deadline = time.monotonic() + _START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_TICK_S)
        else:
            return

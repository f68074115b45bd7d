"""A real team base for the rehearsal: on this machine's loopback, in a folder that goes with it. Without the base's own packages, which a
laptop does not need, there is none."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.team_base import NOT_INSTALLED

_TEAM, _LAPTOP = "TRO01", "lerke"
_COMMAND = (sys.executable, "-m", "app", "base")
_ROOT = Path(__file__).resolve().parents[2]
_START_S, _END_S, _TICK_S = 30.0, 10.0, 0.05


@contextmanager
def team_base(folder: Path) -> Iterator[str]:
    """Runs while the block lasts. Gives an invitation as a QR code holds it, `samspill:<address>#<code>`; "" where there is no base."""
    folder.mkdir()
    database = f"sqlite:///{folder / 'base.db'}"
    made = _said("init", "--team", _TEAM, "--database", database)
    if made.returncode == NOT_INSTALLED:
        yield ""
        return
    made.check_returncode()
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    invited = _said("enrol", "--name", _LAPTOP, "--address", address, "--database", database, "--json")
    invited.check_returncode()
    serve = [*_COMMAND, "serve", "--port", str(port), "--address", address, "--database", database]
    with (folder / "base.log").open("ab") as log:
        running = subprocess.Popen(serve, cwd=_ROOT, stdout=log, stderr=log)  # noqa: S603  our own program
    try:
        _wait_for(port)
        yield f"samspill:{address}#{json.loads(invited.stdout)['code']}"
    finally:
        running.terminate()
        running.wait(_END_S)


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

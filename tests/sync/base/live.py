"""A real base on this machine's loopback, for tests: in a thread of the test, or as a process that can be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from sync.base.database import Database
from sync.base.serve import Listen, Service
from sync.base.settings import Settings
from sync.base.signing import make_key
from sync.base.teams import Invited, devices, find_device, find_team, invite, make_team, revoke_device

TEAM = "TRO01"
ROOT = Path(__file__).resolve().parents[3]
_SECONDS = 30.0
# Tests ask faster than people do.
LIVE = Settings(address_per_minute=1_000_000, device_per_minute=1_000_000)


class LiveBase:
    """A base with its team `TEAM`. `url` and `key` (32 bytes, public) stay the same over `stop` and `start`; the database too.

    >>> with LiveBase(tmp_path) as base:
    ...     invitation = base.invite()
    ...     base.url, invitation.code
    """

    def __init__(self, folder: Path, database_url: str | None = None, settings: Settings = LIVE) -> None:
        self.database_url = database_url or f"sqlite:///{folder / 'base.db'}"
        self._settings = settings
        self._port = 0
        self._running: tuple[Database, Service, threading.Thread] | None = None
        self.team = TEAM
        self.start()
        with self.database.in_turn() as connection:
            make_team(connection, TEAM)
            self.key = make_key(connection, settings.now()).public

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def database(self) -> Database:
        assert self._running is not None, "the base is stopped"
        return self._running[0]

    def invite(self, name: str | None = None) -> Invited:
        """`code` is what is typed."""
        with self.database.in_turn() as connection:
            key = make_key(connection, self._settings.now())
            return invite(connection, key, TEAM, self._settings, name)

    def revoke(self, name: str) -> None:
        with self.database.begin() as connection:
            team_id, _code = find_team(connection, TEAM)
            revoke_device(connection, team_id, find_device(connection, team_id, name), self._settings.now())

    def stored(self) -> int:
        """Items that were stored, of all devices."""
        with self.database.connect() as connection:
            return sum(one.stored for one in devices(connection, find_team(connection, TEAM)[0]))

    def start(self) -> None:
        database = Database.open(self.database_url)
        service = Service(database, replace(self._settings, address=self.url), Listen(port=self._port))
        self._port = service.port
        thread = threading.Thread(target=service.run, kwargs={"signals": False}, name="live base")
        self._running = (database, service, thread)
        thread.start()
        _until(lambda: service.started, "the base did not start")

    def stop(self) -> None:
        """Let running requests finish."""
        if self._running is None:
            return
        database, service, thread = self._running
        self._running = None
        service.stop()
        thread.join(_SECONDS)
        assert not thread.is_alive(), "the base did not stop"
        database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


class BaseProcess:
    """`samspill base serve` as it is really run; `kill` is kill -9. `start` again takes the same port and database.

    Invite by `command("enrol", …)`, running or not.
    """

    def __init__(self, folder: Path, database_url: str | None = None, *, has_team: bool = False) -> None:
        self.database_url = database_url or f"sqlite:///{folder / 'base.db'}"
        self.log = folder / "base.log"
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        if not has_team:
            self.command("init", "--team", TEAM)
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *words: str) -> dict[str, object]:
        """Run `samspill base …` with --json; what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "app", "base", *words, "--database", self.database_url, "--json"],
            check=False,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
        said: dict[str, object] = json.loads(done.stdout)
        return said

    def invite(self) -> str:
        """A code, as it is typed."""
        return str(self.command("enrol", "--address", self.url)["code"])

    def start(self) -> None:
        """Returns once it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app", "base", "serve", "--port", str(self.port), "--database", self.database_url],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env=os.environ | {"SAMSPILL_BASE_ADDRESS": self.url},
            )
        _until(lambda: _answers(self.port), "the base's process did not start")

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        process, self._process = self._process, None
        process.send_signal(how)
        return process.wait(_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()


def _until(true: Callable[[], bool], words: str) -> None:
    end = time.monotonic() + _SECONDS
    while not true():
        assert time.monotonic() < end, words
        time.sleep(0.01)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])

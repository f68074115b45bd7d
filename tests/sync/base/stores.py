"""Databases for tests: a fresh SQLite file, and a fresh database in a PostgreSQL cluster of the tests' own.

The cluster is made when it is first asked for and goes with the session: its own folder, a socket in it, no port, nothing flushed. Tests
that need it are skipped where PostgreSQL is not installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import psycopg
import pytest

from sync.base.database import Database

_USER = "postgres"  # PostgreSQL does not run as root
_QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_wal_size=256MB")


def programs() -> Path | None:
    """Where the newest PostgreSQL's programs are; None where it is not installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found += [Path(path).parent for path in [shutil.which("initdb")] if path]
    return max(found, key=lambda path: [int(number) for number in re.findall(r"\d+", str(path))], default=None)


class Cluster:
    """A running PostgreSQL of one's own. `stop` when done."""

    def __init__(self, settings: Sequence[str] = _QUICK) -> None:
        found = programs()
        if found is None:
            pytest.skip("PostgreSQL is not installed here; the same is tested on SQLite")
        self._programs = found
        self._folder = Path(tempfile.mkdtemp(prefix="ss-pg-"))  # a socket's path has 107 bytes
        self._numbers = count(1)
        if os.getuid() == 0:
            shutil.chown(self._folder, _USER, _USER)
        self._run("initdb", "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions", "-D", str(self._data))
        (self._data / "postgresql.auto.conf").write_text("".join(f"{line}\n" for line in settings))
        self._run("pg_ctl", "start", "-s", "-w", "-D", str(self._data), "-l", str(self._folder / "log"), "-o", self._options)

    def new(self, template: str = "template1") -> str:
        """The address of a new database, a copy of `template` (a name of one that nobody has open)."""
        name = f"samspill_{next(self._numbers)}"
        with psycopg.connect(self.url(_USER), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgresql://{_USER}@/{name}?host={self._folder}"

    def stop(self, how: str = "immediate") -> None:
        self._run("pg_ctl", "stop", "-s", "-m", how, "-D", str(self._data))
        shutil.rmtree(self._folder)

    def kill(self) -> None:
        """As a loss of power to the server's processes; `start` again after it."""
        self._run("pg_ctl", "stop", "-s", "-m", "immediate", "-D", str(self._data))

    def start(self) -> None:
        self._run("pg_ctl", "start", "-s", "-w", "-D", str(self._data), "-l", str(self._folder / "log"), "-o", self._options)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _options(self) -> str:
        return f"-c listen_addresses= -c unix_socket_directories={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        before = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups"] if os.getuid() == 0 else []
        command = [*before, str(self._programs / program), *arguments]
        subprocess.run(command, check=True, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env={"LC_ALL": "C"})


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL for the whole session."""
    cluster = Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres: Cluster) -> str:
    """The name of a database with the base's tables, to copy."""
    url = postgres.new()
    Database.open(url).close()
    return url.split("@/")[1].split("?")[0]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the base's tables, to copy."""
    path = tmp_path_factory.mktemp("base") / "template.sqlite3"
    Database.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh base without a team, of each kind in turn."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "base.sqlite3")
        return f"sqlite:///{path}"
    template = request.getfixturevalue("postgres_template")
    cluster: Cluster = request.getfixturevalue("postgres")
    return cluster.new(template)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh base without a team, open, of each kind in turn."""
    opened = Database.open(database_url, make=False)
    yield opened
    opened.close()

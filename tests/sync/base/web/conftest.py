from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from sync.base.database import Database
from sync.base.settings import Settings
from sync.base.web import passwords
from tests.sync.base.stores import database, database_url, postgres, postgres_template, sqlite_template
from tests.sync.base.web.town import NOW, settle
from tests.sync.base.web.visitor import Browser

__all__ = ["database", "database_url", "postgres", "postgres_template", "sqlite_template"]


@dataclass
class Watch:
    """The base's clock, to be put forward."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **some: float) -> None:
        self.now += timedelta(**some)


_QUICK = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost little to check here; `test_passwords` looks at what they cost."""
    monkeypatch.setattr(passwords, "_hasher", lambda: _QUICK)


@pytest.fixture(scope="session")
def town_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A base with the made-up town in it, to copy."""
    path = tmp_path_factory.mktemp("town") / "base.sqlite3"
    shutil.copy(sqlite_template, path)
    opened = Database.open(f"sqlite:///{path}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: _QUICK)
        settle(opened)
    opened.close()
    return path


@pytest.fixture
def town(town_file: Path, tmp_path: Path) -> Iterator[Database]:
    path = shutil.copy(town_file, tmp_path / "base.sqlite3")
    opened = Database.open(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def browser(town: Database, watch: Watch) -> Iterator[Browser]:
    """The town's base as a browser on the same machine sees it."""
    with Browser.of(town, Settings(now=watch)) as made:
        yield made

"""Two at the same time, on SQLite and PostgreSQL: what is looked at before it is written is still so when it is written."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Barrier
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import select, text

from sync.base import auth
from sync.base.database import Database
from sync.base.erasing import erase
from sync.base.ingest import read_batch, take
from sync.base.setting_up import enrol, new_reader, set_up
from sync.base.settings import Settings
from sync.base.tables import device, record, team
from sync.base.teams import NameTaken
from sync.base.web.readers import ReaderError
from sync.messages import Enrolment
from sync.pairing import read_code
from sync.signatures import enrol_words, new_seed, public_key, signed
from tests.sync.base.stores import Cluster
from tests.sync.base.summaries import TEAM, add_team, envelope, item

AT_ONCE = 6
PASSWORD = "en lang vei til havet"
SETTINGS = Settings()
_T = TypeVar("_T")


def side_by_side(work: Callable[[int], _T]) -> list[_T]:
    """What each of AT_ONCE threads gave, all begun together."""
    ready = Barrier(AT_ONCE, timeout=30)

    def begin(number: int) -> _T:
        ready.wait()
        return work(number)

    with ThreadPoolExecutor(AT_ONCE) as several:
        return list(several.map(begin, range(AT_ONCE)))


def refused(work: Callable[[], object], *errors: type[Exception]) -> bool:
    try:
        work()
    except errors:
        return True
    return False


def until_waiting(database: Database, how_many: int) -> None:
    """Returns once so many wait for somebody's lock, on PostgreSQL."""
    for _ in range(600):
        with database.connect() as connection:
            if connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) >= how_many:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def test_a_base_is_set_up_once(database: Database) -> None:
    keys = side_by_side(lambda number: set_up(database, SETTINGS, f"TRO{number:02}", None).facts["key"])
    with database.connect() as connection:
        numbers = dict(connection.execute(select(team.c.code, team.c.team_id)).all())
    assert len(set(keys)) == 1
    assert sorted(numbers.values()) == list(range(1, AT_ONCE + 1))


def test_a_name_is_given_to_one_laptop(database: Database) -> None:
    set_up(database, SETTINGS, TEAM, None)
    answers = side_by_side(lambda _: refused(lambda: enrol(database, SETTINGS, TEAM, "Lunde", None), NameTaken))
    assert sorted(answers) == [False] + [True] * (AT_ONCE - 1)


def test_a_name_is_given_to_one_reader(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.base.web.passwords.hash_of", lambda _: "x")  # 64 MiB each
    set_up(database, SETTINGS, TEAM, None)
    answers = side_by_side(lambda _: refused(lambda: new_reader(database, TEAM, "Åse", PASSWORD, "nb"), ReaderError))
    assert sorted(answers) == [False] + [True] * (AT_ONCE - 1)


@pytest.fixture
def busy(postgres: Cluster, postgres_template: str) -> Iterator[Database]:
    """On PostgreSQL, whose writers do not take turns by themselves; a team of one laptop."""
    with closing(Database.open(postgres.new(postgres_template), make=False)) as opened:
        set_up(opened, SETTINGS, TEAM, None)
        with opened.begin() as connection:
            add_team(connection, 2, "OSL02", devices=1)
        yield opened


@contextmanager
def erasing_meanwhile(database: Database) -> Iterator[tuple[ThreadPoolExecutor, Future[int]]]:
    """While the block lasts a batch is on its way; its episode is being erased, which waits for it."""
    said = item(random.Random(1), kind="visit")
    with ThreadPoolExecutor(2) as several, database.begin() as connection:
        take(connection, 2, connection.scalars(select(device.c.device_id)).one(), read_batch(envelope([said])))
        erasing = several.submit(lambda: erase(database, 2, episodes=[UUID(said["summary"]["episode"])]).records)
        until_waiting(database, 1)
        yield several, erasing


def test_an_episode_is_erased_with_what_is_on_its_way(busy: Database) -> None:
    with erasing_meanwhile(busy) as (_, erasing):
        pass
    assert erasing.result(30) == 1
    with busy.connect() as connection:
        assert connection.execute(select(record)).all() == []


def test_nobody_joins_while_something_is_erased(busy: Database) -> None:
    """Their first batch could bring back what is being taken out."""
    code = str(enrol(busy, SETTINGS, "OSL02", None, None).facts["code"])
    seed = new_seed()
    secret, key = read_code(code).secret, public_key(seed).hex()
    wish = Enrolment(code=secret, key=key, proof=signed(seed, enrol_words(secret, key)))
    with erasing_meanwhile(busy) as (several, erasing):
        joining = several.submit(busy.trying, lambda joined: auth.enrol(joined, wish, SETTINGS.now()))
        until_waiting(busy, 2)
    assert erasing.result(30) == 1
    assert joining.result(30).team == "OSL02"

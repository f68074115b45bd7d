"""What the world does to a database, and what the base makes of it."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update

from app.domain.errors import Circumstance, ErrorCode
from sync.base.database import Database
from sync.base.store_errors import Collided
from sync.base.tables import team
from tests.sync.base.stores import Cluster


def codes(database: Database) -> set[str]:
    with database.connect() as connection:
        return set(connection.scalars(select(team.c.code)))


def add(database: Database, number: int, code: str) -> None:
    with database.begin() as connection:
        connection.execute(insert(team).values(team_id=number, code=code))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.base.database._WAIT_S", 0.2)


def test_a_file_that_another_program_writes_to_is_busy(impatient: None, sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    with closing(Database.open(f"sqlite:///{path}")) as database, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Circumstance) as caught:
            add(database, 1, "TRO01")
        assert caught.value.code is ErrorCode.BASE_STORE_BUSY
        assert codes(database) == set()  # readers go on
        other.execute("ROLLBACK")
        add(database, 1, "TRO01")
        assert codes(database) == {"TRO01"}


def test_a_writer_that_does_not_end_keeps_others_waiting_so_long_and_no_longer(
    impatient: None, sqlite_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "base.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    with closing(Database.open(f"sqlite:///{path}")) as database:
        held, done = threading.Event(), threading.Event()

        def hold() -> None:
            with database.begin():
                held.set()
                done.wait(30)

        thread = threading.Thread(target=hold)
        thread.start()
        held.wait(30)
        with pytest.raises(Circumstance) as caught:
            add(database, 1, "TRO01")
        done.set()
        thread.join()
        assert caught.value.code is ErrorCode.BASE_STORE_BUSY
        add(database, 1, "TRO01")


def test_a_file_that_is_damaged_below_us(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    with closing(sqlite3.connect(path)) as raw:
        (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'team'").fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = b"\xff" * size
    path.write_bytes(data)
    with closing(Database.open(f"sqlite:///{path}")) as database, pytest.raises(Circumstance) as caught, database.connect() as connection:
        connection.execute(select(team)).all()
    assert caught.value.code is ErrorCode.BASE_STORE_DAMAGED


def test_a_postgresql_that_goes_down_and_comes_back(postgres: Cluster, postgres_template: str) -> None:
    """What was acknowledged is there, and the base needs no start of its own."""
    with closing(Database.open(postgres.new(postgres_template))) as database:
        add(database, 1, "TRO01")
        postgres.kill()
        try:
            with pytest.raises(Circumstance) as caught:
                codes(database)
        finally:
            postgres.start()
        assert caught.value.code is ErrorCode.BASE_STORE_UNREACHABLE
        assert codes(database) == {"TRO01"}


def test_a_postgresql_that_was_started_anew_is_not_noticed(postgres: Cluster, postgres_template: str) -> None:
    """Connections that are kept are looked at before they are used."""
    with closing(Database.open(postgres.new(postgres_template))) as database:
        add(database, 1, "TRO01")
        postgres.kill()
        postgres.start()
        assert codes(database) == {"TRO01"}


def test_a_postgresql_that_goes_down_in_a_transaction(postgres: Cluster, postgres_template: str) -> None:
    with closing(Database.open(postgres.new(postgres_template))) as database:
        try:
            with pytest.raises(Circumstance) as caught, database.begin() as connection:
                connection.execute(insert(team).values(team_id=1, code="TRO01"))
                postgres.kill()
                connection.execute(insert(team).values(team_id=2, code="OSL02"))
        finally:
            postgres.start()
        assert caught.value.code is ErrorCode.BASE_STORE_UNREACHABLE
        assert codes(database) == set()


def _crossing(database: Database, again: bool) -> list[Exception]:
    """Two writers who want the same two rows, each the other's first."""
    met = threading.Barrier(2, timeout=30)
    troubles: list[Exception] = []

    def write(first: int, second: int) -> None:
        waited = False

        def work(connection: Connection) -> None:
            nonlocal waited
            connection.execute(update(team).where(team.c.team_id == first).values(threshold=team.c.threshold + 1))
            if not waited:
                waited = True
                met.wait()
            connection.execute(update(team).where(team.c.team_id == second).values(threshold=team.c.threshold + 1))

        try:
            if again:
                database.trying(work)
            else:
                with database.begin() as connection:
                    work(connection)
        except Circumstance as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=write, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return troubles


@pytest.mark.parametrize("again", [False, True])
def test_writers_that_wait_for_each_other_are_told_apart_and_tried_again(postgres: Cluster, postgres_template: str, again: bool) -> None:
    with closing(Database.open(postgres.new(postgres_template))) as database:
        add(database, 1, "TRO01")
        add(database, 2, "OSL02")
        troubles = _crossing(database, again)
        assert [type(trouble) for trouble in troubles] == ([] if again else [Collided])
        with database.connect() as connection:
            assert set(connection.scalars(select(team.c.threshold))) == ({7} if again else {6})


def test_two_that_open_an_empty_database_at_once_make_its_tables_once(postgres: Cluster, tmp_path: Path) -> None:
    for url in (postgres.new(), f"sqlite:///{tmp_path / 'base.sqlite3'}"):
        opened: list[Database] = []

        def open_it(url: str = url, opened: list[Database] = opened) -> None:
            opened.append(Database.open(url))

        threads = [threading.Thread(target=open_it) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(opened) == 3
        for database in opened:
            assert codes(database) == set()
            database.close()

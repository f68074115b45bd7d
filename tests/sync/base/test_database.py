"""Opening, bringing up to date, refusing, and the two kinds of transaction, on SQLite and PostgreSQL."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.domain.errors import Circumstance, ErrorCode
from sync.base.database import Database
from sync.base.tables import device, metadata, team
from tests.sync.base.stores import Cluster

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_tables_made_by_the_changes_are_those_the_program_knows(database: Database) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        assert compare_metadata(context, metadata) == []


def test_opening_again_changes_nothing(database: Database, database_url: str) -> None:
    with database.begin() as connection:
        connection.execute(insert(team).values(team_id=1, code="TRO01"))
    again = Database.open(database_url, make=False)
    with again.connect() as connection:
        assert connection.scalar(select(team.c.code)) == "TRO01"
    again.close()


def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(database: Database, database_url: str) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Circumstance) as caught:
        Database.open(database_url)
    assert caught.value.code is ErrorCode.BASE_STORE_TOO_NEW
    with database.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_tokens_and_times_come_back_as_they_went_in(database: Database) -> None:
    who = uuid4()
    oslo = NOON.astimezone(timezone(timedelta(hours=1)))
    with database.begin() as connection:
        connection.execute(insert(team).values(team_id=1, code="TRO01"))
        connection.execute(insert(device).values(team_id=1, device_id=who, name="fjord", public_key=bytes(32), enrolled_at=oslo))
    with database.connect() as connection:
        row = connection.execute(select(device).where(device.c.device_id == who)).one()
    assert (row.device_id, row.enrolled_at, row.enrolled_at.tzinfo, row.revoked_at, row.stored) == (who, NOON, UTC, None, 0)


def test_a_time_without_its_zone_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(Exception, match="without its zone"), database.begin() as connection:
        connection.execute(select(device).where(device.c.enrolled_at == naive))


def test_what_only_reads_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.connect() as connection:
        connection.execute(insert(team).values(team_id=1, code="TRO01"))


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.begin() as connection:
        connection.execute(insert(team).values(team_id=1, code="TRO01"))
        raise ZeroDivisionError
    with database.connect() as connection:
        assert connection.execute(select(team)).all() == []


def test_a_broken_rule_stays_an_error_of_the_library_and_says_no_values(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught, database.begin() as connection:
        connection.execute(insert(team), [{"team_id": 1, "code": "TRO01"}, {"team_id": 2, "code": "TRO01"}])
    assert "[SQL parameters hidden" in str(caught.value)


def test_a_read_sees_one_moment_and_keeps_no_writer_waiting(database: Database) -> None:
    with database.connect() as reading:
        assert reading.execute(select(team)).all() == []
        with database.begin() as connection:
            connection.execute(insert(team).values(team_id=1, code="TRO01"))
        assert reading.execute(select(team)).all() == []
    with database.connect() as reading:
        assert len(reading.execute(select(team)).all()) == 1


def test_many_writers_take_turns(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(insert(team).values(team_id=1, code="TRO01", documents_after=0))

    def add() -> None:
        for _ in range(10):
            with database.begin() as connection:
                seen = connection.scalar(select(team.c.documents_after).with_for_update())
                connection.execute(team.update().values(documents_after=(seen or 0) + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.connect() as connection:
        assert connection.scalar(select(team.c.documents_after)) == 40


@pytest.mark.parametrize(
    "url", ["", "words", "mysql://a/b", "sqlite://", "sqlite:///:memory:", "sqlite:///x?mode=ro", "sqlite+aiosqlite:///x", "http://a"]
)
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(Circumstance) as caught:
        Database.open(url)
    assert caught.value.code is ErrorCode.BASE_STORE_ADDRESS


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite3"
    opened = Database.open(f"sqlite:///{path}")
    with opened.begin() as connection:
        connection.execute(insert(team).values(team_id=1, code="TRO01"))
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    opened.close()
    assert set(modes.values()) == {0o600}, modes


def test_opening_does_not_make_when_it_is_not_to(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite3"
    for _ in range(2):
        with pytest.raises(Circumstance) as caught:
            Database.open(f"sqlite:///{path}", make=False)
        assert caught.value.code is ErrorCode.BASE_STORE_MISSING
    assert not path.exists()


def test_an_empty_postgresql_database_is_not_made_a_base_unless_asked(postgres: Cluster) -> None:
    with pytest.raises(Circumstance) as caught:
        Database.open(postgres.new(), make=False)
    assert caught.value.code is ErrorCode.BASE_STORE_MISSING


def test_what_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite3"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(Circumstance) as caught:
        Database.open(f"sqlite:///{path}")
    assert caught.value.code is ErrorCode.BASE_STORE_DAMAGED
    assert path.read_bytes() == b"no database" * 1000


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("sqlite:////nowhere/at/all/base.sqlite3", ErrorCode.BASE_STORE_UNREACHABLE),
        ("postgresql://postgres@/samspill?host=/nowhere", ErrorCode.BASE_STORE_UNREACHABLE),
        ("postgresql://127.0.0.1:1/samspill", ErrorCode.BASE_STORE_UNREACHABLE),
    ],
)
def test_where_there_is_nothing_it_says_so(url: str, code: ErrorCode) -> None:
    with pytest.raises(Circumstance) as caught:
        Database.open(url)
    assert caught.value.code is code


def test_a_postgresql_without_that_database(postgres: Cluster) -> None:
    with pytest.raises(Circumstance) as caught:
        Database.open(postgres.url("not_there"))
    assert caught.value.code is ErrorCode.BASE_STORE_UNREACHABLE

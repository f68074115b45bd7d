"""Numbered SQL files: their sum is `schema.sql`, one cut short changes nothing, a newer store is refused."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from app.domain.errors import Bug, Circumstance, ErrorCode
from storage.migrations import migrate, schema, scripts
from storage.sqlcipher import VAULT_SHAPE, Connection, connect

GOOD = "BEGIN IMMEDIATE; CREATE TABLE extra_one (a INTEGER); PRAGMA user_version = {n}; COMMIT;"
CUT = "BEGIN IMMEDIATE; CREATE TABLE extra_two (a INTEGER); INSERT INTO nowhere VALUES (1); PRAGMA user_version = {n}; COMMIT;"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Connection]:
    path = tmp_path / "store"
    connection = connect(
        path, secrets.token_bytes(32), VAULT_SHAPE, damaged=ErrorCode.VAULT_DAMAGED, missing=ErrorCode.VAULT_MISSING, create=True
    )
    yield connection
    connection.close()


def version(store: Connection) -> int:
    return int(store.run("PRAGMA user_version")[0][0])


def test_schema_sql_is_what_the_migrations_make(store: Connection) -> None:
    migrate(store)
    assert schema(store) == files("storage.sql").joinpath("schema.sql").read_text("utf-8")


def test_each_script_carries_its_own_transaction_and_version() -> None:
    for number, script in enumerate(scripts(), start=1):
        assert script.count("BEGIN IMMEDIATE;") == 1
        assert script.rstrip().endswith(f"PRAGMA user_version = {number};\nCOMMIT;")


def test_running_twice_changes_nothing(store: Connection) -> None:
    migrate(store)
    before = schema(store)
    migrate(store)
    assert schema(store) == before
    assert version(store) == len(scripts())


def test_a_step_cut_short_leaves_the_store_as_it_was(store: Connection) -> None:
    migrate(store)
    base = len(scripts())
    before = schema(store)
    with pytest.raises(Bug):
        migrate(store, (*scripts(), CUT.format(n=base + 1)))
    assert schema(store) == before
    assert version(store) == base
    assert not store.in_transaction
    migrate(store, (*scripts(), GOOD.format(n=base + 1)))
    assert version(store) == base + 1


def test_a_newer_store_is_refused_and_left_alone(store: Connection) -> None:
    migrate(store, (*scripts(), GOOD.format(n=len(scripts()) + 1)))
    before = schema(store)
    with pytest.raises(Circumstance) as caught:
        migrate(store)
    assert caught.value.code is ErrorCode.VAULT_TOO_NEW
    assert schema(store) == before


def test_a_script_that_forgets_its_version_is_a_bug(store: Connection) -> None:
    with pytest.raises(Bug):
        migrate(store, ("BEGIN IMMEDIATE; CREATE TABLE t (a INTEGER); COMMIT;",))

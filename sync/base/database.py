"""The base's database, SQLite in one file or PostgreSQL: opening it, bringing its tables up to date, and its two kinds of transaction.

A database that a newer program made is refused. SQLite writes take turns (BEGIN IMMEDIATE) and are on the disk when they are acknowledged;
reads see one moment and keep nobody waiting, on both.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError

from app.domain.errors import Circumstance, ErrorCode
from sync.base import migrations
from sync.base.store_errors import Collided, translated

_WAIT_S = 10  # for somebody else's write
_TRIES = 6
_TURN = 0x53616D73  # the advisory lock of `in_turn`
_SQLITE_PRAGMAS = (
    # Random keys touch a page each in an index of millions: small pages, and a log that takes a hundred batches before it is worked in,
    # keep the time of a batch the same (tests/benchmarks/test_base_ingest.py). The first holds for a new file only.
    "PRAGMA page_size = 1024",
    "PRAGMA journal_mode = WAL",
    "PRAGMA wal_autocheckpoint = 16384",
    "PRAGMA synchronous = FULL",  # an acknowledged batch survives a loss of power
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is erased is overwritten
    "PRAGMA cache_size = -32768",
    "PRAGMA journal_size_limit = 67108864",
)
# A plan that was made while a table was small would be kept as it grows.
_POSTGRES_OPTIONS = f"-c TimeZone=UTC -c lock_timeout={_WAIT_S}s -c plan_cache_mode=force_custom_plan"
_T = TypeVar("_T")

_ONE_AT_A_TIME = threading.Lock()  # Alembic has one context for the whole process, and loads its steps as modules: not for two threads


class Database:
    """An open database. `begin` and `connect` may be used on any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()  # SQLite's own waiting is by polling: not fair, and slow

    @classmethod
    def open(cls, url: str, *, make: bool = True) -> Self:
        """`sqlite:///file` or `postgresql://…`. Tables are made (with `make`), or brought up to date.

        Raises BASE_STORE_ADDRESS (no such kind of database), BASE_STORE_MISSING (without `make`), BASE_STORE_TOO_NEW,
        BASE_STORE_DAMAGED, BASE_STORE_UNREACHABLE, BASE_STORE_BUSY.
        """
        address = _address(url)
        if address.get_backend_name() == "sqlite":
            _reserve(Path(address.database or ""), make=make)
        opened = cls(_engine(address))
        try:
            opened._bring_up_to_date(make=make)
        except BaseException:  # whatever it was, raised again: no connection is left open
            opened.close()
            raise
        return opened

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that writes; committed at the end, undone by an exception. Do not nest.

        Raises BASE_STORE_BUSY (also `Collided`: the same may be tried again), BASE_STORE_UNREACHABLE, BASE_STORE_DAMAGED, DISK_FULL.
        """
        with self._taking_turns(), translated(), self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    @contextmanager
    def in_turn(self) -> Iterator[Connection]:
        """As `begin`, and on PostgreSQL too one at a time: for rare changes that look before they write (a free name, the next number)."""
        with self.begin() as connection:
            if self.dialect == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
            yield connection

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A transaction that only reads and sees one moment. Raises as `begin`."""
        with translated(), self._reader().connect() as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """No transaction: each statement for itself, as VACUUM wants it. Raises as `begin`."""
        options = {"alone": True} if self.dialect == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
        with self._taking_turns(), translated(), self._engine.execution_options(**options).connect() as connection:
            yield connection

    def trying(self, work: Callable[[Connection], _T]) -> _T:
        """What `work` returns of a transaction that writes, begun again when another got in its way. Raises as `begin`."""
        for _ in range(_TRIES - 1):
            try:
                with self.begin() as connection:
                    return work(connection)
            except Collided:
                continue
        with self.begin() as connection:
            return work(connection)

    def close(self) -> None:
        self._engine.dispose()

    def _reader(self) -> Engine:
        if self.dialect == "sqlite":
            return self._engine
        return self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=_WAIT_S):
            raise Circumstance(ErrorCode.BASE_STORE_BUSY)
        try:
            yield
        finally:
            self._turn.release()

    def _bring_up_to_date(self, *, make: bool) -> None:
        config = Config(attributes={})
        config.set_main_option("script_location", str(Path(migrations.__path__[0])).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        script = ScriptDirectory.from_config(config)
        with _ONE_AT_A_TIME:
            self._change_tables(config, script, make=make)

    def _change_tables(self, config: Config, script: ScriptDirectory, *, make: bool) -> None:
        with self.connect() as connection:
            if _checked_version(connection, script, make=make) == script.get_current_head():
                return
        with self.in_turn() as connection:
            if _checked_version(connection, script, make=make) != script.get_current_head():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite address; None of PostgreSQL's. Raises BASE_STORE_ADDRESS."""
    address = _address(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise Circumstance(ErrorCode.BASE_STORE_ADDRESS) from None
    if address.drivername == "sqlite" and address.database and address.database != ":memory:" and not address.query:
        return address
    if address.drivername in ("postgresql", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    raise Circumstance(ErrorCode.BASE_STORE_ADDRESS)


def _reserve(path: Path, *, make: bool) -> None:
    """The file is its owner's alone from its first byte; SQLite gives its log the same rights."""
    if not make and not path.is_file():
        raise Circumstance(ErrorCode.BASE_STORE_MISSING)
    try:
        os.close(os.open(path, os.O_RDWR | (os.O_CREAT if make else 0), 0o600))
    except OSError:
        raise Circumstance(ErrorCode.BASE_STORE_UNREACHABLE) from None


def _engine(address: URL) -> Engine:
    # hide_parameters: what was asked for must not travel in an exception
    if address.get_backend_name() == "postgresql":
        settings = {"connect_timeout": _WAIT_S, "application_name": "samspill", "options": _POSTGRES_OPTIONS}
        return create_engine(address, hide_parameters=True, pool_pre_ping=True, pool_timeout=_WAIT_S, connect_args=settings)
    engine = create_engine(address, hide_parameters=True, pool_timeout=_WAIT_S, connect_args={"timeout": _WAIT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(raw: DBAPIConnection, _record: object) -> None:
    raw.isolation_level = None  # transactions begin where we say
    cursor = raw.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    writes, alone = options.get("writes", False), options.get("alone", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {0 if writes or alone else 1}")
    if not alone:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _checked_version(connection: Connection, script: ScriptDirectory, *, make: bool) -> str | None:
    """The number of the newest change that was made to the tables. Raises BASE_STORE_TOO_NEW, BASE_STORE_MISSING."""
    version = MigrationContext.configure(connection).get_current_revision()
    if version is None and not make:
        raise Circumstance(ErrorCode.BASE_STORE_MISSING)
    if version is not None and version not in {known.revision for known in script.walk_revisions()}:
        raise Circumstance(ErrorCode.BASE_STORE_TOO_NEW)
    return version

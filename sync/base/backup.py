"""A backup of a running base in one file, the same for SQLite and PostgreSQL, and putting it back into either.

The file is an SQLite base with a line at its end: SHA-256 of all before it. It has everything but what is short-lived (tokens, challenges,
codes, people who are logged in), the base's own key too: keep it as safe as the base. Putting back never writes over anything, and makes
all of a base or nothing. What was decided after the backup was made is taken from the database that is being replaced, if that can still be
read (`carried.py`).
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from sqlalchemy import Connection, Row, Table, func, insert, select

from app.domain.errors import Circumstance, ErrorCode
from sync.base.carried import SHORT_LIVED, Replaced, go_on_after, read_replaced
from sync.base.database import Database, sqlite_file
from sync.base.files import FileUnusable, NotToBeReplaced, is_database, is_there, own_file
from sync.base.tables import base, metadata, record, team

_AT_ONCE = 1000  # rows
_CHUNK = 1 << 20
_END = re.compile(rb"\nsamspill base backup 1 ([0-9a-f]{64})\n\Z")
_END_BYTES = len(b"\nsamspill base backup 1 \n") + 64


@dataclass(frozen=True, slots=True)
class Kept:
    """What is in a backup: records (tombstones too), and the file's size in bytes."""

    records: int
    size: int


def back_up(database: Database, path: Path) -> Kept:
    """Write a backup while the base runs; an older one of that name is replaced once the new one is whole and on the disk.

    Raises NotToBeReplaced, NotWritable, DISK_FULL, and as `Database.begin`.
    """
    if is_database(path) and not _is_backup(path):
        raise NotToBeReplaced
    with own_file(path) as part:
        if database.dialect == "sqlite":
            with database.alone() as connection:
                connection.exec_driver_sql("VACUUM INTO ?", (str(part),))
        else:
            _copy_out(database, part)
        records = _finish(part)
        _close_with_digest(part)
    return Kept(records, path.stat().st_size)


def put_back(path: Path, url: str, replaced: Database | None = None) -> Kept:
    """Make the base of a backup again at `url`: a file that is not there, or a PostgreSQL database without a base.

    `replaced`: the database whose place it takes, for what was decided since. Laptops notice that something is missing and send it again.
    Raises FileUnusable, BASE_BACKUP_DAMAGED, BASE_STORE_EXISTS, AnotherBase, NotWritable, DISK_FULL, and as `Database.open`. Nothing is
    made then.
    """
    before = None if replaced is None else read_replaced(replaced)
    target = sqlite_file(url)
    if target is not None:
        if is_there(target):
            raise Circumstance(ErrorCode.BASE_STORE_EXISTS)
        with own_file(target) as part:
            _copy_checked(path, part)
            with closing(Database.open(f"sqlite:///{part}", make=False)) as opened, opened.begin() as connection:
                go_on_after(connection, before)
            return Kept(_finish(part), path.stat().st_size)
    with closing(Database.open(url)) as opened:
        return Kept(_copy_in(path, opened, before), path.stat().st_size)


def _copy_out(database: Database, part: Path) -> None:
    with closing(Database.open(f"sqlite:///{part}")) as copy, database.connect() as source, copy.begin() as target:
        for table in metadata.sorted_tables:
            if table not in SHORT_LIVED:
                for rows in source.execution_options(yield_per=_AT_ONCE).execute(select(table)).partitions():
                    target.execute(insert(table), [row._asdict() for row in rows])


def _copy_in(path: Path, opened: Database, before: Replaced | None) -> int:
    """Returns the records."""
    with TemporaryDirectory(prefix="samspill-base-") as folder:
        part = Path(folder) / "base.sqlite3"
        _copy_checked(path, part)
        # opening brings a backup of an older program up to date
        with closing(Database.open(f"sqlite:///{part}", make=False)) as copy, copy.connect() as source, opened.in_turn() as target:
            if target.scalar(select(base.c.only)) is not None or target.scalar(select(team.c.team_id).limit(1)) is not None:
                raise Circumstance(ErrorCode.BASE_STORE_EXISTS)
            for table in metadata.sorted_tables:
                _fill(target, table, source.execution_options(yield_per=_AT_ONCE).execute(select(table)))
            go_on_after(target, before)
            return int(target.scalar(select(func.count()).select_from(record)) or 0)


def _fill(connection: Connection, table: Table, rows: Iterable[Row[Any]]) -> None:
    """PostgreSQL's own way for many rows."""
    cursor = connection.connection.cursor()
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _finish(part: Path) -> int:
    """Empties what is short-lived, makes one file of it, and looks at every page. Returns the records."""
    with closing(sqlite3.connect(part, isolation_level=None)) as raw:
        raw.execute("PRAGMA secure_delete = ON")
        for table in SHORT_LIVED:
            raw.execute(f"DELETE FROM {table.name}")  # noqa: S608
        raw.execute("PRAGMA journal_mode = DELETE")
        _look_at(raw)
        return int(raw.execute("SELECT count(*) FROM record").fetchone()[0])


def _look_at(raw: sqlite3.Connection) -> None:
    try:
        sound = raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise Circumstance(ErrorCode.BASE_BACKUP_DAMAGED)


def _is_backup(path: Path) -> bool:
    """Whether it ends as one does; a database in use does not."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _END_BYTES, 0))
        return _END.fullmatch(file.read()) is not None


def _close_with_digest(part: Path) -> None:
    with part.open("r+b") as file:
        digest = _digest(file, part.stat().st_size)
        file.seek(0, os.SEEK_END)
        file.write(b"\nsamspill base backup 1 %s\n" % digest.encode())
        file.flush()


def _copy_checked(path: Path, part: Path) -> None:
    """The database out of a backup. Raises FileUnusable, BASE_BACKUP_DAMAGED."""
    try:
        with path.open("rb") as file, part.open("wb") as copy:
            size = path.stat().st_size - _END_BYTES
            file.seek(max(size, 0))
            end = _END.fullmatch(file.read())
            file.seek(0)
            if end is None or _digest(file, size, copy) != end[1].decode():
                raise Circumstance(ErrorCode.BASE_BACKUP_DAMAGED)
    except OSError:
        raise FileUnusable from None
    with closing(sqlite3.connect(part, isolation_level=None)) as raw:
        _look_at(raw)


def _digest(file: BinaryIO, size: int, copy: BinaryIO | None = None) -> str:
    """SHA-256 of the next `size` bytes, which are written to `copy` too."""
    digest = hashlib.sha256()
    while size > 0 and (chunk := file.read(min(size, _CHUNK))):
        size -= len(chunk)
        digest.update(chunk)
        if copy is not None:
            copy.write(chunk)
    return digest.hexdigest()

"""Erasing at the base: what the team lead has taken out is gone, never comes back, and the laptops are told by a signed document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from app.domain.errors import Bug
from app.domain.outbox import DocumentKind
from sync.base.database import Database
from sync.base.documents import put_document
from sync.base.ingest import mark_changed
from sync.base.signing import read_key
from sync.base.tables import device, earlier, erased, record
from sync.wire import canonical


@dataclass(frozen=True, slots=True)
class Erased:
    """How many records were taken out, and the number of the document that says so (None: there was nothing)."""

    records: int
    document: int | None


def erase(database: Database, team_id: int, *, records: Collection[UUID] = (), episodes: Collection[UUID] = ()) -> Erased:
    """Take out these records, and all of these episodes (the tokens that a year's summaries have). Of what is not there nothing is noted.

    Afterwards no page of the database holds them any more; backups that were made before still do. Raises as `Database.begin`, and
    DocumentTooLarge when laptops could not be told.
    """
    done = database.trying(lambda connection: _erase(connection, team_id, records, episodes))
    if done.records:
        _clean(database)
    return done


def erase_records(connection: Connection, team_id: int, names: Collection[UUID], *, known_only: bool = True) -> int | None:
    """In the caller's transaction; the number of the document, None when there was nothing to take out. Without `known_only` also what
    may only come later."""
    # every batch has its device's row: those on their way end first, those that come see what is erased
    connection.execute(select(device.c.device_id).where(device.c.team_id == team_id).order_by(device.c.device_id).with_for_update()).all()
    there, periods = _there(connection, team_id, names)
    new = (there if known_only else set(names)) - _all_erased(connection, team_id)
    if not new:
        return None
    connection.execute(insert(erased), [{"team_id": team_id, "record": name} for name in sorted(new)])
    for portion in _portions(sorted(new)):
        for table in (record, earlier):
            connection.execute(delete(table).where(table.c.team_id == team_id, table.c.record.in_(portion)))
    mark_changed(connection, team_id, periods)
    return _tell(connection, team_id)


def _erase(connection: Connection, team_id: int, records: Collection[UUID], episodes: Collection[UUID]) -> Erased:
    names = set(records)
    for portion in _portions(sorted(episodes)):
        names |= set(connection.scalars(select(record.c.record).where(record.c.team_id == team_id, record.c.episode.in_(portion))))
    before = len(_all_erased(connection, team_id))
    number = erase_records(connection, team_id, names)
    return Erased(len(_all_erased(connection, team_id)) - before, number)


def _there(connection: Connection, team_id: int, names: Collection[UUID]) -> tuple[set[UUID], set[str | None]]:
    there, periods = set(), set()
    for portion in _portions(sorted(names)):
        of = select(record.c.record, record.c.period).where(record.c.team_id == team_id, record.c.record.in_(portion))
        for row in connection.execute(of):
            there.add(row.record)
            periods.add(row.period)
    return there, periods


def _all_erased(connection: Connection, team_id: int) -> set[UUID]:
    return set(connection.scalars(select(erased.c.record).where(erased.c.team_id == team_id)))


def _tell(connection: Connection, team_id: int) -> int:
    """The document names everything that was ever erased: a laptop keeps the newest only."""
    key = read_key(connection)
    if key is None:
        raise Bug("a base without its key")
    names = sorted(str(name) for name in _all_erased(connection, team_id))
    return put_document(connection, key, team_id, DocumentKind.ERASURES, canonical({"records": names}))


def _clean(database: Database) -> None:
    """Nothing of it stays in logs or in the gaps of pages, as far as the database lets us."""
    with database.alone() as connection:
        if database.dialect == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql("VACUUM record, earlier")


def _portions(names: list[UUID], most: int = 500) -> list[list[UUID]]:
    return [names[begin : begin + most] for begin in range(0, len(names), most)]

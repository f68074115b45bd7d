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
from sync.base.tables import device, earlier, erased, record, team
from sync.wire import canonical


class StillRead(Exception):
    """What was erased is still in the file's log, since somebody reads as of before."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How many records were taken out, and the number of the document that says so (None: there was nothing)."""

    records: int
    document: int | None


def erase(database: Database, team_id: int, *, records: Collection[UUID] = (), episodes: Collection[UUID] = ()) -> Erased:
    """Take out these records, and all of these episodes (the tokens that a year's summaries have). Of what is not there nothing is noted.

    Afterwards no page of the database holds them any more; backups that were made before still do. Raises as `Database.begin`, StillRead
    (they are erased; the same may be asked again), and DocumentTooLarge when laptops could not be told.
    """
    done = database.trying(lambda connection: _erase(connection, team_id, records, episodes))
    if not sweep(database):
        raise StillRead
    return done


def sweep(database: Database) -> bool:
    """What was taken out or replaced stays in no log and no gap of a page, as far as the database lets us. False while somebody on SQLite
    still reads as of before, a backup for instance."""
    with database.alone() as connection:
        if database.dialect == "postgresql":
            connection.exec_driver_sql("VACUUM record, earlier")
            return True
        return not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]


def erase_records(connection: Connection, team_id: int, names: Collection[UUID]) -> Erased:
    """In the caller's transaction; also what is not there and may only come later."""
    new = sorted(set(names) - _all_erased(connection, team_id))
    if not new:
        return Erased(0, None)
    connection.execute(insert(erased), [{"team_id": team_id, "record": name} for name in new])
    periods: set[str | None] = set()
    for portion in _portions(new):
        ours = delete(record).where(record.c.team_id == team_id, record.c.record.in_(portion))
        periods |= set(connection.scalars(ours.returning(record.c.period)))
        connection.execute(delete(earlier).where(earlier.c.team_id == team_id, earlier.c.record.in_(portion)))
    mark_changed(connection, team_id, periods)
    return Erased(len(new), _tell(connection, team_id))


def _erase(connection: Connection, team_id: int, records: Collection[UUID], episodes: Collection[UUID]) -> Erased:
    _hold_off(connection, team_id)
    names: set[UUID] = set()
    for column, wanted in ((record.c.record, records), (record.c.episode, episodes)):
        for portion in _portions(sorted(wanted)):
            names |= set(connection.scalars(select(record.c.record).where(record.c.team_id == team_id, column.in_(portion))))
    return erase_records(connection, team_id, names)


def _hold_off(connection: Connection, team_id: int) -> None:
    """Batches that are on their way end first, and those that come see what is erased: each has its laptop's row. Whoever joins needs the
    team's."""
    connection.execute(select(team.c.team_id).where(team.c.team_id == team_id).with_for_update(key_share=True)).all()
    connection.execute(select(device.c.device_id).where(device.c.team_id == team_id).order_by(device.c.device_id).with_for_update()).all()


def _all_erased(connection: Connection, team_id: int) -> set[UUID]:
    return set(connection.scalars(select(erased.c.record).where(erased.c.team_id == team_id)))


def _tell(connection: Connection, team_id: int) -> int:
    """The document names everything that was ever erased: a laptop keeps the newest only."""
    key = read_key(connection)
    if key is None:
        raise Bug("a base without its key")
    names = sorted(str(name) for name in _all_erased(connection, team_id))
    return put_document(connection, key, team_id, DocumentKind.ERASURES, canonical({"records": names}))


def _portions(names: list[UUID], most: int = 500) -> list[list[UUID]]:
    return [names[begin : begin + most] for begin in range(0, len(names), most)]

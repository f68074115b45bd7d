"""What a base that comes out of a backup must not forget, taken from the one whose place it takes: what was erased and published since, who
was put out, who may look at the figures.

A backup is older than what was decided after it. Without this a stolen laptop that was put out would be let in again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from sync.base.database import Database
from sync.base.erasing import erase_records
from sync.base.tables import base, challenge, device, document, erased, invitation, published, reader, sitting, team, token

# Codes too: one that was used since would be good again.
SHORT_LIVED = (token, challenge, sitting, invitation)
_GAP = 1000  # in numbers of documents, after a restore


class AnotherBase(Exception):
    """What is said to be replaced has another key: it is not the base that the backup was made of."""


@dataclass(frozen=True, slots=True)
class _Since:
    """Of one team. `number`: the highest of a document; `put_out`: laptops and since when; `threshold` None: as it was."""

    erased: frozenset[UUID] = frozenset()
    number: int = 0
    published: tuple[dict[str, Any], ...] = ()
    put_out: Mapping[UUID, datetime] = field(default_factory=lambda: MappingProxyType({}))
    readers: tuple[dict[str, Any], ...] | None = None
    threshold: int | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """The base that is replaced, by the codes of its teams."""

    key_seed: bytes = field(repr=False)
    teams: Mapping[str, _Since]


def read_replaced(database: Database) -> Replaced:
    """Raises as `Database.connect`, and AnotherBase for a database that nobody has set up."""
    with database.connect() as connection:
        seed = connection.scalar(select(base.c.key_seed))
        if seed is None:
            raise AnotherBase
        return Replaced(bytes(seed), {row.code: _since(connection, row) for row in connection.execute(select(team)).all()})


def go_on_after(connection: Connection, replaced: Replaced | None) -> None:
    """In a base as the backup had it: numbers of documents that laptops may know are not given again, nobody is logged in, and what was
    decided since holds. Raises AnotherBase."""
    if replaced is not None and connection.scalar(select(base.c.key_seed)) != replaced.key_seed:
        raise AnotherBase
    for table in SHORT_LIVED:
        connection.execute(delete(table))
    since = {} if replaced is None else replaced.teams
    for row in connection.execute(select(team)).all():
        _carry(connection, row, since.get(row.code, _Since()))


def _since(connection: Connection, row: Row[Any]) -> _Since:
    of_team = row.team_id
    out = select(device.c.device_id, device.c.revoked_at).where(device.c.team_id == of_team, device.c.revoked_at.is_not(None))
    return _Since(
        frozenset(connection.scalars(select(erased.c.record).where(erased.c.team_id == of_team))),
        max(row.documents_after, _highest(connection, of_team)),
        tuple(dict(one) for one in connection.execute(select(published).where(published.c.team_id == of_team)).mappings()),
        {one.device_id: one.revoked_at for one in connection.execute(out)},
        tuple(dict(one) for one in connection.execute(select(reader).where(reader.c.team_id == of_team)).mappings()),
        row.threshold,
    )


def _carry(connection: Connection, row: Row[Any], since: _Since) -> None:
    of_team = row.team_id
    after = max(row.documents_after, _highest(connection, of_team), since.number) + _GAP
    threshold = row.threshold if since.threshold is None else since.threshold
    connection.execute(update(team).where(team.c.team_id == of_team).values(documents_after=after, threshold=threshold))
    erase_records(connection, of_team, since.erased)
    for one in since.published:
        same = (published.c[name] == one[name] for name in ("period", "table_name"))
        connection.execute(delete(published).where(published.c.team_id == of_team, *same))
        connection.execute(insert(published).values({**one, "team_id": of_team}))
    for device_id, when in since.put_out.items():
        where = (device.c.team_id == of_team, device.c.device_id == device_id, device.c.revoked_at.is_(None))
        connection.execute(update(device).where(*where).values(revoked_at=when))
    if since.readers is not None:
        connection.execute(delete(reader).where(reader.c.team_id == of_team))
        for one in since.readers:
            connection.execute(insert(reader).values({**one, "team_id": of_team}))


def _highest(connection: Connection, team_id: int) -> int:
    highest = select(func.max(document.c.number), func.max(document.c.version)).where(document.c.team_id == team_id)
    return max(number or 0 for number in connection.execute(highest).one())

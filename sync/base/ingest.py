"""Takes a batch in: each item on its own, by the table of docs/sync.md. Any resends of any subset in any order give the same state.

Everything is looked up at once, decided here, and written at once. The device's row is locked meanwhile, so that two tries of one laptop
take turns; two laptops that send the same new record at the same moment collide, and one of them is begun again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, bindparam, insert, select, text, update
from sqlalchemy.dialects import postgresql

from sync.base.store_errors import Collided
from sync.base.tables import device, earlier, erased, record
from sync.wire import SCHEMA_ID, Envelope, Item, ItemReceipt, Outcome, Refusal, Revision, canonical, read_item

Row = dict[str, Any]
_CONTENT: Row = {
    column.name: None for column in record.columns if column.name not in ("team_id", "record", "revision", "digest", "device_id")
}
_REVISION: TypeAdapter[int] = TypeAdapter(Revision)
# The same words on SQLite and PostgreSQL.
_MARK = text(
    "INSERT INTO changed_period (team_id, period, changes) VALUES (:team_id, :period, 1) "
    "ON CONFLICT (team_id, period) DO UPDATE SET changes = changed_period.changes + 1"
)
# SQLite's writers take turns; on PostgreSQL another laptop may have sent the same record since it was looked up.
_ADD = {"sqlite": insert(record), "postgresql": postgresql.insert(record).on_conflict_do_nothing()}
_COUNT = {"preserve_rowcount": True}
_ADD_EARLIER = insert(earlier)
_REPLACE = (
    update(record)
    .where(record.c.team_id == bindparam("of_team"), record.c.record == bindparam("of_record"))
    .values({name: bindparam(name) for name in ("revision", "digest", "device_id", *_CONTENT)})
)


@dataclass(slots=True)
class _Standing:
    """How a record stands, with what this batch has added so far. `known`: it was there before."""

    revision: int
    digest: bytes
    known: bool
    period: str | None = None  # as it was
    before: dict[int, bytes] = field(default_factory=dict)  # digests of lower revisions
    added: list[int] = field(default_factory=list)  # which of those are new
    row: Row | None = None  # what is to be written of the newest


@dataclass(frozen=True, slots=True)
class _Read:
    """One item of the envelope as far as it could be read. `item` None: the wire does not allow it."""

    said: Mapping[str, Any]
    digest: bytes | None
    item: Item | None


def take(connection: Connection, team_id: int, device_id: UUID, envelope: Envelope) -> tuple[list[ItemReceipt], int]:
    """What became of each item, in order, and how many of this device were stored, ever. The caller's transaction is `Database.begin`'s.

    Raises `Collided` when another laptop sent the same record at the same moment: begin again.
    """
    before = connection.scalar(
        select(device.c.stored).where(device.c.team_id == team_id, device.c.device_id == device_id).with_for_update()
    )
    if envelope.schema_id != SCHEMA_ID:
        read = [_Read(said, _digest(said), None) for said in envelope.items]
        return [_refused(one, Refusal.UNKNOWN_SCHEMA) for one in read], before or 0
    read = [_read(said) for said in envelope.items]
    items = [one.item for one in read if one.item is not None]
    gone = _erased(connection, team_id, items)
    standings = _look_up(connection, team_id, items)
    receipts = [_settle(one, gone, standings, device_id) for one in read]
    stored = sum(receipt.outcome is Outcome.STORED for receipt in receipts)
    if stored:
        _write(connection, team_id, standings)
        connection.execute(
            update(device).where(device.c.team_id == team_id, device.c.device_id == device_id).values(stored=device.c.stored + stored)
        )
    return receipts, (before or 0) + stored


def mark_changed(connection: Connection, team_id: int, periods: Iterable[str | None]) -> None:
    """The figures of these periods have to be counted again."""
    rows = [{"team_id": team_id, "period": period} for period in sorted({period for period in periods if period is not None})]
    if rows:
        connection.execute(_MARK, rows)


def _read(said: dict[str, Any]) -> _Read:
    try:
        data = canonical(said)
    except (ValueError, RecursionError):  # not a number, one of thousands of digits, too deep
        return _Read(said, None, None)
    digest = hashlib.sha256(data).digest()
    try:
        return _Read(said, digest, read_item(data))
    except ValidationError:
        return _Read(said, digest, None)


def _digest(said: dict[str, Any]) -> bytes | None:
    return _read(said).digest


def _erased(connection: Connection, team_id: int, items: Sequence[Item]) -> set[UUID]:
    if not items:
        return set()
    return set(connection.scalars(select(erased.c.record).where(erased.c.team_id == team_id, erased.c.record.in_(_names(items)))))


def _look_up(connection: Connection, team_id: int, items: Sequence[Item]) -> dict[UUID, _Standing]:
    """How the records stand that are there already."""
    if not items:
        return {}
    of = select(record.c.record, record.c.revision, record.c.digest, record.c.period)
    asked = of.where(record.c.team_id == team_id, record.c.record.in_(_names(items))).order_by(record.c.record).with_for_update()
    found = {row.record: _Standing(row.revision, row.digest, True, row.period) for row in connection.execute(asked)}
    lower = {item.record for item in items if item.record in found and item.revision < found[item.record].revision}
    if lower:
        digests = select(earlier.c.record, earlier.c.revision, earlier.c.digest)
        for row in connection.execute(digests.where(earlier.c.team_id == team_id, earlier.c.record.in_(sorted(lower)))):
            found[row.record].before[row.revision] = row.digest
    return found


def _names(items: Sequence[Item]) -> list[UUID]:
    return sorted({item.record for item in items})


def _settle(read: _Read, gone: set[UUID], standings: dict[UUID, _Standing], device_id: UUID) -> ItemReceipt:
    """Decides about one item and puts down in `standings` what it changes."""
    item, digest = read.item, read.digest
    if item is None or digest is None:
        return _refused(read, Refusal.NOT_VALID)
    if item.record in gone:
        return _refused(read, Refusal.ERASED)
    return ItemReceipt(
        record=item.record, revision=item.revision, outcome=_outcome(item, read, digest, standings, device_id), digest=digest.hex()
    )


def _outcome(item: Item, read: _Read, digest: bytes, standings: dict[UUID, _Standing], device_id: UUID) -> Outcome:
    standing = standings.get(item.record)
    if standing is None:
        standings[item.record] = _Standing(item.revision, digest, False, row=_row(item, read, device_id))
        return Outcome.STORED
    there = standing.digest if item.revision == standing.revision else standing.before.get(item.revision)
    if there is not None:
        return Outcome.SAME if there == digest else Outcome.CONFLICT
    if item.revision < standing.revision:
        standing.before[item.revision] = digest
        standing.added.append(item.revision)
    else:
        standing.before[standing.revision] = standing.digest
        standing.added.append(standing.revision)
        standing.revision, standing.digest, standing.row = item.revision, digest, _row(item, read, device_id)
    return Outcome.STORED


def _row(item: Item, read: _Read, device_id: UUID) -> Row:
    """The content as columns: words of closed lists as they were said, which the wire has looked at."""
    row = {**_CONTENT, **read.said["summary"], "device_id": device_id}
    row["episode"] = getattr(item.summary, "episode", None)
    return row


def _refused(read: _Read, why: Refusal) -> ItemReceipt:
    digest = read.digest.hex() if read.digest is not None else None
    if read.item is not None:
        return ItemReceipt(record=read.item.record, revision=read.item.revision, outcome=Outcome.REFUSED, refusal=why, digest=digest)
    return ItemReceipt(
        record=_record_said(read.said), revision=_revision_said(read.said), outcome=Outcome.REFUSED, refusal=why, digest=digest
    )


def _record_said(said: Mapping[str, Any]) -> UUID | None:
    name = said.get("record")
    try:
        told = UUID(name) if isinstance(name, str) else None
    except ValueError:
        return None
    return told if told is not None and told.version == 4 else None


def _revision_said(said: Mapping[str, Any]) -> int | None:
    try:
        return _REVISION.validate_python(said.get("revision"))
    except ValidationError:
        return None


def _write(connection: Connection, team_id: int, standings: dict[UUID, _Standing]) -> None:
    """In the order of the records, on every laptop's behalf the same: two batches cannot wait for each other."""
    changed = sorted((name, standing) for name, standing in standings.items() if standing.row is not None and standing.known)
    new = [
        {"team_id": team_id, "record": name, "revision": standing.revision, "digest": standing.digest, **standing.row}
        for name, standing in sorted(standings.items(), key=lambda pair: pair[0])
        if standing.row is not None and not standing.known
    ]
    replaced = [
        {"of_team": team_id, "of_record": name, "revision": standing.revision, "digest": standing.digest, **(standing.row or {})}
        for name, standing in changed
    ]
    others = [
        {"team_id": team_id, "record": name, "revision": revision, "digest": standing.before[revision]}
        for name, standing in sorted(standings.items(), key=lambda pair: pair[0])
        for revision in standing.added
    ]
    if new and connection.execute(_ADD[connection.dialect.name], new, execution_options=_COUNT).rowcount != len(new):
        raise Collided
    if replaced:
        connection.execute(_REPLACE, replaced)
    if others:
        connection.execute(_ADD_EARLIER, others)
    mark_changed(connection, team_id, [row["period"] for row in (*new, *replaced)] + [standing.period for _, standing in changed])

"""Takes a batch in: each item on its own, by the table of docs/sync.md. Any resends of any subset in any order give the same state.

What is new is added at once (`newcomers`); of what was there already each record is locked, looked at, decided about and written. The
device's row is locked all the while: erasing waits for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, bindparam, insert, select, text, update

from sync.base.newcomers import Row, add_new, erased_among
from sync.base.tables import device, earlier, record
from sync.wire import SCHEMA_ID, Envelope, Item, ItemReceipt, Outcome, Refusal, Revision, canonical, read_item

_WHICH = ("team_id", "record", "revision", "digest", "device_id")
_CONTENT: Row = {column.name: None for column in record.columns if column.name not in _WHICH}
_REVISION: TypeAdapter[int] = TypeAdapter(Revision)
# The same words on SQLite and PostgreSQL.
_MARK = text(
    "INSERT INTO changed_period (team_id, period, changes) VALUES (:team_id, :period, 1) "
    "ON CONFLICT (team_id, period) DO UPDATE SET changes = changed_period.changes + 1"
)
_REPLACE = (
    update(record)
    .where(record.c.team_id == bindparam("of_team"), record.c.record == bindparam("of_record"))
    .values({name: bindparam(name) for name in ("revision", "digest", "device_id", *_CONTENT)})
)
_COUNT = (
    update(device)
    .where(device.c.team_id == bindparam("of_team"), device.c.device_id == bindparam("of_device"))
    .values(stored=device.c.stored + bindparam("more"))
    .returning(device.c.stored)
)


@dataclass(slots=True)
class _Standing:
    """How a record stands, with what this batch has added so far. `changed`: its newest is another than the one that is written down."""

    revision: int
    digest: bytes
    period: str | None  # of what is written down
    before: dict[int, bytes] = field(default_factory=dict)  # digests of lower revisions
    added: list[int] = field(default_factory=list)  # which of those are new
    changed: Row | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """One item of the envelope as far as it could be read. `item` None: the wire does not allow it."""

    said: Mapping[str, Any]
    digest: bytes | None
    item: Item | None


def take(connection: Connection, team_id: int, device_id: UUID, envelope: Envelope) -> tuple[list[ItemReceipt], int]:
    """What became of each item, in order, and how many of this device were stored, ever. In a transaction of `Database.trying`."""
    read = [_read(said) for said in envelope.items]
    of_device = {"of_team": team_id, "of_device": device_id}
    known = envelope.schema_id == SCHEMA_ID
    hoped = sum(one.item is not None for one in read) if known else 0
    held = connection.scalar(_COUNT, {**of_device, "more": hoped}) or 0
    if not known:
        return [_refused(one, Refusal.UNKNOWN_SCHEMA) for one in read], held
    names = {one.item.record for one in read if one.item is not None}
    gone = erased_among(connection, team_id, names) if names else set()
    first = {one.item.record: one for one in reversed(read) if one.item is not None and one.item.record not in gone}
    rows = [_row(team_id, device_id, one) for one in first.values()]
    new = add_new(connection, rows)
    standings = _look_up(connection, team_id, first.keys() - new)
    standings |= {row["record"]: _Standing(row["revision"], row["digest"], row["period"]) for row in rows if row["record"] in new}
    fresh = {id(first[name]) for name in new}
    receipts = [_receipt(one, Outcome.STORED) if id(one) in fresh else _settle(one, gone, standings, team_id, device_id) for one in read]
    periods = [row["period"] for row in rows if row["record"] in new] + _write(connection, team_id, standings)
    mark_changed(connection, team_id, periods)
    stored = sum(receipt.outcome is Outcome.STORED for receipt in receipts)
    if stored != hoped:
        held = connection.scalar(_COUNT, {**of_device, "more": stored - hoped}) or 0
    return receipts, held


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


def _row(team_id: int, device_id: UUID, read: _Read) -> Row:
    """An item as columns: words of closed lists as they were said, which the wire has looked at."""
    item = read.item
    assert item is not None
    which = {"team_id": team_id, "record": item.record, "revision": item.revision, "digest": read.digest, "device_id": device_id}
    return {**_CONTENT, **read.said["summary"], **which, "episode": getattr(item.summary, "episode", None)}


def _look_up(connection: Connection, team_id: int, names: Iterable[UUID]) -> dict[UUID, _Standing]:
    """How these stand; each is locked, in order."""
    ordered = sorted(names)
    if not ordered:
        return {}
    of = select(record.c.record, record.c.revision, record.c.digest, record.c.period)
    asked = of.where(record.c.team_id == team_id, record.c.record.in_(ordered)).order_by(record.c.record).with_for_update()
    found = {row.record: _Standing(row.revision, row.digest, row.period) for row in connection.execute(asked)}
    digests = select(earlier.c.record, earlier.c.revision, earlier.c.digest)
    for row in connection.execute(digests.where(earlier.c.team_id == team_id, earlier.c.record.in_(ordered))):
        found[row.record].before[row.revision] = row.digest
    return found


def _settle(read: _Read, gone: set[UUID], standings: Mapping[UUID, _Standing], team_id: int, device_id: UUID) -> ItemReceipt:
    """Decides about one item and puts down in `standings` what it changes."""
    item, digest = read.item, read.digest
    if item is None or digest is None:
        return _refused(read, Refusal.NOT_VALID)
    if item.record in gone:
        return _refused(read, Refusal.ERASED)
    standing = standings[item.record]
    there = standing.digest if item.revision == standing.revision else standing.before.get(item.revision)
    if there is not None:
        return _receipt(read, Outcome.SAME if there == digest else Outcome.CONFLICT)
    if item.revision < standing.revision:
        standing.before[item.revision] = digest
        standing.added.append(item.revision)
    else:
        standing.before[standing.revision] = standing.digest
        standing.added.append(standing.revision)
        standing.revision, standing.digest, standing.changed = item.revision, digest, _row(team_id, device_id, read)
    return _receipt(read, Outcome.STORED)


def _receipt(read: _Read, outcome: Outcome, refusal: Refusal | None = None) -> ItemReceipt:
    digest = read.digest.hex() if read.digest is not None else None
    if read.item is not None:
        return ItemReceipt(record=read.item.record, revision=read.item.revision, outcome=outcome, refusal=refusal, digest=digest)
    return ItemReceipt(record=_record_said(read.said), revision=_revision_said(read.said), outcome=outcome, refusal=refusal, digest=digest)


def _refused(read: _Read, why: Refusal) -> ItemReceipt:
    return _receipt(read, Outcome.REFUSED, why)


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


def _write(connection: Connection, team_id: int, standings: Mapping[UUID, _Standing]) -> list[str | None]:
    """Corrections, and digests of lower revisions. Returns the periods that records left or entered."""
    changed = sorted((name, standing) for name, standing in standings.items() if standing.changed is not None)
    replaced = [{"of_team": team_id, "of_record": name, **_without_names(standing.changed or {})} for name, standing in changed]
    if replaced:
        connection.execute(_REPLACE, replaced)
    lower = [
        {"team_id": team_id, "record": name, "revision": revision, "digest": standing.before[revision]}
        for name, standing in sorted(standings.items(), key=lambda pair: pair[0])
        for revision in standing.added
    ]
    if lower:
        connection.execute(insert(earlier), lower)
    return [row["period"] for row in replaced] + [standing.period for _, standing in changed]


def _without_names(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("team_id", "record")}

"""Takes a batch in: each item on its own, by the table of docs/sync.md. Any resends of any subset in any order give the same state.

What is new is added at once (`newcomers`); of what was there already each record is locked, looked at, decided about and written. The
device's row is locked all the while: erasing waits for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, bindparam, delete, insert, select, text, update

from app.domain.summary import SummaryKind
from sync.base.newcomers import Row, add_new, erased_among, has_erased
from sync.base.standing import Past, Standing
from sync.base.tables import device, earlier, record
from sync.wire import SCHEMA_ID, Envelope, Item, ItemReceipt, Outcome, Refusal, Revision, canonical, read_item, read_items

_EMPTY: Row = {column.name: None for column in record.columns}
_KEY = ("team_id", "record")
_GONE = SummaryKind.GONE.value
_REVISION: TypeAdapter[int] = TypeAdapter(Revision)
# The same words on SQLite and PostgreSQL.
_MARK = text(
    "INSERT INTO changed_period (team_id, period, changes) VALUES (:team_id, :period, 1) "
    "ON CONFLICT (team_id, period) DO UPDATE SET changes = changed_period.changes + 1"
)
_REPLACE = (
    update(record)
    .where(record.c.team_id == bindparam("of_team"), record.c.record == bindparam("of_record"))
    .values({name: bindparam(name) for name in _EMPTY if name not in _KEY})
)
_FORGET = delete(earlier).where(
    earlier.c.team_id == bindparam("of_team"), earlier.c.record == bindparam("of_record"), earlier.c.revision < bindparam("below")
)
# Locks the device's row, and says by the way whether the team has had anything erased at all. That holds on SQLite, whose writers take
# turns; PostgreSQL answers as of the moment before it waited for the lock, when an erasure may have been under way: it is asked once more.
_COUNT = text(
    "UPDATE device SET stored = stored + :more WHERE team_id = :of_team AND device_id = :of_device "
    "RETURNING stored, EXISTS (SELECT 1 FROM erased WHERE erased.team_id = :of_team) AS any_erased"
).bindparams(bindparam("of_device", type_=device.c.device_id.type))


@dataclass(frozen=True, slots=True)
class _Read:
    """One item of the envelope as far as it could be read. `item` None: the wire does not allow it."""

    said: Mapping[str, Any]
    digest: bytes | None
    item: Item | None


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """The items of an envelope, looked at. `known`: of a schema that this base can read."""

    items: Sequence[_Read]
    known: bool


def read_batch(envelope: Envelope) -> ReadBatch:
    """All that needs no database, and so is done before others are kept waiting for it."""
    return ReadBatch(_read_all(envelope.items), envelope.schema_id == SCHEMA_ID)


def take(connection: Connection, team_id: int, device_id: UUID, batch: ReadBatch) -> tuple[list[ItemReceipt], int]:
    """What became of each item, in order, and how many of this device were stored, ever. In a transaction of `Database.trying`."""
    of_device = {"of_team": team_id, "of_device": device_id}
    hoped = sum(one.item is not None for one in batch.items) if batch.known else 0
    held, any_erased = connection.execute(_COUNT, {**of_device, "more": hoped}).one()
    if not batch.known:
        return [_refused(one, Refusal.UNKNOWN_SCHEMA) for one in batch.items], held
    first = {one.item.record: one for one in reversed(batch.items) if one.item is not None}
    look = any_erased or (connection.dialect.name != "sqlite" and has_erased(connection, team_id))
    gone = erased_among(connection, team_id, first.keys()) if look else set()
    for name in gone:
        del first[name]
    new = add_new(connection, [_row(team_id, device_id, one) for one in first.values()])
    fresh = {id(first[row["record"]]) for row in new}
    others = [one for one in batch.items if id(one) not in fresh]
    settled, periods = _settle_all(connection, team_id, device_id, others, gone, new) if others else ([], [])
    told = iter(settled)
    receipts = [_receipt(one, Outcome.STORED) if id(one) in fresh else next(told) for one in batch.items]
    mark_changed(connection, team_id, [row["period"] for row in new] + periods)
    stored = sum(receipt.outcome is Outcome.STORED for receipt in receipts)
    if stored != hoped:
        held, _ = connection.execute(_COUNT, {**of_device, "more": stored - hoped}).one()
    return receipts, held


def mark_changed(connection: Connection, team_id: int, periods: Iterable[str | None]) -> None:
    """The figures of these periods have to be counted again."""
    rows = [{"team_id": team_id, "period": period} for period in sorted({period for period in periods if period is not None})]
    if rows:
        connection.execute(_MARK, rows)


def _read_all(items: Sequence[Mapping[str, Any]]) -> list[_Read]:
    """All at once, which is quicker; one by one where one of them is wrong."""
    try:
        told = [canonical(said) for said in items]
        read = read_items(told)
    except (ValueError, RecursionError):
        return [_read(said) for said in items]
    return [_Read(said, hashlib.sha256(data).digest(), item) for said, data, item in zip(items, told, read, strict=True)]


def _read(said: Mapping[str, Any]) -> _Read:
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
    """An item as columns, in the table's order: words of closed lists as they were said, which the wire has looked at."""
    item = read.item
    assert item is not None
    which = {"team_id": team_id, "record": item.record, "revision": item.revision, "digest": read.digest, "device_id": device_id}
    return {**_EMPTY, **read.said["summary"], **which, "episode": vars(item.summary).get("episode")}


def _new_standing(row: Row) -> Standing:
    return Standing(row["revision"], row["digest"], row["kind"] == _GONE, row["period"])


def _look_up(connection: Connection, team_id: int, names: Iterable[UUID]) -> dict[UUID, Standing]:
    """How these stand; each is locked, in order."""
    ordered = sorted(names)
    if not ordered:
        return {}
    of = select(record.c.record, record.c.revision, record.c.digest, record.c.kind, record.c.period)
    asked = of.where(record.c.team_id == team_id, record.c.record.in_(ordered)).order_by(record.c.record).with_for_update()
    found = {row["record"]: _new_standing(row) for row in map(dict, connection.execute(asked).mappings())}
    others = select(earlier).where(earlier.c.team_id == team_id, earlier.c.record.in_(ordered))
    for row in connection.execute(others):
        found[row.record].before[row.revision] = Past(row.digest, row.gone)
    return found


def _settle_all(
    connection: Connection, team_id: int, device_id: UUID, others: Sequence[_Read], gone: set[UUID], new: Sequence[Row]
) -> tuple[list[ItemReceipt], list[str | None]]:
    """Items that are not simply new: of a record that was there, was sent twice in this batch or was erased, or not valid. Receipts in
    order, and the periods whose figures they change."""
    names = {one.item.record for one in others if one.item is not None} - gone
    added = {row["record"]: _new_standing(row) for row in new if row["record"] in names}
    standings = _look_up(connection, team_id, names - added.keys()) | added
    latest: dict[UUID, _Read] = {}
    receipts = [_settle(one, gone, standings, latest) for one in others]
    replaced = [_row(team_id, device_id, latest[name]) for name in sorted(latest)]
    _write(connection, team_id, {name: standings[name] for name in sorted(names)}, replaced)
    return receipts, [period for row in replaced for period in (row["period"], standings[row["record"]].period)]


def _settle(read: _Read, gone: set[UUID], standings: Mapping[UUID, Standing], latest: dict[UUID, _Read]) -> ItemReceipt:
    """Decides about one item; `latest` has the one that each record's content is taken from."""
    item, digest = read.item, read.digest
    if item is None or digest is None:
        return _refused(read, Refusal.NOT_VALID)
    if item.record in gone:
        return _refused(read, Refusal.ERASED)
    standing = standings[item.record]
    outcome = standing.take(item.revision, digest, gone=item.summary.kind == _GONE)
    if outcome is Outcome.STORED and standing.revision == item.revision:
        latest[item.record] = read
    return _receipt(read, outcome)


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


def _write(connection: Connection, team_id: int, standings: Mapping[UUID, Standing], replaced: Sequence[Row]) -> None:
    """Corrections, and what is known of other revisions."""
    if replaced:
        rows = [{**row, "of_team": team_id, "of_record": row["record"]} for row in replaced]
        connection.execute(_REPLACE, [{name: value for name, value in row.items() if name not in _KEY} for row in rows])
    forgotten = [{"of_team": team_id, "of_record": name, "below": one.forgotten} for name, one in standings.items() if one.forgotten]
    if forgotten:
        connection.execute(_FORGET, forgotten)
    added = [
        {"team_id": team_id, "record": name, "revision": revision, "digest": past.digest, "gone": past.gone}
        for name, one in standings.items()
        for revision, past in sorted(one.before.items())
        if past.new
    ]
    if added:
        connection.execute(insert(earlier), added)

"""What left this laptop, in the vault: batches and receipts, two chains. A changed, removed or inserted one is noticed, and so is one that
was cut off at the end: the ends are kept apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.domain.audit import Fault
from app.domain.errors import Bug
from app.domain.ids import BatchId, RecordId
from app.domain.outbox import Departure, Ends, LeftInAll, Parcel, SentItem, arrived, departed, first_fault
from storage.columns import time_of, time_or_none, time_text
from storage.sqlcipher import Connection, Row

_COLUMNS = "number, batch, at, base, team, body_digest, items, digest, received, received_at, receipt, receipt_digest"
_SELECT = f"SELECT {_COLUMNS} FROM departure"


class DepartureRows:
    """Fulfils `app.outbox_ports.Departures`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def append(self, parcel: Parcel, items: Sequence[SentItem]) -> Departure:
        known = self._of_batch(parcel.batch)
        if known is not None:
            return known
        # Whoever set the end back has broken the chain, and that is found; sending is not refused for it.
        ends = self._ends()
        last = self._db.run("SELECT coalesce(max(number), 0) FROM departure")[0][0]
        new = departed(Ends(max(ends.number, last), ends.digest), parcel, items)
        self._db.run(
            "INSERT INTO departure (number, batch, at, base, team, body_digest, items, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (new.number, parcel.batch, time_text(parcel.at), parcel.base, parcel.team, parcel.body_digest, new.items, new.digest),
        )
        self._db.run_many(
            "INSERT INTO departure_item VALUES (?, ?, ?, ?, ?)",
            [(new.number, place, item.record, item.revision, item.digest) for place, item in enumerate(items)],
        )
        self._db.run("UPDATE departure_head SET number = ?, digest = ?", (new.number, new.digest))
        return new

    def received(self, batch: BatchId, at: datetime, receipt: bytes) -> None:
        known = self._of_batch(batch)
        if known is None:
            raise Bug("a receipt for a batch that was never on its way")
        if known.received is not None:
            return
        ends = self._ends()
        last = self._db.run("SELECT coalesce(max(received), 0) FROM departure")[0][0]
        furthest = Ends(ends.number, ends.digest, max(ends.received, last), ends.receipt_digest)
        new = arrived(furthest, known, at, receipt)
        self._db.run(
            "UPDATE departure SET received = ?, received_at = ?, receipt = ?, receipt_digest = ? WHERE batch = ?",
            (new.received, time_text(at), receipt, new.receipt_digest, batch),
        )
        self._db.run("UPDATE departure_head SET received = ?, receipt_digest = ?", (new.received, new.receipt_digest))

    def last(self, most: int, before: int | None = None) -> list[Departure]:
        rows = self._db.run(f"{_SELECT} WHERE ?1 IS NULL OR number < ?1 ORDER BY number DESC LIMIT ?2", (before, most))
        return [_departure(row) for row in rows]

    def items(self, batch: BatchId) -> list[SentItem]:
        rows = self._db.run(
            "SELECT departure_item.record, departure_item.revision, departure_item.digest, body FROM departure"
            " JOIN departure_item ON departure_item.number = departure.number"
            " LEFT JOIN summary_revision ON summary_revision.record = departure_item.record"
            " AND summary_revision.revision = departure_item.revision WHERE batch = ? ORDER BY place",
            (batch,),
        )
        return [SentItem(RecordId(row[0]), row[1], row[2], row[3]) for row in rows]

    def in_all(self) -> LeftInAll:
        batches, items, unheard = self._db.run("SELECT count(*), coalesce(sum(items), 0), count(*) - count(received) FROM departure")[0]
        newest = self.last(1)
        return LeftInAll(batches, items, unheard, newest[0].parcel.at if newest else None)

    def fault(self) -> Fault | None:
        return first_fault(self._in_order(), self._ends())

    def _in_order(self) -> Iterator[tuple[Departure, list[SentItem]]]:
        for row in self._db.run(f"{_SELECT} ORDER BY number"):
            departure = _departure(row)
            yield departure, self.items(departure.parcel.batch)

    def _ends(self) -> Ends:
        rows = self._db.run("SELECT number, digest, received, receipt_digest FROM departure_head")
        return Ends(*rows[0]) if rows else Ends()

    def _of_batch(self, batch: BatchId) -> Departure | None:
        rows = self._db.run(f"{_SELECT} WHERE batch = ?", (batch,))
        return _departure(rows[0]) if rows else None


def _departure(row: Row) -> Departure:
    return Departure(
        number=row[0],
        parcel=Parcel(BatchId(row[1]), time_of(row[2]), row[3], row[4], row[5]),
        items=row[6],
        digest=row[7],
        received=row[8],
        received_at=time_or_none(row[9]),
        receipt=row[10] or b"",
        receipt_digest=row[11] or b"",
    )

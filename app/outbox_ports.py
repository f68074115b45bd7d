"""What `app.ports.Work` has for the team base: what is counted of a family beside its entry, the summaries that wait, what left and
what came down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from app.domain.audit import Fault
from app.domain.episode import Episode, Hours, Transfer
from app.domain.ids import BatchId, EpisodeId, FamilyCode, HoursId, RecordId, TransferId
from app.domain.outbox import Departure, Document, DocumentKind, Due, Kept, KeptState, LeftInAll, OutboxLine, Parcel, Revision, SentItem
from app.domain.summary import SummaryKind


class Episodes(Protocol):
    """Episodes with what is counted of them. The family's entry has the running one's days; saving it keeps its episode in step."""

    def current(self, family: FamilyCode) -> Episode | None:
        """The one that runs, or ran last. None for a family that has none (yet)."""

    def of(self, family: FamilyCode) -> list[Episode]:
        """In order of their first days."""

    def get(self, episode: EpisodeId) -> Episode | None: ...

    def put(self, episode: Episode) -> None: ...

    def transfers(self, family: FamilyCode) -> list[Transfer]:
        """In order of their days."""

    def transfer(self, transfer: TransferId) -> Transfer | None: ...

    def put_transfer(self, transfer: Transfer) -> None: ...

    def remove_transfer(self, transfer: TransferId) -> None: ...

    def token(self, episode: EpisodeId, year: int) -> str:
        """The name (UUIDv4, random to everybody without the vault) that this episode has at the base in this year. Always the same one,
        also in a vault that came out of a backup."""


class StaffHoursRows(Protocol):
    """Training and supervision."""

    def put(self, hours: Hours) -> None: ...

    def get(self, hours: HoursId) -> Hours | None: ...

    def between(self, first: date, last: date) -> list[Hours]: ...

    def remove(self, hours: HoursId) -> None: ...


class Outbox(Protocol):
    """Summaries that wait, and what became of them.

    Triggers of the store write down, in the unit of work that changes a visit, an episode or whatever a summary is made of, that it is
    due again: no use case has to think of it, and none can forget it. `about` is the id of that thing (of counters the quarter).
    """

    def due(self, most: int) -> list[Due]:
        """What changed since it was last summarised (or never was), of any kind but COUNTERS, the oldest first. What was erased has no
        `about`; it is due until its tombstone is made."""

    def how_many_due(self) -> int: ...

    def mark_due(self, kind: SummaryKind, about: str) -> None: ...

    def not_due(self, due: Due) -> None:
        """It was looked at. What never had a revision and has no `about` any more is forgotten with it."""

    def record_of(self, kind: SummaryKind, about: str) -> RecordId:
        """Its name at the base (UUIDv4, random to everybody without the vault). Always the same one, also in a vault that came out of a
        backup. Only a closed record that was cut loose (`about` None) leaves its thing to another one."""

    def floor(self) -> int:
        """The base may have revisions up to this one that this vault knows nothing of: it came out of a backup. The next revision of a
        record is `max(made, floor) + 1`; one at or below the floor is made anew even when nothing in it changed. 0: all is known."""

    def raise_floor(self) -> None:
        """This vault has just come out of a backup: all that was ever summarised is due, under revisions that no vault before has used."""

    def kept(self, record: RecordId) -> Kept | None: ...

    def keep(self, kept: Kept) -> None:
        """Insert or change."""

    def revision(self, record: RecordId, revision: int) -> Revision | None: ...

    def put_revision(self, revision: Revision) -> None:
        """Insert, or replace one that was never on its way (`tried` False). Replacing another is a Bug."""

    def drop_revision(self, record: RecordId, revision: int) -> None:
        """One that was never on its way. Another is a Bug."""

    def forget(self, record: RecordId) -> None:
        """Drop all of a record that was never on its way. Another is a Bug."""

    def lines(self) -> list[OutboxLine]:
        """All that is not sent: waiting, left out, held, in quarantine, without consent; the oldest first."""

    def counts(self) -> Counter[KeptState]:
        """How many there are of each."""

    def sent_records(self) -> int:
        """How many records the base has now, tombstones and closed ones not counted."""

    def sent_after(self, stored: int) -> list[RecordId]:
        """Records whose newest receipt came when the base said it held more than `stored` of this laptop: it has lost them since. Not
        closed ones."""


class Departures(Protocol):
    """What left this laptop: one entry for each batch that was put on its way, chained like the audit log. Bodies of erased families go;
    the digests stay, and the chain holds."""

    def append(self, parcel: Parcel, items: Sequence[SentItem]) -> Departure:
        """Written down before the first byte goes. A batch that is tried again is there already: it stays as it is."""

    def received(self, batch: BatchId, at: datetime, receipt: bytes) -> None:
        """The base's signed receipt, as it came. Only the first one counts; nothing happens for a second."""

    def last(self, most: int, before: int | None = None) -> list[Departure]:
        """Newest first, those with a lower number than `before`."""

    def items(self, batch: BatchId) -> list[SentItem]:
        """In the order of the body."""

    def in_all(self) -> LeftInAll: ...

    def fault(self) -> Fault | None:
        """Read the whole chain; None when it is whole."""


class CameDown(Protocol):
    """Signed documents from the base: the newest of each kind, and the one before it that holds."""

    def put(self, document: Document) -> None: ...

    def newest(self, kind: DocumentKind) -> Document | None: ...

    def in_force(self, kind: DocumentKind) -> Document | None: ...

    def take(self, kind: DocumentKind) -> None:
        """The newest holds from now on."""

    def waiting(self) -> list[Document]: ...

    def clear(self) -> None:
        """Drop them all: another base numbers its own."""

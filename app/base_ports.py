"""What the use cases of the team base need from the outside: the outbox in the vault, and the way to the base. As `app.ports`, which has
these in its `Work` too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from app.domain.audit import Fault
from app.domain.episode import Episode, Hours, Transfer
from app.domain.ids import BatchId, EpisodeId, FamilyCode, HoursId, RecordId, TransferId
from app.domain.outbox import Departure, Document, DocumentKind, Due, Kept, LeftInAll, OutboxLine, Parcel, Revision, SentItem
from app.domain.summary import Summary, SummaryKind

# --- in the vault ------------------------------------------------------------------------------------------------------------------


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

    def counts(self) -> dict[str, int]:
        """How many there are of each `KeptState` (by value)."""

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


# --- outside -----------------------------------------------------------------------------------------------------------------------


class Codec(Protocol):
    """Summaries as bytes. `sync.wire` fulfils it."""

    def encode(self, record: RecordId, revision: int, summary: Summary | None) -> bytes:
        """The canonical JSON of one item; None makes a tombstone. A Bug for what the wire does not allow."""

    def body(self, batch: BatchId, team: str, items: Sequence[bytes]) -> bytes:
        """The exact body of a request. The same arguments give the same bytes."""


class ItemOutcome(StrEnum):
    """`sync.wire.Outcome`, and UNKNOWN for what the receipt does not name."""

    STORED = "stored"
    SAME = "same"
    CONFLICT = "conflict"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """`digest`: what the base counted, hexadecimal. `refusal`: a word of `sync.wire.Refusal`, "" for none."""

    record: RecordId
    revision: int
    outcome: ItemOutcome
    digest: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """A receipt whose signature, batch and body digest are right. `raw` is what is kept: the signed bytes and the signature."""

    items: tuple[ItemAnswer, ...]
    stored: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time code says: where the base is, the secret, and the beginning of its key's fingerprint."""

    url: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """What enrolment gave. `key` is the base's public key (32 bytes, hexadecimal), pinned; `device` and `name` were chosen by the base."""

    url: str
    key: str
    team: str
    device: str
    name: str


@dataclass(frozen=True, slots=True)
class Greeting:
    """The base answered, signed. `stored`: how many items of this laptop it holds; `documents`: the number of its newest one."""

    stored: int
    documents: int


class BaseLink(Protocol):
    """The way to the team base. Slow: never on the interface's thread; each call ends within its time limits, whatever the network does.

    All raise BASE_UNREACHABLE (no network, a captive portal, half open, too slow), BASE_NOT_THE_ONE (another key than the pinned one
    signed, or none), BASE_BUSY (try later), BASE_REFUSED (this laptop was revoked, or is not known: enrol again), BASE_NEWER and
    BASE_OLDER (no common schema), BASE_TROUBLE (an answer that makes no sense), KEYRING_* for the laptop's own key.
    """

    def enrol(self, invitation: Invitation) -> Membership:
        """Makes the laptop's key, keeps it in the keyring, and hands in the code. Raises ENROLMENT_CODE_MISTYPED,
        ENROLMENT_CODE_REFUSED (used, run out or never given), BASE_ADDRESS_INVALID too."""

    def greet(self, membership: Membership) -> Greeting:
        """Is it there, is it ours, and what does it have?"""

    def send(self, membership: Membership, batch: BatchId, body: bytes) -> BatchAnswer:
        """One try. What raises may have arrived all the same."""

    def documents(self, membership: Membership, after: int) -> list[Document]:
        """Those with a higher number, signatures checked against the pinned key. Raises DOCUMENT_NOT_SIGNED."""

    def leave(self, membership: Membership) -> None:
        """Have the base revoke this laptop."""

    def forget(self, membership: Membership) -> None:
        """Remove the laptop's key from the keyring."""


class Networks(Protocol):
    """Which network the laptop is in, as far as the system tells."""

    def gateway(self) -> str | None:
        """A name of the gateway that stays the same (its hardware address, lower case with colons); None when it cannot be told."""


class Pacer(Protocol):
    """Waits between two tries; tests wait for nothing."""

    def wait(self, seconds: float) -> bool:
        """False when it was cancelled meanwhile."""

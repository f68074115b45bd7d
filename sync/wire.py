"""What goes between a laptop and the team base: closed lists, bands, random ids and quarters, and nothing else.

Promise 8 is kept by the shape of these types: there is no field that could hold a name, a free text, an exact time or a file name, and
an unknown field is refused. Laptop and team base share this module. The data is pseudonymised, not anonymous. docs/sync.md has the
whole conversation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import UUID4, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from app.domain.episode import Change, GoalChange, OutcomeMeasure, ReferralSource, StaffHours, TransferKind
from app.domain.family import ClosureReason
from app.domain.ids import BatchId, RecordId
from app.domain.outbox import MOST_ITEMS
from app.domain.summary import (
    Attendance,
    Caregiver,
    ChildAge,
    ClipsShown,
    Count,
    FilmMinutes,
    HoursBand,
    Minutes,
    Stressors,
    Summary,
    VisitNumber,
    WaitingDays,
)
from app.domain.visit import VisitKind, VisitPlace

SCHEMA_ID = UUID("6f0d3b7e-54c1-4b0a-9d55-0d9b7b1c6a11")
MOST_BODY_BYTES = 256 << 10
PAD_BYTES = 4096
MOST_REVISIONS = 9999
MOST_COUNTED = (1 << 53) - 1  # of anything that is counted up: every JSON and every database can hold it

Quarter = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-Q[1-4]$")]
TeamCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}[0-9]{2}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Held = Annotated[int, Field(ge=0, le=MOST_COUNTED)]
Revision = Annotated[int, Field(ge=1, le=MOST_REVISIONS, strict=True)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class VisitWire(Strict):
    """One visit. `episode` is a random token, renewed yearly."""

    kind: Literal["visit"]
    period: Quarter
    episode: UUID4
    visit_number: VisitNumber
    contact: VisitKind
    place: VisitPlace
    attendance: Attendance
    duration: Minutes
    travel: Minutes
    film_minutes: FilmMinutes
    clips_shown: ClipsShown
    child_age: ChildAge
    caregiver: Caregiver
    interpreter: Annotated[bool, Field(strict=True)]


class EpisodeWire(Strict):
    """An episode that ended in this period."""

    kind: Literal["episode"]
    period: Quarter
    episode: UUID4
    referral: ReferralSource | None
    closure: ClosureReason
    waiting: WaitingDays
    stressors: Stressors
    measure: OutcomeMeasure | None
    change: Change | None
    goal_change: GoalChange | None


class TransferWire(Strict):
    kind: Literal["transfer"]
    period: Quarter
    episode: UUID4
    transfer: TransferKind


class HoursWire(Strict):
    kind: Literal["hours"]
    period: Quarter
    hours_of: StaffHours
    hours: HoursBand


class CountersWire(Strict):
    kind: Literal["counters"]
    period: Quarter
    overdue_deletions: Count
    unwiped_cards: Count
    expiring_consents: Count


class GoneWire(Strict):
    """What was sent under this record is to be forgotten."""

    kind: Literal["gone"]


SummaryWire = VisitWire | EpisodeWire | TransferWire | HoursWire | CountersWire | GoneWire


class Item(Strict):
    """One revision of one record. Its digest is SHA-256 of its canonical JSON."""

    record: UUID4
    revision: Revision
    summary: Annotated[SummaryWire, Field(discriminator="kind")]


class Batch(Strict):
    """What one request carries. The base looks at each item on its own: see `Envelope`."""

    schema_id: UUID4 = Field(alias="schema")
    batch: UUID4
    team: TeamCode
    items: Annotated[list[Item], Field(min_length=1, max_length=MOST_ITEMS)]


class Envelope(Strict):
    """A batch whose items are not looked at yet, so that one that is refused keeps no other back."""

    schema_id: UUID4 = Field(alias="schema")
    batch: UUID4
    team: TeamCode
    items: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_ITEMS)]


class Outcome(StrEnum):
    """What the base did with an item."""

    STORED = "stored"
    SAME = "same"  # these bytes were there
    CONFLICT = "conflict"  # other bytes are there under this revision
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why an item was refused."""

    UNKNOWN_SCHEMA = "unknown_schema"  # the base is older than the laptop, or the other way about
    NOT_VALID = "not_valid"
    ERASED = "erased"  # the team lead had it erased at the base: it does not come back


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReceipt:
    """`digest` is what the base counted over the item's canonical JSON. None for one that could not be told."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    record: UUID4 | None
    revision: Revision | None
    outcome: Outcome
    refusal: Refusal | None = None
    digest: Digest | None


class BatchReceipt(Strict):
    """`stored`: how many items of this device the base holds, ever; less than before means that it was restored from a backup."""

    batch: UUID4
    body: Digest
    items: list[ItemReceipt]
    stored: Held


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
_ITEMS: TypeAdapter[list[Item]] = TypeAdapter(list[Item])


def canonical(value: object) -> bytes:
    """JSON with sorted keys, no spaces, ASCII only: the same value is always the same bytes."""
    return _CANONICAL.encode(value).encode("ascii")


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def item_bytes(record: RecordId, revision: int, summary: Summary | None) -> bytes:
    """The canonical JSON of one item, checked against the wire's types; None makes the tombstone. Raises ValidationError."""
    said: dict[str, Any] = {"kind": "gone"} if summary is None else {"kind": summary.kind.value, **asdict(summary)}
    item = Item.model_validate({"record": record, "revision": revision, "summary": said})
    return canonical(item.model_dump(mode="json"))


def read_item(data: bytes) -> Item:
    return _ITEM.validate_json(data)


def read_items(data: Sequence[bytes]) -> list[Item]:
    """All of them, or ValidationError."""
    return _ITEMS.validate_json(b"[%s]" % b",".join(data))


def batch_bytes(batch: BatchId, team: str, items: list[bytes]) -> bytes:
    """The exact body of a request: the items' bytes as they are, in an envelope, filled up with spaces to whole multiples of PAD_BYTES, so
    that its length tells little. The same arguments give the same bytes."""
    body = b'{"batch":"%s","items":[%s],"schema":"%s","team":"%s"}' % (
        batch.encode("ascii"),
        b",".join(items),
        str(SCHEMA_ID).encode("ascii"),
        team.encode("ascii"),
    )
    return body + b" " * (-len(body) % PAD_BYTES)

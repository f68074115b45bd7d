"""What the use cases of the team base need from the outside: summaries as bytes, the way to the base, and the network it goes over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from app.domain.ids import BatchId, RecordId
from app.domain.outbox import Document
from app.domain.summary import Summary
from app.ports import CancelToken


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
    BASE_OLDER (no common schema), BASE_TROUBLE (an answer that makes no sense), KEYRING_* for the laptop's own key. Those that take
    `cancel` raise CANCELLED within a second of it, whatever they wait for.
    """

    def enrol(self, invitation: Invitation, cancel: CancelToken | None = None) -> Membership:
        """Makes the laptop's key, keeps it in the keyring, and hands in the code. Raises ENROLMENT_CODE_MISTYPED,
        ENROLMENT_CODE_REFUSED (used, run out or never given), BASE_ADDRESS_INVALID too."""

    def greet(self, membership: Membership, cancel: CancelToken | None = None) -> Greeting:
        """Is it there, is it ours, and what does it have?"""

    def send(self, membership: Membership, batch: BatchId, body: bytes, cancel: CancelToken | None = None) -> BatchAnswer:
        """One try. What raises may have arrived all the same."""

    def documents(self, membership: Membership, after: int, cancel: CancelToken | None = None) -> list[Document]:
        """Those with a higher number, signatures checked against the pinned key. Raises DOCUMENT_NOT_SIGNED."""

    def leave(self, membership: Membership, cancel: CancelToken | None = None) -> None:
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

"""A team base in memory, fulfilling `app.base_ports.BaseLink`. tests/contracts/test_base_link.py runs the real one beside it.

It does with a batch what docs/sync.md says, and nothing cleverer. `trouble` is what goes wrong next, call by call.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

from app.base_ports import BatchAnswer, Greeting, Invitation, ItemAnswer, ItemOutcome, Membership
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import BatchId, RecordId
from app.domain.outbox import Document, DocumentKind
from app.ports import CancelToken

KEY = hashlib.sha256(b"the key of a base in a test").hexdigest()
OTHER_KEY = hashlib.sha256(b"the key of another base").hexdigest()
URL = "http://127.0.0.1:8443"


@dataclass(frozen=True)
class Before:
    """The network fails before the request arrives."""

    code: ErrorCode = ErrorCode.BASE_UNREACHABLE
    seconds: int = 0


@dataclass(frozen=True)
class After:
    """It arrives, and the answer is lost."""

    code: ErrorCode = ErrorCode.BASE_UNREACHABLE


@dataclass(frozen=True)
class Stall:
    """Nothing comes at all, until the person stops."""


Trouble = Before | After | Stall | None


class FakeBase:
    def __init__(self, key: str = KEY, team: str = "TRO01") -> None:
        self.key = key
        self.team = team
        self.codes: set[str] = set()
        self.devices: dict[str, int] = {}  # by its id, how many items of it were stored, ever
        self.revisions: dict[RecordId, dict[int, bytes]] = {}
        self.erased: set[RecordId] = set()
        self.refusing: Callable[[dict[str, object]], str] = lambda _item: ""  # why an item is refused; "" for one that is not
        self.papers: list[Document] = []
        self.trouble: deque[Trouble] = deque()
        self.calls: list[str] = []
        self.bodies: list[bytes] = []
        self.forgotten: list[str] = []
        self.spoils: Callable[[ItemAnswer], ItemAnswer | None] = lambda answer: answer  # what becomes of an item of a receipt

    # --- as BaseLink ---

    def enrol(self, invitation: Invitation, cancel: CancelToken | None = None) -> Membership:
        self._begin("enrol", cancel)
        if invitation.code not in self.codes:
            raise Circumstance(ErrorCode.ENROLMENT_CODE_REFUSED)
        self.codes.remove(invitation.code)
        device = str(uuid4())
        self.devices[device] = 0
        self._end()
        return Membership(invitation.url, self.key, self.team, device, f"laptop-{len(self.devices)}")

    def greet(self, membership: Membership, cancel: CancelToken | None = None) -> Greeting:
        self._begin("greet", cancel)
        self._require(membership)
        self._end()
        return Greeting(self.devices[membership.device], max((one.number for one in self.papers), default=0))

    def send(self, membership: Membership, batch: BatchId, body: bytes, cancel: CancelToken | None = None) -> BatchAnswer:
        self._begin("send", cancel)
        self._require(membership)
        self.bodies.append(body)
        said = json.loads(body)
        assert said["batch"] == batch and said["team"] == self.team and 1 <= len(said["items"]) <= 100
        answers = [self._take(membership.device, item) for item in said["items"]]
        stored = self.devices[membership.device]
        self._end()
        told = tuple(spoiled for answer in answers if (spoiled := self.spoils(answer)) is not None)
        return BatchAnswer(told, stored, b"signed: " + batch.encode())

    def documents(self, membership: Membership, after: int, cancel: CancelToken | None = None) -> list[Document]:
        self._begin("documents", cancel)
        self._require(membership)
        self._end()
        return sorted((one for one in self.papers if one.number > after), key=lambda one: one.number)[:3]  # some at a time

    def leave(self, membership: Membership, cancel: CancelToken | None = None) -> None:
        self._begin("leave", cancel)
        if membership.key != self.key:
            raise Circumstance(ErrorCode.BASE_NOT_THE_ONE)
        self.devices.pop(membership.device, None)
        self._end()

    def forget(self, membership: Membership) -> None:
        self.forgotten.append(membership.device)

    # --- for tests ---

    def counts(self) -> dict[RecordId, dict[str, object]]:
        """What the base would count: the newest revision of each record that is not gone."""
        newest = {record: json.loads(of[max(of)])["summary"] for record, of in self.revisions.items() if of}
        return {record: summary for record, summary in newest.items() if summary["kind"] != "gone"}

    def copy(self) -> tuple[dict[str, int], dict[RecordId, dict[int, bytes]], list[Document]]:
        return dict(self.devices), {record: dict(of) for record, of in self.revisions.items()}, list(self.papers)

    def restore(self, copy: tuple[dict[str, int], dict[RecordId, dict[int, bytes]], list[Document]]) -> None:
        self.devices, self.revisions, self.papers = copy

    def publish(self, kind: DocumentKind, body: bytes, version: int | None = None) -> Document:
        versions = [one.version for one in self.papers if one.kind is kind]
        number = max((one.number for one in self.papers), default=0) + 1
        self.papers.append(Document(kind, version or max(versions, default=0) + 1, number, body, b"signature"))
        return self.papers[-1]

    def _take(self, device: str, item: dict[str, object]) -> ItemAnswer:
        record, revision = RecordId(str(item["record"])), int(str(item["revision"]))
        data = json.dumps(item, sort_keys=True, separators=(",", ":")).encode()
        digest = hashlib.sha256(data).hexdigest()
        answer = ItemAnswer(record, revision, ItemOutcome.STORED, digest)
        of = self.revisions.setdefault(record, {})
        if any(revision < known and b'"kind":"gone"' in what for known, what in of.items()):
            return replace(answer, outcome=ItemOutcome.SAME)
        if revision in of:
            return replace(answer, outcome=ItemOutcome.SAME if of[revision] == data else ItemOutcome.CONFLICT)
        refusal = "erased" if record in self.erased else self.refusing(item)
        if refusal:
            return replace(answer, outcome=ItemOutcome.REFUSED, refusal=refusal)
        if b'"kind":"gone"' in data:
            for known in [one for one in of if one < revision]:
                del of[known]
        of[revision] = data
        self.devices[device] += 1
        return answer

    def _require(self, membership: Membership) -> None:
        if membership.key != self.key:
            raise Circumstance(ErrorCode.BASE_NOT_THE_ONE)
        if membership.device not in self.devices:
            raise Circumstance(ErrorCode.BASE_REFUSED)

    def _begin(self, call: str, cancel: CancelToken | None) -> None:
        self.calls.append(call)
        self._now: Trouble = self.trouble.popleft() if self.trouble else None
        if isinstance(self._now, Stall):
            while cancel is not None and not cancel.cancelled():
                time.sleep(0.01)
            raise Circumstance(ErrorCode.CANCELLED)
        if isinstance(self._now, Before):
            raise Circumstance(self._now.code, **({"seconds": self._now.seconds} if self._now.seconds else {}))

    def _end(self) -> None:
        if isinstance(self._now, After):
            raise Circumstance(self._now.code)


class NoWaiting:
    """A pacer that waits for nothing and remembers what it was asked for. `patience`: after so many waits the person stops."""

    def __init__(self, patience: int | None = None) -> None:
        self.waited: list[float] = []
        self.patience = patience

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        return self.patience is None or len(self.waited) <= self.patience


class Behind:
    """Networks: this laptop is behind that gateway."""

    def __init__(self, gateway: str | None) -> None:
        self.at = gateway

    def gateway(self) -> str | None:
        return self.at

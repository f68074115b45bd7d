"""What every way to a team base owes (`app.base_ports.BaseLink`), asked of the real one with a real base on loopback, and of the one that
tests of the use cases play with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

import pytest

from app.base_ports import BaseLink, BatchAnswer, Invitation, ItemOutcome, Membership
from app.domain.episode import StaffHours
from app.domain.errors import ErrorCode
from app.domain.ids import BatchId, RecordId, new_record_id
from app.domain.outbox import DocumentKind
from app.domain.summary import HoursBand, HoursSummary
from sync.base import erasing
from sync.base.documents import put_document
from sync.base.signing import make_key
from sync.base.teams import find_team
from sync.client import TeamBase
from sync.codec import WireCodec
from tests.fakes.base import URL, FakeBase
from tests.fakes.secrets import MemorySecrets
from tests.storage.making import code_when
from tests.sync.base.live import LiveBase

CODEC = WireCodec()


class Side(Protocol):
    """A base, and laptops that talk to it."""

    def laptop(self) -> BaseLink: ...

    def invite(self) -> Invitation: ...

    def publish(self, kind: DocumentKind, body: bytes) -> None: ...

    def erase(self, record: RecordId) -> None: ...


class RealSide:
    def __init__(self, folder: Path) -> None:
        self.base = LiveBase(folder)
        self.links: list[TeamBase] = []

    def laptop(self) -> BaseLink:
        self.links.append(TeamBase(MemorySecrets(), "item"))
        return self.links[-1]

    def invite(self) -> Invitation:
        return Invitation(self.base.url, self.base.invite().code)

    def publish(self, kind: DocumentKind, body: bytes) -> None:
        with self.base.database.begin() as connection:
            key = make_key(connection, datetime.now(UTC))
            put_document(connection, key, find_team(connection, self.base.team)[0], kind, body)

    def erase(self, record: RecordId) -> None:
        with self.base.database.connect() as connection:
            team_id = find_team(connection, self.base.team)[0]
        erasing.erase(self.base.database, team_id, records=[UUID(record)])

    def close(self) -> None:
        for link in self.links:
            link.close()
        self.base.stop()


class PlayedSide:
    def __init__(self) -> None:
        self.base = FakeBase()
        self.invited = 0

    def laptop(self) -> BaseLink:
        return self.base

    def invite(self) -> Invitation:
        self.invited += 1
        self.base.codes.add(str(self.invited))
        return Invitation(URL, str(self.invited))

    def publish(self, kind: DocumentKind, body: bytes) -> None:
        self.base.publish(kind, body)

    def erase(self, record: RecordId) -> None:
        self.base.erased.add(record)
        self.base.revisions.pop(record, None)


@pytest.fixture(params=["real", "played"])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    if request.param == "played":
        yield PlayedSide()
        return
    made = RealSide(tmp_path)
    yield made
    made.close()


@pytest.fixture
def link(side: Side) -> BaseLink:
    return side.laptop()


@pytest.fixture
def member(side: Side, link: BaseLink) -> Membership:
    return link.enrol(side.invite())


def item(record: RecordId, revision: int = 1, hours: HoursBand | None = HoursBand.TO_1) -> bytes:
    summary = None if hours is None else HoursSummary("2026-Q4", StaffHours.TRAINING, hours)
    return CODEC.encode(record, revision, summary)


def put(link: BaseLink, member: Membership, *items: bytes) -> BatchAnswer:
    batch = BatchId(new_record_id())
    return link.send(member, batch, CODEC.body(batch, member.team, items))


def outcomes(answer: BatchAnswer) -> list[ItemOutcome]:
    return [one.outcome for one in answer.items]


def test_enrolment_tells_who_we_are(side: Side, member: Membership) -> None:
    assert member.team == "TRO01" and len(bytes.fromhex(member.key)) == 32
    UUID(member.device, version=4)
    assert member.name
    another = side.laptop().enrol(side.invite())
    assert (another.key, another.team) == (member.key, member.team)
    assert another.device != member.device and another.name != member.name


def test_a_code_is_for_one_laptop(side: Side) -> None:
    invitation = side.invite()
    side.laptop().enrol(invitation)
    assert code_when(lambda: side.laptop().enrol(invitation)) is ErrorCode.ENROLMENT_CODE_REFUSED


def test_stored_counts_what_came_new(link: BaseLink, member: Membership) -> None:
    assert link.greet(member).stored == 0
    record = RecordId(new_record_id())
    first = item(record)
    answer = put(link, member, first, item(RecordId(new_record_id())))
    assert outcomes(answer) == [ItemOutcome.STORED] * 2 and answer.stored == 2 and answer.raw
    assert [one.digest for one in answer.items][:1] == [hashlib.sha256(first).hexdigest()]
    assert (answer.items[0].record, answer.items[0].revision, answer.items[0].refusal) == (record, 1, "")
    assert link.greet(member).stored == 2


def test_resent_in_the_same_batch_and_in_another(link: BaseLink, member: Membership) -> None:
    one, two = item(RecordId(new_record_id())), item(RecordId(new_record_id()))
    batch = BatchId(new_record_id())
    body = CODEC.body(batch, member.team, [one, two])
    assert outcomes(link.send(member, batch, body)) == [ItemOutcome.STORED] * 2
    assert outcomes(link.send(member, batch, body)) == [ItemOutcome.SAME] * 2
    again = put(link, member, two)
    assert outcomes(again) == [ItemOutcome.SAME] and again.stored == 2
    assert again.items[0].digest == hashlib.sha256(two).hexdigest()


def test_other_bytes_under_a_revision_are_a_conflict(link: BaseLink, member: Membership) -> None:
    record = RecordId(new_record_id())
    put(link, member, item(record))
    answer = put(link, member, item(record, hours=HoursBand.FROM_4), item(record, 2, HoursBand.FROM_4), item(record, 3, None))
    assert outcomes(answer) == [ItemOutcome.CONFLICT, ItemOutcome.STORED, ItemOutcome.STORED] and answer.stored == 3


def test_older_revisions_may_come_late_and_below_a_tombstone_nothing_is_kept(link: BaseLink, member: Membership) -> None:
    record = RecordId(new_record_id())
    assert outcomes(put(link, member, item(record, 2))) == [ItemOutcome.STORED]
    assert outcomes(put(link, member, item(record, 1))) == [ItemOutcome.STORED]
    assert outcomes(put(link, member, item(record, 4, None))) == [ItemOutcome.STORED]
    late = put(link, member, item(record, 1), item(record, 2, HoursBand.FROM_4), item(record, 3))
    assert outcomes(late) == [ItemOutcome.SAME] * 3 and late.stored == 3
    assert late.items[2].digest == hashlib.sha256(item(record, 3)).hexdigest()
    assert outcomes(put(link, member, item(record, 4))) == [ItemOutcome.CONFLICT]
    assert outcomes(put(link, member, item(record, 101))) == [ItemOutcome.STORED]


def test_what_was_erased_at_the_base_does_not_come_back(side: Side, link: BaseLink, member: Membership) -> None:
    record = RecordId(new_record_id())
    put(link, member, item(record))
    side.erase(record)
    answer = put(link, member, item(record, 2), item(RecordId(new_record_id())))
    assert outcomes(answer) == [ItemOutcome.REFUSED, ItemOutcome.STORED] and answer.items[0].refusal == "erased"
    assert link.greet(member).stored == answer.stored == 2, "what was stored once counts for good"


def test_documents_in_order_and_only_what_is_new(side: Side, link: BaseLink, member: Membership) -> None:
    assert link.documents(member, 0) == [] and link.greet(member).documents == 0
    for n in range(2):
        side.publish(DocumentKind.SUPERVISORS, json.dumps({"supervisors": [], "n": n}).encode())
    side.publish(DocumentKind.SCHEMES, b"{}")
    found = link.documents(member, 0)
    assert [(one.kind, one.version, one.number) for one in found] == [
        (DocumentKind.SUPERVISORS, 1, 1),
        (DocumentKind.SUPERVISORS, 2, 2),
        (DocumentKind.SCHEMES, 1, 3),
    ]
    assert found[0].body == b'{"supervisors": [], "n": 0}' and found[0].signature
    assert link.documents(member, 2) == found[2:] and link.documents(member, 3) == []
    assert link.greet(member).documents == 3


def test_who_left_is_not_known_any_more(link: BaseLink, member: Membership) -> None:
    link.leave(member)
    link.leave(member)  # once more does no harm: the first answer may have been lost
    assert code_when(lambda: link.greet(member)) is ErrorCode.BASE_REFUSED
    assert code_when(lambda: put(link, member, item(RecordId(new_record_id())))) is ErrorCode.BASE_REFUSED
    assert code_when(lambda: link.documents(member, 0)) is ErrorCode.BASE_REFUSED
    link.forget(member)


def test_another_key_than_the_pinned_one_is_believed_nothing(link: BaseLink, member: Membership) -> None:
    other = replace(member, key="ab" * 32)
    assert code_when(lambda: link.greet(other)) is ErrorCode.BASE_NOT_THE_ONE
    assert code_when(lambda: put(link, other, item(RecordId(new_record_id())))) is ErrorCode.BASE_NOT_THE_ONE

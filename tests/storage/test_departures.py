"""What left this laptop: two chains. Whatever is changed, removed, put in or cut off is found; erased bodies are not missed."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from app.domain.audit import Fault, FaultKind
from app.domain.errors import Bug
from app.domain.ids import BatchId, new_record_id
from app.domain.outbox import Departure, Document, DocumentKind, DocumentState, LeftInAll, Parcel, SentItem
from storage.vault import Vault
from storage.work import VaultWork
from tests.storage.making import NOW
from tests.storage.test_outbox import add_visit, summarise


def leave(work: VaultWork, n: int) -> Departure:
    """A batch of one visit on its way."""
    kept = summarise(work, add_visit(work, f"v{n}"), tried=True)
    revision = work.outbox.revision(kept.record, 1)
    assert revision is not None
    item = SentItem(kept.record, 1, revision.digest, revision.body)
    parcel = Parcel(BatchId(new_record_id()), NOW + timedelta(n), "ab" * 32, "TRO01", hashlib.sha256(b"body").hexdigest())
    return work.departures.append(parcel, [item])


def three(work: VaultWork) -> list[Departure]:
    """Three batches; receipts of the third and the first came, in this order."""
    left = [leave(work, n) for n in range(3)]
    for one in (left[2], left[0]):
        work.departures.received(one.parcel.batch, NOW, b"receipt")
    return left


def test_departures_and_receipts_as_they_were(vault: Vault) -> None:
    with vault.work() as work:
        assert work.departures.fault() is None and work.departures.in_all() == LeftInAll()
        first, second, third = three(work)
        assert [one.number for one in (first, second, third)] == [1, 2, 3]
        last = work.departures.last(2)
        assert [(one.number, one.received, one.receipt) for one in last] == [(3, 1, b"receipt"), (2, None, b"")]
        assert [one.number for one in work.departures.last(9, before=2)] == [1]
        [item] = work.departures.items(second.parcel.batch)
        assert item.body is not None
        assert work.departures.in_all() == LeftInAll(batches=3, items=3, unheard=1, last_at=NOW + timedelta(2))
        assert work.departures.fault() is None


def test_a_batch_that_is_tried_again_is_there_already(vault: Vault) -> None:
    with vault.work() as work:
        first, *_ = three(work)
        again = work.departures.append(first.parcel, [])
        assert (again.number, again.digest, again.items) == (1, first.digest, 1)
        work.departures.received(first.parcel.batch, NOW, b"another receipt")
        assert work.departures.last(9)[-1].receipt == b"receipt"
        with pytest.raises(Bug):
            work.departures.received(BatchId("never"), NOW, b"")
        assert work.departures.fault() is None


def test_the_bodies_of_an_erased_family_go_and_the_chain_holds(vault: Vault) -> None:
    with vault.work() as work:
        left = three(work)
        work.families.remove(add_visit(work).family)
        for one in left:
            assert [item.body for item in work.departures.items(one.parcel.batch)] == [None]
        assert work.departures.fault() is None


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE departure SET base = 'x' WHERE number = 2", Fault(FaultKind.BROKEN, 2)),
        ("UPDATE departure SET team = 'OSL01' WHERE number = 1", Fault(FaultKind.BROKEN, 1)),
        ("UPDATE departure SET body_digest = 'x' WHERE number = 3", Fault(FaultKind.BROKEN, 3)),
        ("UPDATE departure SET items = 2 WHERE number = 3", Fault(FaultKind.BROKEN, 3)),
        ("UPDATE departure_item SET revision = 2 WHERE number = 1", Fault(FaultKind.BROKEN, 1)),
        ("UPDATE departure_item SET digest = 'x' WHERE number = 1", Fault(FaultKind.BROKEN, 1)),
        ("DELETE FROM departure_item WHERE number = 2", Fault(FaultKind.BROKEN, 2)),
        ("UPDATE summary_revision SET body = x'00'", Fault(FaultKind.BROKEN, 1)),
        ("DELETE FROM departure WHERE number = 2", Fault(FaultKind.BROKEN, 2)),
        ("DELETE FROM departure WHERE number = 3", Fault(FaultKind.CUT, 3)),
        ("UPDATE departure_head SET number = 2", Fault(FaultKind.BROKEN, 4)),
        ("UPDATE departure SET receipt = x'00' WHERE number = 1", Fault(FaultKind.BROKEN, 1)),
        ("UPDATE departure SET received_at = '2020-01-01T00:00:00.000000+00:00' WHERE number = 3", Fault(FaultKind.BROKEN, 3)),
        ("UPDATE departure SET received_at = NULL WHERE number = 3", Fault(FaultKind.BROKEN, 3)),
        ("UPDATE departure SET received = 5 WHERE number = 1", Fault(FaultKind.BROKEN, 1)),
        ("UPDATE departure SET received = NULL WHERE number = 1", Fault(FaultKind.CUT, 3)),
        ("UPDATE departure SET received = NULL", Fault(FaultKind.CUT, 0)),
        ("UPDATE departure_head SET received = 1", Fault(FaultKind.BROKEN, 1)),
    ],
)
def test_whatever_is_tampered_with_is_found(vault: Vault, sql: str, fault: Fault) -> None:
    with vault.work() as work:
        three(work)
        vault._db.run("PRAGMA defer_foreign_keys = ON")
        vault._db.run(sql)
        assert work.departures.fault() == fault


def test_sending_goes_on_after_the_end_was_set_back_and_that_is_found(vault: Vault) -> None:
    with vault.work() as work:
        three(work)
        vault._db.run("UPDATE departure_head SET number = 1, received = 0")
        new = leave(work, 9)
        assert new.number == 4
        work.departures.received(new.parcel.batch, NOW, b"receipt")
        assert [one.received for one in work.departures.last(1)] == [3]
        vault._db.run("DELETE FROM departure_head")
        assert work.departures.fault() == Fault(FaultKind.BROKEN, 5)


def document(version: int, state: DocumentState = DocumentState.WAITING, kind: DocumentKind = DocumentKind.POLICY) -> Document:
    return Document(kind, version, version + 10, b"body", b"signature", state)


def test_documents_wait_until_they_are_taken(vault: Vault) -> None:
    with vault.work() as work:
        documents = work.documents
        documents.take(DocumentKind.POLICY)
        assert documents.newest(DocumentKind.POLICY) is None
        documents.put(document(1))
        documents.take(DocumentKind.POLICY)
        documents.put(document(2))
        documents.put(document(3))  # before anybody looked at the second
        documents.put(document(1, kind=DocumentKind.SCHEMES))
        assert documents.in_force(DocumentKind.POLICY) == document(1, DocumentState.IN_FORCE)
        assert documents.newest(DocumentKind.POLICY) == document(3)
        assert documents.waiting() == [document(1, kind=DocumentKind.SCHEMES), document(3)]
        documents.take(DocumentKind.POLICY)
        assert documents.in_force(DocumentKind.POLICY) == documents.newest(DocumentKind.POLICY) == document(3, DocumentState.IN_FORCE)
        assert documents.in_force(DocumentKind.SCHEMES) is None
        documents.clear()
        assert documents.waiting() == []
        assert documents.in_force(DocumentKind.POLICY) is None

"""What comes down: shown before it holds, older and unreadable ones refused."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.base_ports import Membership
from app.domain.audit import Deed
from app.domain.base_documents import Named
from app.domain.errors import ErrorCode
from app.domain.ids import RecordId
from app.domain.outbox import Document, DocumentKind, KeptState
from app.domain.retention import Policy
from app.usecases.policy import policy_in_force, trust_organisation
from app.usecases.take_documents import Arrived, Pending, documents_in_force, fetch_documents, take_document, waiting_documents
from app.usecases.team import known_gateways
from tests.fakes.base import Before
from tests.storage.making import code_when
from tests.usecases.caring import TODAY, Home
from tests.usecases.teaming import Laptop

GATEWAY, OTHER_GATEWAY = "00:11:22:33:44:55", "66:77:88:99:aa:bb"
NOBODY = b'{"supervisors":[]}'


@pytest.fixture
def laptop(home: Home) -> Laptop:
    made = Laptop(home)
    made.join()
    return made


def fetch(laptop: Laptop) -> Arrived:
    return fetch_documents(laptop.home.vault, laptop.home.clock, laptop.base, laptop.cancel)


def pending(laptop: Laptop) -> tuple[Pending, ...]:
    return waiting_documents(laptop.home.vault, laptop.home.clock)


def take(laptop: Laptop, document: Document) -> None:
    take_document(laptop.home.vault, laptop.home.clock, document)


def policy_body(rules: bytes = b"", signature: bytes = b"", gateways: tuple[str, ...] = ()) -> bytes:
    said = {"rules": b64encode(rules).decode(), "signature": b64encode(signature).decode(), "gateways": list(gateways)}
    return json.dumps(said).encode()


def erasures(*records: RecordId) -> bytes:
    return json.dumps({"records": list(records)}).encode()


def gateways(laptop: Laptop) -> frozenset[str]:
    with laptop.home.vault.work() as work:
        return known_gateways(work)


def keep_days(laptop: Laptop) -> int:
    with laptop.home.vault.work() as work:
        return policy_in_force(work).film_keep_days_after_filming


def test_nobody_fetches_without_a_team(home: Home) -> None:
    laptop = Laptop(home)
    assert code_when(lambda: fetch(laptop)) is ErrorCode.NOT_IN_TEAM and laptop.base.calls == []


@pytest.mark.parametrize("code", [ErrorCode.BASE_UNREACHABLE, ErrorCode.DOCUMENT_NOT_SIGNED])
def test_what_does_not_come_signed_changes_nothing(laptop: Laptop, code: ErrorCode) -> None:
    laptop.base.publish(DocumentKind.SUPERVISORS, NOBODY)
    laptop.base.trouble.append(Before(code))
    assert code_when(lambda: fetch(laptop)) is code
    assert pending(laptop) == () and fetch(laptop).waiting == (DocumentKind.SUPERVISORS,)


def test_a_policy_is_shown_before_it_holds(laptop: Laptop) -> None:
    laptop.base.publish(DocumentKind.POLICY, policy_body(b"film_keep_days_after_filming = 60\n", gateways=(GATEWAY,)))
    assert fetch(laptop) == Arrived(waiting=(DocumentKind.POLICY,))
    (one,) = pending(laptop)
    assert one.rules is not None and one.rules.before == Policy() and one.rules.after.film_keep_days_after_filming == 60
    assert (one.gateways_added, one.gateways_gone, one.trouble) == ((GATEWAY,), (), None)
    assert keep_days(laptop) == 90 and gateways(laptop) == frozenset(), "looking changes nothing"
    take(laptop, one.document)
    laptop.home.again()
    assert keep_days(laptop) == 60 and gateways(laptop) == {GATEWAY} and pending(laptop) == ()
    with laptop.home.vault.work() as work:
        assert [(entry.deed, entry.subject) for entry in work.audit.last(1)] == [(Deed.DOCUMENT_TAKEN, "policy")]
    laptop.base.publish(DocumentKind.POLICY, policy_body(gateways=(OTHER_GATEWAY,)))
    fetch(laptop)
    (one,) = pending(laptop)
    assert (one.rules, one.gateways_added, one.gateways_gone) == (None, (OTHER_GATEWAY,), (GATEWAY,))
    assert gateways(laptop) == {GATEWAY}, "the one before holds until this one is taken"


def test_the_bases_signature_lengthens_nothing(laptop: Laptop) -> None:
    longer = b"number = 1\nfilm_keep_days_after_filming = 900\n"
    laptop.base.publish(DocumentKind.POLICY, policy_body(longer[11:], gateways=(GATEWAY,)))
    fetch(laptop)
    (one,) = pending(laptop)
    assert (one.rules, one.trouble) == (None, ErrorCode.POLICY_NOT_SIGNED)
    assert code_when(lambda: take(laptop, one.document)) is ErrorCode.POLICY_NOT_SIGNED
    assert keep_days(laptop) == 90 and gateways(laptop) == frozenset() and len(pending(laptop)) == 1, "all of it, or nothing"
    organisation = Ed25519PrivateKey.generate()
    trust_organisation(laptop.home.vault, laptop.home.clock, organisation.public_key().public_bytes_raw())
    laptop.base.publish(DocumentKind.POLICY, policy_body(longer, organisation.sign(longer)))
    fetch(laptop)
    take(laptop, pending(laptop)[0].document)
    assert keep_days(laptop) == 900


def test_a_newer_one_takes_the_place_of_one_that_is_looked_at(laptop: Laptop) -> None:
    laptop.base.publish(DocumentKind.SUPERVISORS, NOBODY)
    fetch(laptop)
    (shown,) = pending(laptop)
    key = "ab" * 32
    laptop.base.publish(DocumentKind.SUPERVISORS, json.dumps({"supervisors": [{"name": "Kari", "key": key}]}).encode())
    fetch(laptop)
    assert code_when(lambda: take(laptop, shown.document)) is ErrorCode.DOCUMENT_OLDER
    (one,) = pending(laptop)
    assert one.named == (Named(key, "Kari", "Kari"),)
    take(laptop, one.document)
    assert one.no_longer == ()
    (held,) = documents_in_force(laptop.home.vault)
    assert held.named == one.named
    laptop.base.publish(DocumentKind.SUPERVISORS, NOBODY)
    fetch(laptop)
    (gone,) = pending(laptop)
    assert (gone.named, gone.no_longer) == ((), one.named), "that somebody goes is said"


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_one_is_refused(laptop: Laptop, version: int) -> None:
    laptop.base.publish(DocumentKind.SUPERVISORS, NOBODY, version=2)
    fetch(laptop)
    take(laptop, pending(laptop)[0].document)
    other = json.dumps({"supervisors": [{"name": "Ola", "key": "cd" * 32}]}).encode()
    laptop.base.publish(DocumentKind.SUPERVISORS, other, version=version)
    laptop.base.publish(DocumentKind.SCHEMES, b'{"schemes":[{"id":"own","nb":"V\xc3\xa5rt","en":"Ours"}]}')
    assert fetch(laptop) == Arrived((DocumentKind.SCHEMES,), (ErrorCode.DOCUMENT_OLDER,))
    (held,) = documents_in_force(laptop.home.vault)
    assert held.document.body == NOBODY
    assert pending(laptop)[0].named == (Named("own", "Vårt", "Ours"),)


def test_the_same_one_again_is_no_news(laptop: Laptop) -> None:
    laptop.base.publish(DocumentKind.SUPERVISORS, NOBODY)
    fetch(laptop)
    assert fetch(laptop) == Arrived(), "only what has a higher number is asked for"
    laptop.base.publish(DocumentKind.SUPERVISORS, NOBODY, version=1)
    assert fetch(laptop) == Arrived(waiting=(DocumentKind.SUPERVISORS,))


def test_a_restored_base_numbers_anew(laptop: Laptop) -> None:
    backup = laptop.base.copy()
    laptop.base.publish(DocumentKind.SUPERVISORS, NOBODY)
    laptop.base.publish(DocumentKind.SCHEMES, b'{"schemes":[]}')
    fetch(laptop)
    laptop.base.restore(backup)
    laptop.base.publish(DocumentKind.POLICY, policy_body(gateways=(GATEWAY,)))
    laptop.release(())  # the greeting tells
    assert DocumentKind.POLICY in fetch(laptop).waiting


HOSTILE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"a":1}',
    b"NaN",
]


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("body", HOSTILE)
def test_what_cannot_be_read_is_refused(laptop: Laptop, kind: DocumentKind, body: bytes) -> None:
    laptop.base.publish(kind, body)
    assert fetch(laptop) == Arrived(refused=(ErrorCode.DOCUMENT_UNREADABLE,))
    assert pending(laptop) == () and documents_in_force(laptop.home.vault) == ()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (DocumentKind.POLICY, policy_body(gateways=("router",))),
        (DocumentKind.POLICY, policy_body(gateways=(GATEWAY.upper().replace("0", "A"),))),
        (DocumentKind.POLICY, b'{"rules":"%%%","signature":"","gateways":[]}'),
        (DocumentKind.POLICY, b'{"rules":1,"signature":"","gateways":[]}'),
        (DocumentKind.POLICY, b'{"rules":"","signature":"","gateways":"00:11:22:33:44:55"}'),
        (DocumentKind.POLICY, b'{"rules":"","signature":"","gateways":[],"more":1}'),
        (DocumentKind.ERASURES, b'{"records":["11111111-1111-1111-8111-111111111111"]}'),
        (DocumentKind.ERASURES, b'{"records":{"a":1}}'),
        (DocumentKind.SUPERVISORS, b'{"supervisors":[{"name":"Kari","key":"short"}]}'),
        (DocumentKind.SUPERVISORS, b'{"supervisors":["Kari"]}'),
        (DocumentKind.SUPERVISORS, json.dumps({"supervisors": [{"name": "K\u202e\n", "key": "ab" * 32}]}).encode()),
        (DocumentKind.SUPERVISORS, json.dumps({"supervisors": [{"name": "K" * 81, "key": "ab" * 32}]}).encode()),
        (DocumentKind.SCHEMES, b'{"schemes":[{"id":"Not an id","nb":"","en":""}]}'),
        (DocumentKind.SCHEMES, json.dumps({"schemes": [{"id": "a", "nb": "", "en": ""}] * 501}).encode()),
    ],
)
def test_one_wrong_word_refuses_all_of_it(laptop: Laptop, kind: DocumentKind, body: bytes) -> None:
    laptop.base.publish(kind, body)
    assert fetch(laptop).refused == (ErrorCode.DOCUMENT_UNREADABLE,)


# --- erased at the base ----------------------------------------------------------------------------------------------------------------


def sent_visits(laptop: Laptop, many: int) -> list[RecordId]:
    visits = laptop.visits(TODAY - timedelta(n) for n in range(many))
    laptop.send()
    return [laptop.record(visit) for visit in visits]


STRANGERS = [RecordId(f"{n:08x}-1111-4111-8111-111111111111") for n in range(20)]


@pytest.mark.parametrize("named", [1, 3, 8])
def test_erasures_are_shown_before_they_hold(laptop: Laptop, named: int) -> None:
    records = sent_visits(laptop, 8)
    laptop.base.publish(DocumentKind.ERASURES, erasures(*records[:named], *STRANGERS))
    assert fetch(laptop) == Arrived(waiting=(DocumentKind.ERASURES,))
    (one,) = pending(laptop)
    assert one.erased == named and {laptop.kept(record).state for record in records} == {KeptState.SENT}
    take(laptop, one.document)
    assert [laptop.kept(record).state for record in records[:named]] == [KeptState.CLOSED] * named
    assert all(laptop.kept(record).state is KeptState.SENT for record in records[named:])
    assert [one.document.kind for one in documents_in_force(laptop.home.vault)] == [DocumentKind.ERASURES], "it can still be seen"


def test_erasures_of_which_nothing_is_here_ask_nobody(laptop: Laptop) -> None:
    records = sent_visits(laptop, 3)
    laptop.base.publish(DocumentKind.ERASURES, erasures(*STRANGERS))
    assert fetch(laptop) == Arrived() and pending(laptop) == ()
    assert {laptop.kept(record).state for record in records} == {KeptState.SENT}
    assert [one.document.kind for one in documents_in_force(laptop.home.vault)] == [DocumentKind.ERASURES]


def test_what_was_erased_at_the_base_is_never_sent_again(laptop: Laptop) -> None:
    visits = laptop.visits(TODAY - timedelta(n) for n in range(10))
    laptop.send()
    record = laptop.record(visits[0])
    laptop.base.erased.add(record)
    laptop.base.publish(DocumentKind.ERASURES, erasures(record))
    fetch(laptop)
    laptop.change(visits[0], minutes=50)
    assert laptop.send().quarantined == 1, "nobody has looked yet, and the base does not take it"
    take(laptop, pending(laptop)[0].document)
    laptop.change(visits[0], minutes=70)
    assert laptop.send().quarantined == 0 and laptop.lines(KeptState.QUARANTINED) == ()
    laptop.remove(visits[0])
    came = laptop.prepare()
    assert (came.tombstones, came.held) == (0, 0)
    assert sorted(laptop.base.revisions[record]) == [1]


def test_more_erasures_count_only_those_that_are_new_here(laptop: Laptop) -> None:
    records = sent_visits(laptop, 6)
    for n in (2, 5):
        laptop.base.publish(DocumentKind.ERASURES, erasures(*records[:n]))
        fetch(laptop)
        (one,) = pending(laptop)
        assert one.erased == (2 if n == 2 else 3)
        take(laptop, one.document)


def test_a_base_that_never_comes_to_an_end_is_not_listened_to_for_ever(laptop: Laptop) -> None:
    def more(member: Membership, after: int, cancel: object) -> list[Document]:
        return [Document(DocumentKind.SUPERVISORS, number, number, b'{"supervisors":[]}', b"") for number in range(after + 1, after + 4)]

    laptop.base.documents = more  # type: ignore[method-assign,assignment]
    fetch_documents(laptop.home.vault, laptop.home.clock, laptop.base, laptop.cancel)
    first = waiting_documents(laptop.home.vault, laptop.home.clock)[0].document.number
    fetch_documents(laptop.home.vault, laptop.home.clock, laptop.base, laptop.cancel)
    assert first < waiting_documents(laptop.home.vault, laptop.home.clock)[0].document.number < 1000

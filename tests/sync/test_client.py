"""The way to the base, against servers that lie, stall, cut and pretend. The rightful base is in test_client_and_base.py."""

from __future__ import annotations

import base64
import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.base_ports import Invitation, Membership
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import BatchId, new_record_id
from app.domain.outbox import DocumentKind
from sync import signatures
from sync.client import TeamBase
from sync.pairing import code_of, new_secret
from sync.questions import Limits
from sync.signatures import ANSWER_HEADER, answer_words, document_words, fits, request_words, signed, token_words
from sync.wire import digest_of
from tests.fakes.secrets import MemorySecrets
from tests.sync.impostor import DEVICE, Answering, Heard, Liar, Raw, Told, Web, no
from tests.usecases.importing import Token

ITEM = "vault-base"
QUICK = Limits(connect=20.0, whole=0.6, whole_large=0.6)
BODY = b'{"batch":1}'
Speak = Callable[[socket.socket, threading.Event], None]


@pytest.fixture
def liar() -> Liar:
    return Liar()


@pytest.fixture
def web(liar: Liar) -> Iterator[Web]:
    with Web(liar) as made:
        yield made


@pytest.fixture
def keys() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def laptop(keys: MemorySecrets) -> Iterator[TeamBase]:
    made = TeamBase(keys, ITEM, Limits(whole=5.0, whole_large=5.0))
    yield made
    made.close()


@pytest.fixture
def member(laptop: TeamBase, web: Web, liar: Liar) -> Membership:
    made = laptop.enrol(Invitation(web.url, code_of(new_secret(), liar.key)))
    web.heard.clear()
    return made


def refused(code: ErrorCode) -> pytest.RaisesExc[Circumstance]:
    return pytest.RaisesExc(Circumstance, check=lambda error: error.code is code)


def receipt(liar: Liar, batch: str, /, **other: object) -> Answering:
    return liar.telling({"batch": batch, "body": digest_of(BODY), "items": [], "stored": 3} | other)


# --- joining ---


def test_the_code_is_handed_to_the_base_that_gave_it(laptop: TeamBase, web: Web, liar: Liar, keys: MemorySecrets) -> None:
    secret = new_secret()
    member = laptop.enrol(Invitation(web.url, code_of(secret, liar.key)))
    assert member == Membership(web.url, liar.key.hex(), "TRO01", DEVICE, "Rødstilk")
    said = json.loads(web.heard[1].body)
    seed = keys.read(ITEM)
    assert seed is not None
    assert (said["code"], said["key"]) == (secret, signatures.public_key(seed).hex())
    assert fits(signatures.public_key(seed), said["proof"], signatures.enrol_words(secret, said["key"]))


def test_the_code_is_handed_to_nobody_else(laptop: TeamBase, web: Web, keys: MemorySecrets) -> None:
    """Whoever answers is signed well, but with a key that the code does not speak of."""
    with refused(ErrorCode.BASE_NOT_THE_ONE):
        laptop.enrol(Invitation(web.url, code_of(new_secret(), bytes(32))))
    assert web.paths() == ["GET /v1/health"]
    assert keys.read(ITEM) is None


def test_a_base_that_says_anothers_key_cannot_sign_with_it(laptop: TeamBase, web: Web, liar: Liar) -> None:
    theirs = signatures.public_key(signatures.new_seed())
    liar.say("/v1/health", liar.telling({"base": theirs.hex(), "schemas": []}))
    with refused(ErrorCode.BASE_NOT_THE_ONE):
        laptop.enrol(Invitation(web.url, code_of(new_secret(), theirs)))
    assert web.paths() == ["GET /v1/health"]


def test_a_lost_answer_is_asked_for_with_the_same_key(laptop: TeamBase, web: Web, liar: Liar) -> None:
    liar.say("/v1/enrol", lambda _heard: Told(502))
    code = code_of(new_secret(), liar.key)
    with refused(ErrorCode.BASE_UNREACHABLE):
        laptop.enrol(Invitation(web.url, code))
    laptop.enrol(Invitation(web.url, code))
    first, second = (one.body for one in web.heard if one.target == "/v1/enrol")
    assert first == second


def test_what_cannot_be_a_code_or_an_address_goes_nowhere(laptop: TeamBase, web: Web, liar: Liar) -> None:
    with refused(ErrorCode.ENROLMENT_CODE_MISTYPED):
        laptop.enrol(Invitation(web.url, "K7Q2"))
    with refused(ErrorCode.BASE_ADDRESS_INVALID):
        laptop.enrol(Invitation("http://base.example.org", code_of(new_secret(), liar.key)))
    assert not web.heard


def test_a_refused_code(laptop: TeamBase, web: Web, liar: Liar) -> None:
    liar.say("/v1/enrol", no(liar, "code_refused", 403))
    with refused(ErrorCode.ENROLMENT_CODE_REFUSED):
        laptop.enrol(Invitation(web.url, code_of(new_secret(), liar.key)))


# --- what is asked, and how ---


def test_a_request_says_what_has_to_be_said_and_nothing_else(
    laptop: TeamBase, web: Web, liar: Liar, member: Membership, keys: MemorySecrets
) -> None:
    """By name, each header that leaves; nothing of the program, the system or the language."""
    batch = BatchId(new_record_id())
    liar.say(f"/v1/batches/{batch}", receipt(liar, batch))
    laptop.greet(member)
    laptop.send(member, batch, BODY)
    plain = {"Host", "Accept-Encoding", "Samspill-Request"}
    told = {"/v1/health": plain} | dict.fromkeys(["/v1/challenge", "/v1/token"], plain | {"Content-Length", "Content-Type"})
    known = plain | {"Content-Length", "Content-Type", "Authorization", "Samspill-Counter", "Samspill-Proof"}
    assert [(one.target, set(one.headers)) for one in web.heard] == [*told.items(), (f"/v1/batches/{batch}", known)]
    put = web.heard[-1]
    seed = keys.read(ITEM)
    assert seed is not None
    assert put.body == BODY
    token = put.headers["Authorization"].removeprefix("Bearer ")
    words = request_words("PUT", put.target, put.request, token, int(put.headers["Samspill-Counter"]), BODY)
    assert fits(signatures.public_key(seed), put.headers["Samspill-Proof"], words)
    asked = json.loads(web.heard[2].body)
    assert fits(signatures.public_key(seed), asked["proof"], token_words(DEVICE, "ab" * 32))


def test_no_cookie_comes_back_and_no_request_is_named_twice(laptop: TeamBase, web: Web, liar: Liar, member: Membership) -> None:
    liar.say("/v1/health", lambda heard: _with(liar.right(heard), **{"Set-Cookie": "who=you; Path=/"}))
    laptop.greet(member)
    laptop.greet(member)
    assert not any("Cookie" in one.headers for one in web.heard)
    assert len({one.request for one in web.heard}) == len(web.heard)


def test_a_token_serves_until_it_runs_out_and_its_counter_grows(laptop: TeamBase, web: Web, liar: Liar, member: Membership) -> None:
    for _ in range(3):
        laptop.documents(member, 0)
    assert web.paths().count("POST /v1/token") == 1
    assert [one.headers["Samspill-Counter"] for one in web.heard if one.target.startswith("/v1/documents")] == ["1", "2", "3"]
    liar.say("/v1/token", liar.telling({"token": "ef" * 32, "seconds": 1, "stored": 0, "documents": 0}))
    liar.say("/v1/documents", no(liar, "token_unknown", 401))
    laptop.documents(member, 0)
    assert web.heard[-1].headers["Authorization"] == f"Bearer {'ef' * 32}"
    laptop.documents(member, 0)  # that one has no seconds left worth the name
    assert web.heard[-1].headers["Authorization"] == f"Bearer {'cd' * 32}"


@pytest.mark.parametrize(("word", "status"), [("token_unknown", 401), ("replayed", 409), ("proof_wrong", 401)])
def test_a_token_that_is_no_good_is_renewed_once(
    laptop: TeamBase, web: Web, liar: Liar, member: Membership, word: str, status: int
) -> None:
    liar.say("/v1/documents", no(liar, word, status))
    assert laptop.documents(member, 0) == []
    liar.say("/v1/documents", *[no(liar, word, status)] * 5)
    with refused(ErrorCode.BASE_TROUBLE):
        laptop.documents(member, 0)
    assert len(liar.told["/v1/documents"]) == 3


@pytest.mark.parametrize(
    ("word", "status", "code"),
    [
        ("device_unknown", 401, ErrorCode.BASE_REFUSED),
        ("device_revoked", 403, ErrorCode.BASE_REFUSED),
        ("wrong_team", 403, ErrorCode.BASE_REFUSED),
        ("too_many", 429, ErrorCode.BASE_BUSY),
        ("busy", 503, ErrorCode.BASE_BUSY),
        ("too_slow", 408, ErrorCode.BASE_UNREACHABLE),
        ("trouble", 500, ErrorCode.BASE_TROUBLE),
        ("not_valid", 422, ErrorCode.BASE_TROUBLE),
        ("not_found", 404, ErrorCode.BASE_TROUBLE),
        ("a word of a later base", 418, ErrorCode.BASE_TROUBLE),
    ],
)
def test_a_no_has_its_circumstance(laptop: TeamBase, liar: Liar, member: Membership, word: str, status: int, code: ErrorCode) -> None:
    liar.say("/v1/documents", no(liar, word, status))
    with refused(code):
        laptop.documents(member, 0)


@pytest.mark.parametrize(("said", "seconds"), [("7", 7), ("99999", 3600), ("soon", None), ("-1", None), ("999999", None), ("²", None)])
def test_how_long_to_wait_is_believed_within_reason(
    laptop: TeamBase, liar: Liar, member: Membership, said: str, seconds: int | None
) -> None:
    liar.say("/v1/documents", no(liar, "too_many", 429, **{"Retry-After": said}))
    with pytest.raises(Circumstance) as raised:
        laptop.documents(member, 0)
    assert raised.value.params.get("seconds") == seconds


def test_the_key_of_the_laptop_has_to_be_there(laptop: TeamBase, web: Web, liar: Liar, member: Membership, keys: MemorySecrets) -> None:
    liar.say("/v1/token", no(liar, "proof_wrong", 401))
    with refused(ErrorCode.BASE_KEY_MISSING):
        laptop.greet(member)
    laptop.forget(member)
    web.heard.clear()
    with refused(ErrorCode.BASE_KEY_MISSING):
        laptop.documents(member, 0)
    assert not web.heard


def test_leaving_what_was_left_is_left(laptop: TeamBase, liar: Liar, member: Membership) -> None:
    laptop.leave(member)
    liar.say("/v1/token", no(liar, "device_revoked", 403))
    laptop.leave(member)
    liar.say("/v1/token", no(liar, "busy", 503))
    with refused(ErrorCode.BASE_BUSY):
        laptop.leave(member)


@pytest.mark.parametrize(
    ("schemas", "code"), [([], ErrorCode.BASE_OLDER), (["00000000-0000-4000-8000-000000000000"], ErrorCode.BASE_NEWER)]
)
def test_a_base_of_another_time(laptop: TeamBase, liar: Liar, member: Membership, schemas: list[str], code: ErrorCode) -> None:
    liar.say("/v1/health", liar.telling({"base": liar.key.hex(), "schemas": schemas}))
    with refused(code):
        laptop.greet(member)


# --- answers that are not the base's ---


def _with(told: Told, **headers: str) -> Told:
    return Told(told.status, told.body, told.headers | headers)


def _signed_by_another(heard: Heard) -> Told:
    return _with(Told(200, b"{}"), **{ANSWER_HEADER: signed(signatures.new_seed(), answer_words(heard.request, 200, b"{}"))})


def _portal(_heard: Heard) -> Told:
    return Told(302, b"", {"Location": "http://127.0.0.1:9/login"})


def _portal_page(_heard: Heard) -> Told:
    return Told(200, b"<html>Welcome to the hotel</html>", {"Content-Type": "text/html"})


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (_portal, ErrorCode.BASE_UNREACHABLE),
        (_portal_page, ErrorCode.BASE_UNREACHABLE),
        (lambda _heard: Told(502, b"Bad Gateway"), ErrorCode.BASE_UNREACHABLE),
        (lambda _heard: Told(200, b'{"challenge":"x"}'), ErrorCode.BASE_UNREACHABLE),
        (_signed_by_another, ErrorCode.BASE_NOT_THE_ONE),
        (lambda _heard: Told(200, b"{}", {ANSWER_HEADER: "no signature"}), ErrorCode.BASE_NOT_THE_ONE),
    ],
    ids=["redirect", "page", "proxy", "unsigned", "another", "nonsense"],
)
@pytest.mark.parametrize("path", ["/v1/health", "/v1/challenge", "/v1/token"])
def test_only_the_pinned_key_is_believed(
    laptop: TeamBase, web: Web, liar: Liar, member: Membership, path: str, answer: Answering, code: ErrorCode
) -> None:
    liar.say(path, answer)
    with refused(code):
        laptop.greet(member)
    assert web.paths()[-1].endswith(path), "nothing was asked after that"
    assert laptop.greet(member).stored == 3, "and the next time it may be there again"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_anywhere(laptop: TeamBase, web: Web, liar: Liar, member: Membership, status: int) -> None:
    """Not even to where the base itself would answer."""
    liar.say("/v1/health", lambda _heard: Told(status, b"", {"Location": f"{web.url}/v1/health?again"}))
    with refused(ErrorCode.BASE_UNREACHABLE):
        laptop.greet(member)
    assert web.paths() == ["GET /v1/health"]


def test_an_answer_fits_its_own_question_only(laptop: TeamBase, liar: Liar, member: Membership) -> None:
    """Of another request, with another status, with another body: each was signed by the base, and none is believed."""
    kept: list[Told] = []

    def keeping(heard: Heard) -> Told:
        kept.append(liar.right(heard))
        return kept[0]

    liar.say("/v1/documents", keeping)
    laptop.documents(member, 0)
    changes: list[Answering] = [
        lambda _heard: kept[0],
        lambda heard: Told(201, liar.right(heard).body, liar.right(heard).headers),
        lambda heard: Told(200, liar.right(heard).body + b" ", liar.right(heard).headers),
    ]
    for change in changes:
        liar.say("/v1/documents", change)
        with refused(ErrorCode.BASE_NOT_THE_ONE):
            laptop.documents(member, 0)


def test_a_packed_answer_is_not_unpacked(laptop: TeamBase, liar: Liar, member: Membership) -> None:
    def packed(heard: Heard) -> Told:
        right = liar.right(heard)
        return Told(200, gzip.compress(right.body), right.headers | {"Content-Encoding": "gzip"})

    liar.say("/v1/documents", packed)
    with refused(ErrorCode.BASE_NOT_THE_ONE):
        laptop.documents(member, 0)


def test_an_answer_too_large_is_not_read(laptop: TeamBase, liar: Liar, member: Membership) -> None:
    liar.say("/v1/token", liar.telling({"token": "cd" * 32, "more": "x" * (20 << 10)}))
    with refused(ErrorCode.BASE_TROUBLE):
        laptop.greet(member)


@pytest.mark.parametrize("said", [{}, [], "text", {"token": "short"}, {"token": "cd" * 32, "seconds": 600, "stored": -1, "documents": 0}])
def test_a_signed_answer_that_makes_no_sense(laptop: TeamBase, liar: Liar, member: Membership, said: object) -> None:
    liar.say("/v1/token", liar.telling(said))
    with refused(ErrorCode.BASE_TROUBLE):
        laptop.greet(member)


# --- receipts and documents ---


def test_a_receipt_is_kept_so_that_it_can_be_proven(laptop: TeamBase, liar: Liar, member: Membership) -> None:
    batch, record = BatchId(new_record_id()), new_record_id()
    said = {"record": record, "revision": 2, "outcome": "refused", "refusal": "erased", "digest": "0" * 64}
    liar.say(f"/v1/batches/{batch}", receipt(liar, batch, items=[said, said | {"record": None, "revision": None, "digest": None}]))
    answer = laptop.send(member, batch, BODY)
    assert [(one.record, one.revision, one.outcome, one.refusal, one.digest) for one in answer.items] == [
        (record, 2, "refused", "erased", "0" * 64)
    ]
    kind, request, status, signature, body = answer.raw.decode().split("\n", 4)
    assert kind == "samspill-receipt-1"
    assert fits(liar.key, signature, answer_words(request, int(status), body.encode()))


@pytest.mark.parametrize(
    "wrong", [{"batch": "2d9c1f04-6a3e-4f0b-9b7e-0c4f3a5b6d71"}, {"body": "0" * 64}, {"items": "none"}, {"stored": -1}, {"stored": 1 << 64}]
)
def test_a_receipt_of_something_else_is_none(laptop: TeamBase, liar: Liar, member: Membership, wrong: dict[str, object]) -> None:
    batch = BatchId(new_record_id())
    liar.say(f"/v1/batches/{batch}", receipt(liar, batch, **wrong))
    with refused(ErrorCode.BASE_TROUBLE):
        laptop.send(member, batch, BODY)


def _document(
    liar: Liar, number: int, *, kind: str = "policy", version: int = 1, team: str = "TRO01", seed: bytes | None = None
) -> dict[str, object]:
    body = b"rules %d" % number
    signature = signed(seed or liar.seed, document_words(team, kind, version, number, body))
    return {"kind": kind, "version": version, "number": number, "body": base64.b64encode(body).decode(), "signature": signature}


def test_documents_come_in_order_and_signed(laptop: TeamBase, web: Web, liar: Liar, member: Membership) -> None:
    said = [_document(liar, 9, kind="erasures"), _document(liar, 7), _document(liar, 3)]
    liar.say("/v1/documents", liar.telling({"documents": said}))
    found = laptop.documents(member, 3)
    assert web.heard[-1].target == "/v1/documents?after=3"
    assert [(one.kind, one.version, one.number, one.body) for one in found] == [
        (DocumentKind.POLICY, 1, 7, b"rules 7"),
        (DocumentKind.ERASURES, 1, 9, b"rules 9"),
    ]
    assert fits(liar.key, base64.b64encode(found[0].signature).decode(), document_words("TRO01", "policy", 1, 7, b"rules 7"))


@pytest.mark.parametrize("huge", ["version", "number"])
def test_numbers_that_no_database_holds_go_no_further(laptop: TeamBase, liar: Liar, member: Membership, huge: str) -> None:
    liar.say("/v1/documents", liar.telling({"documents": [_document(liar, 7) | {huge: 1 << 64}]}))
    with refused(ErrorCode.BASE_TROUBLE):
        laptop.documents(member, 3)


def test_a_document_that_is_not_signed_for_this_team_is_none(laptop: TeamBase, liar: Liar, member: Membership) -> None:
    wrong = [
        _document(liar, 7, seed=signatures.new_seed()),
        _document(liar, 7, team="TRO02"),
        _document(liar, 7) | {"version": 2},
        _document(liar, 7) | {"number": 8},
        _document(liar, 7) | {"kind": "supervisors"},
        _document(liar, 7) | {"body": base64.b64encode(b"other rules").decode()},
    ]
    for one in wrong:
        liar.say("/v1/documents", liar.telling({"documents": [one]}))
        with refused(ErrorCode.DOCUMENT_NOT_SIGNED):
            laptop.documents(member, 0)


# --- a poor network ---


def _silent(connection: socket.socket, over: threading.Event) -> None:
    """Half open: it takes everything, and says nothing."""
    over.wait()


def _trickling(connection: socket.socket, over: threading.Event) -> None:
    """A byte now and then, never an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not over.wait(0.02):
        connection.sendall(b"X-Still: here\r\n")


def _endless(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nSamspill-Signature: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not over.wait(0.02):
        connection.sendall(b"1\r\n \r\n")


def _nonsense(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"220 mail.example.org ESMTP\r\n")
    over.wait(0.2)


def _cut(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nSamspill-Signature: x\r\nContent-Length: 1000\r\n\r\n{")


def _gone(connection: socket.socket, over: threading.Event) -> None:
    """Closed at once."""


@pytest.mark.parametrize("speak", [_silent, _trickling, _endless, _nonsense, _cut, _gone])
def test_whatever_the_network_does_it_ends_in_time(member: Membership, keys: MemorySecrets, speak: Speak) -> None:
    with Raw(speak) as server:
        laptop = TeamBase(keys, ITEM, QUICK)
        there = Membership(server.url, member.key, member.team, member.device, member.name)
        began = time.monotonic()
        with refused(ErrorCode.BASE_UNREACHABLE):
            laptop.greet(there)
        assert time.monotonic() - began < 0.6 + 1.0 + 2.0
        assert "base" not in [thread.name for thread in threading.enumerate()], "the server still stalls, and nobody waits for it"
        laptop.close()


def test_nobody_there(keys: MemorySecrets, member: Membership) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    laptop = TeamBase(keys, ITEM, QUICK)
    with refused(ErrorCode.BASE_UNREACHABLE):
        laptop.greet(Membership(f"http://127.0.0.1:{port}", member.key, member.team, member.device, member.name))


def test_a_name_that_is_looked_up_for_ever(keys: MemorySecrets, member: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def look_up(*_args: object, **_more: object) -> list[object]:
        answered.wait(20)
        raise socket.gaierror(socket.EAI_AGAIN, "again")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    laptop = TeamBase(keys, ITEM, QUICK)
    began = time.monotonic()
    with refused(ErrorCode.BASE_UNREACHABLE):
        laptop.greet(Membership("https://base.example.org", member.key, member.team, member.device, member.name))
    assert time.monotonic() - began < 10
    answered.set()


@pytest.mark.parametrize("speak", [_silent, _trickling, _endless])
def test_whoever_stops_waits_for_nobody(member: Membership, keys: MemorySecrets, speak: Speak) -> None:
    """Whatever is waited for: the first answer, its end, a slow line."""
    stop = Token()

    def stopped_meanwhile(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(1)  # the question has arrived
        stop.set = True
        speak(connection, over)

    with Raw(stopped_meanwhile) as server:
        laptop = TeamBase(keys, ITEM)
        there = Membership(server.url, member.key, member.team, member.device, member.name)
        began = time.monotonic()
        with refused(ErrorCode.CANCELLED):
            laptop.greet(there, stop)
        assert time.monotonic() - began < 5.0, "a second, and a slow machine's patience; else it is half a minute"
        connections = server.connections
        with refused(ErrorCode.CANCELLED):
            laptop.documents(there, 0, stop)
        assert server.connections == connections, "who has stopped asks nothing more"
        laptop.close()


def test_a_batch_that_was_stopped_on_its_way_goes_again(laptop: TeamBase, web: Web, liar: Liar, member: Membership) -> None:
    """The base had it already: the same bytes come again, over another connection."""
    batch, stop, answered = BatchId(new_record_id()), Token(), threading.Event()
    rightly = receipt(liar, batch)

    def slow(heard: Heard) -> Told:
        stop.set = True
        answered.wait(20)
        return rightly(heard)

    liar.say(f"/v1/batches/{batch}", slow)
    with refused(ErrorCode.CANCELLED):
        laptop.send(member, batch, BODY, stop)
    answered.set()
    liar.say(f"/v1/batches/{batch}", rightly)
    assert laptop.send(member, batch, BODY, Token()).stored == 3
    assert [one.body for one in web.heard if one.method == "PUT"] == [BODY, BODY]


def test_no_error_carries_what_was_said(laptop: TeamBase, liar: Liar, member: Membership) -> None:
    liar.say("/v1/token", liar.telling({"token": "secret words"}))
    with pytest.raises(Circumstance) as raised:
        laptop.greet(member)
    assert "secret" not in repr(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_a_netrc_file_is_not_asked(laptop: TeamBase, web: Web, member: Membership, nobodys_home: Path) -> None:
    (nobodys_home / ".netrc").write_text("machine 127.0.0.1 login kari password secret\n")
    (nobodys_home / ".netrc").chmod(0o600)
    laptop.greet(member)
    assert not any("Authorization" in one.headers for one in web.heard)

"""Requests that no honest laptop makes: refused with one signed word, nothing is stored, nothing of it is logged, no 5xx."""

from __future__ import annotations

import io
import json
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from sync.base.rates import household
from sync.base.settings import Settings
from sync.signatures import COUNTER_HEADER, PROOF_HEADER, REQUEST_HEADER, enrol_words, new_request, new_seed, public_key, signed
from sync.wire import MOST_BODY_BYTES, batch_bytes, canonical
from tests.sync.base.kit import Laptop, code_of, visit
from tests.sync.base.live import LIVE, LiveBase

MARK = "Zebrafink"  # stands for whatever somebody put into a request
DEEP = 30_000


@dataclass
class Scene:
    """Two laptops that joined, and their base."""

    base: LiveBase
    laptop: Laptop
    other: Laptop


Ask = Callable[[Scene], httpx.Response]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with LiveBase(tmp_path) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptops = [Laptop(http, base.key), Laptop(http, base.key)]
        for laptop in laptops:
            laptop.join(base.invite().code)
            laptop.greet()
        yield Scene(base, *laptops)


def test_who_asks_is_proved(scene: Scene, log: io.StringIO) -> None:
    _all_refused(scene, log, {**_TOKENS, **_PROOFS})


def test_what_is_asked_is_looked_at(scene: Scene, log: io.StringIO) -> None:
    _all_refused(scene, log, {**_SHAPES, **_BODIES})


def test_joining_is_proved(scene: Scene, log: io.StringIO) -> None:
    _all_refused(scene, log, _JOINING)


def _all_refused(scene: Scene, log: io.StringIO, table: dict[str, tuple[str, Ask]]) -> None:
    found = {name: code_of(ask(scene)) for name, (_word, ask) in table.items()}
    assert found == {name: word for name, (word, _ask) in table.items()}
    assert scene.base.stored() == 0
    assert scene.laptop.greet().status_code == 200, "an honest laptop goes on"
    assert scene.laptop.send(visit()).json()["stored"] == 1
    _told_without_content(log.getvalue())


def _told_without_content(said: str) -> None:
    assert MARK.lower() not in said.lower()
    assert str(Path.home()) not in said
    allowed = {"at", "level", "event", "route", "method", "status", "code", "millis", "bytes", "items"}
    for line in said.splitlines():
        told = json.loads(line)
        assert set(told) <= allowed, told
        assert told["status"] < 500


# --- tokens and proofs ---------------------------------------------------------------------------------------------------------------


def _again(scene: Scene) -> httpx.Response:
    """The very same request twice."""
    headers = scene.laptop.headers("GET", "/v1/documents", b"")
    assert scene.laptop.ask("GET", "/v1/documents", headers=headers).status_code == 200
    return scene.laptop.ask("GET", "/v1/documents", headers=headers)


def _older_counter(scene: Scene) -> httpx.Response:
    older = scene.laptop.headers("GET", "/v1/documents", b"")
    scene.laptop.tell("GET", "/v1/documents")
    return scene.laptop.ask("GET", "/v1/documents", headers=older)


def _batch(scene: Scene, change: Callable[[bytes], bytes] = bytes, **headers: str) -> httpx.Response:
    """A batch that was changed after it was signed."""
    name = str(uuid.uuid4())
    body = batch_bytes(name, "TRO01", [visit()])  # type: ignore[arg-type]  # a BatchId
    target = f"/v1/batches/{name}"
    return scene.laptop.ask("PUT", target, change(body), (scene.laptop.headers("PUT", target, body) | headers))


def _forged(scene: Scene) -> httpx.Response:
    stranger = replace(scene.laptop, seed=new_seed())
    scene.laptop.counter += 1
    return stranger.tell("GET", "/v1/documents")


def _swapped(scene: Scene) -> httpx.Response:
    """Another laptop of the team uses this one's token."""
    return replace(scene.other, token=scene.laptop.token, counter=scene.laptop.counter + 5).tell("GET", "/v1/documents")


def _of_an_older_token(scene: Scene) -> httpx.Response:
    """Recorded under one token, played again under the next, whose counter has not come so far."""
    for _ in range(3):
        recorded = scene.laptop.headers("GET", "/v1/documents", b"")
    scene.laptop.greet()
    return scene.laptop.ask("GET", "/v1/documents", headers=recorded | {"Authorization": f"Bearer {scene.laptop.token}"})


def _other_path(scene: Scene) -> httpx.Response:
    return scene.laptop.ask("GET", "/v1/documents?after=1", headers=scene.laptop.headers("GET", "/v1/documents?after=0", b""))


def _other_method(scene: Scene) -> httpx.Response:
    return scene.laptop.ask("POST", "/v1/leave", b"{}", scene.laptop.headers("PUT", "/v1/leave", b"{}"))


def _other_request(scene: Scene) -> httpx.Response:
    return scene.laptop.ask(
        "GET", "/v1/documents", headers=(scene.laptop.headers("GET", "/v1/documents", b"") | {REQUEST_HEADER: new_request()})
    )


def _with(**headers: str) -> Ask:
    """A rightly signed request with other headers."""
    return lambda scene: scene.laptop.ask(
        "GET",
        "/v1/documents",
        headers=(scene.laptop.headers("GET", "/v1/documents", b"") | {name.replace("_", "-"): it for name, it in headers.items()}),
    )


def _unknown_counter(text: str) -> Ask:
    return lambda scene: scene.laptop.ask(
        "GET", "/v1/documents", headers=(scene.laptop.headers("GET", "/v1/documents", b"") | {COUNTER_HEADER: text})
    )


def _no_proof(scene: Scene) -> httpx.Response:
    headers = scene.laptop.headers("GET", "/v1/documents", b"")
    del headers[PROOF_HEADER]
    return scene.laptop.ask("GET", "/v1/documents", headers=headers)


def _two_tokens(scene: Scene) -> httpx.Response:
    headers = scene.laptop.headers("GET", "/v1/documents", b"")
    request = headers[REQUEST_HEADER]
    doubled = [*headers.items(), ("Authorization", f"Bearer {scene.other.token}")]
    return scene.laptop.checked(scene.laptop.http.get("/v1/documents", headers=doubled), request)


_TOKENS: dict[str, tuple[str, Ask]] = {
    "no token": ("token_unknown", lambda scene: scene.laptop.ask("GET", "/v1/documents")),
    "a token of nobody": ("token_unknown", _with(Authorization=f"Bearer {'0' * 64}")),
    "a token of another kind": ("token_unknown", _with(Authorization=f"Basic {MARK}")),
    "a token with more": ("token_unknown", _with(Authorization=f"Bearer {'0' * 64} {MARK}")),
    "two tokens": ("token_unknown", _two_tokens),
}
_PROOFS: dict[str, tuple[str, Ask]] = {
    "replayed": ("replayed", _again),
    "an older one comes later": ("replayed", _older_counter),
    "forged": ("proof_wrong", _forged),
    "another laptop's token": ("proof_wrong", _swapped),
    "another body": ("proof_wrong", lambda scene: _batch(scene, lambda body: body.replace(b'"home"', b'"clinic"'))),
    "a longer body": ("proof_wrong", lambda scene: _batch(scene, lambda body: body + b" ")),
    "no body": ("proof_wrong", lambda scene: _batch(scene, lambda _body: b" ")),
    "of an older token": ("proof_wrong", _of_an_older_token),
    "another path": ("proof_wrong", _other_path),
    "another method": ("proof_wrong", _other_method),
    "another request": ("proof_wrong", _other_request),
    "no proof": ("proof_wrong", _no_proof),
    "a proof that is none": ("proof_wrong", _with(Samspill_Proof=MARK)),
    **{f"counter {text!r}": ("proof_wrong", _unknown_counter(text)) for text in ("0", "-1", "1.5", "9" * 16, "9" * 400, "", "1e3", MARK)},
}

# --- shapes --------------------------------------------------------------------------------------------------------------------------


def _raw(body: bytes, name: str = "", **headers: str) -> Ask:
    """A body that is rightly signed, whatever is in it."""

    def ask(scene: Scene) -> httpx.Response:
        target = f"/v1/batches/{name or uuid.uuid4()}"
        return scene.laptop.ask("PUT", target, body, (scene.laptop.headers("PUT", target, body) | headers))

    return ask


def _other(**changes: object) -> Ask:
    """An envelope with something else in it."""

    def ask(scene: Scene) -> httpx.Response:
        name = str(uuid.uuid4())
        said = json.loads(batch_bytes(name, "TRO01", [visit()]))  # type: ignore[arg-type]  # a BatchId
        return _raw(canonical(said | changes), name)(scene)

    return ask


def _stream(scene: Scene) -> httpx.Response:
    """Longer than allowed, and not said beforehand."""
    request = new_request()

    def parts() -> Iterator[bytes]:
        yield b"{" + b" " * 4095
        yield b" " * 4096

    http = scene.laptop.http
    return scene.laptop.checked(
        http.post("/v1/enrol", content=parts(), headers={REQUEST_HEADER: request, "Content-Type": "application/json"}), request
    )


_SHAPES: dict[str, tuple[str, Ask]] = {
    "nothing there": ("not_found", lambda scene: scene.laptop.ask("GET", f"/v1/{MARK}?{MARK}={MARK}")),
    "a way up": ("not_found", lambda scene: scene.laptop.ask("GET", "/v1/..%2f..%2fetc%2fpasswd")),
    "deleting": ("method", lambda scene: scene.laptop.ask("DELETE", f"/v1/batches/{uuid.uuid4()}")),
    "posting": ("method", lambda scene: scene.laptop.ask("POST", f"/v1/batches/{uuid.uuid4()}", b"{}")),
    "a method of its own": ("method", lambda scene: scene.laptop.ask("ZEBRAFINK", "/v1/health")),
    "plain text": ("media_type", _raw(b"{}", **{"Content-Type": "text/plain"})),
    "a form": ("media_type", _raw(b"a=b", **{"Content-Type": "application/x-www-form-urlencoded"})),
    "compressed": ("media_type", _raw(b"\x1f\x8b", **{"Content-Encoding": "gzip"})),
    "too large": ("too_large", _raw(b" " * (MOST_BODY_BYTES + 1))),
    "too large and not said": ("too_large", _stream),
    "a long small one": ("too_large", lambda scene: scene.laptop.ask("POST", "/v1/challenge", b" " * 5000)),
    "documents after -1": ("not_valid", lambda scene: scene.laptop.tell("GET", "/v1/documents?after=-1")),
    "documents after a word": ("not_valid", lambda scene: scene.laptop.tell("GET", f"/v1/documents?after={MARK}")),
    "documents after much": ("not_valid", lambda scene: scene.laptop.tell("GET", f"/v1/documents?after={'9' * 40}")),
    "leaving with words": ("not_valid", lambda scene: scene.laptop.tell("POST", "/v1/leave", canonical({"why": MARK}))),
}
_BODIES: dict[str, tuple[str, Ask]] = {
    "no JSON": ("not_valid", _raw(MARK.encode())),
    "empty": ("not_valid", _raw(b" ")),
    "null": ("not_valid", _raw(b"null")),
    "a list": ("not_valid", _raw(b"[]")),
    "deep": ("not_valid", _raw(b"[" * DEEP)),
    "deep in items": ("not_valid", _raw(b'{"items":[' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"]}")),
    "NaN": ("not_valid", _raw(b'{"batch":NaN}')),
    "a long number": ("not_valid", _raw(b'{"batch":' + b"9" * 200_000 + b"}")),
    "NUL": ("not_valid", _raw(b'{"team":"TRO01\\u0000"}')),
    "no UTF-8": ("not_valid", _raw(b'{"team":"\xff\xfe"}')),
    "half a letter": ("not_valid", _raw(b'{"team":"\\ud800"}')),
    "an unknown field": ("not_valid", _other(name=MARK)),
    "another batch": ("not_valid", _other(batch=str(uuid.uuid4()))),
    "a batch that is no uuid4": ("not_valid", _other(batch="00000000-0000-1000-8000-000000000000")),
    "another team": ("wrong_team", _other(team="BOD02")),
    "a team that is none": ("not_valid", _other(team=MARK)),
    "no items": ("not_valid", _other(items=[])),
    "too many items": ("not_valid", _other(items=[{}] * 101)),
    "items that are none": ("not_valid", _other(items=[MARK])),
    "a schema that is none": ("not_valid", _other(schema=MARK)),
}

# --- joining -------------------------------------------------------------------------------------------------------------------------


def _join(**changes: str) -> Ask:
    """A code that nobody gave."""

    def ask(scene: Scene) -> httpx.Response:
        seed = new_seed()
        key = public_key(seed).hex()
        said = {"code": "0" * 16, "key": key, "proof": signed(seed, enrol_words("0" * 16, key))}
        return scene.laptop.ask("POST", "/v1/enrol", canonical(said | changes))

    return ask


def _challenge_of_another(scene: Scene) -> httpx.Response:
    """The challenge was given to somebody else."""
    mine = scene.laptop.ask("POST", "/v1/challenge", canonical({"device": scene.laptop.device})).json()["challenge"]
    return _ask_token(scene.other, mine)


def _challenge_again(scene: Scene) -> httpx.Response:
    mine = scene.laptop.ask("POST", "/v1/challenge", canonical({"device": scene.laptop.device})).json()["challenge"]
    assert _ask_token(scene.laptop, mine).status_code == 200
    return _ask_token(scene.laptop, mine)


def _ask_token(laptop: Laptop, challenge: str) -> httpx.Response:
    proof = signed(laptop.seed, f"samspill-token-1\n{laptop.device}\n{challenge}\n".encode())
    return laptop.ask("POST", "/v1/token", canonical({"device": laptop.device, "challenge": challenge, "proof": proof}))


_JOINING: dict[str, tuple[str, Ask]] = {
    "a code of nobody": ("code_refused", _join()),
    "a code of another shape": ("not_valid", _join(code=MARK)),
    "a code in small letters": ("not_valid", _join(code="a" * 16)),
    "a key without its other half": ("proof_wrong", _join(key=public_key(new_seed()).hex())),
    "a key that is none": ("not_valid", _join(key=MARK)),
    "a name of one's own": ("not_valid", _join(name=MARK)),
    "a stranger": ("device_unknown", lambda scene: scene.laptop.ask("POST", "/v1/challenge", canonical({"device": str(uuid.uuid4())}))),
    "a stranger's shape": ("not_valid", lambda scene: scene.laptop.ask("POST", "/v1/challenge", canonical({"device": MARK}))),
    "another's challenge": ("proof_wrong", _challenge_of_another),
    "a challenge again": ("proof_wrong", _challenge_again),
    "a challenge of nobody": ("proof_wrong", lambda scene: _ask_token(scene.laptop, "0" * 64)),
}


# --- items, lines and time -----------------------------------------------------------------------------------------------------------


def test_items_are_refused_one_by_one(scene: Scene, log: io.StringIO) -> None:
    """What JSON allows and the wire does not, beside one that is good."""
    good = visit()
    record = str(uuid.uuid4())
    bad = [
        visit(place=MARK),
        visit(name=MARK),
        b'{"record":NaN,"revision":1,"summary":{}}',
        b'{"record":"%s","revision":%s,"summary":{"kind":"gone"}}' % (record.encode(), b"9" * 4000),
        b'{"record":"%s","revision":1e999,"summary":{"kind":"gone"}}' % record.encode(),
        b'{"record":"%s","revision":true,"summary":{"kind":"gone"}}' % record.encode(),
        b'{"record":"%s","revision":0,"summary":{"kind":"gone"}}' % record.encode(),
        b'{"record":"%s","revision":10000,"summary":{"kind":"gone"}}' % record.encode(),
        b'{"record":"%s\\u0000","revision":1,"summary":{"kind":"gone"}}' % record.encode(),
        b'{"record":"%s","revision":1,"summary":{"kind":"%s"}}' % (record.encode(), MARK.encode()),
        b'{"record":"%s","revision":1,"summary":' % record.encode() + b'{"a":' * 50 + b"1" + b"}" * 51,
        b"{}",
    ]
    said = scene.laptop.send(good, *bad).json()
    assert [(one["outcome"], one["refusal"]) for one in said["items"]] == [("stored", None)] + [("refused", "not_valid")] * len(bad)
    assert said["stored"] == 1
    _told_without_content(log.getvalue())


def test_another_schema_is_told_for_each_item(scene: Scene) -> None:
    name = str(uuid.uuid4())
    said = json.loads(batch_bytes(name, "TRO01", [visit(), visit()])) | {"schema": str(uuid.uuid4())}  # type: ignore[arg-type]  # a BatchId
    answer = _raw(canonical(said), name)(scene).json()
    assert [(one["outcome"], one["refusal"]) for one in answer["items"]] == [("refused", "unknown_schema")] * 2


@pytest.mark.parametrize("request_name", ["", "x", MARK, "0" * 33, "0" * 31 + "G"])
def test_a_request_without_a_name_gets_an_answer_that_fits_no_request(scene: Scene, request_name: str) -> None:
    answer = scene.laptop.http.get("/v1/health", headers={REQUEST_HEADER: request_name})
    scene.laptop.checked(answer, "")


def test_a_body_that_never_ends_is_hung_up_on(tmp_path: Path) -> None:
    with LiveBase(tmp_path, settings=replace(LIVE, body_seconds=0.2)) as base:
        said = _spoken(base, b"PUT /v1/batches/x HTTP/1.1\r\nHost: b\r\nContent-Length: 100\r\n\r\n{")
        assert said.startswith(b"HTTP/1.1 408 ")
        assert b'{"code":"too_slow"}' in said


def test_slow_bodies_of_one_address_keep_nobody_else_out(tmp_path: Path) -> None:
    """Not with a token of nobody's either."""
    with LiveBase(tmp_path, settings=replace(LIVE, at_once=1)) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        with ExitStack() as lines:
            for _ in range(8):
                line = lines.enter_context(socket.create_connection(("127.0.0.1", int(base.url.rpartition(":")[2]))))
                line.sendall(b"PUT /v1/batches/x HTTP/1.1\r\nHost: b\r\nAuthorization: x\r\nContent-Length: 100\r\n\r\n{")
            end = time.monotonic() + 10
            while laptop.ask("GET", "/v1/health").status_code == 200 and time.monotonic() < end:
                time.sleep(0.02)
            assert code_of(laptop.ask("GET", "/v1/health")) == "busy"
            assert laptop.ask("GET", "/v1/health", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 200


def test_slow_bodies_keep_nobody_out_until_there_are_too_many(tmp_path: Path) -> None:
    with LiveBase(tmp_path, settings=replace(LIVE, at_once=1)) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        with ExitStack() as lines:
            for count in range(8):
                assert laptop.ask("GET", "/v1/health").status_code == 200, count
                line = lines.enter_context(socket.create_connection(("127.0.0.1", int(base.url.rpartition(":")[2]))))
                line.sendall(b"POST /v1/enrol HTTP/1.1\r\nHost: b\r\nX-Forwarded-For: 192.0.2.%d\r\nContent-Length: 100\r\n\r\n{" % count)
            end = time.monotonic() + 10
            while laptop.ask("GET", "/v1/health").status_code == 200 and time.monotonic() < end:
                time.sleep(0.02)  # until the last of them was seen
            answer = laptop.ask("GET", "/v1/health")
            assert (answer.status_code, code_of(answer), answer.headers["Retry-After"]) == (503, "busy", "5")
        while laptop.ask("GET", "/v1/health").status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.02)


def test_half_a_body_does_nothing(scene: Scene, log: io.StringIO) -> None:
    name = str(uuid.uuid4())
    target = f"/v1/batches/{name}"
    body = batch_bytes(name, "TRO01", [visit()])  # type: ignore[arg-type]  # a BatchId
    headers = scene.laptop.headers("PUT", target, body) | {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Host": "b",
    }
    head = f"PUT {target} HTTP/1.1\r\n" + "".join(f"{name}: {it}\r\n" for name, it in headers.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", int(scene.base.url.rpartition(":")[2]))) as line:
        line.sendall(head.encode() + body[:-1])
    assert scene.laptop.tell("GET", "/v1/documents").status_code == 200
    assert scene.base.stored() == 0
    assert "PUT" not in log.getvalue()


@pytest.mark.parametrize(
    "words",
    [b"\x16\x03\x01\x02\x00\x01", b"GET /v1/health\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"a: " + b"x" * 20_000 + b"\r\n\r\n", b"\0" * 100],
)
def test_what_is_no_http_is_hung_up_on(scene: Scene, words: bytes) -> None:
    said = _spoken(scene.base, words)
    assert said == b"" or said.startswith(b"HTTP/1.1 4")


def test_whoever_asks_too_often_waits(tmp_path: Path) -> None:
    with LiveBase(tmp_path, settings=Settings(address_per_minute=2)) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        answers = [laptop.ask("GET", "/v1/health") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 30


def test_behind_a_proxy_each_is_counted_alone(tmp_path: Path) -> None:
    with LiveBase(tmp_path, settings=replace(LIVE, address_per_minute=1)) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        said = [laptop.ask("GET", "/v1/health", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in (1, 2, 1)]
    assert said == [200, 200, 429]


def test_whoever_guesses_tokens_waits(tmp_path: Path) -> None:
    with LiveBase(tmp_path, settings=replace(LIVE, address_per_minute=4)) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        guesses = [laptop.ask("GET", "/v1/documents", headers={"Authorization": f"Bearer {n:064x}"}) for n in range(6)]
    assert [code_of(one) for one in guesses] == ["token_unknown"] * 4 + ["too_many"] * 2


def test_whoever_only_says_that_he_has_a_token_is_counted(tmp_path: Path) -> None:
    """Whatever is asked for."""
    said = {"Authorization": "x"}
    with LiveBase(tmp_path, settings=replace(LIVE, address_per_minute=3)) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        asked = [laptop.ask("GET", "/v1/x", headers=said), laptop.ask("DELETE", "/v1/leave", headers=said)]
        asked += [laptop.ask("POST", "/v1/leave", b"{}" * 9999, said), laptop.ask("GET", "/v1/x", headers=said)]
    assert [code_of(one) for one in asked] == ["not_found", "method", "too_large", "too_many"]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_whom_an_address_is_counted_as(address: str, counted: str) -> None:
    assert household(address) == counted


@pytest.mark.parametrize("before", [b"", b"GET /healthz HTTP/1.1\r\nHost: b\r\n\r\n"])
def test_half_a_question_is_hung_up_on(scene: Scene, monkeypatch: pytest.MonkeyPatch, before: bytes) -> None:
    """As the first one on a line, and after one that was answered."""
    monkeypatch.setattr("sync.base.serve.HEAD_SECONDS", 0.3)
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", int(scene.base.url.rpartition(":")[2])), 20) as line:
        line.sendall(before)
        if before:
            assert line.recv(4096).startswith(b"HTTP/1.1 200")
        line.sendall(b"GET /healthz HT")
        while line.recv(4096):
            pass
    assert 0.2 < time.monotonic() - began < 15


def test_a_laptop_that_sends_too_often_waits(tmp_path: Path) -> None:
    with LiveBase(tmp_path, settings=replace(LIVE, device_per_minute=1)) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        laptop.join(base.invite().code)
        laptop.greet()
        assert laptop.send(visit()).status_code == 200
        assert code_of(laptop.send(visit())) == "too_many"


def _spoken(base: LiveBase, words: bytes) -> bytes:
    """Everything that comes back until the base hangs up, or 5 s."""
    said = b""
    end = time.monotonic() + 5
    with socket.create_connection(("127.0.0.1", int(base.url.rpartition(":")[2])), 5) as line:
        line.sendall(words)
        while time.monotonic() < end:
            try:
                part = line.recv(4096)
            except ConnectionError:
                break
            said += part
            if not part:
                break
    return said

"""A laptop that says what the test wants it to say, rightly signed unless told otherwise."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from sync.pairing import read_code
from sync.signatures import (
    ANSWER_HEADER,
    COUNTER_HEADER,
    PROOF_HEADER,
    REQUEST_HEADER,
    answer_words,
    enrol_words,
    fits,
    new_request,
    new_seed,
    public_key,
    request_words,
    signed,
    token_words,
)
from sync.wire import batch_bytes, canonical

VISIT: dict[str, Any] = {
    "kind": "visit",
    "period": "2026-Q4",
    "episode": "7c0f7f6e-8e0c-4c52-9a2f-0d7a1c1f3b55",
    "visit_number": "1",
    "contact": "film",
    "place": "home",
    "attendance": "kept",
    "duration": "45-59",
    "travel": "15-29",
    "film_minutes": "6-10",
    "clips_shown": "1-2",
    "child_age": "3-5",
    "caregiver": "mother",
    "interpreter": False,
}


@dataclass
class Laptop:
    """Speaks to a base through `http`, whose answers it checks against `key`."""

    http: httpx.Client
    key: bytes
    seed: bytes = field(default_factory=new_seed)
    device: str = ""
    team: str = "TRO01"
    token: str = ""
    counter: int = 0

    def ask(self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> httpx.Response:
        """One request as it is; the answer's signature is checked."""
        said = {REQUEST_HEADER: new_request(), **({"Content-Type": "application/json"} if body else {}), **(headers or {})}
        return self.checked(self.http.request(method, target, content=body, headers=said), said[REQUEST_HEADER])

    def checked(self, answer: httpx.Response, request: str) -> httpx.Response:
        """The same answer; its signature fits."""
        assert fits(self.key, answer.headers[ANSWER_HEADER], answer_words(request, answer.status_code, answer.content))
        return answer

    def join(self, code: str) -> httpx.Response:
        secret = read_code(code).secret
        key = public_key(self.seed).hex()
        said = {"code": secret, "key": key, "proof": signed(self.seed, enrol_words(secret, key))}
        answer = self.ask("POST", "/v1/enrol", canonical(said))
        if answer.status_code == 200:
            self.device = answer.json()["device"]
        return answer

    def greet(self) -> httpx.Response:
        """Challenge and token."""
        given = self.ask("POST", "/v1/challenge", canonical({"device": self.device}))
        if given.status_code != 200:
            return given
        challenge = given.json()["challenge"]
        proof = signed(self.seed, token_words(self.device, challenge))
        answer = self.ask("POST", "/v1/token", canonical({"device": self.device, "challenge": challenge, "proof": proof}))
        if answer.status_code == 200:
            self.token, self.counter = answer.json()["token"], 0
        return answer

    def headers(self, method: str, target: str, body: bytes, request: str | None = None) -> dict[str, str]:
        """What proves the next request."""
        self.counter += 1
        request = request or new_request()
        return {
            REQUEST_HEADER: request,
            "Authorization": f"Bearer {self.token}",
            COUNTER_HEADER: str(self.counter),
            PROOF_HEADER: signed(self.seed, request_words(method, target, request, self.token, self.counter, body)),
        }

    def tell(self, method: str, target: str, body: bytes = b"") -> httpx.Response:
        """A request that proves itself."""
        return self.ask(method, target, body, self.headers(method, target, body))

    def send(self, *items: bytes, batch: str = "") -> httpx.Response:
        name = batch or str(uuid.uuid4())
        return self.tell("PUT", f"/v1/batches/{name}", batch_bytes(name, self.team, list(items)))  # type: ignore[arg-type]  # a BatchId


def visit(record: str = "", revision: int = 1, **other: Any) -> bytes:
    """An item: a visit, with what is other about it."""
    return canonical({"record": record or str(uuid.uuid4()), "revision": revision, "summary": VISIT | other})


def code_of(answer: httpx.Response) -> str:
    """The word of a refusal; it says nothing else."""
    said = json.loads(answer.content)
    assert set(said) == {"code"}
    return str(said["code"])

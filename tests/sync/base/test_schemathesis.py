"""Whatever a machine can think of, by the description of the interface or against it: no answer of class 5xx, each signed, nothing logged
but the fields that may be."""

from __future__ import annotations

import io
import json
import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from sync.signatures import REQUEST_HEADER
from tests.sync.base.kit import Laptop
from tests.sync.base.live import LiveBase

schemathesis.openapi.format("uuid4", strategies.uuids(version=4).map(str))


def test_a_few_of_each(tmp_path: Path, log: io.StringIO) -> None:
    assert _ask(tmp_path, log, examples=4) > 7 * 4


@pytest.mark.battery
@pytest.mark.timeout(3600)
def test_many_of_each(tmp_path: Path, log: io.StringIO) -> None:
    assert _ask(tmp_path, log, examples=400) > 7 * 400


def _ask(tmp_path: Path, log: io.StringIO, examples: int) -> int:
    """How many requests were made: each as it was made up, and once more with a right token and proof in front of it."""
    made = 0
    with LiveBase(tmp_path) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        laptop.join(base.invite().code)
        laptop.greet()
        schema = schemathesis.openapi.from_dict(http.get("/openapi.json").json())
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            made += _ask_one(found.ok(), laptop, examples)
        _only_what_may_be(log.getvalue())
        assert Laptop(http, base.key).join(base.invite().code).status_code == 200
    return made


def _ask_one(operation: APIOperation[Any, Any, Any, Any], laptop: Laptop, examples: int) -> int:
    made = 0

    @seed(20261122)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(GenerationMode.POSITIVE) | operation.as_strategy(GenerationMode.NEGATIVE))
    def asked(case: Case[Any]) -> None:
        nonlocal made
        for proved in (False, True):
            if operation.path == "/leave" and proved:
                continue  # it would be answered, and the laptop be gone
            answer = _said(case, laptop, proved=proved)
            assert answer.status_code < 500, (operation.label, answer.status_code)
            made += 1

    asked()
    return made


def _said(case: Case[Any], laptop: Laptop, *, proved: bool) -> httpx.Response:
    """What was made up, as bytes on the line; with `proved` as far as a laptop of the team gets: token, proof, team and batch fit."""
    kwargs = case.as_transport_kwargs(base_url=str(laptop.http.base_url).rstrip("/") + "/v1")
    headers = _headers(kwargs.get("headers") or {})
    if "json" in kwargs:
        headers.setdefault("Content-Type", "application/json")
    if proved and isinstance(kwargs.get("json"), dict) and "items" in kwargs["json"]:
        name = str(uuid.uuid4())
        kwargs["json"] |= {"batch": name, "team": laptop.team}
        kwargs["url"] = f"/v1/batches/{name}"
    request = laptop.http.build_request(
        kwargs["method"], kwargs["url"], params=kwargs.get("params"), content=_body(kwargs), headers=headers
    )
    if proved:
        for name, value in laptop.headers(request.method, request.url.raw_path.decode("ascii"), request.content).items():
            request.headers[name] = value
        request.headers["Content-Type"] = "application/json"
    asked = request.headers.get(REQUEST_HEADER, "")
    return laptop.checked(laptop.http.send(request), asked if re.fullmatch("[0-9a-f]{32}", asked) else "")


def _body(kwargs: Mapping[str, Any]) -> bytes:
    if "json" in kwargs:
        return json.dumps(kwargs["json"]).encode()
    data = kwargs.get("data", b"")
    return data if isinstance(data, bytes) else str(data).encode()


def _headers(said: Mapping[str, str]) -> dict[str, str]:
    """Those that a client can put on a line: Latin-1 without control characters. Each once."""
    kept = {name.title(): str(value).encode("latin-1", "replace").decode("latin-1").strip() for name, value in said.items()}
    return {name: value for name, value in kept.items() if value.isprintable() and value.isascii()}


def _only_what_may_be(said: str) -> None:
    for line in said.splitlines():
        told = json.loads(line)
        assert set(told) <= {"at", "level", "event", "route", "method", "status", "code", "millis", "bytes", "items", "port", "tables"}

"""The log is made of named fields: what has no name there is not told, whoever says it."""

from __future__ import annotations

import io
import json
import logging

import pytest

from sync.base.logs import tell, tell_trouble

STREET = "Storgata 1"


def told(log: io.StringIO) -> dict[str, object]:
    (line,) = log.getvalue().splitlines()
    said: dict[str, object] = json.loads(line)
    assert said.pop("at")
    return said


def test_fields_that_have_no_name_here_are_left_out(log: io.StringIO) -> None:
    tell("request", route="GET /v1/health", status=200, path=STREET, device=STREET, millis="soon")
    assert told(log) == {"level": "info", "event": "request", "route": "GET /v1/health", "status": 200}


def test_of_a_mistake_its_kind_and_its_place(log: io.StringIO, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise LookupError(STREET)
    except LookupError as error:
        tell_trouble("trouble", error)
    assert caplog.records
    said = told(log)
    assert str(said.pop("where")).startswith("base.test_logs:")
    assert said == {"level": "error", "event": "trouble", "kind": "LookupError"}


@pytest.mark.parametrize("name", ["uvicorn.error", "sqlalchemy.engine", "anyone"])
def test_of_what_a_library_says_the_place_only(log: io.StringIO, caplog: pytest.LogCaptureFixture, name: str) -> None:
    logging.getLogger(name).error("no room for %s", STREET, extra={"facts": {"route": STREET}})
    assert caplog.records
    said = told(log)
    assert str(said.pop("where")).startswith("test_logs:")
    assert said == {"level": "error", "event": "library", "kind": name}

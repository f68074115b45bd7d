"""The base as a service: health, counts, the page that describes it, the hourly figures, a quiet end, a database that is away."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from app.domain.errors import Circumstance, ErrorCode
from sync.base import serve
from sync.base.auth import Proved
from sync.base.conversation import Conversation
from sync.base.database import Database
from sync.base.metrics import Metrics
from sync.base.rates import Limiter
from sync.base.serve import Listen, Service
from sync.base.settings import Settings
from sync.base.signing import make_key
from sync.base.teams import NAMES, NameTaken, invite, make_team
from sync.wire import BatchReceipt
from tests.sync.base.kit import Laptop, visit
from tests.sync.base.live import LIVE, LiveBase


@contextmanager
def serving(database: Database, settings: Settings = LIVE) -> Iterator[tuple[str, str]]:
    """Addresses of a base and of its metrics."""
    service = Service(database, settings, Listen(metrics_port=0))
    thread = threading.Thread(target=service.run, kwargs={"signals": False})
    thread.start()
    try:
        _until(lambda: service.started)
        yield f"http://127.0.0.1:{service.port}", f"http://127.0.0.1:{service.metrics_port}"
    finally:
        service.stop()
        thread.join(30)


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_health_and_counts(database: Database) -> None:
    with serving(database) as (url, counts), httpx.Client(trust_env=False) as http:
        assert http.get(f"{url}/healthz").json() == {"well": True}
        assert http.get(f"{url}/v1/health").status_code == 200
        assert http.get(f"{url}/metrics").status_code == 404
        said = http.get(f"{counts}/metrics").text
    assert 'samspill_requests_total{route="GET /v1/health",status="200"} 1\n' in said
    assert 'samspill_requests_total{route="GET /healthz",status="200"} 1\n' in said
    assert 'samspill_requests_total{route="GET unknown",status="404"} 1\n' in said
    assert 'samspill_request_seconds_bucket{le="+Inf"} 3\n' in said


def test_counts_name_routes_and_outcomes_only(tmp_path: Path) -> None:
    counts = Metrics()
    counts.answered("PUT /batches/{batch}", 200, 0.02)
    counts.answered("PUT /batches/{batch}", 409, 60.0)
    counts.looked_at(["stored", "stored", "same"])
    assert counts.text().splitlines() == [
        "# TYPE samspill_requests_total counter",
        'samspill_requests_total{route="PUT /batches/{batch}",status="200"} 1',
        'samspill_requests_total{route="PUT /batches/{batch}",status="409"} 1',
        "# TYPE samspill_items_total counter",
        'samspill_items_total{outcome="same"} 1',
        'samspill_items_total{outcome="stored"} 2',
        "# TYPE samspill_request_seconds histogram",
        *(f'samspill_request_seconds_bucket{{le="{bound}"}} 0' for bound in ("0.005", "0.01")),
        *(f'samspill_request_seconds_bucket{{le="{bound}"}} 1' for bound in ("0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "10.0")),
        'samspill_request_seconds_bucket{le="+Inf"} 2',
        "samspill_request_seconds_sum 60.020000",
        "samspill_request_seconds_count 2",
    ]


def test_the_page_that_describes_it_brings_nothing_from_elsewhere(tmp_path: Path) -> None:
    with LiveBase(tmp_path) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        page = http.get("/api")
        described = http.get("/openapi.json").json()
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "PUT /v1/batches/{batch}" in page.text
    assert "<script" not in page.text
    assert "http" not in page.text.replace("HTTP", "")
    assert described["components"]["schemas"]["VisitWire"]["additionalProperties"] is False


@pytest.mark.parametrize(
    ("code", "status"), [(ErrorCode.BASE_STORE_BUSY, 503), (ErrorCode.BASE_STORE_UNREACHABLE, 503), (ErrorCode.DISK_FULL, 503)]
)
def test_a_database_that_is_away_is_said_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: ErrorCode, status: int
) -> None:
    with LiveBase(tmp_path) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        laptop.join(base.invite().code)
        laptop.greet()

        def away(_self: Database) -> object:
            raise Circumstance(code)

        with monkeypatch.context() as broken:
            broken.setattr(Database, "connect", away)
            answer = laptop.send(visit())
            assert (answer.status_code, answer.json(), answer.headers["Retry-After"]) == (status, {"code": "busy"}, "10")
            assert http.get("/healthz").status_code == 503
        assert laptop.send(visit()).json()["stored"] == 1


def test_a_bug_is_answered_signed_and_its_words_are_not_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with LiveBase(tmp_path) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)

        def mistaken(*_of: object) -> object:
            raise RuntimeError("a visit at Storgata 1")

        monkeypatch.setattr("sync.base.auth.give_challenge", mistaken)
        answer = laptop.ask("POST", "/v1/challenge", b'{"device":"0b2a6d5e-9a53-4d6c-8a52-7a4e0e1f5b11"}')
    assert (answer.status_code, answer.json()) == (500, {"code": "trouble"})
    (told,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert vars(told)["facts"]["kind"] == "RuntimeError"
    assert "Storgata" not in caplog.text + str([vars(record) for record in caplog.records])


def test_pages_are_told_by_their_route_and_without_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def mistaken(_self: Database) -> object:
        raise RuntimeError("a visit at Storgata 1")

    caplog.set_level(logging.INFO, "samspill.base")
    with LiveBase(tmp_path) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        assert http.get("/Storgata?q=Storgata").status_code == 404
        assert http.get("/healthz").status_code == 200
        with monkeypatch.context() as broken:
            broken.setattr(Database, "connect", mistaken)
            failed = http.get("/healthz")
            assert failed.status_code == 500
            assert failed.headers["content-security-policy"].startswith("default-src 'none'")
    told = [vars(record)["facts"] for record in caplog.records if record.msg == "page"]
    assert [(one.get("route"), one.get("status")) for one in told if "status" in one] == [
        ("GET unknown", 404),
        ("GET /healthz", 200),
        ("GET /healthz", 500),
    ]
    assert [one["kind"] for one in told if "kind" in one] == ["RuntimeError"]
    assert "Storgata" not in str([vars(record) for record in caplog.records if record.name == "samspill.base"])


def test_running_requests_end_before_the_base_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    with LiveBase(tmp_path) as base, httpx.Client(base_url=base.url, trust_env=False) as http:
        laptop = Laptop(http, base.key)
        laptop.join(base.invite().code)
        laptop.greet()
        take = Conversation.batch

        def slowly(conversation: Conversation, batch: str, said: Proved) -> BatchReceipt:
            begun.set()
            go_on.wait(20)
            return take(conversation, batch, said)

        monkeypatch.setattr(Conversation, "batch", slowly)
        answers: list[int] = []
        sending = threading.Thread(target=lambda: answers.append(laptop.send(visit()).status_code))
        sending.start()
        assert begun.wait(20)
        stopping = threading.Thread(target=base.stop)
        stopping.start()
        time.sleep(0.3)
        assert stopping.is_alive()
        go_on.set()
        stopping.join(20)
        sending.join(20)
        assert answers == [200]


def test_figures_are_counted_every_hour_and_in_spite_of_trouble(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[datetime] = []

    def counted(_database: Database, now: datetime) -> int:
        asked.append(now)
        if len(asked) == 1:
            raise Circumstance(ErrorCode.BASE_STORE_BUSY)
        if len(asked) == 2:
            raise RuntimeError("a visit at Storgata 1")
        return 0

    swept: list[Database] = []
    monkeypatch.setattr(serve, "publish_changed", counted)
    monkeypatch.setattr(serve, "sweep", swept.append)
    monkeypatch.setattr(serve, "PUBLISH_SECONDS", 0.01)
    with serving(database):
        _until(lambda: len(asked) > 3 and len(swept) > 1)
    assert [record.msg for record in caplog.records if record.levelname == "ERROR"] == ["publishing"]
    assert "Storgata" not in caplog.text


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    limiter = Limiter(per_minute=6, clock=lambda: now[0])
    assert [limiter.take("a") for _ in range(8)] == [0] * 6 + [10, 10]
    assert limiter.take("b") == 0
    assert (limiter.wait("b"), limiter.wait("a")) == (0, 10)
    now[0] += 10
    assert [limiter.take("a"), limiter.take("a")] == [0, 10]


def test_laptops_get_names_of_birds_and_none_twice(database: Database) -> None:
    with database.begin() as connection:
        key = make_key(connection, LIVE.now())
        make_team(connection, "TRO01")
        names = [invite(connection, key, "TRO01", LIVE).name for _ in range(len(NAMES) + 2)]
        assert set(names[: len(NAMES)]) == set(NAMES)
        assert all(name.endswith(" 2") for name in names[len(NAMES) :])
        assert len(set(names)) == len(names)
        with pytest.raises(NameTaken):
            invite(connection, key, "TRO01", LIVE, names[0])


@pytest.mark.parametrize(
    ("address", "secure"),
    [("https://base.example.org", True), ("http://127.0.0.1:8440", False), ("http://localhost", False), ("http://base.example.org", True)],
)
def test_cookies_go_over_https_only(address: str, secure: bool) -> None:
    assert Settings(address=address).secure_cookies is secure

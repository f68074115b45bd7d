"""The team base's first page with three million summaries stored, over real HTTP on loopback, on SQLite and on PostgreSQL.

The page reads what is published, so it should cost the same with many as with few: that is measured beside it. Publishing anew, which is
where the counting is, is told too.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from sync.base.database import Database
from sync.base.ingest import mark_changed
from sync.base.publishing import publish_changed
from sync.base.serve import Listen, Service
from sync.base.web.readers import add_reader
from tests.sync.base.live import LIVE
from tests.sync.base.many import QUARTERS, fill
from tests.sync.base.summaries import TEAM, add_team
from tests.sync.base.web.town import NAME, PASSWORD
from tests.sync.base.web.visitor import hidden

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800)]
FEW, MANY = 10_000, 3_000_000
PAGES, MOST_MS = 200, 300.0
AFTER = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    sqlite = request.param == "sqlite"
    opened = Database.open(f"sqlite:///{tmp_path / 'base.sqlite3'}" if sqlite else request.getfixturevalue("cluster").new())
    with opened.begin() as connection:
        add_team(connection)
        add_reader(connection, TEAM, NAME, PASSWORD)
    yield opened
    opened.close()


@contextmanager
def reading(base: Database) -> Iterator[httpx.Client]:
    """A browser that is logged in to the base as it is served."""
    service = Service(base, replace(LIVE, now=lambda: AFTER), Listen(port=0))
    thread = threading.Thread(target=service.run, kwargs={"signals": False})
    thread.start()
    try:
        while not service.started:
            time.sleep(0.01)
        with httpx.Client(base_url=f"http://127.0.0.1:{service.port}", trust_env=False, timeout=60) as browser:
            fields = hidden(browser.get("/login").text, "/login")
            assert browser.post("/login", data={**fields, "name": NAME, "password": PASSWORD}).status_code == 303
            yield browser
    finally:
        service.stop()
        thread.join()


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def first_page(base: Database) -> tuple[float, float]:
    """p50 and p95 in ms."""
    with reading(base) as browser:

        def look() -> None:
            page = browser.get("/")
            assert page.status_code == 200 and 'class="chart"' in page.text

        look()
        times = sorted(seconds(look) * 1000 for _ in range(PAGES))
    return times[PAGES // 2], times[int(PAGES * 0.95)]


def publish(base: Database) -> float:
    with base.begin() as connection:
        mark_changed(connection, 1, set(QUARTERS))
    return seconds(lambda: publish_changed(base, AFTER))


def test_first_page_with_millions_stored(base: Database) -> None:
    fill(base, FEW)
    publish(base)
    few = first_page(base)
    fill(base, MANY - FEW, seed=2)
    published = publish(base)
    many = first_page(base)
    print(
        f"\n{base.dialect}: first page p50 {many[0]:.0f} ms, p95 {many[1]:.0f} ms with {MANY:,} summaries stored, goal {MOST_MS:.0f} ms; "
        f"with {FEW:,} p50 {few[0]:.0f} ms, p95 {few[1]:.0f} ms. Publishing all {len(QUARTERS)} quarters anew {published:.0f} s"
    )
    assert many[1] <= MOST_MS

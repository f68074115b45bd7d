"""Laptop and base over a network that delays, cuts, doubles, swallows, spoils and pretends, by a seed: in the end the base has what the
laptop says, and at no moment does the laptop call sent what the base does not have."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from app.base_ports import Invitation
from sync.questions import Limits
from tests.sync.base.live import LiveBase
from tests.sync.base.stores import Cluster
from tests.sync.driving import RealLaptop, counted, enrolled, finish, require_no_false_claim, require_same
from tests.sync.fault_proxy import FaultProxy, Kind, Weather

POOR = Limits(connect=5.0, whole=1.0, whole_large=1.0)


def exchanges(folder: Path, seed: int, times: int, database_url: str | None = None) -> Weather:
    """So many days of work, each followed by a try to send."""
    folder.mkdir(exist_ok=True)
    source, weather = random.Random(seed), Weather(seed)
    with LiveBase(folder, database_url) as base, FaultProxy(base.url, weather) as proxy:
        laptop = enrolled(folder / "vault", Invitation(proxy.url, base.invite().code), POOR)
        try:
            for _ in range(times):
                for _ in range(source.randrange(1, 4)):
                    laptop.live(source)
                laptop.exchange()
                require_no_false_claim(laptop.home.vault, base.database)
            weather.share = 0.0
            finish(laptop)
            require_same(laptop, base.database)
        finally:
            laptop.close()
    return weather


@pytest.mark.parametrize("seed", range(1, 7))
def test_whatever_the_network_does_both_sides_agree(tmp_path: Path, seed: int) -> None:
    weather = exchanges(tmp_path, seed, 25)
    assert weather.seen[Kind.NONE] > 20
    assert sum(weather.seen.values()) - weather.seen[Kind.NONE] > 20


def days_of_work(laptop: RealLaptop, source: random.Random, days: int) -> None:
    for _ in range(days):
        laptop.live(source)
        laptop.exchange()


def test_a_base_that_is_put_back_to_what_it_was(tmp_path: Path) -> None:
    """From an old copy of its file, over the same network: what it has lost comes again, with the same names and the same bytes."""
    source, weather = random.Random(7), Weather(7)
    file, copy = tmp_path / "base.db", tmp_path / "copy.db"
    with LiveBase(tmp_path) as base, FaultProxy(base.url, weather) as proxy:
        laptop = enrolled(tmp_path / "vault", Invitation(proxy.url, base.invite().code), POOR)
        try:
            days_of_work(laptop, source, 6)
            base.stop()
            shutil.copy(file, copy)
            base.start()
            days_of_work(laptop, source, 6)
            weather.share = 0.0
            finish(laptop)
            had = counted(base.database)
            base.stop()
            shutil.copy(copy, file)
            base.start()
            assert counted(base.database) != had
            weather.share = 0.6
            days_of_work(laptop, source, 3)
            weather.share = 0.0
            finish(laptop)
            require_same(laptop, base.database, lost=True)
            assert had.keys() <= counted(base.database).keys()
        finally:
            laptop.close()


@pytest.mark.battery
@pytest.mark.timeout(3600)
def test_a_thousand_exchanges(tmp_path: Path) -> None:
    seen = sum((exchanges(tmp_path / str(seed), seed, 50).seen for seed in range(100, 120)), Weather(0).seen)
    assert all(seen[kind] > 0 for kind in Kind)


@pytest.mark.battery
@pytest.mark.timeout(3600)
def test_a_hundred_exchanges_with_a_base_on_postgresql(tmp_path: Path, postgres: Cluster) -> None:
    for seed in (200, 201):
        exchanges(tmp_path / str(seed), seed, 50, postgres.new())

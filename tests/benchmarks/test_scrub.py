"""Scrubbing: a picture of each place within 33 ms (p95), from the proxy in the encrypted reel, and the exact frame once it rests."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.benchmarks.screening import in_a_reel, make_vault, per_cent, rest, screening, wait_for
from tests.samples.make import sample
from tests.video.reels import index_of

FILMS = {
    "mp4_gop250": {"fps": 30, "bit_rate": 10_000_000},
    "mts": {"fps": 25, "bit_rate": 17_000_000},
    "vfr": {"fps": 30, "width": 1280, "height": 720, "bit_rate": 5_000_000},
}
PULLS, PLACES_EACH = 8, 30
GOAL_MS = 33


@pytest.mark.benchmark
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", FILMS)
@pytest.mark.usefixtures("qapp")
def test_scrub(kind: str, tmp_path: Path) -> None:
    film = sample(kind, **{"seconds": 30, "width": 1920, "height": 1080} | FILMS[kind])
    index = index_of(film.path)
    vault = make_vault(tmp_path / "vault").vault
    chosen = random.Random(6)
    times: list[float] = []
    with screening(vault, in_a_reel(vault, film.path)) as player:
        came: list[float] = []
        player.picture.connect(lambda: came.append(time.perf_counter()))
        for _ in range(PULLS):
            at, speed = chosen.randrange(index.duration_us), chosen.choice((-1, 1)) * chosen.randrange(100_000, 900_000)
            for _ in range(PLACES_EACH):
                at = (at + speed) % index.duration_us
                came.clear()
                began = time.perf_counter()
                player.scrub(at)
                wait_for(lambda: bool(came))
                times.append((came[0] - began) * 1000)
                rest(0.033)
            wait_for(player.is_exact)
            assert player.shown_us() == index.pts_us[index.frame_at(at)]
    vault.close()
    p95 = per_cent(times, 95)
    print(f"\nscrub {kind}: p50 {per_cent(times, 50):.1f} p95 {p95:.1f} ms, goal {GOAL_MS}, ratio {p95 / GOAL_MS:.2f}")
    assert p95 <= GOAL_MS

"""Exact seek, encrypted reel to shown picture, beside `mpv --hr-seek=yes` on the plain file. Goal: p50 and p90 at most 1.05x."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.benchmarks.screening import Mpv, in_a_reel, make_vault, per_cent, screening, wait_for
from tests.samples.coded import read_frame_number
from tests.samples.make import sample
from tests.video.looking import pixels
from tests.video.reels import index_of
from video.player import Player

ROUNDS, PER_ROUND = 5, 40
FILMS = {
    "mp4_gop250": {"fps": 30, "bit_rate": 10_000_000},
    "mp4_gop30": {"fps": 30, "bit_rate": 10_000_000},
    "mts": {"fps": 25, "bit_rate": 17_000_000},
    "vfr": {"fps": 30, "width": 1280, "height": 720, "bit_rate": 5_000_000},
}


def seek(player: Player, us: int) -> float:
    began = time.perf_counter()
    player.seek(us)
    wait_for(lambda: player.is_exact() and player.shown_us() == us)
    return time.perf_counter() - began


@pytest.mark.benchmark
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("kind", FILMS)
@pytest.mark.usefixtures("qapp")
def test_exact_seek(kind: str, tmp_path: Path, nobodys_home: Path) -> None:
    film = sample(kind, **{"seconds": 60, "width": 1920, "height": 1080} | FILMS[kind])
    places = index_of(film.path).pts_us
    vault = make_vault(tmp_path / "vault").vault
    recording = in_a_reel(vault, film.path)
    mpv = Mpv(film.path, nobodys_home)
    chosen = random.Random(3)
    ours, theirs, wrong = [], [], 0
    with screening(vault, recording) as player:
        for _ in range(ROUNDS):
            targets = [chosen.randrange(len(places)) for _ in range(PER_ROUND)]
            theirs += [mpv.seek(places[number] / 1e6) for number in targets]
            for number in targets:
                ours.append(seek(player, places[number]))
                wrong += read_frame_number(pixels(player.image())) != number
    mpv.close()
    vault.close()
    figures = {share: (per_cent(ours, share) * 1000, per_cent(theirs, share) * 1000) for share in (50, 90)}
    for share, (mine, reference) in figures.items():
        print(f"\nseek {kind} p{share}: {mine:.1f} ms, mpv {reference:.1f} ms, ratio {mine / reference:.3f}", end="")
    print(f", wrong frames {wrong} of {len(ours)}")
    assert wrong == 0
    assert all(mine <= 1.05 * reference for mine, reference in figures.values())

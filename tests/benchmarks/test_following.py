"""Following a film of an hour of 720p30 as it would come in, beside preparing the same bytes afterwards.

Goals: under 2 % of a core while filming, and all there a part of a second after the end. Minutes: SAMSPILL_BENCH_MINUTES (60 by default).
The film is 30 s of coded pictures with sound, its packets written again and again with their clock running on. It is pushed as fast as
the worker takes it; the share of a core is its whole processor time over the length of the film.
"""

from __future__ import annotations

import os
import resource
import time

import pytest

from app.film_ports import Preparation
from tests.benchmarks.test_prepare import child_peak_mib
from tests.fakes.sources import MemorySource
from tests.video.keeping import Kept, Never
from tests.video.live_films import in_pieces, live_film, repeated
from video.following import MOST_WAITING_BYTES, FilmFollower
from video.thumbnails import THUMBNAILS_NAME, Thumbnails
from video.workshop import FilmWorkshop

MINUTES = int(os.environ.get("SAMSPILL_BENCH_MINUTES", "60"))
SHARE_PERCENT = 2.0
END_S = 1.0
MEMORY_MIB = 250
SECONDS = 30


@pytest.mark.benchmark
@pytest.mark.timeout(1800)
def test_an_hour_is_followed_while_it_is_filmed() -> None:
    film = repeated(live_film(SECONDS, width=1280, height=720, fps=30), MINUTES * 60 // SECONDS, SECONDS)
    workshop, kept, after = FilmWorkshop(), Kept(), Kept()
    before = child_cpu_s()
    found, ended_s, memory = followed(workshop, film, kept)
    follow_cpu = child_cpu_s() - before
    began, before = time.perf_counter(), child_cpu_s()
    prepared = workshop.prepare(MemorySource(film), after.keep, lambda _done, _total: None, Never())
    prepare_s, prepare_cpu = time.perf_counter() - began, child_cpu_s() - before
    workshop.close()
    share, size = 100 * follow_cpu / (MINUTES * 60), len(film) / 2**20
    print(f"\n{MINUTES} minutes of 720p30, {size:.0f} MiB ({size * 8.39 / MINUTES / 60:.1f} Mbit/s)")
    print(
        f"follower: {share:.2f} % of a core (at most {SHARE_PERCENT}), there {ended_s:.2f} s after the end (at most {END_S}), {memory} MiB"
    )
    print(f"prepare: {prepare_s:.2f} s after the end; processor {prepare_cpu:.1f} s, follower {follow_cpu:.1f} s")
    print(f"wait after the end, follower to prepare: {ended_s / prepare_s:.3f}")
    assert found == prepared
    assert {name: kept[name] for name in ("index", "waveform")} == {name: after[name] for name in ("index", "waveform")}
    assert len(Thumbnails.from_bytes(kept[THUMBNAILS_NAME])) == len(Thumbnails.from_bytes(after[THUMBNAILS_NAME]))
    assert share <= SHARE_PERCENT
    assert ended_s <= END_S
    assert memory <= MEMORY_MIB


def followed(workshop: FilmWorkshop, film: bytes, kept: Kept) -> tuple[Preparation | None, float, int]:
    """What was found, the seconds that `end` took, and the most memory in MiB that the worker held."""
    following = workshop.follow(kept.keep)
    for piece in in_pieces(film, 16_000):
        following.push(piece)
        if following.waiting_bytes > MOST_WAITING_BYTES // 4:
            drain(following)
    drain(following)
    memory = child_peak_mib()
    began = time.perf_counter()
    found = following.end()
    return found, time.perf_counter() - began, memory


def drain(following: FilmFollower) -> None:
    """Until the worker has taken what was pushed: filming gives it all the time in the world."""
    while following.waiting_bytes > 0:
        time.sleep(0.01)


def child_cpu_s() -> float:
    """Processor time of the workers that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

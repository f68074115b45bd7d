"""Promise 10, in small: damaged films never take this process down, and each is examined, prepared and named. 500 more in the battery."""

from __future__ import annotations

import threading

from app.domain.errors import ErrorCode
from tests.fakes.sources import MemorySource
from tests.video.keeping import Kept, Never
from tests.video.mutating import mutation
from video.index import FrameIndex
from video.workshop import FilmWorkshop

FILM_CODES = {code for code in ErrorCode if code.value.startswith(("film_", "decoder_"))}


def look_and_prepare(workshop: FilmWorkshop, seed: int) -> set[ErrorCode]:
    """What the film of this seed is called. Whatever is kept of it can be read."""
    _, data = mutation(seed)
    seen = workshop.examine(MemorySource(data))
    kept = Kept()
    found = workshop.prepare(MemorySource(data), kept.keep, kept.progress, Never())
    if found.picture is not None:
        index = FrameIndex.from_bytes(kept["index"])
        assert found.duration_us == index.duration_us > 0
    else:
        assert found.problems, f"seed {seed}: no picture and nothing said about it"
    if seen.picture is not None:
        assert len(seen.thumbnail_rgb) == seen.thumbnail_width * seen.thumbnail_height * 3 > 0
    return {*seen.problems, *found.problems}


def test_damaged_films_are_named_and_harm_nobody() -> None:
    threads = threading.active_count()
    workshop = FilmWorkshop(look_patience_s=10, work_patience_s=10)
    try:
        said = [look_and_prepare(workshop, seed) for seed in range(24)]
    finally:
        workshop.close()
    assert set().union(*said) <= FILM_CODES
    assert ErrorCode.FILM_DAMAGED in set().union(*said) or ErrorCode.FILM_TRUNCATED in set().union(*said)
    assert threading.active_count() == threads

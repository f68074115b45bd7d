"""Following an import: bytes counted twice over all films, seldom told, always told when a step begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.card import FoundFilm, SourcePart
from app.domain.import_job import ImportProgress, ImportStep
from app.domain.recording import SourceKind
from app.usecases.follow_import import Follower


def film(size: int, place: str = "x") -> FoundFilm:
    return FoundFilm(place, SourceKind.FILE, (SourcePart(Path(place), size, 0),))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr("app.usecases.follow_import.time.monotonic", lambda: now[0])
    return now


def test_two_films_from_nothing_to_all(clock: list[float]) -> None:
    told: list[ImportProgress] = []
    films = [film(100), film(300)]
    follow = Follower(told.append, films)
    for one in films:
        follow.next_film(one)
        for step in (ImportStep.COPYING, ImportStep.COMPARING):
            follow.step(step)
            clock[0] += 1
            follow.bytes_done(one.size_bytes // 2)
            clock[0] += 1
            follow.bytes_done(one.size_bytes)
        follow.step(ImportStep.PREPARING)
        clock[0] += 1
        follow.part_done(1, 2)
    assert [now.done_bytes for now in told] == sorted(now.done_bytes for now in told)
    assert (told[-1].done_bytes, told[-1].total_bytes, told[-1].film_number, told[-1].film_count) == (800, 800, 2, 2)
    assert told[-1].step_permille == 500
    copying = [now for now in told if now.step is ImportStep.COPYING and now.film_number == 2]
    assert [now.step_permille for now in copying] == [0, 500, 1000]
    assert (copying[-1].bytes_per_second, copying[-1].seconds_left) == (150, 2)


def test_at_most_ten_times_a_second(clock: list[float]) -> None:
    told: list[ImportProgress] = []
    follow = Follower(told.append, [film(1000)])
    follow.next_film(film(1000))
    follow.step(ImportStep.COPYING)
    told.clear()
    for done in range(1000):
        clock[0] += 0.001
        follow.bytes_done(done)
    assert 8 <= len(told) <= 10


def test_a_film_of_no_bytes_divides_by_nothing(clock: list[float]) -> None:
    told: list[ImportProgress] = []
    follow = Follower(told.append, [film(0)])
    follow.next_film(film(0))
    follow.step(ImportStep.PREPARING)
    follow.part_done(0, 0)
    assert told[-1].done_bytes == 0

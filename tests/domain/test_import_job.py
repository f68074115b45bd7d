"""Pace: bytes per second over the last seconds, and how long still."""

from __future__ import annotations

from app.domain.import_job import PACE_SECONDS, Pace


def paced(*moments: tuple[float, int]) -> Pace:
    pace = Pace()
    for at, done in moments:
        pace.note(at, done)
    return pace


def test_pace_is_bytes_over_time() -> None:
    assert paced((10.0, 0), (12.0, 200)).bytes_per_second() == 100
    assert paced((10.0, 0), (12.0, 200)).seconds_left(1000) == 10
    assert paced((10.0, 0), (12.0, 200)).seconds_left(1) == 1


def test_no_pace_is_known_at_the_start_or_when_nothing_moves() -> None:
    assert paced((10.0, 0)).bytes_per_second() == 0
    assert paced((10.0, 0)).seconds_left(5) is None
    assert paced((10.0, 7), (10.0, 7)).seconds_left(5) is None
    assert paced((10.0, 7), (15.0, 7)).seconds_left(5) is None


def test_only_the_last_seconds_count() -> None:
    slow_then_fast = [(float(second), second) for second in range(100)] + [(100.0 + second, 1000 * second) for second in range(1, 20)]
    assert paced(*slow_then_fast).bytes_per_second() == 1000
    assert PACE_SECONDS < 19

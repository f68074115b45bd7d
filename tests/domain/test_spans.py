"""Parts of a film: joined, and touched."""

from __future__ import annotations

import pytest

from app.domain.spans import Span, together, touch


@pytest.mark.parametrize(
    ("spans", "joined"),
    [
        ([], []),
        ([(5, 9)], [(5, 9)]),
        ([(5, 9), (1, 3)], [(1, 3), (5, 9)]),
        ([(1, 5), (5, 9)], [(1, 9)]),
        ([(1, 9), (2, 3), (8, 12)], [(1, 12)]),
        ([(3, None), (1, 4), (9, 11)], [(1, None)]),
        ([(1, 2), (3, None), (3, 4)], [(1, 2), (3, None)]),
    ],
)
def test_together(spans: list[Span], joined: list[Span]) -> None:
    assert together(spans) == joined


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 5, False), (0, 6, True), (8, 9, True), (9, 12, False), (5, 9, True), (12, 20, False), (12, 21, True), (900, 901, True)],
)
def test_touch(start: int, end: int, expected: bool) -> None:
    assert touch([(5, 9), (20, None)], start, end) is expected

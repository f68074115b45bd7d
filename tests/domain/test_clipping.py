"""Where a clip starts and ends."""

from __future__ import annotations

import pytest

from app.domain.clip import Clip, Intent
from app.domain.clipping import around, between
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import ClipId, MarkId, RecordingId
from app.domain.mark import Mark
from app.usecases.make_clip import clip_around, clip_between

FILM = RecordingId("film")
S = 1_000_000


@pytest.mark.parametrize(
    ("one_s", "other_s", "expected_s"),
    [(2, 5, (2, 5)), (5, 2, (2, 5)), (-1, 5, (0, 5)), (8, 99, (8, 10))],
)
def test_two_places_in_either_order(one_s: int, other_s: int, expected_s: tuple[int, int]) -> None:
    assert between(one_s * S, other_s * S, 10 * S) == (expected_s[0] * S, expected_s[1] * S)


@pytest.mark.parametrize("other_us", [5 * S, 5 * S + 199_999])
def test_too_short_is_said(other_us: int) -> None:
    with pytest.raises(Circumstance) as caught:
        between(5 * S, other_us, 10 * S)
    assert caught.value.code is ErrorCode.CLIP_TOO_SHORT


@pytest.mark.parametrize(
    ("code", "start_s", "end_s", "expected_s"),
    [
        ("invites", 2, None, (2, 8)),
        ("invites", 7, None, (7, 10)),
        ("invites", 10, None, (4, 10)),
        ("explores", 2, 4, (2, 4)),
        ("explores", 2, 2, (2, 8)),
        ("explores", 2, None, (2, 8)),
    ],
)
def test_around_a_mark(code: str, start_s: int, end_s: int | None, expected_s: tuple[int, int]) -> None:
    mark = Mark(MarkId("m"), FILM, code, start_s * S, None if end_s is None else end_s * S)
    assert around(mark, 10 * S) == (expected_s[0] * S, expected_s[1] * S)


def test_a_new_clip_comes_last_and_is_to_be_shown() -> None:
    first = clip_between(FILM, [], S, 3 * S, 10 * S)
    third = clip_around(FILM, [first, Clip(ClipId("x"), FILM, 0, S, position=4)], Mark(MarkId("m"), FILM, "invites", 0), 10 * S)
    assert (first.position, third.position) == (0, 5)
    assert first.intent is third.intent is Intent.SHOW
    assert first.id != third.id

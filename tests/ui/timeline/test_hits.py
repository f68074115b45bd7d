"""What lies under the mouse: every target is at least 24 px wide and high, and crowded edges can be told apart."""

from __future__ import annotations

import pytest

from app.domain.clip import Clip
from app.domain.ids import ClipId, MarkId, RecordingId
from app.domain.mark import Mark
from app.domain.marking import Edge
from app.domain.scheme import Tier
from ui.timeline.hits import FILM, Hit, What, hit_at
from ui.timeline.rows import PLAIN, WITH_CONTEXT, Row, rows_for
from ui.timeline.scale import Scale

S = 1_000_000
FILM_ID = RecordingId("film")
SCALE = Scale(100 * S, 84, 1000)  # 10 px a second
POINT = Mark(MarkId("point"), FILM_ID, "invites", 20 * S)
STATE = Mark(MarkId("state"), FILM_ID, "explores", 40 * S, 60 * S)
OPEN = Mark(MarkId("open"), FILM_ID, "explores", 80 * S)
CLIP = Clip(ClipId("clip"), FILM_ID, 30 * S, 50 * S)
BABY = PLAIN.place_of_tier(Tier.BABY).middle
CLIPS = PLAIN.place_of(Row.CLIPS).middle


def hit(seconds: float, y: float, chosen: str | None = None, marks: tuple[Mark, ...] = (POINT, STATE, OPEN)) -> Hit:
    return hit_at(SCALE.x(round(seconds * S)), y, SCALE, marks, (CLIP,), chosen)


@pytest.mark.parametrize(
    ("seconds", "y", "expected"),
    [
        (20, BABY, Hit(What.MARK, "point", Edge.START)),
        (21.2, BABY, Hit(What.MARK, "point", Edge.START)),
        (18.8, BABY, Hit(What.MARK, "point", Edge.START)),
        (21.3, BABY, FILM),
        (40, BABY, Hit(What.MARK, "state", Edge.START)),
        (60, BABY, Hit(What.MARK, "state", Edge.END)),
        (61.1, BABY, Hit(What.MARK, "state", Edge.END)),
        (50, BABY, Hit(What.MARK, "state", None)),
        (80, BABY, Hit(What.MARK, "open", Edge.START)),
        (90, BABY, FILM),
        (20, PLAIN.place_of_tier(Tier.DYAD).middle, FILM),
        (20, PLAIN.place_of(Row.RULER).middle, FILM),
        (30, CLIPS, Hit(What.CLIP, "clip", Edge.START)),
        (40, CLIPS, Hit(What.CLIP, "clip", None)),
    ],
)
def test_what_is_there(seconds: float, y: float, expected: Hit) -> None:
    assert hit(seconds, y) == expected


def test_of_two_close_ones_the_nearer_wins_and_the_chosen_one_before_all() -> None:
    other = Mark(MarkId("other"), FILM_ID, "needs_pause", 21 * S)
    both = (POINT, other)
    assert hit(20.4, BABY, marks=both).id == "point"
    assert hit(20.6, BABY, marks=both).id == "other"
    assert hit(20.6, BABY, chosen="point", marks=both).id == "point"


def test_rows_are_high_enough_to_hit() -> None:
    assert all(place.height >= 24 for place in WITH_CONTEXT.places)


def test_what_was_noted_while_filming_has_a_row_only_where_there_is_some() -> None:
    bookmark = Mark(MarkId("bookmark"), FILM_ID, "bookmark", 20 * S)
    assert rows_for((POINT, STATE)) is PLAIN
    rows = rows_for((POINT, bookmark))
    assert rows.total_px - PLAIN.total_px == rows.place_of(Row.CONTEXT).height
    at = rows.place_of_tier(Tier.CONTEXT).middle
    assert hit_at(SCALE.x(20 * S), at, SCALE, (POINT, bookmark), (), None, rows) == Hit(What.MARK, "bookmark", Edge.START)
    assert hit_at(SCALE.x(20 * S), rows.place_of(Row.BABY).middle, SCALE, (POINT, bookmark), (), None, rows).id == "point"
    assert hit_at(SCALE.x(40 * S), rows.place_of(Row.CLIPS).middle, SCALE, (), (CLIP,), None, rows).what is What.CLIP

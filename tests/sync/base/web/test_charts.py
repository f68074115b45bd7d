"""Where things of a chart lie, and that a hidden value tells nothing by its size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.base.web.charts import WIDTH, Line, Value, bars, columns, sparks

QUARTERS = (("Q3", "2025"), ("Q4", "2025"), ("Q1", "2026"), ("Q2", "2026"))
SIZES = st.one_of(st.none(), st.integers(0, 10_000_000))


def _line(*sizes: float | None, label: str = "film") -> Line:
    return Line(label, "x", "film: x", tuple(Value(size, f"{size}!", "y") for size in sizes))


def test_bars_share_one_scale() -> None:
    chart = bars([_line(40), _line(10), _line(0)])
    assert [row.marks[0].width for row in chart.rows] == [WIDTH, WIDTH / 4, 2.0]
    assert not any(row.marks[0].hidden for row in chart.rows)
    assert [row.y for row in chart.rows] == sorted(row.y for row in chart.rows) and chart.rows[-1].floor < chart.height


def test_the_longest_bar_is_of_the_quarter_that_is_shown() -> None:
    """What was more in an earlier quarter is nowhere in the picture, so it must not shorten what is."""
    assert bars([_line(90, 40), _line(7, 10)]).rows[0].marks[0].width == WIDTH


def test_each_column_has_its_figure_and_room_for_it() -> None:
    for chart in (sparks([_line(5, None, 20, 3)], QUARTERS), columns(_line(5, None, 20, 3), QUARTERS)):
        row = chart.rows[0]
        assert [mark.figure for mark in row.marks] == ["5!", "", "20!", "3!"]
        assert min(mark.y for mark in row.marks) - row.y >= 20, "a line of text fits between the label and the highest column"


def test_columns_stand_on_the_floor_and_tell_the_quarter_that_is_looked_at() -> None:
    chart = columns(_line(0.1, 0.2, None, 0.05), QUARTERS)
    row = chart.rows[0]
    assert all(round(mark.y + mark.height, 1) == row.floor for mark in row.marks)
    assert [mark.now for mark in row.marks] == [False, False, False, True]
    assert [tick.text for tick in chart.ticks] == ["Q3", "Q4", "Q1", "Q2"]
    assert [tick.below for tick in chart.ticks] == [
        "2025",
        "",
        "2026",
        "",
    ]


def test_a_quarter_that_is_not_published_has_no_mark() -> None:
    chart = sparks([Line("film", "–", "film", (None, Value(4, "4", "y"), None))], QUARTERS[:3])
    assert len(chart.rows[0].marks) == 1 and not chart.rows[0].marks[0].now


def test_nothing_shown_at_all() -> None:
    assert bars([_line(None)]).rows[0].marks[0].hidden and bars([]).rows == ()
    assert sparks([_line(None, None)], QUARTERS[:2]).rows[0].marks[0].hidden


@given(st.lists(st.lists(SIZES, min_size=4, max_size=4), min_size=1, max_size=9))
def test_everything_stays_in_the_picture_and_what_is_hidden_is_alike(sizes: list[list[int | None]]) -> None:
    lines = [_line(*row) for row in sizes]
    for chart in (bars(lines), sparks(lines, QUARTERS), columns(lines[0], QUARTERS)):
        marks = [mark for row in chart.rows for mark in row.marks]
        assert all(mark.x >= 0 and mark.x + mark.width <= WIDTH + 0.1 for mark in marks)
        assert all(mark.y >= 0 and mark.y + mark.height <= chart.height for mark in marks)
        assert len({(mark.width, mark.height) for mark in marks if mark.hidden}) <= 1
        assert all(mark.width > 0 and mark.height > 0 for mark in marks)

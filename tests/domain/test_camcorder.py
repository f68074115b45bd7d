"""The counter of a camcorder: read, followed, and everything moved along with it."""

from __future__ import annotations

import pytest

from app.domain.camcorder import LAST_US, Counter, began_at, counter_text, moved_by, reached, read_counter
from app.domain.clip import Clip
from app.domain.ids import ClipId, MarkId, RecordingId
from app.domain.mark import Mark
from app.domain.notebook import Notebook

S = 1_000_000
FILM = RecordingId("film")


def mark(name: str, start_s: float, end_s: float | None = None, code: str = "explores") -> Mark:
    return Mark(MarkId(name), FILM, code, int(start_s * S), None if end_s is None else int(end_s * S))


def clip(name: str, start_s: int, end_s: int) -> Clip:
    return Clip(ClipId(name), FILM, start_s * S, end_s * S)


@pytest.mark.parametrize(
    ("typed", "us"),
    [
        ("0:04:12", 252 * S),
        ("4:12", 252 * S),
        (" 4.12 ", 252 * S),
        ("12", 12 * S),
        ("90:00", 5400 * S),
        ("23:59:59", 86399 * S),
        ("00:04:12:13", 252 * S + 520_000),
        ("00:04:12;24", 252 * S + 960_000),
        ("24:00:00", None),
        ("1:60:00", None),
        ("0:75", None),
        ("00:00:00:25", None),
        ("", None),
        ("4:12:", None),
        ("1:2:3:4:5", None),
        ("four", None),
        ("-4:12", None),
    ],
)
def test_a_counter_is_read(typed: str, us: int | None) -> None:
    assert read_counter(typed) == us


@pytest.mark.parametrize(("us", "text"), [(0, "0:00:00"), (252 * S + 999_999, "0:04:12"), (86399 * S, "23:59:59"), (-1, "0:00:00")])
def test_a_counter_is_shown(us: int, text: str) -> None:
    assert counter_text(us) == text
    assert read_counter(text) == max(0, us) // S * S


def test_a_counter_is_followed() -> None:
    stands = Counter(60 * S)
    assert (stands.is_running, stands.shows(5 * S), stands.shows(500 * S)) == (False, 60 * S, 60 * S)
    runs = stands.started(100 * S)
    assert (runs.is_running, runs.shows(100 * S), runs.shows(130 * S)) == (True, 60 * S, 90 * S)
    assert runs.started(130 * S) == runs
    assert runs.shows(99 * S) == 60 * S  # a steady clock does not go back; nor does this
    assert runs.stopped(130 * S) == Counter(90 * S)
    assert runs.set_to(10 * S, 130 * S).shows(131 * S) == 11 * S
    assert stands.set_to(10 * S, 130 * S) == Counter(10 * S)
    assert stands.set_to(-1, 0) == Counter(0)
    assert Counter(LAST_US - S).started(0).shows(90 * S) == LAST_US


def test_where_the_film_began_and_how_far_it_came() -> None:
    assert (began_at([]), reached([], [])) == (0, 0)
    marks = [mark("a", 700, code="film_begins"), mark("b", 710, 720), mark("c", 715)]
    assert began_at(marks) == 700 * S
    assert reached(marks, []) == 720 * S
    assert reached(marks, [clip("x", 700, 730)]) == 730 * S


@pytest.mark.parametrize(("by_s", "really_s"), [(30, 30), (-5, -5), (-60, -10), (90_000, 86_400 - 40)])
def test_everything_moves_alike(by_s: int, really_s: int) -> None:
    marks, clips = [mark("a", 10), mark("b", 20, 30), mark("c", 25)], [clip("x", 15, 40)]
    book = Notebook(marks, clips)
    edit = moved_by(marks, clips, by_s * S)
    assert edit is not None
    back = edit.apply(book)
    moved = really_s * S - (by_s == 90_000)  # up to the last microsecond of the day
    assert [one.start_us for one in book.marks.in_order()] == [one.start_us + moved for one in marks]
    assert [one.end_us for one in book.marks.in_order()] == [None, 30 * S + moved, None]
    assert [(one.start_us, one.end_us) for one in book.clips.in_order()] == [(15 * S + moved, 40 * S + moved)]
    back.apply(book)
    assert (book.marks.in_order(), book.clips.in_order()) == (marks, clips)


def test_nothing_moves_nowhere() -> None:
    assert moved_by([], [], 5 * S) is None
    assert moved_by([mark("a", 0)], [], -5 * S) is None
    assert moved_by([mark("a", 7)], [], 0) is None

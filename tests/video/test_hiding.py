"""Hidden parts as whole frames: what is left to see, where a step leads, and what a run plays."""

from __future__ import annotations

from array import array
from itertools import islice

import pytest

from app.domain.recording import Picture
from app.domain.spans import Span
from video.hiding import FOREVER, Hiding
from video.index import ContainerKind, FrameIndex, Keyframes


def index(first_us: int = 0) -> FrameIndex:
    """Ten frames, 100 us apart, and 1 ms long."""
    pts = array("q", range(first_us, first_us + 1000, 100))
    keys = Keyframes(array("q", [0]), array("q", [0]), array("q", [0]), array("q", [0]))
    return FrameIndex(ContainerKind.MP4, 0, 1, Picture(64, 64), 0, first_us + 1000, 0, first_us + 1000, pts, keys)


@pytest.mark.parametrize(
    ("spans", "parts", "seen"),
    [
        ([], [], range(10)),
        ([(300, 500)], [(300, 500)], [0, 1, 2, 5, 6, 7, 8, 9]),
        ([(350, 401)], [(300, 500)], [0, 1, 2, 5, 6, 7, 8, 9]),
        ([(0, 1)], [(0, 100)], range(1, 10)),
        ([(820, None)], [(800, FOREVER)], range(8)),
        ([(850, 1000)], [(800, FOREVER)], range(8)),
        ([(100, 150), (200, 300), (650, 660)], [(100, 300), (600, 700)], [0, 3, 4, 5, 7, 8, 9]),
        ([(0, None)], [(0, FOREVER)], []),
        ([(5000, 6000)], [(900, FOREVER)], range(9)),
    ],
)
def test_parts_are_whole_frames(spans: list[Span], parts: list[tuple[int, int]], seen: list[int]) -> None:
    film = index()
    hiding = Hiding(film, spans)
    assert list(hiding.parts) == parts
    assert [number for number in range(10) if not hiding.hides(film.pts_us[number])] == list(seen)
    assert [number for number in range(10) if hiding.open_frame(number) == number] == list(seen)
    assert Hiding.from_numbers(film, hiding.numbers()).parts == hiding.parts


def test_sound_before_the_first_frame_is_hidden_with_it() -> None:
    film = index(first_us=500)
    assert list(Hiding(film, [(0, 100)]).stretches(0, None)) == [(500, 1500)]
    assert list(Hiding(film, [(0, 501)]).stretches(0, None)) == [(600, 1500)]


@pytest.mark.parametrize(
    ("number", "back", "expected"), [(2, False, 2), (3, False, 5), (4, False, 5), (3, True, 2), (8, False, 7), (9, False, 7), (9, True, 7)]
)
def test_a_hidden_frame_gives_way_to_the_one_behind_or_before(number: int, back: bool, expected: int) -> None:
    assert Hiding(index(), [(300, 500), (800, None)]).open_frame(number, back=back) == expected


@pytest.mark.parametrize(
    ("at", "count", "expected"), [(2, 1, 5), (5, -1, 2), (1, 3, 6), (6, -3, 1), (7, 1, 7), (0, -1, 0), (6, 50, 7), (6, -50, 0), (2, -2, 0)]
)
def test_steps_pass_over_what_is_hidden(at: int, count: int, expected: int) -> None:
    assert Hiding(index(), [(300, 500), (800, None)]).step(at, count) == expected


def test_where_all_is_hidden_there_is_nowhere_to_go() -> None:
    hiding = Hiding(index(), [(0, None)])
    assert hiding.open_frame(4) is None
    assert hiding.step(4, 1) is None
    assert list(hiding.stretches(400, None)) == []
    assert list(hiding.stretches(400, (200, 600))) == []
    assert hiding.end_us() == 0


@pytest.mark.parametrize(
    ("start", "loop", "plays"),
    [
        (0, None, [(0, 300), (500, 800)]),
        (600, None, [(600, 800)]),
        (400, None, [(500, 800)]),
        (900, None, []),
        (200, (200, 600), [(200, 300), (500, 600), (200, 300), (500, 600), (200, 300)]),
        (550, (350, 600), [(550, 600), (500, 600), (500, 600), (500, 600), (500, 600)]),
        (700, (700, 2000), [(700, 800)] * 5),
        (300, (300, 480), []),
    ],
)
def test_what_a_run_plays(start: int, loop: tuple[int, int] | None, plays: list[tuple[int, int]]) -> None:
    assert list(islice(Hiding(index(), [(300, 500), (800, None)]).stretches(start, loop), 5)) == plays


@pytest.mark.parametrize(("spans", "end"), [([], 1000), ([(300, 500)], 1000), ([(800, None)], 800), ([(850, 990)], 800)])
def test_what_can_be_seen_ends_where_the_rest_is_hidden(spans: list[Span], end: int) -> None:
    assert Hiding(index(), spans).end_us() == end


def test_more_parts_than_anybody_enters_hide_the_rest() -> None:
    film = index()
    many = FrameIndex(film.container, 0, 1, film.picture, 0, 600_000, 0, 600_000, array("q", range(0, 600_000, 100)), film.keyframes)
    hiding = Hiding(many, [(start, start + 100) for start in range(0, 600_000, 200)])
    assert len(hiding.numbers()) < 4096  # what the wire takes
    assert hiding.hides(599_900)

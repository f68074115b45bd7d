"""The rules of marking, as tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.edit import PutMark, RemoveMark
from app.domain.ids import MarkId, RecordingId
from app.domain.mark import Mark
from app.domain.marking import Edge, change_code, close_all, move_edge, open_state, press, reopen
from app.domain.notebook import Notebook
from app.domain.scheme import MOMENTS, CodeKind, code_of

FILM = RecordingId("film")
S = 1_000_000
POINT, STATE, OTHER_STATE = code_of("invites"), code_of("explores"), code_of("shared_moment")


def mark(code: str, start_s: float, end_s: float | None = None, name: str = "m", note: str = "") -> Mark:
    return Mark(MarkId(name), FILM, code, round(start_s * S), None if end_s is None else round(end_s * S), note)


@pytest.mark.parametrize(
    ("at_s", "pre_roll_s", "start_s"),
    [(10, 2, 8), (10, 0, 10), (2, 2, 0), (1.5, 2, 0), (0, 2, 0), (10, 5, 5)],
)
def test_a_point_is_set_before_the_press_but_never_before_the_film(at_s: float, pre_roll_s: float, start_s: float) -> None:
    edit = press(POINT, round(at_s * S), [], recording=FILM, fresh=MarkId("new"), pre_roll_us=round(pre_roll_s * S))
    assert edit == PutMark(mark("invites", start_s, None, "new"))


@pytest.mark.parametrize(
    ("there", "at_s", "expected"),
    [
        ([], 5, PutMark(mark("explores", 5, None, "new"))),
        ([mark("explores", 1, 3, "old")], 5, PutMark(mark("explores", 5, None, "new"))),  # a closed one stays closed
        ([mark("explores", 2, None, "old")], 5, PutMark(mark("explores", 2, 5, "old"))),
        ([mark("explores", 7, None, "old")], 5, PutMark(mark("explores", 5, 7, "old"))),  # stepped back past its start
        ([mark("explores", 5, None, "old")], 5, RemoveMark(MarkId("old"))),  # a slip
        ([mark("explores", 5, None, "old", "words")], 5, PutMark(mark("explores", 5, 5, "old", "words"))),  # never with words on it
        ([mark("shared_moment", 2, None, "other")], 5, PutMark(mark("explores", 5, None, "new"))),  # another code's state: overlap
    ],
)
def test_a_state_key_opens_and_the_second_press_closes_and_pairs(there: list[Mark], at_s: float, expected: object) -> None:
    assert press(STATE, round(at_s * S), there, recording=FILM, fresh=MarkId("new")) == expected


def test_states_nest_and_overlap() -> None:
    book = Notebook()
    for number, (code, at_s) in enumerate([(STATE, 1), (OTHER_STATE, 2), (OTHER_STATE, 3), (OTHER_STATE, 4), (STATE, 5), (OTHER_STATE, 6)]):
        press(code, at_s * S, book.marks.in_order(), recording=FILM, fresh=MarkId(str(number))).apply(book)
    assert [(m.code, m.start_us // S, (m.end_us or 0) // S) for m in book.marks.in_order()] == [
        ("explores", 1, 5), ("shared_moment", 2, 3), ("shared_moment", 4, 6),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(MOMENTS), st.integers(0, 30)), max_size=40))
def test_a_code_never_has_two_open_states(presses: list[tuple[object, int]]) -> None:
    book = Notebook()
    for number, (code, at_s) in enumerate(presses):
        press(code, at_s * S, book.marks.in_order(), recording=FILM, fresh=MarkId(str(number))).apply(book)  # type: ignore[arg-type]
    for code in MOMENTS:
        still_open = [m for m in book.marks.in_order() if m.code == code.id and m.end_us is None and code.kind is CodeKind.STATE]
        assert len(still_open) <= 1


def test_at_the_end_of_the_film_open_states_close() -> None:
    book = Notebook([mark("explores", 2, None, "a"), mark("shared_moment", 12, None, "b"), mark("invites", 3, None, "p")])
    edit = close_all(book.marks.in_order(), 10 * S)
    assert edit is not None
    edit.apply(book)
    assert [(m.id, m.end_us) for m in book.marks.in_order()] == [("a", 10 * S), ("p", None), ("b", 12 * S)]
    assert close_all(book.marks.in_order(), 10 * S) is None


def test_reopening() -> None:
    closed = mark("explores", 2, 4, "a")
    assert reopen(closed, [closed]) == mark("explores", 2, None, "a")
    assert reopen(closed, [closed, mark("explores", 6, None, "b")]) is None
    assert reopen(closed, [closed, mark("shared_moment", 6, None, "b")]) is not None
    assert reopen(mark("invites", 2), []) is None


@pytest.mark.parametrize(
    ("before", "edge", "to_s", "after"),
    [
        (mark("explores", 2, 4), Edge.START, 3, mark("explores", 3, 4)),
        (mark("explores", 2, 4), Edge.START, 9, mark("explores", 4, 4)),
        (mark("explores", 2, 4), Edge.START, -1, mark("explores", 0, 4)),
        (mark("explores", 2, 4), Edge.END, 1, mark("explores", 2, 2)),
        (mark("explores", 2, 4), Edge.END, 99, mark("explores", 2, 10)),
        (mark("explores", 2, None), Edge.START, 5, mark("explores", 5, None)),
        (mark("explores", 2, None), Edge.END, 5, mark("explores", 2, 5)),
        (mark("invites", 2), Edge.START, 99, mark("invites", 10)),
        (mark("invites", 2), Edge.END, 5, mark("invites", 2)),
    ],
)
def test_an_edge_stays_in_the_film_and_on_its_side(before: Mark, edge: Edge, to_s: float, after: Mark) -> None:
    assert move_edge(before, edge, round(to_s * S), 10 * S) == after


@pytest.mark.parametrize(
    ("before", "code", "after"),
    [
        (mark("invites", 2, note="n"), "needs_pause", mark("needs_pause", 2, note="n")),
        (mark("invites", 2), "explores", mark("explores", 2, 4)),
        (mark("invites", 9.5), "explores", mark("explores", 9.5, 10)),
        (mark("explores", 2, 4), "shared_moment", mark("shared_moment", 2, 4)),
        (mark("explores", 2, None), "shared_moment", mark("shared_moment", 2, None)),
        (mark("explores", 2, 4), "invites", mark("invites", 2)),
    ],
)
def test_a_mark_can_change_its_code(before: Mark, code: str, after: Mark) -> None:
    assert change_code(before, code_of(code), 10 * S) == after


def test_open_state_knows_points_from_states() -> None:
    assert open_state([mark("invites", 1)], POINT) is None
    assert open_state([mark("explores", 1)], STATE) == mark("explores", 1)

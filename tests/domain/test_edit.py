"""Edits: application returns the inverse, any run of edits undone gives the original, and doing one twice does no harm."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.clip import Clip, Intent
from app.domain.edit import Edit, PutClip, PutMark, RemoveClip, RemoveMark, Several
from app.domain.ids import ClipId, MarkId, RecordingId
from app.domain.mark import Mark
from app.domain.notebook import Notebook
from app.domain.scheme import MOMENTS

FILM = RecordingId("film")
positions = st.integers(0, 60_000_000)
marks = st.builds(
    lambda name, code, start, long, note: Mark(MarkId(f"m{name}"), FILM, code.id, start, None if long is None else start + long, note),
    st.integers(0, 5), st.sampled_from(MOMENTS), positions, st.none() | positions, st.text(max_size=5),
)  # fmt: skip
clips = st.builds(
    lambda name, start, length, intent, position: Clip(ClipId(f"c{name}"), FILM, start, start + length, "", intent, position),
    st.integers(0, 3), positions, st.integers(1, 9_000_000), st.sampled_from(Intent), st.integers(0, 4),
)  # fmt: skip
single = st.one_of(
    marks.map(PutMark),
    clips.map(PutClip),
    st.integers(0, 6).map(lambda n: RemoveMark(MarkId(f"m{n}"))),
    st.integers(0, 4).map(lambda n: RemoveClip(ClipId(f"c{n}"))),
)
edits: st.SearchStrategy[Edit] = st.one_of(single, st.lists(single, max_size=4).map(lambda some: Several(tuple(some))))


def seen(book: Notebook) -> tuple[list[Mark], list[Clip]]:
    return book.marks.in_order(), book.clips.in_order()


@given(st.lists(marks, max_size=4), st.lists(clips, max_size=3), st.lists(edits, max_size=12))
def test_any_sequence_of_edits_undone_gives_the_original(first_marks: list[Mark], first_clips: list[Clip], changes: list[Edit]) -> None:
    book = Notebook(first_marks, first_clips)
    original = seen(book)
    inverses = [change.apply(book) for change in changes]
    after = seen(book)
    redos = [inverse.apply(book) for inverse in reversed(inverses)]
    assert seen(book) == original
    for redo in reversed(redos):
        redo.apply(book)
    assert seen(book) == after


@given(st.lists(marks, max_size=4), edits)
def test_an_edit_done_twice_is_as_done_once(first: list[Mark], change: Edit) -> None:
    once, twice = Notebook(first), Notebook(first)
    change.apply(once)
    change.apply(twice)
    change.apply(twice)
    assert seen(once) == seen(twice)


def test_an_edit_names_what_it_touches() -> None:
    mark, clip = Mark(MarkId("m"), FILM, "invites", 0), Clip(ClipId("c"), FILM, 0, 1)
    assert Several((PutMark(mark), PutClip(clip), RemoveMark(MarkId("x")), RemoveClip(ClipId("y")))).touched() == {"m", "c", "x", "y"}


def test_marks_are_in_order_of_start_and_clips_in_order_of_position() -> None:
    book = Notebook(
        [Mark(MarkId("b"), FILM, "invites", 5), Mark(MarkId("a"), FILM, "invites", 5), Mark(MarkId("c"), FILM, "invites", 1)],
        [Clip(ClipId("late"), FILM, 9, 10, position=0), Clip(ClipId("early"), FILM, 1, 2, position=1)],
    )
    assert [mark.id for mark in book.marks.in_order()] == ["c", "a", "b"]
    assert [clip.id for clip in book.clips.in_order()] == ["late", "early"]

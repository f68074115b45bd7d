"""The rules of marking: what a press of a code key means, and how the edges of a mark may move.

A point is set a little before the press, because the moment was over when it was seen. A state toggles: the first press opens it, the
second closes and pairs it. States of different codes may overlap and nest; a code has at most one open state. Nothing here saves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from app.domain.edit import Edit, PutMark, RemoveMark, Several
from app.domain.ids import MarkId, RecordingId
from app.domain.mark import Mark
from app.domain.scheme import Code, CodeKind, code_of

PRE_ROLL_US = 2_000_000
# What a point becomes when it is turned into a state: about as long as the glance that noticed it.
NEW_STATE_US = 2_000_000


class Edge(StrEnum):
    """Which end of a mark is meant. A point has a start only."""

    START = "start"
    END = "end"


def is_state(mark: Mark) -> bool:
    return code_of(mark.code).kind is CodeKind.STATE


def is_open(mark: Mark) -> bool:
    """A state that is still going on."""
    return mark.end_us is None and is_state(mark)


def open_state(marks: Iterable[Mark], code: Code) -> Mark | None:
    """The open state of this code, if there is one."""
    return next((mark for mark in marks if mark.code == code.id and is_open(mark)), None)


def press(code: Code, at_us: int, marks: Iterable[Mark], *, recording: RecordingId, fresh: MarkId, pre_roll_us: int = PRE_ROLL_US) -> Edit:
    """What pressing the key of `code` at `at_us` does. `fresh` is the id of the mark it makes, if it makes one."""
    if code.kind is CodeKind.POINT:
        return PutMark(Mark(fresh, recording, code.id, max(0, at_us - pre_roll_us)))
    going_on = open_state(marks, code)
    if going_on is None:
        return PutMark(Mark(fresh, recording, code.id, max(0, at_us)))
    if at_us == going_on.start_us and not going_on.note:
        return RemoveMark(going_on.id)  # on and off again at the same picture: it was a slip
    return PutMark(close(going_on, at_us))


def close(mark: Mark, at_us: int) -> Mark:
    """The state, ended at `at_us`. After stepping back past its start the two places change roles: both presses were meant."""
    early, late = sorted((mark.start_us, max(0, at_us)))
    return replace(mark, start_us=early, end_us=late)


def close_all(marks: Iterable[Mark], end_us: int) -> Edit | None:
    """At the film's end: every open state ends there. None when there is none."""
    closed = tuple(PutMark(replace(mark, end_us=max(mark.start_us, end_us))) for mark in marks if is_open(mark))
    return Several(closed) if closed else None


def reopen(mark: Mark, marks: Iterable[Mark]) -> Mark | None:
    """The state, going on again. None for a point, and while another state of the same code is open (one key, one open state)."""
    if not is_state(mark) or open_state(marks, code_of(mark.code)) is not None:
        return None
    return replace(mark, end_us=None)


def move_edge(mark: Mark, edge: Edge, to_us: int, duration_us: int) -> Mark:
    """The mark with one edge moved, kept inside the film and on its own side of the other edge."""
    to_us = min(max(0, to_us), duration_us)
    if edge is Edge.START:
        return replace(mark, start_us=to_us if mark.end_us is None else min(to_us, mark.end_us))
    return replace(mark, end_us=max(to_us, mark.start_us)) if is_state(mark) else mark


def change_code(mark: Mark, code: Code, duration_us: int) -> Mark:
    """The mark under another code. A state that becomes a point keeps its start; a point that becomes a state gets a short length."""
    if code.kind is CodeKind.POINT:
        return replace(mark, code=code.id, end_us=None)
    if is_state(mark):
        return replace(mark, code=code.id)
    return replace(mark, code=code.id, end_us=max(mark.start_us, min(mark.start_us + NEW_STATE_US, duration_us)))

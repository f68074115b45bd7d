"""What is hidden of one table, and what somebody can work out who knows the rules by heart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from sync.base.suppression import Count, hide, may_follow, protects


def _count(rows: int, devices: int = 2) -> Count:
    return Count(rows, rows, {f"device {number}": rows for number in range(min(rows, devices))})


def _table(*cells: int | Count) -> dict[str, Count]:
    return {name: cell if isinstance(cell, Count) else _count(cell) for name, cell in zip("abcdefgh", cells, strict=False)}


def _hidden(*cells: int | Count, order: str | None = None) -> str | None:
    counts = _table(*cells)
    found = hide(counts, tuple(order or reversed(counts)), 5)
    return None if found is None else "".join(sorted(found))


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ((5, 6, 7), ""),  # all large
        ((5, 4, 90), "bc"),  # one that is small, and the last along with it
        ((5, 0, 90), "bc"),  # none is as few
        ((90, 8, 4), "bc"),  # the last is the small one: the next gives way
        ((90, 5, 3), "abc"),  # 8 together could not hide a 4: one more
        ((90, 6, 3), "bc"),
        ((90, 1, 1, 1), "abcd"),  # several that are small are not enough by themselves
        ((90, 50, 1, 1), "bcd"),
        ((0, 0, 7), "abc"),  # all that there is: hidden whole, its total stands
        ((3, 3), None),  # two below 5 that add up to 6: nearly told
        ((4, 4, 4), None),  # these could be nothing else
        ((2, 2, 2), "abc"),
        ((5, 0), None),  # and neither could these: two that are small would not have been shown
        ((9, 0), "ab"),
    ],
)
def test_what_is_hidden(cells: tuple[int, ...], hidden: str | None) -> None:
    assert _hidden(*cells) == hidden


def test_many_visits_of_few_families_are_few() -> None:
    assert _hidden(Count(60, 4, {"x": 30, "y": 30}), 20, 30) == "ac"


def test_many_families_of_one_practitioner_are_hidden() -> None:
    assert _hidden(Count(60, 40, {"x": 60}), 20, 30) == "ac"


def test_which_one_gives_way_does_not_follow_from_the_figures() -> None:
    assert _hidden(2, 10, 500, order="cba") == _hidden(2, 500, 10, order="cba") == "ac"


def test_a_cell_that_must_go_takes_another_along() -> None:
    assert hide(_table(50, 60, 70), ("c", "b", "a"), 5, frozenset("a")) == frozenset("ac")


def test_a_pattern_holds_while_everything_small_is_in_it() -> None:
    hidden = frozenset("ab")
    assert protects(hidden, _table(3, 9, 50), 5)
    assert protects(hidden, _table(30, 9, 50), 5)  # what was small is large now: stays hidden
    assert not protects(hidden, _table(3, 9, 4), 5)  # what was shown is small now
    assert not protects(hidden, _table(3, 4, 50), 5)  # nothing large left among the hidden
    assert not protects(hidden, _table(2, 6, 50), 5)
    assert not protects(frozenset("a"), _table(30, 9, 50), 5)  # alone, the total would tell
    assert protects(frozenset(), _table(5, 9, 50), 5)
    assert not protects(frozenset(), _table(5, 4, 50), 5)


def test_a_threshold_of_the_teams_own() -> None:
    counts = _table(9, 30, 40)
    assert hide(counts, ("c", "b", "a"), 5) == frozenset()
    assert hide(counts, ("c", "b", "a"), 10) == frozenset("ac")


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        (Count(20, 10, {"x": 10, "y": 10}), Count(20, 10, {"x": 10, "y": 10}), True),  # the same
        (Count(20, 10, {"x": 10, "y": 10}), Count(21, 11, {"x": 11, "y": 10}), False),  # a late single row
        (Count(20, 10, {"x": 10, "y": 10}), Count(25, 15, {"x": 15, "y": 10}), False),  # five, of one practitioner
        (Count(20, 10, {"x": 10, "y": 10}), Count(25, 14, {"x": 13, "y": 12}), False),  # five rows of four families
        (Count(20, 10, {"x": 10, "y": 10}), Count(25, 15, {"x": 13, "y": 12}), True),
        (Count(25, 15, {"x": 13, "y": 12}), Count(20, 10, {"x": 10, "y": 10}), True),  # erased
        (Count(20, 10, {"x": 10, "y": 10}), Count(30, 20, {"x": 10, "y": 15, "z": 5}), True),
    ],
)
def test_what_may_follow(before: Count, after: Count, may: bool) -> None:
    assert may_follow({"a": before}, {"a": after}, 5) is may


def test_a_cell_that_is_new_changed_from_nothing() -> None:
    assert may_follow({}, {"a": _count(6)}, 5)
    assert not may_follow({"a": _count(3)}, {}, 5)


def _worlds(cells: int, rows: int) -> Iterator[tuple[int, ...]]:
    if cells == 1:
        yield (rows,)
        return
    for first in range(rows + 1):
        for rest in _worlds(cells - 1, rows - first):
            yield (first, *rest)


@pytest.mark.parametrize(("threshold", "cells", "most"), [(3, 2, 20), (3, 3, 18), (3, 4, 14), (5, 2, 30), (5, 3, 25), (5, 4, 18)])
def test_who_knows_the_rules_learns_nothing_of_a_small_cell(threshold: int, cells: int, most: int) -> None:
    """Every table there could be, with all that is published of it: whoever sees it can hold against it each world that would have been
    published alike. A hidden cell that could be small could be anything from none to threshold - 1."""
    names = "abcd"[:cells]
    published = 0
    for rows in range(threshold, most + 1):
        alike: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
        for world in _worlds(cells, rows):
            hidden = hide(_table(*world), tuple(reversed(names)), threshold)
            if hidden is not None:
                alike[tuple(None if name in hidden else n for name, n in zip(names, world, strict=True))].append(world)
        for seen, worlds in alike.items():
            published += 1
            for place, value in enumerate(seen):
                could_be = {world[place] for world in worlds}
                assert (could_be == {value}) if value is not None else (min(could_be) >= threshold or set(range(threshold)) <= could_be)
    assert published > 50

"""Figures that follow each other, and an attacker who keeps all that was ever published and solves for what was hidden."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.summary import SummaryKind
from sync.base.counting import HIDDEN
from sync.base.editions import Edition, first_edition, next_edition
from sync.base.figures import GROUPS, TABLES, Table
from tests.sync.base.figures_model import Row, behind, counter, made_up, units

_THRESHOLD = 5
Cell = tuple[int, str, str]  # edition, table, bucket


def _published(kind: SummaryKind, worlds: Sequence[Sequence[Row]], threshold: int = _THRESHOLD) -> list[tuple[Sequence[Row], Edition]]:
    """What comes out while the base goes through `worlds`, each with the rows it shows."""
    tables = GROUPS[kind]
    editions: list[tuple[Sequence[Row], Edition]] = []
    for rows in worlds:
        if editions:
            made = next_edition(tables, editions[-1][1], counter(rows), threshold)
        else:
            made = first_edition(tables, counter(rows), threshold)
        if made is not None:
            editions.append((rows, made))
    return editions


def _life(kind: SummaryKind, seed: int, families: int, devices: int, steps: Sequence[tuple[str, int]]) -> list[list[dict[str, Any]]]:
    """A base's rows over time: what came by the end, and then what came late, was corrected, was erased."""
    dice = random.Random(seed)
    stock = made_up(kind, 2000, dice, families=families, devices=devices)  # of one service: the same is common in all of it
    rows: list[dict[str, Any]] = []
    worlds = []
    for what, many in steps:
        if what == "come":
            rows = rows + stock[:many]
            stock = stock[many:]
        elif what == "go":
            rows = [row for row in rows if row["record"] not in {gone["record"] for gone in dice.sample(rows, min(many, len(rows)))}]
        else:
            family = dice.choice(rows)["episode"] if rows else ""
            rows = [row for row in rows if row["episode"] != family]
        worlds.append(rows)
    return worlds


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("come"), st.sampled_from([0, 1, 2, 4, 10, 60, 200, 500])),
        st.tuples(st.just("go"), st.sampled_from([1, 3, 30])),
        st.tuples(st.just("erase"), st.just(1)),
    ),
    min_size=1,
    max_size=5,
).map(lambda steps: [("come", 120), *steps])


_FAMILIES, _DEVICES = st.sampled_from([3, 12, 60, 400]), st.sampled_from([1, 2, 5])


@pytest.mark.parametrize("kind", GROUPS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1 << 32), families=_FAMILIES, devices=_DEVICES, steps=_STEPS)
def test_nothing_follows_from_all_that_was_published(
    kind: SummaryKind, seed: int, families: int, devices: int, steps: list[tuple[str, int]]
) -> None:
    _look_through(kind, seed, families, devices, steps)


@pytest.mark.battery
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", GROUPS)
@settings(max_examples=500, deadline=None)
@given(seed=st.integers(0, 1 << 32), families=_FAMILIES, devices=_DEVICES, steps=_STEPS)
def test_nothing_follows_from_all_that_was_published_at_length(
    kind: SummaryKind, seed: int, families: int, devices: int, steps: list[tuple[str, int]]
) -> None:
    _look_through(kind, seed, families, devices, steps)


def _look_through(kind: SummaryKind, seed: int, families: int, devices: int, steps: Sequence[tuple[str, int]]) -> None:
    editions = _published(kind, _life(kind, seed, families, devices, steps))
    _no_hidden_cell_follows(editions, only_more=all(what == "come" for what, _ in steps))
    _all_that_is_shown_has_enough_behind_it(editions)


def _no_hidden_cell_follows(editions: Sequence[tuple[Sequence[Row], Edition]], *, only_more: bool) -> None:
    ranges = _worked_out([edition for _, edition in editions], only_more=only_more)
    for (number, name, bucket), (least, most) in ranges.items():
        truth = len(behind(TABLES[name], editions[number][0], frozenset({bucket})))
        assert least <= truth <= most
        assert most - least >= _THRESHOLD, (number, name, bucket)


def _all_that_is_shown_has_enough_behind_it(editions: Sequence[tuple[Sequence[Row], Edition]]) -> None:
    """Each cell, and each difference between two editions."""
    for rows, edition in editions:
        for table, cell in _seen(edition):
            assert _enough(table, behind(table, rows, cell))
    for (old_rows, old), (new_rows, new) in pairwise(editions):
        assert {name: shown.hidden for name, shown in old.items()} == {name: shown.hidden for name, shown in new.items()}
        for table, cell in _seen(new):
            before = {row["record"]: row for row in behind(table, old_rows, cell)}
            after = {row["record"]: row for row in behind(table, new_rows, cell)}
            changed = [*(before[each] for each in before.keys() - after.keys()), *(after[each] for each in after.keys() - before.keys())]
            assert len(before) == len(after) or _enough(table, changed)


def test_late_rows_wait_for_company_and_then_come_together() -> None:
    def some(count: int, devices: int, mark: str, transfer: str = "step_up") -> list[dict[str, Any]]:
        return [
            {"kind": "transfer", "transfer": transfer, "episode": f"{mark}{n}", "record": f"{mark}{n}", "device": n % devices}
            for n in range(count)
        ]

    start = [*some(20, 3, "a"), *some(12, 3, "b", "step_down"), *some(9, 3, "c", "step_out")]
    one, five, more = some(1, 1, "late"), some(5, 1, "later"), some(2, 2, "last")

    worlds = [start, start + one, start + one + five, start + one + five + more]
    editions = _published(SummaryKind.TRANSFER, worlds)

    # One alone waits; six of one practitioner wait too; those of two come out, and all that waited with them.
    assert [len(rows) for rows, _ in editions] == [41, 49]
    assert editions[-1][1]["transfer"].counts["step_up"].rows == 28


def test_a_table_that_would_tell_hides_the_cell_it_looks_into() -> None:
    """Four each in three bands: their sum would say it. The sum is a cell of another table, so that one is hidden."""
    rows = [
        {"kind": "hours", "hours_of": "supervision", "hours": band, "record": f"{band}{n}", "device": n % 2}
        for band in ("0-1", "1-2", "2-4", "4+")
        for n in range(4)
    ]
    rows += [{"kind": "hours", "hours_of": "training", "hours": "0-1", "record": f"t{n}", "device": n % 2} for n in range(30)]

    ((_, edition),) = _published(SummaryKind.HOURS, [rows])

    assert edition["hours_of"].hidden == frozenset(("supervision", "training"))
    assert edition["supervision"].hidden is None
    assert edition["training"].hidden is None


def test_a_table_hidden_whole_keeps_its_total_when_little_is_left() -> None:
    """Nothing of the last families' erasure is told: their table had no cell that was shown."""
    rows = [{"kind": "transfer", "transfer": "step_up", "episode": n, "record": n, "device": n % 2} for n in range(20)]

    editions = _published(SummaryKind.TRANSFER, [rows, rows[:2], rows[:0]])

    assert [len(rows) for rows, _ in editions] == [20]


def test_too_little_is_not_shown_at_all() -> None:
    rows = [{"kind": "transfer", "transfer": "step_up", "episode": n, "record": n, "device": n % 2} for n in range(4)]
    assert _published(SummaryKind.TRANSFER, [rows]) == []


def _enough(table: Table, rows: Sequence[Row]) -> bool:
    return len(units(table, rows)) >= _THRESHOLD and len({row["device"] for row in rows}) >= 2


def _seen(edition: Edition) -> list[tuple[Table, frozenset[str]]]:
    """All that can be read or added up of each table: its shown cells, what is hidden together, and its total."""
    cells = []
    for name, shown in edition.items():
        if shown.hidden is not None:
            table = TABLES[name]
            cells += [(table, frozenset({bucket})) for bucket in shown.counts if bucket != HIDDEN]
            cells += [(table, shown.hidden)] if shown.hidden else []
    return cells


def _worked_out(editions: Sequence[Edition], *, only_more: bool) -> Mapping[Cell, tuple[int, int]]:
    """The least and the most that each hidden cell can be, from every sum there is over all editions and tables that share one. With
    `only_more` the attacker also knows that nothing was ever taken away. Bounds are drawn tighter until nothing moves."""
    bounds: dict[Cell, list[int]] = {}
    sums: list[tuple[list[Cell], int]] = []
    for number, edition in enumerate(editions):
        for name, shown in edition.items():
            if shown.hidden is not None:
                total = sum(count.rows for count in shown.counts.values())
                for bucket in TABLES[name].buckets:
                    known = None if bucket in shown.hidden else shown.counts[bucket].rows
                    bounds[number, name, bucket] = [0, total] if known is None else [known, known]
                sums.append(([(number, name, bucket) for bucket in TABLES[name].buckets], total))
                _totals_seen_elsewhere(number, name, total, bounds)
    while _tightened(bounds, sums) or (only_more and _grown(bounds)):
        pass
    hidden = {(n, name, b) for n, edition in enumerate(editions) for name, shown in edition.items() for b in shown.hidden or ()}
    return {cell: (least, most) for cell, (least, most) in bounds.items() if cell in hidden}


def _totals_seen_elsewhere(number: int, name: str, total: int, bounds: dict[Cell, list[int]]) -> None:
    """A table's total is the cell it looks into."""
    within = TABLES[name].within
    if within is not None:
        cell = bounds[number, *within]
        cell[0], cell[1] = max(cell[0], total), min(cell[1], total)


def _tightened(bounds: dict[Cell, list[int]], sums: list[tuple[list[Cell], int]]) -> bool:
    moved = False
    for cells, total in sums:
        least, most = sum(bounds[cell][0] for cell in cells), sum(bounds[cell][1] for cell in cells)
        for cell in cells:
            low, high = bounds[cell]
            tighter = [max(low, total - (most - high)), min(high, total - (least - low))]
            assert tighter[0] <= tighter[1], "what was published contradicts itself"
            if tighter != [low, high]:
                bounds[cell] = tighter
                moved = True
                least, most = least + tighter[0] - low, most + tighter[1] - high
    return moved


def _grown(bounds: dict[Cell, list[int]]) -> bool:
    moved = False
    for (number, name, bucket), now in bounds.items():
        later = bounds.get((number + 1, name, bucket))
        if later is not None and (later[0] < now[0] or now[1] > later[1]):
            later[0], now[1] = max(later[0], now[0]), min(now[1], later[1])
            moved = True
    return moved

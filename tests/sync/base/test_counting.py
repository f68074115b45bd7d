"""Counting in the database says what counting by hand says, on both databases."""

from __future__ import annotations

import random
from enum import StrEnum
from typing import Any, get_args

import pytest
from sqlalchemy import update

from app.domain.summary import ClipsShown, FilmMinutes, SummaryKind
from sync.base.counting import Cells, count_cells
from sync.base.database import Database
from sync.base.figures import GROUPS, TABLES, Table
from sync.base.publishing import publish_changed, read_published
from sync.base.suppression import Count
from sync.base.tables import device
from sync.wire import EpisodeWire, HoursWire, Strict, TransferWire, VisitWire
from tests.sync.base.figures_model import Row, bucket_of, counter, made_up
from tests.sync.base.rows import AFTER, PERIOD, Team, closed

_WIRES: dict[SummaryKind, type[Strict]] = {
    SummaryKind.VISIT: VisitWire,
    SummaryKind.EPISODE: EpisodeWire,
    SummaryKind.TRANSFER: TransferWire,
    SummaryKind.HOURS: HoursWire,
}
_FIXED = {"visit": {"visit_number": "1", "interpreter": False}}


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_plain_rows(database: Database, seed: int) -> None:
    dice = random.Random(seed)
    team, other = Team.make(database, 3), Team.make(database, 1, team_id=2, code="TRO02")
    rows = [row for kind in GROUPS for row in made_up(kind, dice.randrange(120), dice, families=25, devices=3)]
    team.put([_column_values(row) for row in rows])
    team.put([{**_column_values(row), "period": "2026-Q2"} for row in rows[:40]])
    other.put([{**_column_values(row), "device": 0} for row in rows[:40]])
    team.gone(team.put([_column_values(row) for row in rows[:10]]))

    with database.connect() as connection:
        for tables in GROUPS.values():
            wishes = [(table, together) for table in tables for together in _together(table, dice)]
            found, by_hand = count_cells(connection, team.team_id, PERIOD, wishes), counter(rows)(wishes)
            assert [_plain(cells) for cells in found] == [_plain(cells) for cells in by_hand]


def _together(table: Table, dice: random.Random) -> list[frozenset[str]]:
    return [frozenset(), frozenset(dice.sample(table.buckets, 2)), frozenset(table.buckets)]


def _plain(cells: Cells) -> dict[str, tuple[int, int, list[int]]]:
    """Without the devices' names, which rows by hand do not have."""
    return {name: (count.rows, count.episodes, sorted(count.devices.values())) for name, count in cells.items()}


def test_an_episode_on_two_laptops_is_one(database: Database) -> None:
    """A vault that was restored on another laptop keeps its episodes."""
    team = Team.make(database)
    team.put([{"kind": "transfer", "period": PERIOD, "transfer": "step_up", "episode": "one", "device": number} for number in (0, 1)])

    with database.connect() as connection:
        count = count_cells(connection, team.team_id, PERIOD, [(TABLES["transfer"], frozenset())])[0]["step_up"]

    assert (count.rows, count.episodes, len(count.devices)) == (2, 1, 2)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_every_word_of_the_wire_has_its_bucket(table: Table) -> None:
    """A word without one would be missing from its table, and the table's sum would not be its population's."""
    said = _WIRES[table.kind].model_fields[table.column].annotation
    values = [value for kind in (get_args(said) or (said,)) for value in _values(kind)]
    elsewhere = {FilmMinutes.NONE, ClipsShown.NONE} if table.name in ("film_minutes", "clips_shown") else set()

    assert {bucket_of(table, {table.column: value}) for value in values if value not in elsewhere} == set(table.buckets)
    assert sorted(table.yielding) == sorted(table.buckets)
    assert table in GROUPS[table.kind]


def test_what_is_not_said_gives_way_last() -> None:
    """Whoever has not said how it went has often not said how far the goal is: one would give the other away."""
    for table in TABLES.values():
        assert "not_said" not in table.yielding[:-1]


def _values(kind: Any) -> list[Any]:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return list(kind)
    return [True, False] if kind is bool else [None]


def _column_values(row: Row) -> dict[str, Any]:
    values = {name: value for name, value in row.items() if name != "record"}
    return {**_FIXED.get(row["kind"], {}), **values, "kind": str(row["kind"]), "period": PERIOD}


def test_two_laptops_of_one_practitioner_are_one(database: Database) -> None:
    """One that was put out and the one that followed it, or two at a time: a cell of them alone is small."""
    team = Team.make(database, 3)
    with database.begin() as connection:
        connection.execute(update(device).where(device.c.device_id == team.devices[1]).values(counts_as=team.devices[0]))
    team.put(closed(20, devices=2))

    with database.connect() as connection:
        cells = count_cells(connection, team.team_id, PERIOD, [(TABLES["waiting"], frozenset())])[0]
    assert cells["0-14"] == Count(20, 20, {str(team.devices[0]): 20})
    publish_changed(database, AFTER)
    with database.connect() as connection:
        assert read_published(connection, team.team_id) == ()

    team.put([{**row, "device": 2} for row in closed(6, devices=1, mark="other")])
    publish_changed(database, AFTER)
    with database.connect() as connection:
        assert read_published(connection, team.team_id)[0].figures["waiting"].total == 26

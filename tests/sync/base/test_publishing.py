"""What the dashboard is given: figures of finished quarters, hidden where few stand behind them, and editions that follow each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, delete, select, update

from app.domain.summary import Count
from sync.base.database import Database
from sync.base.figures import TABLES
from sync.base.publishing import Laptop, Quarter, Share, not_attended, publish_changed, read_published, settled_on, share
from sync.base.tables import changed_period, device, published, record
from sync.base.tables import team as base_team
from tests.sync.base.rows import AFTER, PERIOD, Team, closed, visits

LATER = AFTER + timedelta(hours=1)


def _published(database: Database, team_id: int = 1) -> tuple[Quarter, ...]:
    with database.connect() as connection:
        return read_published(connection, team_id)


def test_figures_of_a_finished_quarter(database: Database) -> None:
    team = Team.make(database)
    team.put([*visits(20, contact="film"), *visits(12, contact="guidance", mark="g"), *visits(9, attendance="no_access", mark="n")])

    assert publish_changed(database, AFTER) > 0

    (quarter,) = _published(database)
    assert (quarter.period, quarter.edition, quarter.published_at) == (PERIOD, 1, AFTER)
    attendance = quarter.figures["attendance"]
    assert attendance.total == 41
    # Nobody cancelled, and nobody can tell: an empty cell looks like a small one. The one that gives way first hides along.
    assert attendance.cells == {"kept": 32, "family_cancelled": None, "service_cancelled": None, "no_access": None}
    assert not_attended(quarter) is None


def test_shares_are_of_cells_that_are_shown(database: Database) -> None:
    team = Team.make(database)
    rows = [*visits(40), *visits(10, attendance="no_access", mark="n"), *visits(6, attendance="family_cancelled", mark="f")]
    team.put([*rows, *visits(7, attendance="service_cancelled", mark="s")])

    publish_changed(database, AFTER)

    (quarter,) = _published(database)
    assert not_attended(quarter) == Share(10, 50)


def test_a_quarter_that_runs_is_not_published(database: Database) -> None:
    team = Team.make(database)
    team.put(visits(40))

    assert settled_on(PERIOD) == date(2026, 10, 22)
    assert publish_changed(database, datetime(2026, 10, 21, 23, 59, tzinfo=UTC)) == 0
    assert _published(database) == ()
    assert publish_changed(database, datetime(2026, 10, 22, tzinfo=UTC)) > 0


def test_nothing_new_publishes_nothing(database: Database) -> None:
    Team.make(database).put([*visits(20), *closed(20)])
    publish_changed(database, AFTER)
    first = _published(database)

    assert publish_changed(database, LATER) == 0
    assert _published(database) == first


def _hidden(quarter: Quarter) -> set[tuple[str, str]]:
    return {(name, bucket) for name, figure in quarter.figures.items() for bucket, cell in figure.cells.items() if cell is None}


def test_a_late_row_waits_for_company(database: Database) -> None:
    team = Team.make(database)
    team.put([*closed(30), *closed(30, mark="d", waiting="15-28")])
    publish_changed(database, AFTER)
    first = _published(database)

    team.put(closed(1, mark="late"))
    assert publish_changed(database, LATER) == 0
    assert _published(database) == first

    team.put(closed(6, mark="later"))
    assert publish_changed(database, LATER) > 0
    (second,) = _published(database)
    assert (second.edition, second.published_at) == (2, LATER)
    assert (second.figures["waiting"].total, second.figures["waiting"].cells["0-14"]) == (67, 37)
    assert _hidden(second) == _hidden(first[0]) != set()


def test_an_erased_family_waits_for_company_too(database: Database) -> None:
    team = Team.make(database)
    records = team.put(closed(30))
    publish_changed(database, AFTER)
    before = _published(database)

    team.gone(records[:1])
    assert publish_changed(database, LATER) == 0
    assert _published(database) == before

    team.gone(records[1:8])
    assert publish_changed(database, LATER) > 0
    assert _published(database)[0].figures["waiting"].total == 22


def test_groups_of_tables_follow_each_other_alone(database: Database) -> None:
    """A late visit keeps no closed episode back: visits and episodes share no total."""
    team = Team.make(database)
    team.put([*visits(30), *closed(30)])
    publish_changed(database, AFTER)

    team.put([*visits(1, mark="late"), *closed(10, mark="late")])
    publish_changed(database, LATER)

    (quarter,) = _published(database)
    assert quarter.figures["attendance"].total == 30
    assert quarter.figures["waiting"].total == 40


def test_a_quarter_with_too_little_comes_out_when_there_is_enough(database: Database) -> None:
    team = Team.make(database)
    team.put(closed(4))
    assert publish_changed(database, AFTER) == 0

    team.put(closed(20, mark="d"))
    publish_changed(database, LATER)
    assert _published(database)[0].figures["waiting"].total == 24


def test_one_practitioner_alone_is_not_shown(database: Database) -> None:
    Team.make(database, 1).put([*visits(200, devices=1), *closed(60, devices=1)])

    assert publish_changed(database, AFTER) == 0


def test_a_table_that_is_new_in_the_program_stays_out_of_older_quarters(database: Database) -> None:
    team = Team.make(database)
    team.put(closed(30))
    publish_changed(database, AFTER)
    with database.begin() as connection:
        connection.execute(delete(published).where(published.c.table_name == "goal_change"))
    assert "goal_change" not in _published(database)[0].figures

    team.put(closed(10, mark="d"))
    publish_changed(database, LATER)

    assert "goal_change" not in _published(database)[0].figures
    assert _published(database)[0].figures["waiting"].total == 40


def test_a_threshold_that_was_raised_holds_for_what_comes_next(database: Database) -> None:
    team = Team.make(database)
    team.put(closed(30))
    publish_changed(database, AFTER)
    with database.begin() as connection:
        connection.execute(update(base_team).values(threshold=12))

    team.put(closed(8, mark="d"))
    assert publish_changed(database, LATER) == 0
    team.put(closed(6, mark="e"))
    assert publish_changed(database, LATER) > 0


def test_teams_are_apart_and_have_their_own_threshold(database: Database) -> None:
    Team.make(database).put(closed(9))
    Team.make(database, team_id=2, code="TRO02", threshold=10).put(closed(9))

    publish_changed(database, AFTER)

    assert len(_published(database, 1)) == 1
    assert _published(database, 2) == ()


def test_laptops_are_shown_at_once_and_by_device(database: Database) -> None:
    team = Team.make(database)
    said = {"kind": "counters", "period": "2026-Q4", "overdue_deletions": "1-2", "unwiped_cards": "0", "expiring_consents": "10+"}
    (first, _) = team.put([said, {**said, "device": 1, "overdue_deletions": "0"}])

    assert publish_changed(database, AFTER) == 1
    (quarter,) = _published(database)
    assert quarter.figures == {}
    assert quarter.laptops == (
        Laptop("bjørk-1", Count.TO_2, Count.NONE, Count.OVER_10),
        Laptop("bjørk-2", Count.NONE, Count.NONE, Count.OVER_10),
    )

    assert publish_changed(database, LATER) == 0  # looked at again while the quarter runs, and nothing to say
    with database.begin() as connection:
        connection.execute(update(record).where(record.c.record == first).values(overdue_deletions="0"))
        team.changed(connection, {"2026-Q4"})
        connection.execute(update(device).where(device.c.device_id == team.devices[1]).values(revoked_at=AFTER))
    assert publish_changed(database, LATER) == 1
    assert [(each.name, each.overdue_deletions) for each in _published(database)[0].laptops] == [("bjørk-1", Count.NONE)]


def test_a_running_quarter_comes_out_later_without_a_new_change(database: Database) -> None:
    team = Team.make(database)
    team.put(closed(20))
    assert publish_changed(database, datetime(2026, 10, 1, tzinfo=UTC)) == 0

    assert publish_changed(database, AFTER) > 0


class _MeanwhileBase(Database):
    """A base in which something happens between counting and writing."""

    meanwhile: list[object] = []  # noqa: RUF012  set by each test

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        with super().connect() as connection:
            yield connection
        if self.meanwhile and callable(happens := self.meanwhile.pop(0)):
            happens()


def test_what_arrives_while_it_is_counted_stays_due(database_url: str) -> None:
    base = _MeanwhileBase.open(database_url, make=False)
    team = Team.make(base)
    team.put(closed(20))
    base.meanwhile = [None, lambda: team.put(closed(10, mark="d"))]

    publish_changed(base, AFTER)
    assert _published(base)[0].figures["waiting"].total == 20
    publish_changed(base, LATER)
    assert _published(base)[0].figures["waiting"].total == 30
    base.close()


def test_of_two_who_publish_at_once_one_writes(database_url: str) -> None:
    """The other compared with an edition that is no longer the last one."""
    base, other = _MeanwhileBase.open(database_url, make=False), Database.open(database_url, make=False)
    team = Team.make(base)
    team.put(closed(20))

    def meanwhile() -> None:
        team.put(closed(1, mark="late"))
        assert publish_changed(other, LATER) > 0

    base.meanwhile = [None, meanwhile]
    assert publish_changed(base, AFTER) == 0
    assert (_published(base)[0].edition, _published(base)[0].figures["waiting"].total) == (1, 21)
    base.close()
    other.close()


def test_nothing_small_is_in_what_pages_read(database: Database) -> None:
    """`cells` has no number below the threshold; the basis has, and nothing reads it but the next edition."""
    team = Team.make(database)
    team.put([*visits(40), *visits(3, contact="phone", mark="p"), *visits(9, contact="group", mark="g"), *closed(11)])
    publish_changed(database, AFTER)

    with database.connect() as connection:
        found = [json.loads(cells) for cells in connection.scalars(select(published.c.cells))]
        assert connection.scalar(select(changed_period.c.counted)) == 1
    numbers = [number for said in found for number in [said["total"], *said.get("cells", {}).values()] if number is not None]
    assert len(numbers) > 5
    assert min(numbers) >= 5


def test_a_share_is_of_what_is_shown(database: Database) -> None:
    team = Team.make(database)
    team.put([{"kind": "transfer", "period": PERIOD, "transfer": kind, "episode": n, "device": n % 2} for n, kind in enumerate(_steps())])
    publish_changed(database, AFTER)

    figure = _published(database)[0].figures["transfer"]
    assert figure.table is TABLES["transfer"]
    assert share(figure, ["step_up"]) == Share(10, 35)
    assert share(figure, ["step_up"], ["step_up", "step_down"]) == Share(10, 25)
    assert share(None, ["step_up"]) is None


def _steps() -> list[str]:
    return ["step_up"] * 10 + ["step_down"] * 15 + ["step_out"] * 10


@pytest.mark.parametrize(("period", "day"), [("2026-Q1", date(2026, 4, 22)), ("2026-Q4", date(2027, 1, 22))])
def test_when_a_quarter_is_settled(period: str, day: date) -> None:
    assert settled_on(period) == day

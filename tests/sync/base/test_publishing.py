"""What the dashboard is given: figures of finished quarters, hidden where few stand behind them, and editions that follow each other."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sync.base.database import Database
from sync.base.publishing import Quarter, Share, not_attended, publish_changed, read_published, settled_on
from tests.sync.base.rows import AFTER, PERIOD, Team, closed, visits


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

    assert publish_changed(database, AFTER.replace(hour=13)) == 0
    assert _published(database) == first

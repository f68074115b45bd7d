"""The base grows by keeping each team's rows apart (docs/base-growth.md): the same program, on PostgreSQL with partitions by team."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

import pytest

from sync.base.database import Database
from sync.base.ingest import read_batch, take
from sync.base.publishing import publish_changed, read_published
from sync.wire import Outcome
from tests.sync.base.model import Model, shown
from tests.sync.base.rows import AFTER, PERIOD
from tests.sync.base.stores import Cluster
from tests.sync.base.summaries import add_team, envelope, gone, item

_ROWS = ("record", "earlier")  # what grows


@pytest.fixture
def in_partitions(postgres: Cluster, postgres_template: str) -> Iterator[Database]:
    """A base whose growing tables are partitioned: team 2 has partitions of its own, all others share the rest."""
    opened = Database.open(postgres.new(postgres_template), make=False)
    with opened.begin() as connection:
        for name in _ROWS:
            for statement in (
                f"ALTER TABLE {name} RENAME TO {name}_before",
                f"CREATE TABLE {name} (LIKE {name}_before INCLUDING ALL) PARTITION BY LIST (team_id)",
                f"CREATE TABLE {name}_of_2 PARTITION OF {name} FOR VALUES IN (2)",
                f"CREATE TABLE {name}_of_others PARTITION OF {name} DEFAULT",
                f"DROP TABLE {name}_before",
            ):
                connection.exec_driver_sql(statement)
    yield opened
    opened.close()


def test_teams_in_partitions_of_their_own(in_partitions: Database) -> None:
    source = random.Random(5)
    for team_id in (1, 2):
        with in_partitions.begin() as connection:
            devices = add_team(connection, team_id, f"TRO0{team_id}")
        said = [item(source, kind="transfer", period=PERIOD) for _ in range(60)]
        said += [item(source, said[0]["record"], 2, kind="transfer", period=PERIOD), gone(said[1]["record"], 2), said[2]]
        model = Model()
        for device, some in ((devices[0], said[:30]), (devices[1], said[30:]), (devices[0], said[:30])):
            receipts, _ = in_partitions.trying(partial(take, team_id=team_id, device_id=device, batch=read_batch(envelope(some, source))))
            assert {one.outcome for one in receipts} <= {Outcome.STORED, Outcome.SAME}
            for each in some:
                model.take(device, each)
        with in_partitions.connect() as connection:
            assert shown(connection, team_id) == model.shown()

    publish_changed(in_partitions, AFTER)

    with in_partitions.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*), min(team_id), max(team_id) FROM record_of_2").one() == (60, 2, 2)
        assert connection.exec_driver_sql("SELECT count(*), max(team_id) FROM record_of_others").one() == (60, 1)
        for team_id in (1, 2):
            assert read_published(connection, team_id)[0].figures["transfer"].total == 59

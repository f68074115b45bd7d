"""Figures that people have seen stay what the next ones are compared with, also when the base comes out of an old backup."""

from __future__ import annotations

from pathlib import Path

from sync.base.backup import back_up, put_back
from sync.base.database import Database
from sync.base.publishing import publish_changed, read_published
from sync.base.signing import make_key
from tests.sync.base.rows import AFTER, Team, closed


def test_figures_that_were_seen_come_along(database: Database, tmp_path: Path) -> None:
    team = Team.make(database)
    with database.begin() as connection:
        make_key(connection, AFTER)
    team.put(closed(20))
    back_up(database, tmp_path / "backup")
    team.put(closed(9, mark="d"))
    publish_changed(database, AFTER)
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"

    put_back(tmp_path / "backup", url, replaced=database)

    opened = Database.open(url, make=False)
    with database.connect() as old, opened.connect() as new:
        assert read_published(new, 1) == read_published(old, 1) != ()
    opened_team = Team(opened, team.devices)
    opened_team.put([*closed(9, mark="d"), *closed(1, mark="late")])  # the laptops send again, and one more
    publish_changed(opened, AFTER)
    with opened.connect() as new:
        assert read_published(new, 1)[0].figures["waiting"].total == 29
    opened.close()

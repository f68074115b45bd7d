"""Backups, erasing and export, as the commands of `samspill base` say them."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from uuid import UUID

from sync.base.backup import back_up, put_back
from sync.base.database import Database
from sync.base.erasing import erase
from sync.base.export import Form, export
from sync.base.said import Said, line
from sync.base.teams import find_team


def backup(database: Database, file: Path) -> Said:
    """One file, while the base runs."""
    kept = back_up(database, file)
    return Said({"records": kept.records, "bytes": kept.size}, [line("base.said.kept", records=kept.records, size=kept.size)])


def restore(file: Path, url: str, replaced: str | None) -> Said:
    """A base out of a backup, where none is. `replaced`: the database whose place it takes, if that can still be read."""
    if replaced is None:
        kept = put_back(file, url)
    else:
        with closing(Database.open(replaced, make=False)) as old:
            kept = put_back(file, url, old)
    return Said({"records": kept.records, "bytes": kept.size}, [line("base.said.restored", records=kept.records)])


def erase_for_good(database: Database, code: str | None, records: Collection[UUID], episodes: Collection[UUID]) -> Said:
    """Take out records and whole episodes. Laptops are told by a document, and do not send them again."""
    with database.connect() as connection:
        team_id, team_code = find_team(connection, code)
    done = erase(database, team_id, records=records, episodes=episodes)
    facts: dict[str, object] = {"team": team_code, "records": done.records, "document": done.document}
    return Said(facts, [line("base.said.erased", records=done.records) if done.records else line("base.said.nothing_erased")])


def write_out(database: Database, code: str | None, file: Path, form: Form) -> Said:
    """Every record of a team: pseudonymised rows."""
    with database.connect() as connection:
        team_id, team_code = find_team(connection, code)
    count = export(database, team_id, file, form)
    return Said({"team": team_code, "records": count}, [line("base.said.exported", records=count)])

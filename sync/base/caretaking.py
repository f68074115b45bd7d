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
from sync.base.setting_up import Said
from sync.base.teams import find_team


def backup(database: Database, file: Path) -> Said:
    """One file, while the base runs."""
    kept = back_up(database, file)
    lines = [f"{kept.records} records, {kept.size} bytes. The base's own key is in it: keep it as safe as the base."]
    return Said({"records": kept.records, "bytes": kept.size}, lines)


def restore(file: Path, url: str, replaced: str | None) -> Said:
    """A base out of a backup, where none is. `replaced`: the database whose place it takes, if that can still be read."""
    if replaced is None:
        kept = put_back(file, url)
    else:
        with closing(Database.open(replaced, make=False)) as old:
            kept = put_back(file, url, old)
    lines = [f"{kept.records} records. Laptops notice what is missing, and send it again."]
    return Said({"records": kept.records, "bytes": kept.size}, lines)


def erase_for_good(database: Database, code: str | None, records: Collection[UUID], episodes: Collection[UUID]) -> Said:
    """Take out records and whole episodes. Laptops are told by a document, and do not send them again."""
    with database.connect() as connection:
        team_id, team_code = find_team(connection, code)
    done = erase(database, team_id, records=records, episodes=episodes)
    facts: dict[str, object] = {"team": team_code, "records": done.records, "document": done.document}
    gone = f"{done.records} records are gone. Backups that were made before still have them."
    return Said(facts, [gone if done.records else "Nothing of that name is here, so nothing was erased."])


def write_out(database: Database, code: str | None, file: Path, form: Form) -> Said:
    """Every record of a team: pseudonymised rows."""
    with database.connect() as connection:
        team_id, team_code = find_team(connection, code)
    count = export(database, team_id, file, form)
    return Said({"team": team_code, "records": count}, [f"{count} records. Such rows can point at a family: for the team alone."])

"""Everything that a team's base holds of summaries, for the team itself: CSV for a spreadsheet, or JSON. Pseudonymised rows, not figures
that are safe to show: no small cell is hidden in them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

from sqlalchemy import Connection, select

from sync.base.database import Database
from sync.base.figures_csv import inert
from sync.base.files import NotToBeReplaced, is_database, own_file
from sync.base.tables import device, erased, record, team

_LEFT_OUT = ("team_id", "digest", "device_id")
_COLUMNS = [column.name for column in record.columns if column.name not in _LEFT_OUT]
_AT_ONCE = 1000


class Form(StrEnum):
    CSV = "csv"
    JSON = "json"


def export(database: Database, team_id: int, path: Path, form: Form) -> int:
    """Write a file, its owner's alone; how many records. Raises NotToBeReplaced, NotWritable, DISK_FULL, and as
    `Database.connect`."""
    if is_database(path):
        raise NotToBeReplaced
    write = {Form.CSV: _csv, Form.JSON: _json}[form]
    with own_file(path) as part, part.open("w", encoding="utf-8", newline="") as text, database.connect() as connection:
        return write(connection, team_id, text)


def _rows(connection: Connection, team_id: int) -> Iterator[dict[str, Any]]:
    names: dict[UUID, str] = {
        row.device_id: row.name for row in connection.execute(select(device.c.device_id, device.c.name).where(device.c.team_id == team_id))
    }
    of = select(record).where(record.c.team_id == team_id).order_by(record.c.record)
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(of).mappings():
        said = {name: str(value) if isinstance(value := row[name], UUID) else value for name in _COLUMNS}
        yield {**said, "device": names.get(row["device_id"], "")}


def _csv(connection: Connection, team_id: int, text: TextIO) -> int:
    text.write("\ufeff")  # so that spreadsheets read its letters
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*_COLUMNS, "device"])
    count = 0
    for row in _rows(connection, team_id):
        writer.writerow(["" if value is None else inert(str(value)) for value in row.values()])
        count += 1
    return count


def _json(connection: Connection, team_id: int, text: TextIO) -> int:
    code = connection.scalar(select(team.c.code).where(team.c.team_id == team_id))
    gone = connection.scalars(select(erased.c.record).where(erased.c.team_id == team_id).order_by(erased.c.record))
    text.write(f'{{"team": {json.dumps(code)},\n "erased": {json.dumps([str(name) for name in gone])},\n "records": [')
    count = 0
    for row in _rows(connection, team_id):
        said = {name: value for name, value in row.items() if value is not None}
        text.write((",\n  " if count else "\n  ") + json.dumps(said))
        count += 1
    text.write("\n]}\n")
    return count

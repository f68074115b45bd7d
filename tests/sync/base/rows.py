"""Made-up records in a base, put straight into its tables: what laptops sent, as the figures see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from sqlalchemy import Connection, insert, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from sync.base.database import Database
from sync.base.tables import changed_period, device, record, team

PERIOD = "2026-Q3"
AFTER = datetime(2026, 11, 22, 12, tzinfo=UTC)  # the quarter is over, and laptops had time to come home

VISIT = {
    "kind": "visit",
    "period": PERIOD,
    "visit_number": "2",
    "contact": "film",
    "place": "home",
    "attendance": "kept",
    "duration": "45-59",
    "travel": "15-29",
    "film_minutes": "6-10",
    "clips_shown": "0",
    "child_age": "3-5",
    "caregiver": "mother",
    "interpreter": False,
}
CANCELLED = {"film_minutes": "0", "clips_shown": "0", "duration": "not_said", "travel": "not_said", "caregiver": "not_said"}
EPISODE = {
    "kind": "episode",
    "period": PERIOD,
    "referral": "midwife",
    "closure": "completed",
    "waiting": "0-14",
    "stressors": "1-2",
    "measure": None,
    "change": None,
    "goal_change": None,
}


@dataclass
class Team:
    """A team with devices in `database`. Its rows are put in by `put`; each is marked as a change of its period."""

    database: Database
    devices: list[UUID] = field(default_factory=list)
    team_id: int = 1

    @classmethod
    def make(cls, database: Database, devices: int = 2, *, team_id: int = 1, code: str = "TRO01", threshold: int = 5) -> Team:
        made = cls(database, [uuid4() for _ in range(devices)], team_id)
        with database.begin() as connection:
            connection.execute(insert(team).values(team_id=team_id, code=code, threshold=threshold))
            for number, device_id in enumerate(made.devices):
                values = {"name": f"bjørk-{number + 1}", "public_key": bytes(32), "enrolled_at": AFTER}
                connection.execute(insert(device).values(team_id=team_id, device_id=device_id, **values))
        return made

    def put(self, rows: Sequence[Mapping[str, Any]]) -> list[UUID]:
        """`rows` as the columns of `record`; `device` is a number of `devices`, `episode` any word. Returns their records."""
        made = [self._row(row) for row in rows]
        with self.database.begin() as connection:
            for row in made:
                connection.execute(insert(record).values(**row))
            self.changed(connection, {row["period"] for row in made})
        return [row["record"] for row in made]

    def gone(self, records: Sequence[UUID], period: str = PERIOD) -> None:
        with self.database.begin() as connection:
            for each in records:
                where = (record.c.team_id == self.team_id, record.c.record == each)
                connection.execute(update(record).where(*where).values(kind="gone", period=None, episode=None, revision=2))
            self.changed(connection, {period})

    def changed(self, connection: Connection, periods: set[str]) -> None:
        mark = insert_or(changed_period)  # SQLite says it the same way
        for period in sorted(periods):
            asked = mark.values(team_id=self.team_id, period=period, changes=1)
            more = {"changes": changed_period.c.changes + 1}
            connection.execute(asked.on_conflict_do_update(index_elements=["team_id", "period"], set_=more))

    def _row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        said = dict(row)
        number, episode = said.pop("device", 0), said.pop("episode", None)
        token = None if episode is None else uuid5(NAMESPACE_OID, f"{self.team_id} {episode}")
        fixed = {"team_id": self.team_id, "record": uuid4(), "revision": 1, "digest": bytes(32)}
        return {**fixed, "device_id": self.devices[number], "episode": token, **said}


def visits(count: int, *, episodes: int | None = None, devices: int = 2, mark: str = "e", **said: Any) -> list[dict[str, Any]]:
    """`count` visits of as many episodes, or of `episodes`, taken turns at by `devices`."""
    some = episodes or count
    extra = CANCELLED if said.get("attendance", "kept") != "kept" else {}
    return [{**VISIT, **extra, "episode": f"{mark}{i % some}", "device": i % some % devices, **said} for i in range(count)]


def closed(count: int, *, devices: int = 2, mark: str = "c", **said: Any) -> list[dict[str, Any]]:
    return [{**EPISODE, "episode": f"{mark}{i}", "device": i % devices, **said} for i in range(count)]

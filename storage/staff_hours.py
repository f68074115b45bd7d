"""Hours of training and supervision in the vault."""

from __future__ import annotations

from datetime import date

from app.domain.episode import Hours, StaffHours
from app.domain.ids import HoursId
from storage.columns import upsert
from storage.sqlcipher import Connection, Row

_COLUMNS = "id, kind, on_day, minutes"
_PUT = upsert("staff_hours", _COLUMNS)
_SELECT = f"SELECT {_COLUMNS} FROM staff_hours"


class StaffHoursTable:
    """Fulfils `app.outbox_ports.StaffHoursRows`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, hours: Hours) -> None:
        self._db.run(_PUT, (hours.id, hours.kind.value, hours.on.isoformat(), hours.minutes))

    def get(self, hours: HoursId) -> Hours | None:
        rows = self._db.run(f"{_SELECT} WHERE id = ?", (hours,))
        return _hours(rows[0]) if rows else None

    def between(self, first: date, last: date) -> list[Hours]:
        rows = self._db.run(f"{_SELECT} WHERE on_day BETWEEN ? AND ? ORDER BY on_day, id", (first.isoformat(), last.isoformat()))
        return [_hours(row) for row in rows]

    def remove(self, hours: HoursId) -> None:
        self._db.run("DELETE FROM staff_hours WHERE id = ?", (hours,))


def _hours(row: Row) -> Hours:
    return Hours(HoursId(row[0]), StaffHours(row[1]), date.fromisoformat(row[2]), row[3])

"""Holds in the vault: what keeps a film from being deleted."""

from __future__ import annotations

from datetime import datetime

from app.domain.ids import HoldId, RecordingId
from app.domain.retention import Hold
from storage.columns import time_of, time_or_none, time_text, time_text_or_none
from storage.sqlcipher import Connection, Row

_COLUMNS = "id, recording, reason, second, placed_at, lifted_at"
_SELECT = f"SELECT {_COLUMNS} FROM hold"


class HoldRows:
    """Fulfils `app.vault_ports.Holds`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def place(self, hold: Hold) -> None:
        self._db.run(
            f"INSERT INTO hold ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (hold.id, hold.recording, hold.reason, hold.second, time_text(hold.placed_at), time_text_or_none(hold.lifted_at)),
        )

    def lift(self, hold: HoldId, at: datetime) -> bool:
        return bool(self._db.run("UPDATE hold SET lifted_at = ? WHERE id = ? AND lifted_at IS NULL RETURNING id", (time_text(at), hold)))

    def of(self, recording: RecordingId) -> list[Hold]:
        return [_hold(row) for row in self._db.run(f"{_SELECT} WHERE recording = ? ORDER BY placed_at, id", (recording,))]

    def standing(self) -> list[Hold]:
        return [_hold(row) for row in self._db.run(f"{_SELECT} WHERE lifted_at IS NULL ORDER BY placed_at, id")]


def _hold(row: Row) -> Hold:
    return Hold(HoldId(row[0]), RecordingId(row[1]), row[2], row[3], time_of(row[4]), time_or_none(row[5]))

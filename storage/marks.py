"""Marks in the vault."""

from __future__ import annotations

from app.domain.ids import FamilyCode, MarkId, RecordingId
from app.domain.mark import Mark
from storage.columns import upsert
from storage.sqlcipher import Connection, Row

_COLUMNS = "id, recording, code, start_us, end_us, note"
_PUT = upsert("mark", _COLUMNS)


class MarkRows:
    """Fulfils `app.vault_ports.Marks`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, mark: Mark) -> None:
        self._db.run(
            _PUT,
            (mark.id, mark.recording, mark.code, mark.start_us, mark.end_us, mark.note),
        )

    def remove(self, mark: MarkId) -> None:
        self._db.run("DELETE FROM mark WHERE id = ?", (mark,))

    def get(self, mark: MarkId) -> Mark | None:
        rows = self._db.run(f"SELECT {_COLUMNS} FROM mark WHERE id = ?", (mark,))
        return _mark(rows[0]) if rows else None

    def of(self, recording: RecordingId) -> list[Mark]:
        rows = self._db.run(f"SELECT {_COLUMNS} FROM mark WHERE recording = ? ORDER BY start_us, id", (recording,))
        return [_mark(row) for row in rows]

    def counts(self, family: FamilyCode | None = None) -> dict[RecordingId, int]:
        of, values = ("", ()) if family is None else (" WHERE recording IN (SELECT id FROM recording WHERE family = ?)", (family,))
        rows = self._db.run(f"SELECT recording, count(*) FROM mark{of} GROUP BY recording", values)
        return {RecordingId(row[0]): int(row[1]) for row in rows}


def _mark(row: Row) -> Mark:
    return Mark(MarkId(row[0]), RecordingId(row[1]), row[2], row[3], row[4], row[5])

"""Clips in the vault."""

from __future__ import annotations

from app.domain.clip import Clip, Intent
from app.domain.ids import ClipId, FamilyCode, RecordingId
from storage.columns import upsert
from storage.sqlcipher import Connection, Row

_COLUMNS = "id, recording, start_us, end_us, title, intent, position"
_PUT = upsert("clip", _COLUMNS)


class ClipRows:
    """Fulfils `app.vault_ports.Clips`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, clip: Clip) -> None:
        self._db.run(
            _PUT,
            (clip.id, clip.recording, clip.start_us, clip.end_us, clip.title, clip.intent.value, clip.position),
        )

    def remove(self, clip: ClipId) -> None:
        self._db.run("DELETE FROM clip WHERE id = ?", (clip,))

    def get(self, clip: ClipId) -> Clip | None:
        rows = self._db.run(f"SELECT {_COLUMNS} FROM clip WHERE id = ?", (clip,))
        return _clip(rows[0]) if rows else None

    def of(self, recording: RecordingId) -> list[Clip]:
        rows = self._db.run(f"SELECT {_COLUMNS} FROM clip WHERE recording = ? ORDER BY position, start_us, id", (recording,))
        return [_clip(row) for row in rows]

    def of_family(self, family: FamilyCode) -> list[Clip]:
        rows = self._db.run(
            f"SELECT {_COLUMNS} FROM clip WHERE recording IN (SELECT id FROM recording WHERE family = ?)"
            " ORDER BY recording, position, start_us, id",
            (family,),
        )
        return [_clip(row) for row in rows]

    def counts(self) -> dict[RecordingId, int]:
        return {RecordingId(row[0]): int(row[1]) for row in self._db.run("SELECT recording, count(*) FROM clip GROUP BY recording")}


def _clip(row: Row) -> Clip:
    return Clip(ClipId(row[0]), RecordingId(row[1]), row[2], row[3], row[4], Intent(row[5]), row[6])

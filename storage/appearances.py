"""Who is in which recording, in the vault."""

from __future__ import annotations

from app.domain.appearance import Appearance
from app.domain.ids import FamilyCode, PersonId, RecordingId
from storage.sqlcipher import Connection, Row

_COLUMNS = "recording, person, start_us, end_us"


class AppearanceRows:
    """Fulfils `app.vault_ports.Appearances`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, appearance: Appearance) -> None:
        self._db.run(
            f"INSERT INTO recording_person ({_COLUMNS}) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (recording, person, start_us) DO UPDATE SET end_us = excluded.end_us",
            (appearance.recording, appearance.person, appearance.start_us, appearance.end_us),
        )

    def of(self, recording: RecordingId) -> list[Appearance]:
        rows = self._db.run(f"SELECT {_COLUMNS} FROM recording_person WHERE recording = ? ORDER BY start_us, person", (recording,))
        return [_appearance(row) for row in rows]

    def of_family(self, family: FamilyCode) -> list[Appearance]:
        rows = self._db.run(
            f"SELECT {_COLUMNS} FROM recording_person WHERE recording IN (SELECT id FROM recording WHERE family = ?)"
            " ORDER BY recording, start_us, person",
            (family,),
        )
        return [_appearance(row) for row in rows]

    def all(self) -> list[Appearance]:
        rows = self._db.run(f"SELECT {_COLUMNS} FROM recording_person ORDER BY recording, start_us, person")
        return [_appearance(row) for row in rows]

    def remove(self, recording: RecordingId, person: PersonId) -> None:
        self._db.run("DELETE FROM recording_person WHERE recording = ? AND person = ?", (recording, person))


def _appearance(row: Row) -> Appearance:
    return Appearance(RecordingId(row[0]), PersonId(row[1]), row[2], row[3])

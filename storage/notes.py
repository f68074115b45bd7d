"""Notes of visits in the vault. A trigger of the schema refuses a change to a signed one."""

from __future__ import annotations

from datetime import datetime

from app.domain.ids import FamilyCode, NoteId, VisitId
from app.domain.visit import Note, NoteLine, VisitKind
from storage.columns import time_of, time_or_none, time_text, time_text_or_none, upsert
from storage.sqlcipher import Connection, Row

_COLUMNS = "id, visit, written_at, saw, parent_said, next_step, agreed_film, signed_at, exported_at, addendum_to"
_PUT = upsert("note", _COLUMNS)
_SELECT = f"SELECT {_COLUMNS} FROM note"


class NoteRows:
    """Fulfils `app.vault_ports.Notes`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, note: Note) -> None:
        self._db.run(
            _PUT,
            (
                note.id,
                note.visit,
                time_text(note.written_at),
                note.saw,
                note.parent_said,
                note.next_step,
                note.agreed_film,
                time_text_or_none(note.signed_at),
                time_text_or_none(note.exported_at),
                note.addendum_to,
            ),
        )

    def get(self, note: NoteId) -> Note | None:
        rows = self._db.run(f"{_SELECT} WHERE id = ?", (note,))
        return _note(rows[0]) if rows else None

    def of_visit(self, visit: VisitId) -> list[Note]:
        return [_note(row) for row in self._db.run(f"{_SELECT} WHERE visit = ? ORDER BY written_at, id", (visit,))]

    def of(self, family: FamilyCode) -> list[Note]:
        rows = self._db.run(f"{_SELECT} WHERE visit IN (SELECT id FROM visit WHERE family = ?) ORDER BY written_at, id", (family,))
        return [_note(row) for row in rows]

    def unsigned(self) -> list[NoteLine]:
        rows = self._db.run(
            "SELECT note.id, visit.id, visit.family, visit.kind, visit.starts_at, note.written_at"
            " FROM note JOIN visit ON visit.id = note.visit WHERE note.signed_at IS NULL ORDER BY note.written_at, note.id"
        )
        return [
            NoteLine(NoteId(row[0]), VisitId(row[1]), FamilyCode(row[2]), VisitKind(row[3]), time_of(row[4]), time_of(row[5]))
            for row in rows
        ]

    def exported(self, note: NoteId, at: datetime) -> None:
        self._db.run("UPDATE note SET exported_at = ? WHERE id = ?", (time_text(at), note))

    def remove(self, note: NoteId) -> None:
        self._db.run("DELETE FROM note WHERE id = ?", (note,))


def _note(row: Row) -> Note:
    return Note(
        id=NoteId(row[0]),
        visit=VisitId(row[1]),
        written_at=time_of(row[2]),
        saw=row[3],
        parent_said=row[4],
        next_step=row[5],
        agreed_film=row[6],
        signed_at=time_or_none(row[7]),
        exported_at=time_or_none(row[8]),
        addendum_to=NoteId(row[9]) if row[9] else None,
    )

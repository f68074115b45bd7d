"""Recordings in the vault."""

from __future__ import annotations

from app.domain.errors import ErrorCode
from app.domain.ids import FamilyCode, RecordingId
from app.domain.recording import Picture, Recording, RecordingState, Scan, SourceKind
from app.domain.scheme import BOOKMARK, GAP
from storage.columns import time_of, time_text, upsert, words_of, words_text
from storage.sqlcipher import Connection, Row

_COLUMNS = (
    "id, family, source_kind, state, imported_at, size_bytes, filmed_at, duration_us, width, height, sar_num, sar_den, rotation_deg, scan,"
    " has_sound, problems, rotation_extra_deg"
)
_PUT = upsert("recording", _COLUMNS)
_NOTED_WHILE_FILMING = (BOOKMARK.id, GAP.id)  # nobody has looked at the film for these
_SELECT = f"SELECT {_COLUMNS} FROM recording"


class RecordingRows:
    """Fulfils `app.vault_ports.Recordings`. An upsert, never a replace: replacing would take the marks along."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, recording: Recording) -> None:
        self._db.run(_PUT, _values(recording))

    def get(self, recording: RecordingId) -> Recording | None:
        rows = self._db.run(f"{_SELECT} WHERE id = ?", (recording,))
        return _recording(rows[0]) if rows else None

    def all(self, family: FamilyCode | None = None) -> list[Recording]:
        of, values = ("", ()) if family is None else (" WHERE family = ?", (family,))
        rows = self._db.run(f"{_SELECT}{of} ORDER BY coalesce(filmed_at, imported_at) DESC, id", values)
        return [_recording(row) for row in rows]

    def not_looked_at(self) -> list[Recording]:
        rows = self._db.run(
            f"{_SELECT} WHERE state = ? AND source_kind <> ? AND NOT EXISTS (SELECT 1 FROM clip WHERE clip.recording = recording.id)"
            " AND NOT EXISTS (SELECT 1 FROM mark WHERE mark.recording = recording.id AND code NOT IN (?, ?))"
            " ORDER BY coalesce(filmed_at, imported_at) DESC, id",
            (RecordingState.READY.value, SourceKind.CAMCORDER.value, *_NOTED_WHILE_FILMING),
        )
        return [_recording(row) for row in rows]

    def remove(self, recording: RecordingId) -> None:
        """Takes its marks and clips along. Only the end of a destruction does this."""
        self._db.run("DELETE FROM recording WHERE id = ?", (recording,))

    def set_state(self, recording: RecordingId, state: RecordingState) -> None:
        self._db.run("UPDATE recording SET state = ? WHERE id = ?", (state.value, recording))


def _values(recording: Recording) -> tuple[object, ...]:
    picture = recording.picture
    return (
        recording.id,
        recording.family,
        recording.source_kind.value,
        recording.state.value,
        time_text(recording.imported_at),
        recording.size_bytes,
        time_text(recording.filmed_at) if recording.filmed_at else None,
        recording.duration_us,
        picture.width if picture else None,
        picture.height if picture else None,
        picture.sar_num if picture else None,
        picture.sar_den if picture else None,
        picture.rotation_deg if picture else None,
        picture.scan.value if picture else None,
        int(recording.has_sound),
        words_text(recording.problems),
        recording.rotation_extra_deg,
    )


def _recording(row: Row) -> Recording:
    picture = None if row[8] is None else Picture(row[8], row[9], row[10], row[11], row[12], Scan(row[13]))
    return Recording(
        id=RecordingId(row[0]),
        family=FamilyCode(row[1]),
        source_kind=SourceKind(row[2]),
        state=RecordingState(row[3]),
        imported_at=time_of(row[4]),
        size_bytes=row[5],
        filmed_at=time_of(row[6]) if row[6] else None,
        duration_us=row[7],
        picture=picture,
        has_sound=bool(row[14]),
        problems=words_of(ErrorCode, row[15]),
        rotation_extra_deg=row[16],
    )

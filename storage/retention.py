"""What the rules of retention need to know, of all films, clips and notes in one query each."""

from __future__ import annotations

from app.domain.ids import FamilyCode
from app.domain.recording import RecordingState
from app.domain.retention import ClipFacts, FilmFacts, NoteFacts, filmed_day
from storage.columns import day_of, local_day
from storage.sqlcipher import Connection, Row

_HELD = "(SELECT recording FROM hold WHERE lifted_at IS NULL)"
_NOTED = "(SELECT recording FROM visit_recording JOIN note ON note.visit = visit_recording.visit WHERE signed_at IS NOT NULL)"


class RetentionRows:
    """Fulfils `app.ports.Retention`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def films(self) -> list[FilmFacts]:
        rows = self._db.run(
            "WITH linked AS ("
            " SELECT visit_recording.recording AS recording,"
            " max(CASE WHEN used = 1 AND visit.state = 'held' THEN visit.starts_at END) AS guided_at,"
            " max(EXISTS (SELECT 1 FROM note WHERE note.visit = visit.id AND note.signed_at IS NOT NULL)) AS signed"
            " FROM visit_recording JOIN visit ON visit.id = visit_recording.visit GROUP BY visit_recording.recording)"
            " SELECT id, family, filmed_at, imported_at, guided_at, coalesce(signed, 0),"
            f" id IN {_HELD}"
            " FROM recording LEFT JOIN linked ON linked.recording = recording.id WHERE state NOT IN (?, ?)",
            (RecordingState.DESTROYING.value, RecordingState.FILMING.value),
        )
        return [_film(row) for row in rows]

    def clips(self) -> list[ClipFacts]:
        # Two plain scans, joined here: a join in SQL looks up each clip's film by its random id, and takes three times as long.
        films = {
            row[0]: (FamilyCode(row[1]), day_of(row[2]), bool(row[3]), bool(row[4]))
            for row in self._db.run(
                f"SELECT recording.id, family, closed_on, recording.id IN {_HELD}, recording.id IN {_NOTED}"
                " FROM recording JOIN family ON family.code = family"
                " WHERE closed_on IS NOT NULL AND recording.state <> ?",
                (RecordingState.DESTROYING.value,),
            )
        }
        rows = self._db.run("SELECT id, recording FROM clip")
        return [ClipFacts(clip, recording, *films[recording]) for clip, recording in rows if recording in films]

    def notes(self) -> list[NoteFacts]:
        rows = self._db.run(
            "WITH added AS (SELECT addendum_to, count(*) = count(exported_at) AS whole, max(exported_at) AS last"
            " FROM note WHERE addendum_to IS NOT NULL GROUP BY addendum_to)"
            " SELECT note.id, visit.family, family.closed_on,"
            " CASE WHEN coalesce(whole, 1) THEN max(note.exported_at, coalesce(last, '')) END,"
            f" visit.id IN (SELECT visit FROM visit_recording WHERE recording IN {_HELD}), visit.id IN (SELECT visit FROM visit_recording)"
            " FROM note JOIN visit ON visit.id = note.visit JOIN family ON family.code = visit.family"
            " LEFT JOIN added ON added.addendum_to = note.id"
            " WHERE family.closed_on IS NOT NULL AND note.exported_at IS NOT NULL AND note.addendum_to IS NULL"
        )
        return [_note(row) for row in rows]


def _film(row: Row) -> FilmFacts:
    return FilmFacts(
        recording=row[0],
        family=row[1],
        filmed_on=filmed_day(local_day(row[2]) if row[2] else None, local_day(row[3])),
        last_guidance_on=local_day(row[4]) if row[4] else None,
        has_signed_note=bool(row[5]),
        on_hold=bool(row[6]),
    )


def _note(row: Row) -> NoteFacts:
    return NoteFacts(row[0], row[1], day_of(row[2]), local_day(row[3]) if row[3] else None, bool(row[4]), bool(row[5]))

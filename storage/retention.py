"""What the rules of retention need to know, of films, clips and notes in one query each: of all, or of those that a reach names."""

from __future__ import annotations

from datetime import date

from app.domain.ids import ClipId, FamilyCode, RecordingId
from app.domain.recording import RecordingState
from app.domain.retention import ClipFacts, FilmFacts, NoteFacts, Reach, filmed_day
from storage.columns import day_of, local_day
from storage.sqlcipher import Connection, Row

_HELD = "(SELECT recording FROM hold WHERE lifted_at IS NULL)"
_NOTED = (
    "EXISTS (SELECT 1 FROM visit_recording JOIN note ON note.visit = visit_recording.visit"
    " WHERE visit_recording.recording = recording.id AND signed_at IS NOT NULL)"
)
_COUNTED_FROM = "min(imported_at, coalesce(filmed_at, imported_at))"  # or later: the camera's own day is not always believed
_KEPT = f"state NOT IN ('{RecordingState.DESTROYING.value}', '{RecordingState.FILMING.value}')"
_FILMS = (
    "SELECT id, family, filmed_at, imported_at,"
    " (SELECT max(starts_at) FROM visit_recording JOIN visit ON visit.id = visit"
    " WHERE recording = recording.id AND used = 1 AND visit.state = 'held') AS guided_at,"
    f" {_NOTED}, id IN {_HELD} FROM recording WHERE {_KEPT} AND {_COUNTED_FROM} < ?1"
)
_CLOSED = (
    "FROM family JOIN recording ON recording.family = code"
    f" WHERE closed_on <= ?1 AND recording.state <> '{RecordingState.DESTROYING.value}'"
)
_NOTES = (
    "WITH added AS (SELECT addendum_to, count(*) = count(exported_at) AS whole, max(exported_at) AS last"
    " FROM note WHERE addendum_to IS NOT NULL GROUP BY addendum_to)"
    " SELECT note.id AS id, visit.family AS family, family.closed_on AS closed_on,"
    " CASE WHEN coalesce(whole, 1) THEN max(note.exported_at, coalesce(last, '')) END AS exported_at,"
    f" visit.id IN (SELECT visit FROM visit_recording WHERE recording IN {_HELD}) AS held,"
    " visit.id IN (SELECT visit FROM visit_recording) AS has_film"
    " FROM note JOIN visit ON visit.id = note.visit JOIN family ON family.code = visit.family"
    " LEFT JOIN added ON added.addendum_to = note.id"
    " WHERE family.closed_on <= ?1 AND note.exported_at < ?2 AND note.addendum_to IS NULL"
)
_EVER = "~"  # after every time and day


class RetentionRows:
    """Fulfils `app.vault_ports.Retention`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def films(self, reach: Reach | None = None) -> list[FilmFacts]:
        return [_film(row) for row in self._db.run(_FILMS, (_by(reach.filmed_on) if reach else _EVER,))]

    def clips(self, reach: Reach | None = None) -> list[ClipFacts]:
        # Two plain scans, joined here: a join in SQL looks up each clip's film by its random id, and takes three times as long.
        closed = (reach.closed_on.isoformat() if reach else _EVER,)
        films = {
            row[0]: (FamilyCode(row[1]), day_of(row[2]), bool(row[3]), bool(row[4]))
            for row in self._db.run(f"SELECT recording.id, family, closed_on, recording.id IN {_HELD}, {_NOTED} {_CLOSED}", closed)
        }
        rows = self._db.run(f"SELECT id, recording FROM clip WHERE recording IN (SELECT recording.id {_CLOSED})", closed)
        return [ClipFacts(clip, recording, *films[recording]) for clip, recording in rows]

    def notes(self, reach: Reach | None = None) -> list[NoteFacts]:
        within = (reach.noted_on.isoformat(), _by(reach.noted_on)) if reach else (_EVER, _EVER)
        return [_note(row) for row in self._db.run(_NOTES, within)]

    def first_day(self) -> date | None:
        ((film, closed),) = self._db.run(
            f"SELECT (SELECT min({_COUNTED_FROM}) FROM recording WHERE {_KEPT}), (SELECT min(closed_on) FROM family)"
        )
        days = [date.fromisoformat(text[:10]) for text in (film, closed) if text]
        return date.fromordinal(max(1, min(days).toordinal() - 1)) if days else None

    def alike(self, reach: Reach) -> list[tuple[FilmFacts | ClipFacts | NoteFacts, int]]:
        """A film that is due by far is told as one that was imported on the last day for it."""
        films = self._db.run(
            "SELECT '', '', iif(far, NULL, filmed_at), iif(far, ?2, imported_at) AS came_at, iif(far, NULL, guided_at), 0, 0, count(*)"
            f" FROM (SELECT *, imported_at < ?2 AS far FROM ({_FILMS})) GROUP BY 3, 4, 5",
            (_by(reach.filmed_on), reach.imported_on.isoformat()),
        )
        ((clips,),) = self._db.run(
            f"SELECT count(*) FROM clip WHERE recording IN (SELECT recording.id {_CLOSED})", (reach.closed_on.isoformat(),)
        )
        notes = self._db.run(
            "SELECT '', '', ?1, iif(exported_at < ?1, ?1, exported_at) AS out_at, held, has_film, count(*)"
            f" FROM ({_NOTES}) GROUP BY 4, 5, 6",
            (reach.noted_on.isoformat(), _by(reach.noted_on)),
        )
        clip = ClipFacts(ClipId(""), RecordingId(""), FamilyCode(""), reach.closed_on, False, False)
        return [*((_film(row), row[7]) for row in films), (clip, clips), *((_note(row), row[6]) for row in notes)]


def _by(day: date) -> str:
    """Comes after each time whose local day is this one or before: local days begin at most a day before those of UTC."""
    return date.fromordinal(min(date.max.toordinal(), day.toordinal() + 2)).isoformat()


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

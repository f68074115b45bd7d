"""Visits in the vault, who took part, and the film taken or used at them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from app.domain.ids import FamilyCode, PersonId, RecordingId, VisitId
from app.domain.visit import DiaryLine, Visit, VisitFilm, VisitKind, VisitPlace, VisitState
from storage.columns import time_of, time_text, upsert
from storage.families import COLUMNS as FAMILY_COLUMNS
from storage.families import family_of
from storage.sqlcipher import Connection, Row

_COLUMNS = "id, family, starts_at, kind, place, state, minutes, travel_minutes, film_minutes, clips_shown"
_VISIT = ", ".join(f"visit.{name}" for name in _COLUMNS.split(", "))
_FAMILY = ", ".join(f"family.{name}" for name in FAMILY_COLUMNS.split(", "))
_PUT = upsert("visit", _COLUMNS)


class VisitRows:
    """Fulfils `app.vault_ports.Visits`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, visit: Visit) -> None:
        self._db.run(
            _PUT,
            (
                visit.id,
                visit.family,
                time_text(visit.starts_at),
                visit.kind.value,
                visit.place.value,
                visit.state.value,
                visit.minutes,
                visit.travel_minutes,
                visit.film_minutes,
                visit.clips_shown,
            ),
        )
        there = {row[0] for row in self._db.run("SELECT person FROM visit_person WHERE visit = ?", (visit.id,))}
        gone, come = sorted(there - visit.took_part), sorted(visit.took_part - there)
        self._db.run_many("DELETE FROM visit_person WHERE visit = ? AND person = ?", [(visit.id, person) for person in gone])
        self._db.run_many("INSERT INTO visit_person VALUES (?, ?)", [(visit.id, person) for person in come])

    def get(self, visit: VisitId) -> Visit | None:
        visits = self._visits("visit.id = ?", (visit,))
        return visits[0] if visits else None

    def of(self, family: FamilyCode) -> list[Visit]:
        return self._visits("visit.family = ?", (family,))

    def between(self, first: date, last: date) -> list[DiaryLine]:
        span = (first.isoformat(), (last + timedelta(1)).isoformat())
        return self._lines("visit.starts_at >= ? AND visit.starts_at < ?", span)

    def without_signed_note(self, since: date) -> list[DiaryLine]:
        return self._lines(
            "visit.starts_at >= ? AND visit.state = ?"
            " AND NOT EXISTS (SELECT 1 FROM note WHERE note.visit = visit.id AND note.signed_at IS NOT NULL)",
            (since.isoformat(), VisitState.HELD.value),
        )

    def remove(self, visit: VisitId) -> None:
        self._db.run("DELETE FROM visit WHERE id = ?", (visit,))

    def link(self, film: VisitFilm) -> None:
        self._db.run("INSERT INTO visit_recording VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (film.visit, film.recording, int(film.used)))

    def unlink(self, film: VisitFilm) -> None:
        self._db.run(
            "DELETE FROM visit_recording WHERE visit = ? AND recording = ? AND used = ?", (film.visit, film.recording, int(film.used))
        )

    def films_of(self, family: FamilyCode) -> list[VisitFilm]:
        rows = self._db.run(
            "SELECT visit, recording, used FROM visit_recording JOIN visit ON visit.id = visit_recording.visit WHERE visit.family = ?"
            " ORDER BY visit.starts_at, recording, used",
            (family,),
        )
        return [VisitFilm(VisitId(row[0]), RecordingId(row[1]), bool(row[2])) for row in rows]

    def _visits(self, condition: str, values: tuple[object, ...]) -> list[Visit]:
        present = self._present(condition, values)
        rows = self._db.run(f"SELECT {_VISIT} FROM visit WHERE {condition} ORDER BY starts_at, id", values)
        return [_visit(row, present[row[0]]) for row in rows]

    def _lines(self, condition: str, values: tuple[object, ...]) -> list[DiaryLine]:
        present = self._present(condition, values)
        rows = self._db.run(
            f"SELECT {_VISIT}, {_FAMILY} FROM visit JOIN family ON family.code = visit.family WHERE {condition} ORDER BY starts_at, id",
            values,
        )
        width = len(_COLUMNS.split(", "))
        return [DiaryLine(_visit(row, present[row[0]]), family_of(row[width:])) for row in rows]

    def _present(self, condition: str, values: tuple[object, ...]) -> defaultdict[str, set[PersonId]]:
        present: defaultdict[str, set[PersonId]] = defaultdict(set)
        for visit, person in self._db.run(
            f"SELECT visit, person FROM visit_person JOIN visit ON visit.id = visit WHERE {condition}", values
        ):
            present[visit].add(PersonId(person))
        return present


def _visit(row: Row, took_part: set[PersonId]) -> Visit:
    return Visit(
        id=VisitId(row[0]),
        family=FamilyCode(row[1]),
        starts_at=time_of(row[2]),
        kind=VisitKind(row[3]),
        place=VisitPlace(row[4]),
        state=VisitState(row[5]),
        minutes=row[6],
        travel_minutes=row[7],
        film_minutes=row[8],
        clips_shown=row[9],
        took_part=frozenset(took_part),
    )

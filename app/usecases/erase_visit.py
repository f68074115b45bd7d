"""Erase a visit with its notes; with the films taken at it, if that is asked for."""

from __future__ import annotations

from datetime import datetime

from app.domain.audit import Deed
from app.domain.ids import RecordingId, VisitId
from app.domain.receipt import Receipt
from app.domain.visit import VisitFilm
from app.ports import Clock, Store, Work
from app.usecases.change_family import known_family
from app.usecases.erasures import Eraser, Erasure, Gone, Kind, erase


def erase_visit(store: Store, clock: Clock, visit: VisitId, *, with_films: bool) -> list[Receipt]:
    """Its receipt, and those of its films. Nothing happens when there is no such visit. Raises RECORDING_ON_HOLD (a hold keeps notes of
    the film's visits as well), and what keeps a film from being destroyed: then start-up finishes."""
    kind = Kind.VISIT_AND_FILMS if with_films else Kind.VISIT
    return erase(store, clock, Erasure(kind, visit, clock.now()), WITH_FILMS if with_films else WITHOUT_FILMS)


def _linked(work: Work, visit: str) -> list[VisitFilm]:
    known = work.visits.get(VisitId(visit))
    return [film for film in work.visits.films_of(known.family) if film.visit == visit] if known else []


def _taken_or_used(work: Work, visit: str) -> list[RecordingId]:
    return [film.recording for film in _linked(work, visit)]


def _taken(work: Work, visit: str) -> list[RecordingId]:
    return [film.recording for film in _linked(work, visit) if not film.used]


def _no_films(_work: Work, _visit: str) -> list[RecordingId]:
    return []


def _remove(work: Work, now: datetime, visit: str) -> Gone | None:
    known = work.visits.get(VisitId(visit))
    if known is None:
        return None
    work.erased.add([known.id, *(note.id for note in work.notes.of_visit(known.id))], now)
    work.visits.remove(known.id)
    work.audit.append(now, Deed.DELETED, known.family, known.id)
    return Gone(known.family, known_family(work, known.family).added_at)


WITH_FILMS = Eraser(_taken, _taken_or_used, _remove)
WITHOUT_FILMS = Eraser(_no_films, _taken_or_used, _remove)

"""Enter how a visit went: minutes, travel, who took part, the film taken at it and the clips that were shown. It can be corrected later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import ClipId, PersonId, RecordingId, VisitId
from app.domain.recording import Recording, RecordingState
from app.domain.visit import MOST_MINUTES, Visit, VisitFilm, VisitState
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import local_day
from app.usecases.destroy_films import is_on_hold
from app.usecases.plan_visit import known_visit

MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class Holding:
    """What came of a visit. `filmed` and `shown` None: as they were entered before; the film may be gone since, and its minutes stay."""

    minutes: int | None = None
    travel_minutes: int | None = None
    took_part: frozenset[PersonId] = frozenset()
    filmed: frozenset[RecordingId] | None = None
    shown: frozenset[ClipId] | None = None


def hold_visit(store: Store, clock: Clock, visit: VisitId, came: Holding) -> Visit:
    """The visit, held. Raises VISIT_NOT_YET, NO_LONGER_THERE (also for a person, a film or a clip that is not this family's), and
    RECORDING_ON_HOLD when a film of it that is held would be its film no more."""
    today = local_day(clock)
    with store.work() as work:
        known = known_visit(work, visit)
        if known.starts_at.date() > today:
            raise Circumstance(ErrorCode.VISIT_NOT_YET)
        if not came.took_part <= {person.id for person in work.people.of(known.family)}:
            raise Circumstance(ErrorCode.NO_LONGER_THERE)
        held = replace(known, state=VisitState.HELD, minutes=came.minutes, travel_minutes=came.travel_minutes, took_part=came.took_part)
        if came.filmed is not None:
            films = _of_family(work, known, came.filmed)
            held = replace(held, film_minutes=film_minutes(films))
            _link(work, known, came.filmed, used=False)
        if came.shown is not None:
            held = replace(held, clips_shown=len(came.shown))
            _link(work, known, _films_of_clips(work, known, came.shown), used=True)
        work.visits.put(held)
        work.commit()
    return held


def likely_films(store: Store, visit: VisitId) -> tuple[Recording, ...]:
    """Films of the family from the day of the visit that no visit has, and those it has itself: what the screen offers. Raises
    NO_LONGER_THERE."""
    with store.work() as work:
        known = known_visit(work, visit)
        links = [link for link in work.visits.films_of(known.family) if not link.used]
        own = {link.recording for link in links if link.visit == visit}
        others = {link.recording for link in links} - own
        films = [film for film in work.recordings.all(known.family) if film.state is not RecordingState.DESTROYING]
    day = known.starts_at.date()
    return tuple(film for film in films if film.id in own or (film.id not in others and _day(film) == day))


def film_minutes(films: Iterable[Recording]) -> int:
    """Whole minutes, a begun one counted."""
    return min(MOST_MINUTES, -(-sum(film.duration_us for film in films) // MINUTE_US))


def _day(film: Recording) -> object:
    return (film.filmed_at or film.imported_at.astimezone()).date()


def _of_family(work: Work, visit: Visit, wanted: frozenset[RecordingId]) -> list[Recording]:
    films = [film for film in map(work.recordings.get, wanted) if film is not None and film.family == visit.family]
    if len(films) < len(wanted):
        raise Circumstance(ErrorCode.NO_LONGER_THERE)
    return films


def _films_of_clips(work: Work, visit: Visit, wanted: frozenset[ClipId]) -> frozenset[RecordingId]:
    clips = [clip for clip in map(work.clips.get, wanted) if clip is not None]
    if len(clips) < len(wanted):
        raise Circumstance(ErrorCode.NO_LONGER_THERE)
    films = frozenset(clip.recording for clip in clips)
    _of_family(work, visit, films)
    return films


def _link(work: Work, visit: Visit, films: frozenset[RecordingId], *, used: bool) -> None:
    """These films and no others. A hold keeps the notes of its film's visits: what belongs together stays together."""
    before = {link.recording for link in work.visits.films_of(visit.family) if link.visit == visit.id and link.used is used}
    if any(is_on_hold(work, film) for film in before - films):
        raise Circumstance(ErrorCode.RECORDING_ON_HOLD)
    for film in before - films:
        work.visits.unlink(VisitFilm(visit.id, film, used))
    for film in films - before:
        work.visits.link(VisitFilm(visit.id, film, used))

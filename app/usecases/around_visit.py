"""What a visit is prepared with before the door: who has still to agree, what was agreed last time, clips that are made and not yet shown.
For a visit that was held: the film of it. One read, changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.clip import Clip, Intent
from app.domain.consent import Purpose, missing
from app.domain.family import Person, PersonKind
from app.domain.ids import FamilyCode, RecordingId, VisitId
from app.domain.recording import Recording, RecordingState
from app.domain.visit import Note, Visit, VisitState
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import consent_day
from app.usecases.no_import import footage_is_allowed
from app.usecases.plan_visit import known_visit

ASKED = (Purpose.FILM, Purpose.REPLAY)
MOST_CLIPS = 4
_TO_SHOW = (Intent.SHOW, Intent.ASK_ABOUT)


@dataclass(frozen=True, slots=True)
class AroundVisit:
    """`lacking`: purposes of ASKED that somebody has not agreed to, and who (nobody: there is nobody in the family yet). `last` is the
    visit held before this one, `note` the newest signed note of it. `clips`: the newest first, with their films. `films`: taken at it."""

    visit: Visit
    lacking: dict[Purpose, tuple[Person, ...]] = field(repr=False)
    last: Visit | None
    note: Note | None
    clips: tuple[tuple[Clip, Recording], ...]
    films: tuple[Recording, ...]
    footage: bool  # whether film may come onto this laptop


def around_visit(store: Store, clock: Clock, visit: VisitId) -> AroundVisit:
    """As it is now. Raises NO_LONGER_THERE."""
    with store.work() as work:
        known = known_visit(work, visit)
        planned = known.state is VisitState.PLANNED
        last = _last_held(work, known)
        films = {film.id: film for film in work.recordings.all(known.family) if film.state is RecordingState.READY}
        links = work.visits.films_of(known.family)
        shown = {link.recording for link in links if link.used}
        taken = {link.recording for link in links if link.visit == visit and not link.used}
        return AroundVisit(
            visit=known,
            lacking=_lacking(work, clock, known.family) if planned else {},
            last=last,
            note=_note_of(work, last) if last is not None else None,
            clips=_clips(work, known.family, films, shown) if planned else (),
            films=tuple(film for film in films.values() if film.id in taken),
            footage=footage_is_allowed(work),
        )


def _last_held(work: Work, visit: Visit) -> Visit | None:
    before = (one for one in work.visits.of(visit.family) if one.state is VisitState.HELD and one.starts_at < visit.starts_at)
    return max(before, key=lambda one: one.starts_at, default=None)


def _note_of(work: Work, visit: Visit) -> Note | None:
    signed = [note for note in work.notes.of_visit(visit.id) if note.is_signed and note.addendum_to is None]
    return signed[-1] if signed else None


def _lacking(work: Work, clock: Clock, family: FamilyCode) -> dict[Purpose, tuple[Person, ...]]:
    people = {one.id: one for one in work.people.of(family) if one.kind is not PersonKind.OTHER}
    consents = work.ledger.of(family)
    found: dict[Purpose, tuple[Person, ...]] = {}
    for purpose in ASKED:
        lacks = missing(consents, list(people), purpose, consent_day(work, clock))
        if lacks:
            found[purpose] = tuple(people[one.person] for one in lacks if one.person is not None)
    return found


def _clips(
    work: Work, family: FamilyCode, films: dict[RecordingId, Recording], shown: set[RecordingId]
) -> tuple[tuple[Clip, Recording], ...]:
    """Of films that no visit has used: those are likely to be shown."""
    fitting = (clip for clip in work.clips.of_family(family) if clip.intent in _TO_SHOW and clip.recording in films.keys() - shown)
    newest = {film: n for n, film in enumerate(films)}  # the store gives the newest first
    return tuple((clip, films[clip.recording]) for clip in sorted(fitting, key=lambda clip: newest[clip.recording])[:MOST_CLIPS])

"""Mark a film that stays on the camcorder: a recording without a reel, its marks against the camcorder's counter.

Filming with a camcorder is filming: the same consents are asked before, and what was marked goes by the same rules and with the same
receipts. That the film itself is not reached from here, the receipt says.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from app.domain.audit import Deed
from app.domain.camcorder import LAST_US, began_at, reached
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import FamilyCode, MarkId, PersonId, RecordingId, new_id
from app.domain.mark import Mark
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.scheme import BEGINS
from app.domain.visit import Visit
from app.ports import Clock, Store, Work
from app.usecases.in_picture import write_down
from app.usecases.look_at_film import hidden_now


@dataclass(frozen=True, slots=True)
class MarkedAlong:
    """The recording, and the visit that it belongs to; None where there was none that day."""

    recording: Recording
    visit: Visit | None


def begin_marking(
    store: Store, clock: Clock, family: FamilyCode, in_picture: Collection[PersonId] | None = None, counter_us: int = 0
) -> MarkedAlong:
    """A recording to mark in, from the camcorder's counter as it is. `in_picture` as everywhere in filming. Raises CONSENT_WITHDRAWN,
    NOBODY_NAMED, CONSENT_NOT_GIVEN, CONSENT_EXPIRED."""
    now = clock.now()
    recording = Recording(
        id=RecordingId(new_id()),
        family=family,
        source_kind=SourceKind.CAMCORDER,
        state=RecordingState.READY,
        imported_at=now,
        size_bytes=0,
        filmed_at=now.astimezone().replace(tzinfo=None),
    )
    with store.work() as work:
        visit = write_down(work, clock, recording, in_picture)
        if counter_us:
            work.marks.put(Mark(MarkId(new_id()), recording.id, BEGINS.id, min(counter_us, LAST_US)))
        work.audit.append(now, Deed.FILMED, family, recording.id)
        work.commit()
    return MarkedAlong(recording, visit)


def open_marked(store: Store, clock: Clock, recording: RecordingId) -> MarkedAlong:
    """Look at the marks again; that is written down. Raises REEL_MISSING when it is gone, CONSENT_WITHDRAWN and its like when somebody in
    the film does not agree to it any more."""
    with store.work() as work:
        hidden_now(work, clock, recording)
        known = _marked(work, recording)
        visit = _visit_of(work, known)
        work.audit.append(clock.now(), Deed.OPENED, known.family, recording)
        work.commit()
    return MarkedAlong(known, visit)


def may_look(store: Store, clock: Clock, recording: RecordingId) -> Circumstance | None:
    """Why its marks may not be looked at any more: what `open_marked` would raise. None when they may. Changes nothing."""
    try:
        with store.work() as work:
            hidden_now(work, clock, recording)
            _marked(work, recording)
    except Circumstance as error:
        return error
    return None


def keep_length(store: Store, recording: RecordingId, counter_us: int) -> Recording | None:
    """The film is at least as long as the counter has come, and as its farthest mark. None when it was deleted meanwhile."""
    with store.work() as work:
        known = work.recordings.get(recording)
        if known is None or known.state is RecordingState.DESTROYING:
            return None
        marks = work.marks.of(recording)
        farthest = max(counter_us, reached(marks, work.clips.of(recording)))
        longer = replace(known, duration_us=max(0, farthest - began_at(marks)))
        work.recordings.put(longer)
        work.commit()
    return longer


def marked_films(store: Store, family: FamilyCode | None = None) -> list[Recording]:
    """Those whose film stays on the camcorder, the newest first."""
    with store.work() as work:
        films = work.recordings.all(family)
    return [film for film in films if film.stays_on_camcorder and film.state is not RecordingState.DESTROYING]


def _marked(work: Work, recording: RecordingId) -> Recording:
    known = work.recordings.get(recording)
    if known is None or not known.stays_on_camcorder or known.state is RecordingState.DESTROYING:
        raise Circumstance(ErrorCode.REEL_MISSING)
    return known


def _visit_of(work: Work, film: Recording) -> Visit | None:
    links = (link for link in work.visits.films_of(film.family) if link.recording == film.id and not link.used)
    first = next(links, None)
    return work.visits.get(first.visit) if first else None

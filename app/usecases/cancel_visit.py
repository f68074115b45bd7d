"""A visit did not come to be: the family cancelled, the service did, or nobody opened the door."""

from __future__ import annotations

from dataclasses import replace

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import VisitId
from app.domain.visit import Visit, VisitState
from app.ports import Store, Work
from app.usecases.plan_visit import known_visit

CANCELLED = (VisitState.FAMILY_CANCELLED, VisitState.SERVICE_CANCELLED, VisitState.NO_ACCESS)


def cancel_visit(store: Store, visit: VisitId, how: VisitState, travel_minutes: int | None = None) -> Visit:
    """`travel_minutes`: the way to a closed door counts. One entered as held by a slip can be cancelled as long as nothing hangs on it.
    Raises NO_LONGER_THERE, VISIT_WAS_HELD; ValueError for a state that is no cancelling."""
    if how not in CANCELLED:
        raise ValueError("a visit is cancelled in one of three ways")
    with store.work() as work:
        known = known_visit(work, visit)
        if known.state is VisitState.HELD and _has_come_of_it(work, known):
            raise Circumstance(ErrorCode.VISIT_WAS_HELD)
        cancelled = replace(
            known, state=how, travel_minutes=travel_minutes, minutes=None, film_minutes=None, clips_shown=None, took_part=frozenset()
        )
        work.visits.put(cancelled)
        work.commit()
    return cancelled


def _has_come_of_it(work: Work, visit: Visit) -> bool:
    has_film = any(link.visit == visit.id for link in work.visits.films_of(visit.family))
    return has_film or bool(visit.film_minutes) or bool(work.notes.of_visit(visit.id))

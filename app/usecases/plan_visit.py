"""Put a visit into the diary, change what is planned, move it to another time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import FamilyCode, VisitId, new_id
from app.domain.visit import Visit, VisitKind, VisitPlace, VisitState
from app.ports import Store, Work
from app.usecases.change_family import known_family


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """`starts_at` is local time without a zone."""

    starts_at: datetime
    kind: VisitKind
    place: VisitPlace = VisitPlace.HOME


def plan_visit(store: Store, family: FamilyCode, plan: VisitPlan) -> Visit:
    """A new visit. One that was already is put in on its day and then held. Raises NO_LONGER_THERE."""
    visit = Visit(VisitId(new_id()), family, plan.starts_at, plan.kind, plan.place)
    with store.work() as work:
        known_family(work, family)
        work.visits.put(visit)
        work.commit()
    return visit


def change_visit(store: Store, visit: VisitId, plan: VisitPlan) -> Visit:
    """What is planned, as it is now. Raises NO_LONGER_THERE, and VISIT_WAS_HELD."""
    with store.work() as work:
        known = _not_held(work, visit)
        changed = replace(known, starts_at=plan.starts_at, kind=plan.kind, place=plan.place)
        if changed != known:
            work.visits.put(changed)
            work.commit()
    return changed


def move_visit(store: Store, visit: VisitId, starts_at: datetime) -> Visit:
    """The visit at its new time. One that was cancelled stays as it is, and there is a new one. Raises NO_LONGER_THERE, VISIT_WAS_HELD."""
    with store.work() as work:
        known = _not_held(work, visit)
        moved = replace(known, starts_at=starts_at)
        if known.state is not VisitState.PLANNED:
            moved = Visit(VisitId(new_id()), known.family, starts_at, known.kind, known.place)
        work.visits.put(moved)
        work.commit()
    return moved


def known_visit(work: Work, visit: VisitId) -> Visit:
    """Raises NO_LONGER_THERE."""
    known = work.visits.get(visit)
    if known is None:
        raise Circumstance(ErrorCode.NO_LONGER_THERE)
    return known


def _not_held(work: Work, visit: VisitId) -> Visit:
    known = known_visit(work, visit)
    if known.state is VisitState.HELD:
        raise Circumstance(ErrorCode.VISIT_WAS_HELD)
    return known

"""End a family's episode, also by a transfer to another pathway, and open it again. Deletion of clips and notes is counted from the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import ClosureReason, Family, closed, reopened
from app.domain.ids import FamilyCode
from app.domain.visit import Visit, VisitState
from app.ports import Clock, Store, Work
from app.usecases.change_family import known_family
from app.usecases.consent_gate import local_day
from app.usecases.episode_facts import Ending


@dataclass(frozen=True, slots=True)
class Ended:
    """The closed family, and what of it is still to be done: visits that stand in the diary, drafts without a signature."""

    family: Family
    still_planned: tuple[Visit, ...]
    drafts: int


def close_episode(
    store: Store, clock: Clock, code: FamilyCode, reason: ClosureReason, on: date | None = None, ending: Ending | None = None
) -> Ended:
    """`on`: its last day, today unless said. `ending`: what came of it, which may be told later too. One that is closed keeps its own.
    Raises NO_LONGER_THERE, DAY_NOT_POSSIBLE (to come, or before its first day)."""
    today = local_day(clock)
    last = on or today
    with store.work() as work:
        known = known_family(work, code)
        ended = closed(known, last, reason)
        if ended != known:
            if last > today or (known.opened_on is not None and last < known.opened_on):
                raise Circumstance(ErrorCode.DAY_NOT_POSSIBLE)
            work.families.put(ended)
            _tell(work, code, ending)
            work.audit.append(clock.now(), Deed.EPISODE_CLOSED, code, reason.value)
            work.commit()
        planned = tuple(visit for visit in work.visits.of(code) if visit.state is VisitState.PLANNED)
        drafts = sum(not note.is_signed for note in work.notes.of(code))
    return Ended(ended, planned, drafts)


def reopen_episode(store: Store, clock: Clock, code: FamilyCode) -> Family:
    """A new episode from today on; one that was closed today goes on. Nothing happens to one that is open. Raises NO_LONGER_THERE."""
    with store.work() as work:
        known = known_family(work, code)
        again = reopened(known, local_day(clock))
        if again != known:
            work.families.put(again)
            work.audit.append(clock.now(), Deed.EPISODE_REOPENED, code)
            work.commit()
    return again


def _tell(work: Work, code: FamilyCode, ending: Ending | None) -> None:
    episode = work.episodes.current(code)
    if episode is not None and ending is not None:
        work.episodes.put(replace(episode, outcomes=ending.outcomes, goal_change=ending.goal_change))

"""What a rules file would change, before it is let hold: the days, and how much would go at once."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.retention import Policy
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import local_day
from app.usecases.deletion_calendar import planned
from app.usecases.policy import enter_policy, policy_in_force


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`going` counts what would be deleted with the next round, and is kept by the rules of now."""

    before: Policy
    after: Policy
    going: int


def foresee_policy(store: Store, clock: Clock, data: bytes, signature: bytes = b"") -> Foreseen:
    """Enter it, look, and let it be undone: nothing is committed. Raises as `accept_policy` does."""
    with store.work() as work:
        before, kept = policy_in_force(work), _going(work, clock)
        after = enter_policy(work, clock, data, signature)
        return Foreseen(before, after, len(_going(work, clock) - kept))


def _going(work: Work, clock: Clock) -> set[str]:
    today = local_day(clock)
    return {due.what for due in planned(work, today) if due.goes_on(today)}

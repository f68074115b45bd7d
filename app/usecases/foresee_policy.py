"""What a rules file would change, before it is let hold: the days, and how much would go at once."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.retention import Policy
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import local_day
from app.usecases.deletion_calendar import planned
from app.usecases.policy import enter_policy, policy_in_force
from app.usecases.second_person import SETTING


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`going` counts what would be deleted with the next round, and is kept by the rules of now. `code_goes`: the second person's."""

    before: Policy
    after: Policy
    going: int
    code_goes: bool = False


def foresee_policy(store: Store, clock: Clock, data: bytes, signature: bytes = b"") -> Foreseen:
    """Enter it, look, and let it be undone: nothing is committed. Raises as `accept_policy` does."""
    with store.work() as work:
        before, kept, code = policy_in_force(work), _going(work, clock), work.settings.get(SETTING)
        after = enter_policy(work, clock, data, signature)
        return Foreseen(before, after, len(_going(work, clock) - kept), bool(code) and not work.settings.get(SETTING))


def _going(work: Work, clock: Clock) -> set[str]:
    today = local_day(clock)
    return {due.what for due in planned(work, today) if due.goes_on(today)}

"""What the page "Who has seen us" tells, read from the vault in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.ids import FamilyCode
from app.domain.retention import Policy
from app.ports import Clock, Store
from app.usecases.policy import policy_in_force
from app.usecases.who_has_seen_us import HistoryLine, family_history


@dataclass(frozen=True, slots=True)
class HistoryView:
    """As it was at `at`. `films`: how many of the family are on this laptop."""

    family: FamilyCode
    at: datetime
    lines: tuple[HistoryLine, ...]
    films: int
    policy: Policy


def read_history(store: Store, clock: Clock, family: FamilyCode) -> HistoryView:
    """Raises NO_LONGER_THERE."""
    lines = family_history(store, family)
    with store.work() as work:
        return HistoryView(family, clock.now(), lines, len(work.recordings.all(family)), policy_in_force(work))

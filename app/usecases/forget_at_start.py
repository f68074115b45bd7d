"""What start-up, and then each day, does about forgetting: finish what a kill left, and delete what is due."""

from __future__ import annotations

from app.ports import Clock, Store
from app.usecases import erase_family, erase_person, erase_visit
from app.usecases.apply_retention import Purge, apply_retention
from app.usecases.delete_recording import finish_deletions
from app.usecases.destroy_films import carry_out
from app.usecases.erasures import Kind, erasures, finish

ERASERS = {
    Kind.FAMILY: erase_family.ERASER,
    Kind.VISIT: erase_visit.WITHOUT_FILMS,
    Kind.VISIT_AND_FILMS: erase_visit.WITH_FILMS,
    Kind.PERSON: erase_person.ERASER,
}


def forget_at_start(store: Store, clock: Clock) -> Purge:
    """Deletions first, then withdrawals, erasures, and the rules of retention. Raises what kept something from being deleted; all that
    comes before it is done, and the next call goes on."""
    finish_deletions(store, clock)
    finish_withdrawals(store, clock)
    finish_erasures(store, clock)
    return apply_retention(store, clock)


def finish_withdrawals(store: Store, clock: Clock) -> int:
    """Destroy the films that a withdrawal (or another decision) ordered and a kill spared. How many there were."""
    return len(carry_out(store, clock))


def finish_erasures(store: Store, clock: Clock) -> None:
    with store.work() as work:
        waiting = erasures(work)
    for one in waiting:
        finish(store, clock, one, ERASERS[one.kind])

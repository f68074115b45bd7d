"""What start-up, and then each day, does about forgetting: finish what a kill left, and delete what is due."""

from __future__ import annotations

from functools import partial

from app.ports import Clock, Store
from app.usecases import erase_family, erase_person, erase_visit
from app.usecases.apply_retention import Purge, apply_retention
from app.usecases.delete_recording import finish_deletions
from app.usecases.destroy_films import carry_out, do_all
from app.usecases.erasures import Kind, erasures, finish

ERASERS = {
    Kind.FAMILY: erase_family.ERASER,
    Kind.VISIT: erase_visit.WITHOUT_FILMS,
    Kind.VISIT_AND_FILMS: erase_visit.WITH_FILMS,
    Kind.PERSON: erase_person.ERASER,
}


def forget_at_start(store: Store, clock: Clock) -> Purge:
    """Deletions first, then withdrawals, erasures, and the rules of retention. Raises what kept something from being deleted, after all
    else was done; the next call goes on."""
    purge: list[Purge] = []
    finish = (partial(step, store, clock) for step in (finish_deletions, finish_withdrawals, finish_erasures))
    do_all((*finish, lambda: purge.append(apply_retention(store, clock))))
    return purge[0]


def finish_withdrawals(store: Store, clock: Clock) -> None:
    """Destroy the films that a withdrawal (or another decision) ordered and a kill spared."""
    carry_out(store, clock)


def finish_erasures(store: Store, clock: Clock) -> None:
    with store.work() as work:
        waiting = erasures(work)
    do_all(partial(finish, store, clock, one, ERASERS[one.kind]) for one in waiting)

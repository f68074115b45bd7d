"""Lift a hold, again by two. What it kept from being destroyed after a withdrawal goes at once; what is due goes with the next round."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import HoldId
from app.domain.receipt import Receipt
from app.ports import Clock, Store
from app.usecases.destroy_films import carry_out, tidy_up


def lift_hold(store: Store, clock: Clock, hold: HoldId, confirmed: Callable[[], bool]) -> list[Receipt]:
    """Returns receipts of films that went with it. Nothing happens to one that is lifted already. `confirmed` asks the second person, as
    in `place_hold`. Raises SECOND_NOT_CONFIRMED."""
    if not confirmed():
        raise Circumstance(ErrorCode.SECOND_NOT_CONFIRMED)
    with store.work() as work:
        standing = next((one for one in work.holds.standing() if one.id == hold), None)
        if standing is None:
            return []
        film = work.recordings.get(standing.recording)
        now = clock.now()
        work.holds.lift(hold, now)
        work.audit.append(now, Deed.HOLD_LIFTED, film.family if film else None, standing.recording)
        work.commit()
    receipts = carry_out(store, clock, [standing.recording])
    tidy_up(store)
    return receipts

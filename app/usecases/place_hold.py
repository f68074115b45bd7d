"""Put a recording on hold, for safeguarding or the law: nothing deletes it, its clips or the notes of its visits until the hold is lifted.

It takes two: the practitioner, who gives the reason, and a colleague, who confirms with a passphrase or code.
"""

from __future__ import annotations

from collections.abc import Callable

from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import HoldId, RecordingId, new_id
from app.domain.recording import RecordingState
from app.domain.retention import Hold
from app.ports import Clock, Store
from app.usecases.destroy_films import is_going


def place_hold(store: Store, clock: Clock, recording: RecordingId, reason: str, second: str, confirmed: Callable[[], bool]) -> Hold:
    """`confirmed` asks the second person (it may be slow, and raise WAIT_BEFORE_NEXT_TRY). Raises HOLD_NEEDS_REASON without a reason or
    a name, SECOND_NOT_CONFIRMED, and REEL_MISSING for a recording that is not there or is being destroyed."""
    if not reason.strip() or not second.strip():
        raise Circumstance(ErrorCode.HOLD_NEEDS_REASON)
    if not confirmed():
        raise Circumstance(ErrorCode.SECOND_NOT_CONFIRMED)
    with store.work() as work:
        film = work.recordings.get(recording)
        if film is None or film.state is RecordingState.DESTROYING or is_going(work, recording):
            raise Circumstance(ErrorCode.REEL_MISSING)
        hold = Hold(HoldId(new_id()), recording, reason.strip(), second.strip(), clock.now())
        work.holds.place(hold)
        work.audit.append(hold.placed_at, Deed.HOLD_PLACED, film.family, recording)
        work.commit()
    return hold

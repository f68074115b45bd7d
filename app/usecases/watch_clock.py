"""The wall clock as what deletes film: one that was set wrongly must not. The last time seen is kept; one that is more than a day away,
forwards or backwards, is not believed until a person has confirmed the date."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.audit import Deed
from app.ports import Clock, Store, Work

SEEN, DOUBTED = "clock_seen", "clock_doubted"
JUMP = timedelta(hours=24)


def look_at_clock(work: Work, now: datetime) -> bool:
    """Whether to believe it. Keeps what was seen; lands with the caller's commit."""
    if clock_is_doubted(work, now):
        work.settings.put(DOUBTED, now.isoformat())
        return False
    work.settings.put(SEEN, now.isoformat())
    return True


def clock_is_doubted(work: Work, now: datetime) -> bool:
    """Whether nothing is deleted by itself for now. Changes nothing."""
    if work.settings.get(DOUBTED):
        return True
    seen = work.settings.get(SEEN)
    return seen is not None and abs(now - datetime.fromisoformat(seen)) > JUMP


def confirm_clock(store: Store, clock: Clock) -> datetime:
    """A person says that the date is right; that it was said is written down. Returns the time it is."""
    with store.work() as work:
        now = clock.now()
        work.settings.put(DOUBTED, "")
        work.settings.put(SEEN, now.isoformat())
        work.audit.append(now, Deed.CLOCK_CONFIRMED)
        work.commit()
    return now

"""The wall clock as what deletes film: one that was set wrongly must not. What it said last is kept, and beside it how long the machine had
been on, which nobody can set.

A jump is what the clock does against itself: more than a day, forwards or backwards, between two looks. Within one start of the machine
that is known exactly, asleep or not. Over a time that it was switched off nothing counted: backwards is a jump all the same, and forwards
as soon as it is more than a long weekend. A clock that jumped is not believed until a person has confirmed the date.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.audit import Deed
from app.ports import Clock, Running, Store, Work

SEEN, RUNNING, DOUBTED = "clock_seen", "clock_running", "clock_doubted"
JUMP = timedelta(hours=24)
LONG_WEEKEND = timedelta(days=4)  # from Thursday afternoon to Monday, or Friday to Tuesday


def look_at_clock(work: Work, clock: Clock) -> bool:
    """Whether to believe it. Keeps what was seen; lands with the caller's commit."""
    if clock_is_doubted(work, clock):
        work.settings.put(DOUBTED, clock.now().isoformat())
        return False
    _keep(work, clock)
    return True


def clock_is_doubted(work: Work, clock: Clock) -> bool:
    """Whether nothing is deleted by itself for now. Changes nothing."""
    if work.settings.get(DOUBTED):
        return True
    seen = last_seen(work)
    if seen is None:
        return False
    went = clock.now() - seen
    passed = _passed(work, clock.running())
    if passed is not None:
        return abs(went - passed) > JUMP
    return not -JUMP <= went <= LONG_WEEKEND


def last_seen(work: Work) -> datetime | None:
    """What the clock said when it was last believed; None when nobody has looked yet."""
    seen = work.settings.get(SEEN)
    return None if seen is None else datetime.fromisoformat(seen)


def confirm_clock(store: Store, clock: Clock) -> datetime:
    """A person says that the date is right; that it was said is written down. Returns the time it is."""
    with store.work() as work:
        work.settings.put(DOUBTED, "")
        now = _keep(work, clock)
        work.audit.append(now, Deed.CLOCK_CONFIRMED)
        work.commit()
    return now


def _keep(work: Work, clock: Clock) -> datetime:
    now, running = clock.now(), clock.running()
    work.settings.put(SEEN, now.isoformat())
    work.settings.put(RUNNING, f"{running.start} {running.seconds:.0f}" if running is not None else "")
    return now


def _passed(work: Work, running: Running | None) -> timedelta | None:
    """What passed since the last look, where the machine has counted it all the while."""
    start, _, seconds = (work.settings.get(RUNNING) or "").rpartition(" ")
    if running is None or running.start != start or running.seconds < float(seconds):
        return None
    return timedelta(seconds=running.seconds - float(seconds))

"""What will be deleted, when, by which rule, and what holds it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.retention import Due, HeldBack, calendar, clip_due, film_due, note_due
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import local_day
from app.usecases.policy import policy_in_force
from app.usecases.watch_clock import clock_is_doubted


def deletion_calendar(store: Store, clock: Clock, within_days: int | None = None) -> list[Due]:
    """All that is due within so many days (everything when None), soonest first; what is overdue because something holds it, too. Changes
    nothing."""
    with store.work() as work:
        dues = planned(work)
        doubted = clock_is_doubted(work, clock)
    if within_days is not None:
        dues = _until(dues, local_day(clock) + timedelta(within_days))
    if doubted:
        return [Due(due.what, due.family, due.rule, due.on, (*due.held_back, HeldBack.CLOCK_JUMPED)) for due in dues]
    return dues


def planned(work: Work, until: date = date.max) -> list[Due]:
    """Everything that is due on this day or before it by the rules in force, soonest first, whatever the clock says."""
    policy = policy_in_force(work)
    films = (film_due(film, policy) for film in work.retention.films())
    clips = (clip_due(clip, policy) for clip in work.retention.clips())
    notes = (note_due(note, policy) for note in work.retention.notes())
    return calendar([*films, *clips, *notes], until)


def _until(dues: Iterable[Due], last: date) -> list[Due]:
    return [due for due in dues if due.on <= last]

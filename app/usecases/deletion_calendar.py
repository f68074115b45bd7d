"""What will be deleted, when, by which rule, and what holds it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from app.domain.retention import ClipFacts, Due, FilmFacts, HeldBack, NoteFacts, Policy, calendar, clip_due, film_due, note_due, reach
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import local_day
from app.usecases.policy import policy_in_force
from app.usecases.watch_clock import clock_is_doubted

_FIRST_STEP = timedelta(32)


def deletion_calendar(store: Store, clock: Clock, within_days: int | None = None) -> list[Due]:
    """All that is due within so many days (everything when None), soonest first; what is overdue because something holds it, too. Changes
    nothing."""
    until = date.max if within_days is None else local_day(clock) + timedelta(within_days)
    with store.work() as work:
        dues = planned(work, until)
        doubted = clock_is_doubted(work, clock)
    if doubted:
        return [Due(due.what, due.family, due.rule, due.on, (*due.held_back, HeldBack.CLOCK_JUMPED)) for due in dues]
    return dues


def planned(work: Work, until: date = date.max) -> list[Due]:
    """Everything that is due on this day or before it by the rules in force, soonest first, whatever the clock says."""
    policy = policy_in_force(work)
    near = None if until == date.max else reach(policy, until)
    films = (film_due(film, policy) for film in work.retention.films(near))
    clips = (clip_due(clip, policy) for clip in work.retention.clips(near))
    notes = (note_due(note, policy) for note in work.retention.notes(near))
    return calendar([*films, *clips, *notes], until)


def soonest(work: Work, until: date) -> Iterator[Due]:
    """As `planned`, some weeks at a time from the first, then more and more: whoever wants only the first of many waits only for these."""
    last, step = work.retention.first_day(), _FIRST_STEP
    told = date.min
    while last is not None and told < until:
        last = min(last + step, until) if step < until - last else until
        yield from (due for due in planned(work, last) if due.on > told)
        told, step = last, step * 2


def how_many(work: Work, until: date) -> int:
    """How long the list of `planned` is, without making it."""
    policy = policy_in_force(work)
    dues = ((_due(facts, policy), many) for facts, many in work.retention.alike(reach(policy, until)))
    return sum(many for due, many in dues if due is not None and due.on <= until)


def _due(facts: FilmFacts | ClipFacts | NoteFacts, policy: Policy) -> Due | None:
    if isinstance(facts, FilmFacts):
        return film_due(facts, policy)
    return clip_due(facts, policy) if isinstance(facts, ClipFacts) else note_due(facts, policy)

"""What the calendar shows, read in one go: what goes when and why, what holds it back, all holds, and whether the clock is believed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.ids import FamilyCode, RecordingId
from app.domain.recording import Recording
from app.domain.retention import Due, DueRule, HeldBack, Hold
from app.ports import Clock, Store
from app.usecases.consent_gate import local_day
from app.usecases.deletion_calendar import deletion_calendar
from app.usecases.watch_clock import clock_is_doubted

MOST_LINES = 300
_OF_FILM = frozenset({DueRule.FILM_AFTER_GUIDANCE, DueRule.FILM_AFTER_FILMING})


@dataclass(frozen=True, slots=True)
class Line:
    """A film, or the clips or notes of a family that go the same day by the same rule: `count` of them."""

    family: FamilyCode
    rule: DueRule
    on: date
    held_back: tuple[HeldBack, ...]
    film: Recording | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class HeldFilm:
    hold: Hold = field(repr=False)
    film: Recording | None  # None: gone otherwise


@dataclass(frozen=True, slots=True)
class CalendarView:
    """`more`: how many lines there are beyond those shown."""

    day: date
    now: datetime
    doubted: bool
    lines: tuple[Line, ...]
    more: int
    holds: tuple[HeldFilm, ...] = field(repr=False)


def read_calendar(store: Store, clock: Clock, within_days: int | None) -> CalendarView:
    dues = deletion_calendar(store, clock, within_days)
    alike = Counter(_kind(due) for due in dues)
    shown = list(alike)[:MOST_LINES]
    now = clock.now()
    with store.work() as work:
        lines = []
        for kind in shown:
            family, rule, on, held_back, recording = kind
            film = work.recordings.get(recording) if recording is not None else None
            lines.append(Line(family, rule, on, held_back, film, alike[kind]))
        holds = tuple(HeldFilm(hold, work.recordings.get(hold.recording)) for hold in work.holds.standing())
        doubted = clock_is_doubted(work, clock)
    return CalendarView(local_day(clock), now, doubted, tuple(lines), len(alike) - len(shown), holds)


def _kind(due: Due) -> tuple[FamilyCode, DueRule, date, tuple[HeldBack, ...], RecordingId | None]:
    return due.family, due.rule, due.on, due.held_back, RecordingId(due.what) if due.rule in _OF_FILM else None

"""Who has seen us: what was done with a family's film, as lines that a parent can read. From the audit log; closed words and times only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.audit import AuditEntry, Deed
from app.domain.ids import FamilyCode
from app.ports import Clock, Store, Work
from app.usecases.change_family import known_family
from app.usecases.family_page import diary_time

SHOWN = (
    Deed.FILMED,
    Deed.IMPORTED,
    Deed.OPENED,
    Deed.PLAYED,
    Deed.SEALED,
    Deed.EXPORTED,
    Deed.DELETED,
    Deed.CONSENT_GIVEN,
    Deed.CONSENT_WITHDRAWN,
    Deed.RESTORED,
)
"""Who saw the film and what became of it. Not holds: nobody sees film by one, and one that protects a child is not told here."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What was done on a day, how often, and between when (local time). `film_on`: the day of the film it was done with; None when that is
    gone, or it was not about one film."""

    deed: Deed
    first_at: datetime
    last_at: datetime
    times: int = 1
    film_on: date | None = None


def family_history(store: Store, family: FamilyCode) -> tuple[HistoryLine, ...]:
    """The newest first; the same deed with the same film on one day is one line. Raises NO_LONGER_THERE."""
    with store.work() as work:
        known_family(work, family)
        entries = work.audit.of(family)
        film_days = _film_days(work, family)
    return tuple(_lines((entry for entry in entries if entry.deed in SHOWN), film_days))


def history_printed(store: Store, clock: Clock, family: FamilyCode) -> None:
    """Write down that the page was printed or saved. Raises NO_LONGER_THERE."""
    with store.work() as work:
        known_family(work, family)
        work.audit.append(clock.now(), Deed.EXPORTED, family)
        work.commit()


def _film_days(work: Work, family: FamilyCode) -> dict[str, date]:
    """By the id of a film, and of each of its clips."""
    days: dict[str, date] = {film.id: diary_time(film.filmed_at or film.imported_at).date() for film in work.recordings.all(family)}
    return days | {clip.id: days[clip.recording] for clip in work.clips.of_family(family) if clip.recording in days}


def _lines(entries: Iterable[AuditEntry], film_days: dict[str, date]) -> Iterable[HistoryLine]:
    found: dict[tuple[Deed, date, date | None, str], HistoryLine] = {}
    for entry in entries:
        if entry.at is None or entry.deed is None:
            continue
        at, film_on = diary_time(entry.at), film_days.get(entry.subject or "")
        key = (entry.deed, at.date(), film_on, "" if film_on else entry.subject or "")
        known = found.get(key)
        if known is None:
            found[key] = HistoryLine(entry.deed, at, at, 1, film_on)
        else:
            found[key] = replace(known, first_at=min(known.first_at, at), last_at=max(known.last_at, at), times=known.times + 1)
    return found.values()

"""Look for words in notes, marks and clip titles, with what a screen needs to show each and to go there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.domain.family import Family
from app.domain.ids import FamilyCode, RecordingId, VisitId
from app.domain.search import Hit
from app.ports import Store, Work
from app.usecases.family_page import diary_time

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A hit, the family's own name ("" where there is none), and when it was: of the film or of the visit, in local time. None when that
    was deleted in the meantime."""

    hit: Hit
    name: str = field(repr=False)
    at: datetime | None


def search_words(store: Store, typed: str, family: FamilyCode | None = None, most: int = MOST_FOUND) -> list[Found]:
    """The best first. In one family when it is named; all of the words typed, each at the beginning of a word."""
    with store.work() as work:
        hits = work.search.find(typed, family, most)
        families = {code: work.families.get(code) for code in {hit.family for hit in hits}}
        times: dict[RecordingId | VisitId | None, datetime | None] = {None: None}
        for hit in hits:
            if hit.recording is not None and hit.recording not in times:
                times[hit.recording] = _filmed_at(work, hit.recording)
            elif hit.visit is not None and hit.visit not in times:
                times[hit.visit] = _visited_at(work, hit.visit)
    return [Found(hit, _name(families[hit.family]), times[hit.recording or hit.visit]) for hit in hits]


def _filmed_at(work: Work, recording: RecordingId) -> datetime | None:
    film = work.recordings.get(recording)
    return diary_time(film.filmed_at or film.imported_at) if film else None


def _visited_at(work: Work, visit: VisitId) -> datetime | None:
    known = work.visits.get(visit)
    return known.starts_at if known else None


def _name(family: Family | None) -> str:
    return family.name if family else ""

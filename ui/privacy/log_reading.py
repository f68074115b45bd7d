"""What the page of the audit log shows, read in one go: its last entries, or a family's, with the day of the film each is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.audit import AuditEntry, Deed, Fault
from app.domain.errors import Circumstance
from app.domain.ids import ClipId, RecordingId, family_code
from app.ports import Store, Work
from app.usecases.family_page import diary_time

MOST = 2000  # entries of all families that are read


class Kind(StrEnum):
    """What a person looks for."""

    ALL = "all"
    FILM = "film"
    CONSENT = "consent"
    DELETION = "deletion"
    WORDS = "words"
    RULES = "rules"
    TEAM = "team"


KINDS = {
    Kind.FILM: (Deed.FILMED, Deed.IMPORTED, Deed.OPENED, Deed.PLAYED, Deed.SEALED),
    Kind.CONSENT: (Deed.CONSENT_GIVEN, Deed.CONSENT_WITHDRAWN, Deed.PEOPLE_CHANGED),
    Kind.DELETION: (Deed.DELETED, Deed.EMPTIED, Deed.HOLD_PLACED, Deed.HOLD_LIFTED),
    Kind.WORDS: (Deed.NOTE_SIGNED, Deed.EXPORTED, Deed.FAMILY_MERGED, Deed.EPISODE_CLOSED, Deed.EPISODE_REOPENED),
    Kind.RULES: (Deed.RULES_CHANGED, Deed.CLOCK_CONFIRMED, Deed.BACKED_UP, Deed.RESTORED),
    Kind.TEAM: (Deed.SUMMARIES_SENT, Deed.TEAM_JOINED, Deed.TEAM_LEFT, Deed.DOCUMENT_TAKEN),
}


@dataclass(frozen=True, slots=True)
class LogView:
    """`film_days`: by an entry's subject, the day of its film, as long as that is here. `written`: how many entries the log has in all."""

    entries: tuple[AuditEntry, ...]
    film_days: dict[str, date]
    written: int


def read_log(store: Store, kind: Kind, typed: str) -> LogView:
    """Newest first. `typed` is a family's code, in whatever letters; what is no code finds nothing, and nothing typed means all."""
    with store.work() as work:
        entries = [entry for entry in _entries(work, typed) if kind is Kind.ALL or entry.deed in KINDS[kind]]
        return LogView(tuple(entries), _film_days(work, entries), work.audit.head().number)


def check_log(store: Store) -> Fault | None:
    """Reads the whole log: takes a part of a second in a large vault."""
    with store.work() as work:
        return work.audit.fault()


def _entries(work: Work, typed: str) -> list[AuditEntry]:
    if not typed.strip():
        return work.audit.last(MOST)
    try:
        return work.audit.of(family_code(typed))
    except Circumstance:
        return []


def _film_days(work: Work, entries: Iterable[AuditEntry]) -> dict[str, date]:
    days: dict[str, date] = {film.id: diary_time(film.filmed_at or film.imported_at).date() for film in work.recordings.all()}
    for entry in entries:
        if entry.deed is Deed.PLAYED and entry.subject and entry.subject not in days:
            clip = work.clips.get(ClipId(entry.subject))
            if clip is not None and RecordingId(clip.recording) in days:
                days[entry.subject] = days[clip.recording]
    return days

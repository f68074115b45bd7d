"""Everything of one family on one timeline, in one read: visits, films, clips, notes, consents, transfers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from app.domain.audit import AuditEntry, Deed
from app.domain.clip import Clip
from app.domain.consent import Consent, Purpose, deciding
from app.domain.episode import Transfer
from app.domain.family import Age, Family, Person, age_on, nears_twelve_months
from app.domain.ids import FamilyCode, RecordingId
from app.domain.recording import Recording, RecordingState
from app.domain.visit import Note, Visit, VisitState
from app.ports import Clock, Store, Work
from app.usecases.change_family import known_family
from app.usecases.consent_gate import local_day
from app.usecases.episode_facts import EpisodeOnPage, current_episode
from app.usecases.no_import import footage_is_allowed

MOVES = (Deed.EPISODE_CLOSED, Deed.EPISODE_REOPENED, Deed.FAMILY_MERGED)


class EventKind(StrEnum):
    """What happened."""

    OPENED = "opened"  # the family was entered
    VISIT = "visit"
    FILM = "film"
    CLIP = "clip"
    NOTE = "note"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    TRANSFER = "transfer"  # to another pathway
    MOVE = "move"  # closed, reopened, merged: what the entry's deed and subject say
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class FilmOnPage:
    """A film, and how many marks it has."""

    recording: Recording
    marks: int


@dataclass(frozen=True, slots=True)
class Event:
    """`at` is local time without a zone, as in a diary. A note stands where it was signed, a draft where it was begun, a clip where its
    film was taken, a transfer at the end of its day."""

    at: datetime
    kind: EventKind
    what: Family | Visit | FilmOnPage | Clip | Note | Consent | Transfer | AuditEntry


@dataclass(frozen=True, slots=True)
class PersonOnPage:
    """`age` None: not born, or not known. `agrees` to these today. `near_twelve_months`: the gentle prompt is due."""

    person: Person
    age: Age | None
    agrees: tuple[Purpose, ...]
    near_twelve_months: bool


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """`timeline` has the newest first; what is planned stands at its top. `next_visit` is planned for today or later."""

    family: Family
    people: tuple[PersonOnPage, ...]
    episode: EpisodeOnPage
    timeline: tuple[Event, ...]
    next_visit: Visit | None
    drafts: tuple[Note, ...]
    footage: bool  # whether film may come onto this laptop


def family_page(store: Store, clock: Clock, code: FamilyCode) -> FamilyPage:
    """As it is now. Raises NO_LONGER_THERE."""
    today = local_day(clock)
    with store.work() as work:
        family = known_family(work, code)
        people, consents = work.people.of(code), work.ledger.of(code)
        visits, notes = work.visits.of(code), work.notes.of(code)
        events = [*_events(work, family, visits, notes), *_of_consents(consents)]
        footage, episode = footage_is_allowed(work), current_episode(work, code)
    planned = (visit for visit in visits if visit.state is VisitState.PLANNED and visit.starts_at.date() >= today)
    return FamilyPage(
        family=family,
        people=tuple(_person(one, consents, today) for one in people),
        episode=episode,
        timeline=tuple(sorted(events, key=lambda event: event.at, reverse=True)),
        next_visit=next(planned, None),
        drafts=tuple(note for note in notes if not note.is_signed),
        footage=footage,
    )


def diary_time(at: datetime) -> datetime:
    """Local time without a zone; a time that has none is taken for local, as the camera's own."""
    return at.astimezone().replace(tzinfo=None) if at.tzinfo else at


def _events(work: Work, family: Family, visits: list[Visit], notes: list[Note]) -> Iterator[Event]:
    yield Event(diary_time(family.added_at), EventKind.OPENED, family)
    for visit in visits:
        yield Event(visit.starts_at, EventKind.VISIT, visit)
    for note in notes:
        yield Event(diary_time(note.signed_at or note.written_at), EventKind.NOTE, note)
    for transfer in work.episodes.transfers(family.code):
        yield Event(datetime.combine(transfer.on, time.max), EventKind.TRANSFER, transfer)
    marks = work.marks.counts(family.code)
    filmed: dict[RecordingId, datetime] = {}
    for film in work.recordings.all(family.code):
        if film.state is not RecordingState.DESTROYING:
            filmed[film.id] = diary_time(film.filmed_at or film.imported_at)
            yield Event(filmed[film.id], EventKind.FILM, FilmOnPage(film, marks.get(film.id, 0)))
    for clip in work.clips.of_family(family.code):
        if clip.recording in filmed:
            yield Event(filmed[clip.recording], EventKind.CLIP, clip)
    for entry in work.audit.of(family.code):
        if entry.at is not None and (entry.deed in MOVES or entry.deed is Deed.DELETED):
            yield Event(diary_time(entry.at), EventKind.MOVE if entry.deed in MOVES else EventKind.DELETED, entry)


def _of_consents(consents: list[Consent]) -> Iterator[Event]:
    for consent in consents:
        yield Event(diary_time(consent.given_at), EventKind.CONSENT_GIVEN, consent)
        if consent.withdrawn_at is not None:
            yield Event(diary_time(consent.withdrawn_at), EventKind.CONSENT_WITHDRAWN, consent)


def _person(person: Person, consents: list[Consent], today: date) -> PersonOnPage:
    own = {one.purpose for one in deciding(consents) if one.person == person.id and one.holds_on(today)}
    agrees = tuple(purpose for purpose in Purpose if purpose in own)
    return PersonOnPage(person, age_on(person, today), agrees, nears_twelve_months(person, today))

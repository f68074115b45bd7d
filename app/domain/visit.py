"""A visit: planned or held contact with a family, and the note of one minute that outlives the film."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.family import Family
from app.domain.ids import FamilyCode, NoteId, PersonId, RecordingId, VisitId

MOST_MINUTES = 24 * 60


class VisitKind(StrEnum):
    FILM = "film"
    GUIDANCE = "guidance"
    COMBINED = "combined"
    FIRST = "first"
    FOLLOW_UP = "follow_up"
    PHONE = "phone"
    GROUP = "group"


class VisitPlace(StrEnum):
    HOME = "home"
    CLINIC = "clinic"
    OTHER = "other"


class VisitState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    FAMILY_CANCELLED = "family_cancelled"
    SERVICE_CANCELLED = "service_cancelled"
    NO_ACCESS = "no_access"


@dataclass(frozen=True, slots=True)
class Visit:
    """`starts_at` is local time without a zone, as in a diary. What was counted is None until the visit was held; it is kept here
    because the film and its clips are gone long before the visit is.
    """

    id: VisitId
    family: FamilyCode
    starts_at: datetime
    kind: VisitKind
    place: VisitPlace = VisitPlace.HOME
    state: VisitState = VisitState.PLANNED
    minutes: int | None = None
    travel_minutes: int | None = None
    film_minutes: int | None = None
    clips_shown: int | None = None
    took_part: frozenset[PersonId] = frozenset()

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is not None:
            raise ValueError("a diary knows no time zones")
        for count in (self.minutes, self.travel_minutes, self.film_minutes):  # no generator: Today makes a thousand of these
            if count is not None and not 0 <= count <= MOST_MINUTES:
                raise ValueError("a visit lasts a day at most")
        if (self.clips_shown or 0) < 0:
            raise ValueError("clips are counted from 0")


@dataclass(frozen=True, slots=True)
class Note:
    """A structured note. A draft (`signed_at` None) is saved as it is typed; a signed one is never changed, only added to (`addendum_to`).

    Its words are not in its repr: they must not reach a traceback.
    """

    id: NoteId
    visit: VisitId
    written_at: datetime
    saw: str = ""
    parent_said: str = ""
    next_step: str = ""
    agreed_film: str = ""  # the film situation agreed for next time
    signed_at: datetime | None = None
    exported_at: datetime | None = None  # copied or written out to the journal, last
    addendum_to: NoteId | None = None

    def __repr__(self) -> str:
        return f"Note(id={self.id!r}, signed={self.is_signed})"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    def is_empty(self) -> bool:
        return not (self.saw.strip() or self.parent_said.strip() or self.next_step.strip() or self.agreed_film.strip())


def signed(note: Note, at: datetime) -> Note:
    """The note with its time of signing; one that is signed already keeps its own."""
    return note if note.is_signed else replace(note, signed_at=at)


@dataclass(frozen=True, slots=True)
class DiaryLine:
    """A visit with its family, as the diary shows it."""

    visit: Visit
    family: Family


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A draft that waits for its signature, and the visit it is of. None of its words."""

    note: NoteId
    visit: VisitId
    family: FamilyCode
    kind: VisitKind
    starts_at: datetime
    written_at: datetime


@dataclass(frozen=True, slots=True)
class VisitFilm:
    """A film taken at a visit, or (`used`) one whose clips were shown at it."""

    visit: VisitId
    recording: RecordingId
    used: bool

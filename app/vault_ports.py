"""What `app.ports.Work` has of families, their films, words, consents and what is written down about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from app.domain.appearance import Appearance
from app.domain.audit import AuditEntry, Deed, Fault, Head
from app.domain.card import CardFilm, CardFilmState
from app.domain.clip import Clip
from app.domain.consent import Consent, ConsentText, Purpose
from app.domain.family import Family, FamilyLine, FamilyState, Person, PersonKind
from app.domain.ids import (
    CardId,
    ClipId,
    ConsentId,
    ConsentTextId,
    FamilyCode,
    HoldId,
    MarkId,
    NoteId,
    PersonId,
    RecordingId,
    VisitId,
)
from app.domain.mark import Mark
from app.domain.receipt import Receipt
from app.domain.recording import Recording, RecordingState
from app.domain.retention import ClipFacts, FilmFacts, Hold, NoteFacts, Reach
from app.domain.search import Hit
from app.domain.visit import DiaryLine, Note, NoteLine, Visit, VisitFilm


class Families(Protocol):
    def add(self, code: FamilyCode, at: datetime) -> None:
        """Remember the family; nothing happens when it is known."""

    def all(self) -> list[FamilyCode]: ...

    def get(self, code: FamilyCode) -> Family | None: ...

    def put(self, family: Family) -> None:
        """Insert or change in place; what hangs on the family stays."""

    def lines(self, day: date, state: FamilyState | None = None) -> list[FamilyLine]:
        """Every family (in this state) as a list shows it on `day`, in order of code."""

    def rename(self, code: FamilyCode, to: FamilyCode) -> None:
        """Give a family another code; when that is a family already, they become one (`app.domain.family.merged`). Everything goes
        along: people, visits, films, words, receipts; the entries of the audit log are found under the new code. Nothing happens when
        `code` is not known."""

    def remove(self, code: FamilyCode) -> None:
        """Take the family away with its people, visits, notes and consents. Before this, its recordings are destroyed (a family with
        recordings is a Bug) and its audit entries emptied."""


class Recordings(Protocol):
    def put(self, recording: Recording) -> None:
        """Insert or replace."""

    def get(self, recording: RecordingId) -> Recording | None: ...

    def all(self, family: FamilyCode | None = None) -> list[Recording]:
        """Newest filmed first."""

    def set_state(self, recording: RecordingId, state: RecordingState) -> None: ...

    def not_looked_at(self) -> list[Recording]:
        """READY, here, and without a clip or a mark but those made while filming. Newest filmed first."""


class Marks(Protocol):
    def put(self, mark: Mark) -> None: ...

    def remove(self, mark: MarkId) -> None: ...

    def get(self, mark: MarkId) -> Mark | None: ...

    def of(self, recording: RecordingId) -> list[Mark]:
        """In order of start."""

    def counts(self, family: FamilyCode | None = None) -> dict[RecordingId, int]:
        """How many each recording (of the family) has; those with none are not in it."""


class Clips(Protocol):
    def put(self, clip: Clip) -> None: ...

    def remove(self, clip: ClipId) -> None: ...

    def get(self, clip: ClipId) -> Clip | None: ...

    def of(self, recording: RecordingId) -> list[Clip]:
        """In order of position, then start."""

    def of_family(self, family: FamilyCode) -> list[Clip]:
        """Recording by recording, each as `of` has it."""

    def counts(self) -> dict[RecordingId, int]:
        """How many each recording has; those with none are not in it."""


class Cards(Protocol):
    def put(self, film: CardFilm) -> None:
        """Insert or replace by (card, source_key)."""

    def by_key(self, source_key: str) -> list[CardFilm]:
        """Where this film came from; only while it is in the vault."""

    def not_wiped(self) -> list[CardFilm]:
        """Every film that came into the vault and is still on a card, also one that was deleted from the vault since."""

    def set_state(self, card: CardId, source_key: str, state: CardFilmState) -> None: ...

    def forget(self, card: CardId, source_key: str) -> None:
        """Drop the row: the film was never fully in the vault. Nothing happens when it is not there."""


class Receipts(Protocol):
    def add(self, receipt: Receipt) -> None: ...

    def all(self) -> list[Receipt]:
        """Newest first."""


class People(Protocol):
    def put(self, person: Person) -> None: ...

    def get(self, person: PersonId) -> Person | None: ...

    def of(self, family: FamilyCode) -> list[Person]:
        """Children first, then caregivers; the eldest first."""

    def of_kind(self, kind: PersonKind) -> list[Person]:
        """Of all families."""

    def children_born(self, first: date, last: date) -> list[Person]:
        """Of open families, born on these days or between them."""

    def remove(self, person: PersonId) -> None:
        """Takes along the person's consents, those given by this person for others, and where the person was seen."""


class Appearances(Protocol):
    """Who is in which recording."""

    def put(self, appearance: Appearance) -> None:
        """Insert, or change the end of the one that starts there."""

    def of(self, recording: RecordingId) -> list[Appearance]:
        """In order of start."""

    def of_family(self, family: FamilyCode) -> list[Appearance]:
        """Of all the family's recordings, one after the other."""

    def all(self) -> list[Appearance]:
        """Of all recordings, each as `of` has it."""

    def remove(self, recording: RecordingId, person: PersonId) -> None:
        """All of this person in this recording."""


class Visits(Protocol):
    def put(self, visit: Visit) -> None: ...

    def get(self, visit: VisitId) -> Visit | None: ...

    def of(self, family: FamilyCode) -> list[Visit]:
        """In order of time, as all lists here."""

    def between(self, first: date, last: date) -> list[DiaryLine]:
        """On these days and between them, in whatever state, each with its family."""

    def without_signed_note(self, since: date) -> list[DiaryLine]:
        """Held on this day or later, and no note of it is signed."""

    def remove(self, visit: VisitId) -> None:
        """Takes its notes along, signed ones too; the film stays."""

    def link(self, film: VisitFilm) -> None:
        """Nothing happens when it is linked so already."""

    def unlink(self, film: VisitFilm) -> None: ...

    def films_of(self, family: FamilyCode) -> list[VisitFilm]:
        """Of all the family's visits."""


class Notes(Protocol):
    def put(self, note: Note) -> None:
        """Insert or change a draft; also its signing. Changing a signed one is a Bug, saving it again as it is is none."""

    def get(self, note: NoteId) -> Note | None: ...

    def of_visit(self, visit: VisitId) -> list[Note]:
        """As they were written, addenda after what they add to."""

    def of(self, family: FamilyCode) -> list[Note]:
        """Of all the family's visits, as they were written."""

    def unsigned(self) -> list[NoteLine]:
        """All drafts, the one that waits longest first."""

    def exported(self, note: NoteId, at: datetime) -> None:
        """It was copied or written out, last at this moment."""

    def remove(self, note: NoteId) -> None:
        """Takes its addenda along."""


class Ledger(Protocol):
    """Consents, person by person and purpose by purpose. Nothing here is changed but by withdrawing."""

    def add_text(self, text: ConsentText) -> None:
        """A version of the words to be shown. Nothing happens when it is there; a version that another text has is a Bug."""

    def text(self, text: ConsentTextId) -> ConsentText | None: ...

    def newest_text(self, purpose: Purpose, language: str) -> ConsentText | None: ...

    def texts(self, purpose: Purpose, language: str) -> list[ConsentText]:
        """Every version that was ever kept, the newest first."""

    def add(self, consent: Consent) -> None:
        """Nothing happens when it is there already."""

    def withdraw(self, consent: ConsentId, at: datetime) -> bool:
        """False when it is not there, or withdrawn already: then its own time stays."""

    def get(self, consent: ConsentId) -> Consent | None: ...

    def of(self, family: FamilyCode) -> list[Consent]:
        """All that were ever given, the oldest first, as all lists here but `expiring`."""

    def of_people(self, people: Iterable[PersonId]) -> list[Consent]: ...

    def of_purposes(self, purposes: Iterable[Purpose]) -> list[Consent]:
        """Everybody's."""

    def of_recording(self, recording: RecordingId) -> list[Consent]:
        """Of everybody who appears in it."""

    def expiring(self, first: date, last: date) -> list[Consent]:
        """Those of open families whose last day is one of these or between them, without those that a newer one replaced; the first to
        expire first."""

    def in_force(self, day: date) -> dict[Purpose, int]:
        """How many cover this day, for each purpose."""


class Holds(Protocol):
    def place(self, hold: Hold) -> None: ...

    def lift(self, hold: HoldId, at: datetime) -> bool:
        """False when it is not there, or was lifted already."""

    def of(self, recording: RecordingId) -> list[Hold]:
        """Also those that were lifted, as they were placed."""

    def standing(self) -> list[Hold]:
        """All that are not lifted, as they were placed."""


class Retention(Protocol):
    """What the rules of `app.domain.retention` need to know, one query for each kind. Within `reach`: all that is due until its day, and
    little more; without, everything."""

    def films(self, reach: Reach | None = None) -> list[FilmFacts]:
        """Of every film but those being taken and those being destroyed."""

    def clips(self, reach: Reach | None = None) -> list[ClipFacts]:
        """Of closed families; clips of open ones are never due."""

    def notes(self, reach: Reach | None = None) -> list[NoteFacts]:
        """Of closed families, those that were exported, without addenda: these go with what they add to."""

    def first_day(self) -> date | None:
        """Nothing of all this is counted from a day before this one. None when there is nothing."""

    def alike(self, reach: Reach) -> list[tuple[FilmFacts | ClipFacts | NoteFacts, int]]:
        """As many as there are of each kind within `reach`: facts that are due by the same day, and how many films, clips or notes have
        them. What is due by far stands as if it were by a hair; who it is of, and what holds films and clips, is not told."""


class Audit(Protocol):
    def append(self, at: datetime, deed: Deed, family: FamilyCode | None = None, subject: str = "") -> AuditEntry:
        """Write down a deed, in the unit of work that does it. `subject` is an id, never words."""

    def head(self) -> Head:
        """The number and digest of the last entry."""

    def of(self, family: FamilyCode) -> list[AuditEntry]:
        """The family's entries, those under its former codes too, newest first."""

    def last(self, most: int) -> list[AuditEntry]:
        """Newest first."""

    def fault(self) -> Fault | None:
        """Read the whole chain; None when it is whole."""

    def empty(self, family: FamilyCode, at: datetime) -> int:
        """Take all that could tell of this family out of its entries; the chain still holds, and that it was done is written down. Says how
        many there were."""


class Erased(Protocol):
    """Ids of what was erased for good. A restored backup asks here first."""

    def add(self, ids: Iterable[str], at: datetime) -> None: ...

    def holds(self, one: str) -> bool: ...

    def all(self) -> frozenset[str]: ...


class Search(Protocol):
    def find(self, typed: str, family: FamilyCode | None = None, most: int = 50) -> list[Hit]:
        """Notes, marks and clips that hold a word beginning with each of the words typed, the best first; of one family, if it is named.
        Case and accents do not count; æ, ø and å are letters of their own. Nothing typed means nothing found."""


class Settings(Protocol):
    def get(self, name: str) -> str | None: ...

    def put(self, name: str, value: str) -> None: ...

"""A real vault with a family in it, for tests of consent, keeping and deleting: two parents, a child, a neighbour."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.domain.appearance import Appearance
from app.domain.clip import Clip
from app.domain.consent import Consent, OtherParent, Purpose, SignedHow
from app.domain.family import Person, PersonKind, Role
from app.domain.ids import ClipId, FamilyCode, MarkId, NoteId, PersonId, RecordingId, VisitId, new_id
from app.domain.mark import Mark
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.visit import Note, Visit, VisitFilm, VisitKind, VisitState
from app.ports import Running, Work
from app.usecases.consent_texts import text_to_show
from app.usecases.erasures import SETTING, Kind
from app.usecases.give_consent import Giving, give_consent
from storage import layout
from storage.practice import create_practice_vault, open_practice_vault
from storage.vault import Vault
from tests.storage.making import add_reel, footage

CODE = FamilyCode("K7Q2M")
MOTHER, FATHER, CHILD, NEIGHBOUR = (PersonId(name) for name in ("mother", "father", "child", "neighbour"))
TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
STROKES = "10,20 30,40;50,60"
NAMED = {Purpose.NAMED_SUPERVISOR: "Kari", Purpose.SHARE: "Helsestasjonen"}


class Hands:
    """A clock that stands until it is turned. `on`: what the machine counts itself, where it does."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at
        self.on: Running | None = None

    def now(self) -> datetime:
        return self.at

    def running(self) -> Running | None:
        return self.on

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


def begin_erasing(work: Work, kind: Kind, of: str, asked_at: datetime = NOON) -> None:
    """As a kill leaves an erasure that was decided, before the first film has gone."""
    work.settings.put(SETTING, json.dumps([[kind.value, of, asked_at.isoformat()]]))


class Home:
    """A vault and its clock."""

    def __init__(self, folder: Path, code: FamilyCode = CODE, *, fresh: bool = True, marker: str = "") -> None:
        self.folder = folder
        self.code = code
        self.clock = Hands()
        self.vault: Vault = create_practice_vault(folder) if fresh else open_practice_vault(folder)
        if fresh:
            self.add_family(marker)

    def add_family(self, marker: str = "") -> None:
        with self.vault.work() as work:
            work.families.add(self.code, NOON)
            for person in (
                Person(MOTHER, self.code, PersonKind.CAREGIVER, Role.MOTHER, name=marker, has_responsibility=True),
                Person(FATHER, self.code, PersonKind.CAREGIVER, Role.FATHER, name=marker, has_responsibility=True),
                Person(CHILD, self.code, PersonKind.CHILD, name=marker, born_on=date(2026, 6, 1)),
                Person(NEIGHBOUR, self.code, PersonKind.OTHER, name=marker),
            ):
                work.people.put(person)
            work.commit()

    def again(self) -> None:
        """Close the vault and open it, as a new process would."""
        self.vault.close()
        self.vault = open_practice_vault(self.folder)

    def agree(
        self, person: PersonId, purpose: Purpose = Purpose.FILM, until: date | None = None, marker: str = "", with_whom: str | None = None
    ) -> Consent:
        """This person agrees; the child's mother agrees for it."""
        giving = Giving(
            person=person,
            purpose=purpose,
            giver=MOTHER if person == CHILD else person,
            text=text_to_show(self.vault, self.clock, purpose, "nb").id,
            expires_on=until,
            with_whom=NAMED.get(purpose, "") if with_whom is None else with_whom,
            how=SignedHow.PAPER if marker else SignedHow.SCREEN,
            kept_at=marker,
            strokes="" if marker else STROKES,
            other_parent=OtherParent.AGREES if person == CHILD else OtherParent.NOBODY_ELSE,
        )
        return give_consent(self.vault, self.clock, giving)

    def all_agree(self, purpose: Purpose = Purpose.FILM) -> None:
        for person in (MOTHER, FATHER, CHILD):
            self.agree(person, purpose)

    def film(
        self,
        *seen: PersonId,
        filmed_on: date | None = None,
        state: RecordingState = RecordingState.READY,
        marker: str = "",
        chunks: float = 0.1,
    ) -> RecordingId:
        """A recording with a reel, two marks and a clip; `seen` are in it throughout."""
        recording = RecordingId(new_id())
        filmed_at = datetime.combine(filmed_on, datetime.min.time()) if filmed_on else None
        imported_at = datetime.combine(filmed_on, datetime.min.time(), UTC) + timedelta(hours=12) if filmed_on else self.clock.now()
        made = Recording(recording, self.code, SourceKind.FILE, state, imported_at, 100, filmed_at, 60_000_000)
        with self.vault.work() as work:
            work.recordings.put(made)
            for n in range(2):
                work.marks.put(Mark(MarkId(new_id()), recording, "invites", n * 1000, note=marker))
            work.clips.put(Clip(ClipId(new_id()), recording, 0, 5_000_000, title=marker))
            for person in seen:
                work.appearances.put(Appearance(recording, person))
            work.commit()
        add_reel(self.vault, made, footage(chunks))
        return recording

    def film_without_reel(self, *seen: PersonId) -> RecordingId:
        """A film that is being taken."""
        recording = RecordingId(new_id())
        with self.vault.work() as work:
            work.recordings.put(Recording(recording, self.code, SourceKind.LIVE, RecordingState.FILMING, self.clock.now(), 0))
            for person in seen:
                work.appearances.put(Appearance(recording, person))
            work.commit()
        return recording

    def visit(
        self, film: RecordingId | None = None, on: date = TODAY, *, used: bool = False, signed: bool = True, marker: str = "saw"
    ) -> tuple[VisitId, NoteId]:
        """A visit that was held, with a note of it, and the film taken or used at it."""
        visit, note = VisitId(new_id()), NoteId(new_id())
        starts_at = datetime.combine(on, datetime.min.time()) + timedelta(hours=10)
        with self.vault.work() as work:
            work.visits.put(Visit(visit, self.code, starts_at, VisitKind.COMBINED, state=VisitState.HELD))
            work.notes.put(Note(note, visit, NOON, saw=marker, signed_at=NOON if signed else None))
            if film is not None:
                work.visits.link(VisitFilm(visit, film, used))
            work.commit()
        return visit, note

    def visit_without_note(self) -> VisitId:
        """Held today."""
        visit, note = self.visit()
        with self.vault.work() as work:
            work.notes.remove(note)
            work.commit()
        return visit

    def films(self) -> set[RecordingId]:
        with self.vault.work() as work:
            return {one.id for one in work.recordings.all()}

    def put_in_the_way(self, film: RecordingId) -> Path:
        """A folder where the reel's file was: nothing removes it as a file."""
        with self.vault.work() as work:
            reel = work.reels.get(film)
        assert reel is not None
        path = layout.reel_path(self.folder, reel.file)
        path.unlink()
        path.mkdir()
        return path

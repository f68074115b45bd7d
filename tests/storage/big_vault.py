"""A vault as large as a service's whole working life: 2,000 families, 20,000 visits, 100,000 marks, 10,000 notes. The same each time.

Rows go in through the repositories where these are quick enough, in one transaction; nothing of it is real.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.clip import Clip
from app.domain.consent import Consent, ConsentText, Purpose
from app.domain.family import ClosureReason, Family, FamilyState, Person, PersonKind, Role
from app.domain.ids import ClipId, ConsentId, ConsentTextId, FamilyCode, HoldId, MarkId, NoteId, PersonId, RecordingId, VisitId
from app.domain.mark import Mark
from app.domain.recording import Picture, Recording, RecordingState, SourceKind
from app.domain.retention import Hold
from app.domain.scheme import MOMENTS
from app.domain.visit import Note, Visit, VisitFilm, VisitKind, VisitState
from storage.vault import Vault
from storage.work import VaultWork

TODAY = date(2026, 11, 21)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_STEMS = """
ser smiler venter gråter roper søker hviler snur griper løfter synger prater ammer bader leker strekker gjesper vender tar holder lytter
peker rører undrer møter svarer spør trøster vugger pauser blikk ansikt hånd armkrok gulv lampe vindu søster bror mor far bestemor
stemme lyd bevegelse uro ro glede frustrasjon øyeblikk tempo avstand nærhet kontakt samspill språk våken trøtt sulten mett
"""
_ENDINGS = ("", "", "t", "en", "ene", "nde", "lig", "het", "er", "s")


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of each."""

    families: int = 2_000
    visits: int = 20_000
    recordings: int = 6_000
    marks: int = 100_000
    clips: int = 12_000
    notes: int = 10_000
    audit: int = 50_000


def make_big_vault(vault: Vault, size: Size | None = None) -> None:
    """Fill an empty vault with all of it. Takes about half a minute at full size."""
    with vault.work() as work:
        _Filler(work, size or Size()).fill()
        work.commit()
    vault.checkpoint()


class _Filler:
    """Draws everything from one seed. About a tenth of the families are open; their visits lie around today."""

    def __init__(self, work: VaultWork, size: Size) -> None:
        self._work = work
        self._size = size
        self._rng = random.Random(4)
        self._families: list[Family] = []
        self._people: dict[FamilyCode, list[PersonId]] = {}
        self._visits: list[Visit] = []
        self._recordings: list[Recording] = []
        # Frequent words are few, rare ones many, as in any language.
        self._words = [stem + ending for ending in _ENDINGS for stem in _STEMS.split()] + [f"ord{n}" for n in range(8_000)]
        self._weights = list(accumulate(1 / (n + 3) for n in range(len(self._words))))

    def fill(self) -> None:
        self._add_families()
        self._add_visits()
        self._add_recordings()
        self._add_marks_and_clips()
        self._add_notes()
        self._add_consents()
        self._add_audit()

    def text(self, words: int) -> str:
        return " ".join(self._rng.choices(self._words, cum_weights=self._weights, k=words))

    def _id(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"

    def _at(self, day: date, hour: int = 10) -> datetime:
        return datetime(day.year, day.month, day.day, hour, self._rng.randrange(60), tzinfo=UTC)

    def _add_families(self) -> None:
        for n in range(self._size.families):
            code = FamilyCode("".join(self._rng.choices(_LETTERS, k=4)) + _LETTERS[n % 32] + _LETTERS[n // 32 % 32])
            opened = TODAY - timedelta(self._rng.randrange(200, 2_000))
            is_open = n % 10 == 0
            closed = opened + timedelta(self._rng.randrange(90, 200))
            family = Family(
                code=code,
                added_at=self._at(opened),
                state=FamilyState.OPEN if is_open else FamilyState.CLOSED,
                opened_on=TODAY - timedelta(self._rng.randrange(10, 200)) if is_open else opened,
                closed_on=None if is_open else closed,
                closure_reason=None if is_open else ClosureReason.COMPLETED,
            )
            self._work.families.put(family)
            self._families.append(family)
            people = [PersonId(self._id()) for _ in range(3)]
            born = (family.opened_on or opened) - timedelta(self._rng.randrange(10, 120))
            for person, kind, role in zip(
                people, (PersonKind.CHILD, PersonKind.CAREGIVER, PersonKind.CAREGIVER), (None, *Role), strict=False
            ):
                self._work.people.put(
                    Person(
                        person,
                        code,
                        kind,
                        role,
                        self.text(1),
                        born if kind is PersonKind.CHILD else None,
                        has_responsibility=role is not None,
                    )
                )
            self._people[code] = people

    def _add_visits(self) -> None:
        for n in range(self._size.visits):
            family = self._families[n % len(self._families)]
            first, last = family.opened_on or TODAY, family.closed_on or TODAY + timedelta(20)
            day = first + timedelta(self._rng.randrange((last - first).days + 1))
            visit = Visit(
                id=VisitId(self._id()),
                family=family.code,
                starts_at=self._at(day, self._rng.randrange(8, 16)).replace(tzinfo=None),
                kind=self._rng.choice(list(VisitKind)),
                state=VisitState.PLANNED if day >= TODAY else VisitState.HELD,
                minutes=None if day >= TODAY else 50,
                took_part=frozenset(self._people[family.code][:2]),
            )
            self._work.visits.put(visit)
            self._visits.append(visit)

    def _add_recordings(self) -> None:
        held = [visit for visit in self._visits if visit.state is VisitState.HELD]
        for visit in self._rng.sample(held, self._size.recordings):
            recording = Recording(
                id=RecordingId(self._id()),
                family=visit.family,
                source_kind=SourceKind.AVCHD,
                state=RecordingState.READY,
                imported_at=visit.starts_at.replace(tzinfo=UTC) + timedelta(hours=4),
                size_bytes=300_000_000,
                filmed_at=visit.starts_at,
                duration_us=600_000_000,
                picture=Picture(1440, 1080, 4, 3),
                has_sound=True,
            )
            self._work.recordings.put(recording)
            self._work.visits.link(VisitFilm(visit.id, recording.id, False))
            for person in self._people[visit.family][:2]:
                self._work.appearances.put(Appearance(recording.id, person))
            self._recordings.append(recording)
            if len(self._recordings) % 100 == 0:
                self._work.holds.place(Hold(HoldId(self._id()), recording.id, self.text(5), "K. Lie", recording.imported_at))
        used = self._rng.sample(self._recordings, self._size.recordings // 2)
        visits_of: dict[FamilyCode, list[Visit]] = {}
        for visit in held:
            visits_of.setdefault(visit.family, []).append(visit)
        for recording in used:
            self._work.visits.link(VisitFilm(self._rng.choice(visits_of[recording.family]).id, recording.id, True))

    def _add_marks_and_clips(self) -> None:
        looked_at = self._recordings[: len(self._recordings) * 49 // 50]
        for n in range(self._size.marks):
            note = self.text(self._rng.randrange(2, 8)) if n % 3 == 0 else ""
            start = self._rng.randrange(600_000_000)
            self._work.marks.put(
                Mark(MarkId(self._id()), self._rng.choice(looked_at).id, self._rng.choice(MOMENTS).id, start, start + 2_000_000, note)
            )
        for n in range(self._size.clips):
            start = self._rng.randrange(600_000_000)
            self._work.clips.put(
                Clip(ClipId(self._id()), self._rng.choice(looked_at).id, start, start + 9_000_000, self.text(3), position=n % 4)
            )

    def _add_notes(self) -> None:
        held = [visit for visit in self._visits if visit.state is VisitState.HELD]
        for n, visit in enumerate(self._rng.sample(held, self._size.notes)):
            at = visit.starts_at.replace(tzinfo=UTC) + timedelta(hours=2)
            signed_at = None if n % 500 == 0 else at
            exported_at = at if signed_at and n % 2 else None
            words = (self.text(self._rng.randrange(10, 30)), self.text(12), self.text(8), self.text(5))
            self._work.notes.put(Note(NoteId(self._id()), visit.id, at, *words, signed_at, exported_at))

    def _add_consents(self) -> None:
        texts = {
            purpose: ConsentText(ConsentTextId(self._id()), purpose, "nb", 1, self.text(80), self._at(date(2020, 1, 1)))
            for purpose in Purpose
        }
        for text in texts.values():
            self._work.ledger.add_text(text)
        for family in self._families:
            for person in self._people[family.code][:2]:
                for purpose in (Purpose.SERVICE, Purpose.FILM, Purpose.REPLAY):
                    self._work.ledger.add(
                        Consent(
                            id=ConsentId(self._id()),
                            family=family.code,
                            person=person,
                            purpose=purpose,
                            text=texts[purpose].id,
                            giver=self._people[family.code][1],
                            given_at=family.added_at,
                            expires_on=TODAY + timedelta(self._rng.randrange(-300, 300)),
                            strokes="120,300 130,310 140,330;" * 10,
                        )
                    )

    def _add_audit(self) -> None:
        for _ in range(self._size.audit):
            recording = self._rng.choice(self._recordings)
            self._work.audit.append(recording.imported_at, self._rng.choice([Deed.OPENED, Deed.PLAYED]), recording.family, recording.id)

"""Makes a store to keep, one for each schema ever shipped: `python -m tests.storage.keep_store tests/samples/kept/NNNN`.

Every later program must open it and find the same in it (`test_kept_stores.py`).
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.card import CardFilm, CardFilmState
from app.domain.clip import Clip, Intent
from app.domain.consent import Consent, ConsentText, OtherParent, Purpose, SignedHow
from app.domain.episode import Change, Episode, GoalChange, Hours, OutcomeMeasure, ReferralSource, StaffHours, Transfer, TransferKind
from app.domain.errors import ErrorCode
from app.domain.family import Adaptation, ClosureReason, Family, FamilyState, Person, PersonKind, Role
from app.domain.ids import (
    BatchId,
    CardId,
    ClipId,
    ConsentId,
    ConsentTextId,
    HoldId,
    HoursId,
    MarkId,
    NoteId,
    PersonId,
    ReceiptId,
    RecordId,
    RecordingId,
    TransferId,
    VisitId,
)
from app.domain.mark import Mark
from app.domain.outbox import Document, DocumentKind, DocumentState, Kept, KeptState, Parcel, Revision, SentItem
from app.domain.receipt import DeletionRule, Receipt, Unreached
from app.domain.recording import Picture, Recording, RecordingState, Scan, SourceKind
from app.domain.retention import Hold
from app.domain.summary import SummaryKind
from app.domain.visit import Note, Visit, VisitFilm, VisitKind, VisitPlace, VisitState
from storage.layout import BALLAST
from storage.practice import create_practice_vault
from storage.work import VaultWork
from tests.storage.making import FAMILY, NOW

FILM = bytes(range(256)) * 400
INDEX = b"an index of some kind"
RECORDING = Recording(
    id=RecordingId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a001"),
    family=FAMILY,
    source_kind=SourceKind.AVCHD,
    state=RecordingState.READY,
    imported_at=NOW,
    size_bytes=len(FILM),
    filmed_at=NOW.replace(tzinfo=None) - timedelta(days=1),
    duration_us=61_000_000,
    picture=Picture(1440, 1080, 4, 3, 0, Scan.TOP_FIRST),
    has_sound=True,
    problems=(ErrorCode.FILM_TRUNCATED,),
    rotation_extra_deg=180,
)
# Since 0002: a film whose taking a kill broke off. (And a note of consent, until 0003; the table went with 0004.)
TAKEN = bytes(range(255, -1, -1)) * 300
FILMING = replace(
    RECORDING,
    id=RecordingId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a005"),
    source_kind=SourceKind.LIVE,
    state=RecordingState.FILMING,
    size_bytes=0,
    filmed_at=NOW.replace(tzinfo=None) - timedelta(days=2),
    duration_us=0,
    picture=None,
    has_sound=False,
    problems=(),
    rotation_extra_deg=0,
)
MARK = Mark(MarkId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a002"), RECORDING.id, "explores", 1_000_000, 2_500_000, "ser på lampen")
CLIP = Clip(ClipId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a003"), RECORDING.id, 900_000, 3_000_000, "lampen", Intent.SHOW, 1)
CARD_FILM = CardFilm(CardId("card"), "ab" * 32, RECORDING.id, CardFilmState.VERIFIED, NOW, "CANON")
RECEIPT = Receipt(
    ReceiptId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a004"),
    FAMILY,
    DeletionRule.ON_REQUEST,
    NOW,
    NOW + timedelta(seconds=1),
    9,
    8,
    7,
    6,
    (Unreached.CARD_NOT_WIPED,),
)

# Since 0003: a family and what is known of it.
FULL_FAMILY = Family(
    FAMILY,
    NOW,
    FamilyState.CLOSED,
    "Nordahl",
    "tigrinja",
    True,
    frozenset({Adaptation.HEARING, Adaptation.SENSORY}),
    date(2026, 3, 1),
    date(2026, 11, 20),
    ClosureReason.STEPPED_DOWN,
)
BABY = Person(PersonId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a006"), FAMILY, PersonKind.CHILD, None, "Åse", date(2026, 4, 1), date(2026, 5, 2))
MOTHER = Person(PersonId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a007"), FAMILY, PersonKind.CAREGIVER, Role.MOTHER, "Berit", has_responsibility=True)
VISIT = Visit(
    VisitId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a008"),
    FAMILY,
    NOW.replace(tzinfo=None) - timedelta(days=1, minutes=30),
    VisitKind.COMBINED,
    VisitPlace.CLINIC,
    VisitState.HELD,
    55,
    20,
    9,
    3,
    frozenset({BABY.id, MOTHER.id}),
)
VISIT_FILMS = [VisitFilm(VISIT.id, RECORDING.id, used) for used in (False, True)]
NOTE = Note(NoteId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a009"), VISIT.id, NOW, "så mye ro", "«hun ser på meg»", "bading", "stell", NOW, NOW)
ADDENDUM = Note(NoteId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a00a"), VISIT.id, NOW + timedelta(hours=1), "tillegg", addendum_to=NOTE.id)
TEXT = ConsentText(ConsentTextId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a00b"), Purpose.SHARE, "nb", 1, "Filmen deles med {hvem}.", NOW)
CONSENT = Consent(
    ConsentId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a00c"),
    FAMILY,
    BABY.id,
    Purpose.SHARE,
    TEXT.id,
    MOTHER.id,
    NOW,
    date(2027, 4, 1),
    "barnevernet",
    SignedHow.PAPER,
    "arkivet",
    "1,2 3,4;5,6",
    True,
    OtherParent.INFORMED,
    NOW + timedelta(days=2),
)
APPEARANCES = [Appearance(RECORDING.id, MOTHER.id), Appearance(RECORDING.id, BABY.id, 1_000_000, 2_000_000)]
HOLD = Hold(HoldId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a00d"), RECORDING.id, "bekymring", "K. Lie", NOW)
ERASED = "5d1a4a3e9c1b4f0fb0a0f3c9d7e6a00e"

# Since 0005: what is counted of an episode, and what waits for the team base or left for it.
TRANSFER_ID = TransferId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a00f")
HOURS = Hours(HoursId("5d1a4a3e9c1b4f0fb0a0f3c9d7e6a010"), StaffHours.SUPERVISION, date(2026, 11, 3), 90)
BODY = b'{"record":"as it was sent"}'
RECORD = RecordId("8d0bbd35-2f7a-4f0c-9d2c-1c6d7c3b2a11")
REVISION = Revision(RECORD, 1, BODY, hashlib.sha256(BODY).hexdigest(), tried=True)
KEPT = Kept(RECORD, SummaryKind.VISIT, VISIT.id, FAMILY, KeptState.SENT, made=1, sent=1, stored=7)
PARCEL = Parcel(BatchId("0b6cb6f8-6a39-4c0e-a6b5-0d0d27a1f0aa"), NOW, "ab" * 32, "TRO01", "cd" * 32)
SIGNED_RECEIPT = b"the base's words and its signature"
POLICY = Document(DocumentKind.POLICY, 2, 5, b"rules", b"signature", DocumentState.IN_FORCE)


def told(episode: Episode) -> Episode:
    """The episode with all that may be told of one."""
    return replace(
        episode,
        referred_on=date(2026, 2, 20),
        referral=ReferralSource.MIDWIFE,
        stressors=3,
        outcomes=MappingProxyType({OutcomeMeasure.INTERACTION: Change.IMPROVED, OutcomeMeasure.LOCAL_1: Change.SAME}),
        goal_change=GoalChange.NEARER,
    )


def keep_outbox(work: VaultWork) -> None:
    current = work.episodes.current(FAMILY)
    assert current is not None
    work.episodes.put(told(current))
    work.episodes.put_transfer(Transfer(TRANSFER_ID, current.id, TransferKind.STEP_DOWN, date(2026, 9, 1)))
    work.hours.put(HOURS)
    work.outbox.keep(KEPT)
    work.outbox.put_revision(REVISION)
    work.departures.append(PARCEL, [SentItem(RECORD, 1, REVISION.digest, BODY)])
    work.departures.received(PARCEL.batch, NOW + timedelta(seconds=2), SIGNED_RECEIPT)
    work.documents.put(POLICY)


def keep_family(work: VaultWork) -> None:
    work.families.put(FULL_FAMILY)
    for person in (BABY, MOTHER):
        work.people.put(person)
    work.visits.put(VISIT)
    for film in VISIT_FILMS:
        work.visits.link(film)
    for note in (NOTE, ADDENDUM):
        work.notes.put(note)
    work.ledger.add_text(TEXT)
    work.ledger.add(CONSENT)
    for appearance in APPEARANCES:
        work.appearances.put(appearance)
    work.holds.place(HOLD)
    work.erased.add([ERASED], NOW)
    work.audit.append(NOW, Deed.FILMED, FAMILY, RECORDING.id)
    work.audit.append(NOW, Deed.CLOCK_CONFIRMED)


def keep(folder: Path) -> None:
    vault = create_practice_vault(folder)
    with vault.work() as work:
        work.families.add(FAMILY, NOW)
        work.recordings.put(RECORDING)
        work.marks.put(MARK)
        work.clips.put(CLIP)
        work.cards.put(CARD_FILM)
        work.receipts.add(RECEIPT)
        work.settings.put("pre_roll_ms", "2000")
        keep_family(work)
        keep_outbox(work)
        work.commit()
    writer = vault.create_reel(RECORDING.id)
    writer.append(FILM)
    writer.finish()
    writer.close()
    reel = vault.open_reel(RECORDING.id)
    reel.put_extra("index", INDEX)
    reel.close()
    taking = vault.create_reel(FILMING.id, lambda work: work.recordings.put(FILMING))
    for at in range(0, len(TAKEN), 30_000):
        taking.append(TAKEN[at : at + 30_000])
        taking.flush_tail()
    vault.close()
    for spare in (folder / BALLAST, folder / "lock", *(folder / "reels").glob("*-journal")):
        spare.unlink()


if __name__ == "__main__":
    keep(Path(sys.argv[1]))

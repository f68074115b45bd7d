"""Makes a store to keep, one for each schema ever shipped: `python -m tests.storage.keep_store tests/samples/kept/NNNN`.

Every later program must open it and find the same in it (`test_kept_stores.py`).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app.domain.card import CardFilm, CardFilmState
from app.domain.clip import Clip, Intent
from app.domain.errors import ErrorCode
from app.domain.ids import CardId, ClipId, MarkId, ReceiptId, RecordingId
from app.domain.mark import Mark
from app.domain.receipt import DeletionRule, Receipt, Unreached
from app.domain.recording import Picture, Recording, RecordingState, Scan, SourceKind
from storage.layout import BALLAST
from storage.practice import create_practice_vault
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
# Since 0002: a film whose taking a kill broke off, and a note of consent.
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
        work.consents.note(FAMILY, NOW)
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

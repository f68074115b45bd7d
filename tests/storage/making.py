"""Vaults, recordings and reels for the tests of the store: real SQLCipher, cheap keys."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.clip import Clip
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import ClipId, FamilyCode, MarkId, ReceiptId, RecordingId, new_id
from app.domain.mark import Mark
from app.domain.receipt import DeletionRule, Receipt
from app.domain.recording import Picture, Recording, RecordingState, SourceKind
from app.ports import CHUNK_BYTES
from storage.device_secret import DeviceSecrets
from storage.kdf import PRACTICE
from storage.vault import NewVault, Vault, create_vault
from tests.fakes.secrets import MemorySecrets

PASSPHRASE = "svale rogn fjord lykt måne tind"
FAMILY = FamilyCode("K7Q2M")
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class FixedClock:
    """Fulfils `app.ports.Clock`: each look is a second later."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def running(self) -> None:
        """Not told."""


def make_vault(folder: Path, device: DeviceSecrets | None = None, passphrase: str = PASSPHRASE) -> NewVault:
    return create_vault(folder, passphrase, device or MemorySecrets(), argon=PRACTICE)


def add_recording(vault: Vault, marks: int = 0, clips: int = 0, note: str = "", state: RecordingState = RecordingState.READY) -> Recording:
    """A recording in the vault, with marks and clips, without a reel."""
    recording = Recording(
        id=RecordingId(new_id()),
        family=FAMILY,
        source_kind=SourceKind.FILE,
        state=state,
        imported_at=NOW,
        size_bytes=0,
        duration_us=60_000_000,
        picture=Picture(1440, 1080, 4, 3),
    )
    with vault.work() as work:
        work.families.add(FAMILY, NOW)
        work.recordings.put(recording)
        for n in range(marks):
            work.marks.put(Mark(MarkId(new_id()), recording.id, "invites", n * 1000, note=note))
        for n in range(clips):
            work.clips.put(Clip(ClipId(new_id()), recording.id, n * 1000, n * 1000 + 500, title=note))
        work.commit()
    return recording


def footage(chunks: float, seed: int = 1) -> bytes:
    """Random bytes, the same for the same seed."""
    return random.Random(seed).randbytes(int(chunks * CHUNK_BYTES))


def add_reel(vault: Vault, recording: Recording, data: bytes) -> None:
    """A finished reel of these bytes."""
    writer = vault.create_reel(recording.id)
    writer.append(data)
    writer.finish()
    writer.close()


def read_whole(vault: Vault, recording: RecordingId) -> bytes:
    reel = vault.open_reel(recording)
    try:
        return b"".join(reel.read_at(at, CHUNK_BYTES) for at in range(0, reel.size_bytes, CHUNK_BYTES))
    finally:
        reel.close()


def receipt_for(recording: Recording, marks: int = 0, clips: int = 0) -> Receipt:
    return Receipt(
        ReceiptId(new_id()), recording.family, DeletionRule.ON_REQUEST, NOW, NOW, recording.size_bytes, recording.duration_us, marks, clips
    )


def nothing(done: int, total: int) -> None:
    """Progress nobody looks at."""


def code_when(call: Callable[[], object]) -> ErrorCode:
    """The code of the circumstance that `call` meets; no foreign error may hang on it, for that could carry a path or a name."""
    with pytest.raises(Circumstance) as caught:
        call()
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value.code

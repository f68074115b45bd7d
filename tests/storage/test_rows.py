"""Each repository gives back what it was given, field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.domain.card import CardFilm, CardFilmState
from app.domain.clip import Clip, Intent
from app.domain.errors import Bug, ErrorCode
from app.domain.ids import CardId, ClipId, FamilyCode, MarkId, ReceiptId, RecordingId, new_id
from app.domain.mark import Mark
from app.domain.receipt import DeletionRule, Receipt, Unreached
from app.domain.recording import Picture, Recording, RecordingState, Scan, SourceKind
from storage.vault import Vault
from tests.storage.making import FAMILY, NOW, add_recording

FULL = Recording(
    id=RecordingId(new_id()),
    family=FAMILY,
    source_kind=SourceKind.AVCHD,
    state=RecordingState.PREPARING,
    imported_at=NOW + timedelta(microseconds=123456),
    size_bytes=1 << 40,
    filmed_at=datetime(2026, 11, 20, 9, 30, 0, 5),
    duration_us=3_600_000_000,
    picture=Picture(1440, 1080, 4, 3, 90, Scan.TOP_FIRST),
    has_sound=True,
    problems=(ErrorCode.FILM_TRUNCATED, ErrorCode.FILM_DAMAGED),
    rotation_extra_deg=270,
)
BARE = Recording(RecordingId(new_id()), FAMILY, SourceKind.FILE, RecordingState.COPYING, NOW, 0)


@pytest.mark.parametrize("recording", [FULL, BARE])
def test_recordings(vault: Vault, recording: Recording) -> None:
    with vault.work() as work:
        work.families.add(FAMILY, NOW)
        work.recordings.put(recording)
        assert work.recordings.get(recording.id) == recording
        work.recordings.set_state(recording.id, RecordingState.READY)
        assert work.recordings.get(recording.id) == replace(recording, state=RecordingState.READY)
        assert work.recordings.get(RecordingId("none")) is None


def test_times_in_other_zones_come_back_as_the_same_moment(vault: Vault) -> None:
    elsewhere = datetime(2026, 6, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    with vault.work() as work:
        work.families.add(FAMILY, elsewhere)
        work.recordings.put(replace(BARE, imported_at=elsewhere))
        found = work.recordings.get(BARE.id)
        assert found is not None
        assert found.imported_at == elsewhere
        assert found.imported_at.tzinfo is UTC


def test_recordings_newest_filmed_first_and_by_family(vault: Vault) -> None:
    other = FamilyCode("B2B")
    days = [3, 1, 2]
    with vault.work() as work:
        for family in (FAMILY, other):
            work.families.add(family, NOW)
        for day in days:
            work.recordings.put(replace(BARE, id=RecordingId(f"r{day}"), filmed_at=datetime(2026, 11, day)))
        work.recordings.put(replace(BARE, id=RecordingId("other"), family=other))
        assert [one.id for one in work.recordings.all(FAMILY)] == ["r3", "r2", "r1"]
        assert [one.id for one in work.recordings.all(other)] == ["other"]
        assert len(work.recordings.all()) == 4


def test_a_recording_of_an_unknown_family_is_a_bug(vault: Vault) -> None:
    with vault.work() as work, pytest.raises(Bug):
        work.recordings.put(BARE)


def test_marks(vault: Vault) -> None:
    recording = add_recording(vault).id
    late = Mark(MarkId("late"), recording, "explores", 9_000_000, 12_000_000, "ser på lampen 🙂")
    early = Mark(MarkId("early"), recording, "invites", 1)
    with vault.work() as work:
        work.marks.put(late)
        work.marks.put(early)
        assert work.marks.of(recording) == [early, late]
        work.marks.put(replace(late, end_us=None, note=""))
        assert work.marks.get(late.id) == replace(late, end_us=None, note="")
        work.marks.remove(early.id)
        work.marks.remove(early.id)
        assert work.marks.get(early.id) is None


def test_clips(vault: Vault) -> None:
    recording = add_recording(vault).id
    clips = [Clip(ClipId(f"c{n}"), recording, n, n + 10, f"tittel {n}", intent, 3 - n) for n, intent in enumerate(Intent)]
    with vault.work() as work:
        for clip in clips:
            work.clips.put(clip)
        assert work.clips.of(recording) == clips[::-1]
        assert work.clips.get(clips[0].id) == clips[0]
        work.clips.remove(clips[0].id)
        assert work.clips.get(clips[0].id) is None


def test_card_films(vault: Vault) -> None:
    recording = add_recording(vault).id
    film = CardFilm(CardId("card"), "key", recording, CardFilmState.COPIED, NOW, "CANON")
    with vault.work() as work:
        work.cards.put(film)
        assert work.cards.by_key("key") == work.cards.not_wiped() == [film]
        work.cards.set_state(film.card, "key", CardFilmState.ERASED)
        assert work.cards.not_wiped() == []
        work.cards.put(replace(film, recording=RecordingId("not in the vault")))
        assert work.cards.by_key("key") == []
        assert len(work.cards.not_wiped()) == 1
        work.cards.forget(film.card, "key")
        work.cards.forget(film.card, "key")
        assert work.cards.not_wiped() == []


def test_receipts_newest_first_and_once(vault: Vault) -> None:
    receipts = [
        Receipt(ReceiptId(f"r{n}"), FAMILY, rule, NOW, NOW + timedelta(days=n), n, n, n, n, tuple(Unreached)[: n % 2])
        for n, rule in enumerate(DeletionRule)
    ]
    with vault.work() as work:
        for receipt in [*receipts, receipts[0]]:
            work.receipts.add(receipt)
        assert work.receipts.all() == receipts[::-1]


def test_settings(vault: Vault) -> None:
    with vault.work() as work:
        assert work.settings.get("pin") is None
        work.settings.put("pin", "1")
        work.settings.put("pin", "2")
        assert work.settings.get("pin") == "2"

"""Every store ever shipped opens in this program, and holds what it held."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.domain.episode import Transfer, TransferKind
from app.domain.outbox import DocumentKind
from app.domain.summary import SummaryKind
from storage.check import check_open_vault
from storage.migrations import scripts
from storage.practice import open_practice_vault
from storage.work import VaultWork
from tests.storage.keep_store import (
    ADDENDUM,
    APPEARANCES,
    BABY,
    CARD_FILM,
    CLIP,
    CONSENT,
    ERASED,
    FILM,
    FILMING,
    FULL_FAMILY,
    HOLD,
    HOURS,
    INDEX,
    MARK,
    MOTHER,
    NOTE,
    PARCEL,
    POLICY,
    RECEIPT,
    RECORDING,
    REVISION,
    SIGNED_RECEIPT,
    TAKEN,
    TEXT,
    TRANSFER_ID,
    VISIT,
    VISIT_FILMS,
    told,
)
from tests.storage.keep_store import (
    KEPT as KEPT_RECORD,
)
from tests.storage.making import FAMILY, nothing, read_whole

KEPT = Path(__file__).parent.parent / "samples" / "kept"
# How the episode (in 2026) and the visit of the kept store 0005 are named at the team base, for ever.
NAMES = ("9af33bb5-e5e0-4982-aa3d-7803fee8a44e", "f38fb04c-8f2d-458e-8a0f-24225ba4cc05")
STORES = sorted(folder.name for folder in KEPT.iterdir())


def test_each_schema_has_its_store() -> None:
    assert [f"{number:04}" for number in range(1, len(scripts()) + 1)] == STORES


@pytest.mark.parametrize("name", STORES)
def test_it_opens_and_holds_what_it_held(name: str, tmp_path: Path) -> None:
    assert_it_holds_what_it_held(Path(shutil.copytree(KEPT / name, tmp_path / "vault")), name)


def assert_it_holds_what_it_held(folder: Path, name: str) -> None:
    vault = open_practice_vault(folder)
    assert name >= "0003" or vault.owes_tidying(), "programs before that left in the pages what they deleted"
    with vault.work() as work:
        assert work.families.all() == [FAMILY]
        assert work.recordings.all() == ([RECORDING, FILMING] if name >= "0002" else [RECORDING])
        assert work.marks.of(RECORDING.id) == [MARK]
        assert work.clips.of(RECORDING.id) == [CLIP]
        assert work.cards.not_wiped() == [CARD_FILM]
        assert work.receipts.all() == [RECEIPT]
        assert work.settings.get("pre_roll_ms") == "2000"
        if name >= "0003":
            assert_family_is_kept(work)
        assert_episode_is_kept(work, name)
        if name >= "0005":
            assert_outbox_is_kept(work)
        assert [(hit.id, hit.family, hit.text) for hit in work.search.find("lamp")] == [
            (CLIP.id, FAMILY, "lampen"),
            (MARK.id, FAMILY, "ser på lampen"),
        ]
    reel = vault.open_reel(RECORDING.id)
    assert reel.read_at(0, len(FILM) + 1) == FILM
    assert reel.extra("index") == INDEX
    reel.close()
    assert check_open_vault(vault, nothing) == []
    if name >= "0002":
        writer = vault.resume_reel(FILMING.id)
        assert writer.flushed_bytes == len(TAKEN)
        writer.finish()
        writer.close()
        assert read_whole(vault, FILMING.id) == TAKEN
        assert check_open_vault(vault, nothing) == []
    vault.close()


def assert_family_is_kept(work: VaultWork) -> None:
    assert work.families.get(FAMILY) == FULL_FAMILY
    assert work.people.of(FAMILY) == [BABY, MOTHER]
    assert work.visits.of(FAMILY) == [VISIT]
    assert work.visits.films_of(FAMILY) == VISIT_FILMS
    assert work.notes.of(FAMILY) == [NOTE, ADDENDUM]
    assert work.ledger.text(TEXT.id) == TEXT
    assert work.ledger.of(FAMILY) == [CONSENT]
    assert work.appearances.of(RECORDING.id) == APPEARANCES
    assert work.holds.standing() == [HOLD]
    assert work.erased.all() == {ERASED}
    assert [entry.subject for entry in work.audit.last(9)] == ["", RECORDING.id]
    assert work.audit.fault() is None
    assert [hit.id for hit in work.search.find("sÅ", FAMILY)] == [NOTE.id]


def assert_episode_is_kept(work: VaultWork, name: str) -> None:
    """Those of earlier programs get the episode that the family's entry speaks of; what was held or ended before is due."""
    [episode] = work.episodes.of(FAMILY)
    days = (FULL_FAMILY.opened_on, FULL_FAMILY.closed_on, FULL_FAMILY.closure_reason) if name >= "0003" else (None, None, None)
    assert (episode.opened_on, episode.closed_on, episode.closure) == days
    due = {(one.kind, one.about) for one in work.outbox.due(99)}
    counted = {(SummaryKind.VISIT, VISIT.id), (SummaryKind.EPISODE, episode.id)} if name >= "0003" else set()
    since = {(SummaryKind.TRANSFER, TRANSFER_ID), (SummaryKind.HOURS, HOURS.id)} if name >= "0005" else set()
    assert due == counted | since


def assert_outbox_is_kept(work: VaultWork) -> None:
    episode = work.episodes.current(FAMILY)
    assert episode is not None
    assert episode == told(episode)
    assert work.episodes.transfers(FAMILY) == [Transfer(TRANSFER_ID, episode.id, TransferKind.STEP_DOWN, date(2026, 9, 1))]
    assert work.hours.between(HOURS.on, HOURS.on) == [HOURS]
    assert work.outbox.kept(KEPT_RECORD.record) == KEPT_RECORD
    assert work.outbox.revision(KEPT_RECORD.record, 1) == REVISION
    [departure] = work.departures.last(9)
    assert (departure.parcel, departure.receipt) == (PARCEL, SIGNED_RECEIPT)
    assert work.departures.fault() is None
    assert work.documents.in_force(DocumentKind.POLICY) == POLICY
    assert (work.episodes.token(episode.id, 2026), work.outbox.record_of(SummaryKind.VISIT, VISIT.id)) == NAMES

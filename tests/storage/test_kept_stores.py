"""Every store ever shipped opens in this program, and holds what it held."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

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
    INDEX,
    MARK,
    MOTHER,
    NOTE,
    RECEIPT,
    RECORDING,
    TAKEN,
    TEXT,
    VISIT,
    VISIT_FILMS,
)
from tests.storage.making import FAMILY, nothing, read_whole

KEPT = Path(__file__).parent.parent / "samples" / "kept"
STORES = sorted(folder.name for folder in KEPT.iterdir())


def test_each_schema_has_its_store() -> None:
    assert [f"{number:04}" for number in range(1, len(scripts()) + 1)] == STORES


@pytest.mark.parametrize("name", STORES)
def test_it_opens_and_holds_what_it_held(name: str, tmp_path: Path) -> None:
    vault = open_practice_vault(Path(shutil.copytree(KEPT / name, tmp_path / "vault")))
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

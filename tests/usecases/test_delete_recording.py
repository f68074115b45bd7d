"""Deleting on request: what would go is told first, the receipt says what went and what could not be reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.card import CardFilm, CardFilmState
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import CardId, RecordingId
from app.domain.receipt import DeletionRule, Unreached
from app.usecases.delete_recording import delete_recording, finish_deletions, foresee_loss
from storage import destruction
from storage.vault import Vault
from tests.storage.making import NOW, FixedClock, add_recording, add_reel, footage, make_vault, receipt_for


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    vault = make_vault(tmp_path / "vault").vault
    yield vault
    vault.close()


@pytest.mark.parametrize(("state", "unreached"), [(CardFilmState.VERIFIED, (Unreached.CARD_NOT_WIPED,)), (CardFilmState.ERASED, ())])
def test_the_loss_is_foreseen_and_the_receipt_tells_the_same(vault: Vault, state: CardFilmState, unreached: tuple[Unreached, ...]) -> None:
    recording = add_recording(vault, marks=4, clips=2)
    add_reel(vault, recording, footage(1))
    with vault.work() as work:
        work.cards.put(CardFilm(CardId("card"), "key", recording.id, state, NOW))
        work.commit()
    loss = foresee_loss(vault, recording.id)
    assert (loss.recording, loss.marks, loss.clips, loss.unreached) == (recording, 4, 2, unreached)
    receipt = delete_recording(vault, FixedClock(), recording.id)
    assert (receipt.marks, receipt.clips, receipt.unreached, receipt.rule) == (4, 2, unreached, DeletionRule.ON_REQUEST)
    assert receipt.film_duration_us == recording.duration_us
    with vault.work() as work:
        assert work.receipts.all() == [receipt]
        assert work.recordings.all() == []
        assert len(work.cards.not_wiped()) == len(unreached)
        assert work.cards.by_key("key") == []


def test_what_is_not_there_cannot_be_deleted(vault: Vault) -> None:
    for act in (lambda: foresee_loss(vault, RecordingId("none")), lambda: delete_recording(vault, FixedClock(), RecordingId("none"))):
        with pytest.raises(Circumstance) as caught:
            act()
        assert caught.value.code is ErrorCode.REEL_MISSING


def test_start_up_finishes_all_that_was_asked_for(vault: Vault) -> None:
    kept, *gone = (add_recording(vault) for _ in range(3))
    for recording in gone:
        add_reel(vault, recording, footage(1))
        destruction.intend(vault, recording.id, receipt_for(recording))
    assert sorted(finish_deletions(vault, FixedClock())) == sorted(recording.id for recording in gone)
    assert finish_deletions(vault, FixedClock()) == []
    with vault.work() as work:
        assert [recording.id for recording in work.recordings.all()] == [kept.id]
        receipts = work.receipts.all()
    assert len(receipts) == 2
    assert all(receipt.finished_at > receipt.asked_at for receipt in receipts)

"""Deleting on request: the way of every deletion; the receipt says what went and what could not be reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.audit import Deed
from app.domain.card import CardFilm, CardFilmState
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import CardId, HoldId, RecordingId
from app.domain.receipt import DeletionRule, Receipt, Unreached
from app.domain.retention import Hold
from app.usecases.delete_recording import delete_recording, finish_deletions, purge_now
from app.usecases.destroy_films import order, orders
from storage import destruction
from storage.vault import Vault
from tests.storage.making import NOW, FixedClock, add_recording, add_reel, code_when, footage, make_vault, receipt_for
from tests.usecases.caring import Home
from tests.usecases.test_film_full_disk import small_disk


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    vault = make_vault(tmp_path / "vault").vault
    yield vault
    vault.close()


@pytest.mark.parametrize(("state", "unreached"), [(CardFilmState.VERIFIED, (Unreached.CARD_NOT_WIPED,)), (CardFilmState.ERASED, ())])
def test_the_receipt_tells_what_went_and_what_could_not_be_reached(
    vault: Vault, state: CardFilmState, unreached: tuple[Unreached, ...]
) -> None:
    recording = add_recording(vault, marks=4, clips=2)
    add_reel(vault, recording, footage(1))
    with vault.work() as work:
        work.cards.put(CardFilm(CardId("card"), "key", recording.id, state, NOW))
        work.commit()
    receipt = delete_recording(vault, FixedClock(), recording.id)
    assert (receipt.marks, receipt.clips, receipt.unreached, receipt.rule) == (4, 2, unreached, DeletionRule.ON_REQUEST)
    assert receipt.film_duration_us == recording.duration_us
    with vault.work() as work:
        assert work.receipts.all() == [receipt]
        assert work.recordings.all() == []
        assert len(work.cards.not_wiped()) == len(unreached)
        assert work.cards.by_key("key") == []


def test_it_is_written_down_and_never_comes_back(vault: Vault) -> None:
    recording = add_recording(vault, marks=1)
    add_reel(vault, recording, footage(1))
    delete_recording(vault, FixedClock(), recording.id)
    with vault.work() as work:
        assert [(one.deed, one.subject) for one in work.audit.of(recording.family)] == [(Deed.DELETED, recording.id)]
        assert work.erased.holds(recording.id)
        assert orders(work) == []
    assert not vault.owes_tidying()


def test_a_hold_keeps_it(vault: Vault) -> None:
    recording = add_recording(vault)
    add_reel(vault, recording, footage(1))
    with vault.work() as work:
        work.holds.place(Hold(HoldId("hold"), recording.id, "barnevern", "Kari", NOW))
        work.commit()
    with pytest.raises(Circumstance) as caught:
        delete_recording(vault, FixedClock(), recording.id)
    assert caught.value.code is ErrorCode.RECORDING_ON_HOLD
    with vault.work() as work:
        assert (work.receipts.all(), orders(work), work.audit.of(recording.family)) == ([], [], [])
    vault.open_reel(recording.id).close()


def test_what_was_to_go_already_keeps_its_reason(vault: Vault) -> None:
    recording = add_recording(vault)
    add_reel(vault, recording, footage(1))
    with vault.work() as work:
        order(work, [recording.id], DeletionRule.WITHDRAWAL, NOW)
        work.commit()
    assert delete_recording(vault, FixedClock(), recording.id).rule is DeletionRule.WITHDRAWAL


def test_another_film_that_cannot_go_now_is_no_trouble_of_this_one(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, recording = add_recording(vault), add_recording(vault)
    for one in (stuck, recording):
        add_reel(vault, one, footage(1))
    with vault.work() as work:
        order(work, [stuck.id], DeletionRule.WITHDRAWAL, NOW)
        work.commit()
    destroy = Vault.destroy_reel

    def refuse(self: Vault, which: RecordingId, receipt: Receipt) -> None:
        if which == stuck.id:
            raise Circumstance(ErrorCode.FOLDER_NOT_WRITABLE)
        destroy(self, which, receipt)

    monkeypatch.setattr(Vault, "destroy_reel", refuse)
    assert delete_recording(vault, FixedClock(), recording.id).rule is DeletionRule.ON_REQUEST
    with vault.work() as work:
        assert [one.id for one in work.recordings.all()] == [stuck.id]


@pytest.mark.parametrize("early", [False, True], ids=["on request", "before its day"])
def test_on_a_full_disk_it_has_the_room_that_was_put_aside(tmp_path: Path, early: bool) -> None:
    with small_disk(tmp_path / "disk") as (folder, fill, make_room):
        home = Home(folder / "vault")
        film = home.film()
        home.vault.checkpoint()
        fill()
        with home.vault.work() as work:
            work.settings.put("other", "x" * 100_000)
            assert code_when(work.commit) is ErrorCode.DISK_FULL
        if early:
            receipt = purge_now(home.vault, home.clock, film, DeletionRule.FORCED_NOT_NEEDED)
        else:
            receipt = delete_recording(home.vault, home.clock, film)
        assert (home.films(), receipt.marks, receipt.clips) == (set(), 2, 1)
        make_room()
        home.again()
        with home.vault.work() as work:
            assert (work.receipts.all(), orders(work)) == ([receipt], [])
        home.vault.close()


def test_what_is_not_there_cannot_be_deleted(vault: Vault) -> None:
    with pytest.raises(Circumstance) as caught:
        delete_recording(vault, FixedClock(), RecordingId("none"))
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

"""Restoring never brings back what was erased, whenever that was, and never undoes a withdrawal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.audit import Deed
from app.domain.consent import Purpose
from app.domain.errors import ErrorCode
from app.domain.family import ClosureReason, Family, Person, PersonKind, closed
from app.domain.ids import FamilyCode, PersonId, RecordingId, new_id
from app.domain.outbox import Due, KeptState
from app.domain.outbox import Kept as Outgoing
from app.domain.receipt import Unreached
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.summary import SummaryKind
from app.usecases.apply_retention import apply_retention
from app.usecases.back_up import back_up
from app.usecases.backups import last_backup
from app.usecases.delete_recording import delete_recording
from app.usecases.erase_family import erase_family
from app.usecases.erase_person import erase_person
from app.usecases.erase_visit import erase_visit
from app.usecases.former_ids import SETTING as FORMER_IDS
from app.usecases.look_at_film import open_film
from app.usecases.merge_families import merge_families
from app.usecases.place_hold import place_hold
from app.usecases.restore import Restore, Restored, restore
from app.usecases.withdraw_consent import withdraw_consent
from storage.device_secret import FileSecrets
from storage.kdf import PRACTICE
from storage.keeper import Keeper
from storage.layout import STORE
from storage.practice import practice_passphrase
from storage.restoring import open_backup
from storage.vault import Vault
from tests.fakes.secrets import MemorySecrets
from tests.storage.backing_up import Never
from tests.storage.making import PASSPHRASE, code_when, nothing, read_whole
from tests.storage.pages import plain_pages
from tests.usecases.caring import CODE, FATHER, MOTHER, NOON, TODAY, Home

MARKER = "kvitrende"


class Kept:
    """A home that is backed up, and what comes out of the backup on another machine."""

    def __init__(self, tmp_path: Path) -> None:
        self.home = Home(tmp_path / "vault")
        self.drive = tmp_path / "drive"
        self.drive.mkdir()
        self.new = tmp_path / "new"
        self.home.vault.close()
        self.passphrase = practice_passphrase(self.home.folder)
        self._keeper = Keeper(self.home.folder, FileSecrets(self.home.folder), PRACTICE)
        self.home.vault = self._keeper.open(self.passphrase)
        self.new_keeper = Keeper(self.new, MemorySecrets(), PRACTICE)
        self.came: Vault

    def back_up(self) -> Path:
        self.home.clock.turn(hours=1)
        return back_up(self.home.vault, self._keeper, self.home.clock, self.drive, self.passphrase, nothing, Never()).file

    def restore(self, file: Path) -> Restored:
        backup = open_backup(file, self.passphrase, is_code=False)
        try:
            done = restore(self.new_keeper, self.home.clock, Restore(backup, PASSPHRASE), nothing, Never())
        finally:
            backup.close()
        assert isinstance(done.store, Vault)
        self.came = done.store
        return done

    def since(self, deed: Callable[[], object]) -> Restored:
        """Back up, do this, back up again; then restore the first backup, which lies beside the second."""
        first = self.back_up()
        written = first.read_bytes()
        deed()
        self.back_up()
        assert not first.exists()
        (older := self.drive / "samspill-2020-01-01.backup").write_bytes(written)
        return self.restore(older)

    def close(self) -> None:
        self._keeper.close()
        self.new_keeper.close()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path)
    yield made
    made.close()


def test_a_film_deleted_after_the_backup_stays_away(kept: Kept) -> None:
    gone, stays = kept.home.film(), kept.home.film()
    came = kept.since(lambda: delete_recording(kept.home.vault, kept.home.clock, gone))
    assert (came.films, came.erased, came.missing) == (1, 1, 0)
    assert read_whole(kept.came, stays)
    with kept.came.work() as work:
        assert work.recordings.get(gone) is None
        assert work.erased.holds(gone)
        assert next((one.deed, one.subject) for one in work.audit.of(CODE)) == (Deed.DELETED, gone)
        assert work.audit.last(1)[0].deed is Deed.RESTORED
        assert work.audit.fault() is None


def test_a_film_withdrawn_after_the_backup_stays_away_and_so_does_the_consent(kept: Kept) -> None:
    kept.home.agree(FATHER)
    gone = kept.home.film(FATHER)
    came = kept.since(lambda: withdraw_consent(kept.home.vault, kept.home.clock, FATHER))
    assert came.erased == 1
    with kept.came.work() as work:
        assert work.recordings.get(gone) is None
        assert all(one.withdrawn_at is not None for one in work.ledger.of_people([FATHER]))


def test_a_consent_to_replay_that_was_withdrawn_is_not_given_again(kept: Kept) -> None:
    kept.home.agree(MOTHER)
    kept.home.agree(MOTHER, Purpose.REPLAY)
    film = kept.home.film(MOTHER)
    kept.since(lambda: withdraw_consent(kept.home.vault, kept.home.clock, MOTHER, [Purpose.REPLAY]))
    with kept.came.work() as work:
        held = {one.purpose: one.withdrawn_at for one in work.ledger.of_people([MOTHER])}
        assert held[Purpose.FILM] is None
        assert held[Purpose.REPLAY] is not None
        assert work.recordings.get(film) is not None


def test_an_erased_family_leaves_no_word_in_the_vault_that_comes_back(kept: Kept) -> None:
    """Looked for in every page of it, decrypted."""
    with kept.home.vault.work() as work:
        work.people.put(replace(work.people.of(CODE)[0], name=MARKER))
        work.commit()
    kept.home.visit(kept.home.film(marker=MARKER), marker=MARKER)
    came = kept.since(lambda: erase_family(kept.home.vault, kept.home.clock, CODE))
    assert (came.films, came.erased) == (0, 1)
    with kept.came.work() as work:
        assert work.families.all() == []
        assert work.recordings.all() == []
    assert not kept.came.owes_tidying()
    assert MARKER.encode() not in plain_pages(kept.new / STORE, kept.new_keeper._open_key().derived("store"))


def test_an_erased_person_and_an_erased_visit_stay_away(kept: Kept) -> None:
    film = kept.home.film()
    (visit, note), (other, _note) = kept.home.visit(film, marker=MARKER), kept.home.visit()

    def erase() -> None:
        erase_visit(kept.home.vault, kept.home.clock, visit, with_films=False)
        erase_person(kept.home.vault, kept.home.clock, FATHER)

    kept.since(erase)
    with kept.came.work() as work:
        assert work.visits.get(visit) is None
        assert work.notes.get(note) is None
        assert work.visits.get(other) is not None
        assert work.people.get(FATHER) is None
        assert work.people.get(MOTHER) is not None


def test_a_clip_and_a_note_that_the_rules_deleted_stay_away(kept: Kept) -> None:
    film = kept.home.film()
    kept.home.visit(film)
    _visit, note = kept.home.visit()
    with kept.home.vault.work() as work:
        family = work.families.get(CODE)
        assert family is not None
        work.families.put(closed(family, TODAY - timedelta(60), ClosureReason.COMPLETED))
        work.notes.exported(note, NOON - timedelta(30))
        work.commit()
    kept.since(lambda: apply_retention(kept.home.vault, kept.home.clock))
    with kept.came.work() as work:
        assert work.clips.of(film) == []
        assert work.notes.get(note) is None
        assert len(work.marks.of(film)) == 2


def test_a_film_that_was_put_on_hold_after_the_backup_comes_back_on_hold(kept: Kept) -> None:
    kept.home.agree(FATHER)
    film, withdrawn = kept.home.film(MOTHER), kept.home.film(FATHER)

    def hold() -> None:
        for one in (film, withdrawn):
            place_hold(kept.home.vault, kept.home.clock, one, "barnevern", "Kari", lambda: True)
        withdraw_consent(kept.home.vault, kept.home.clock, FATHER)

    kept.since(hold)
    with kept.came.work() as work:
        assert {(one.recording, one.reason, one.second) for one in work.holds.standing()} == {
            (film, "barnevern", "Kari"),
            (withdrawn, "barnevern", "Kari"),
        }
    for one in (film, withdrawn):
        assert code_when(lambda one=one: delete_recording(kept.came, kept.home.clock, one)) is ErrorCode.RECORDING_ON_HOLD  # type: ignore[misc]
    assert code_when(lambda: open_film(kept.came, kept.home.clock, withdrawn)) is ErrorCode.CONSENT_WITHDRAWN


@pytest.mark.parametrize("whole", [True, False])
def test_what_became_part_of_another_and_was_erased_with_it_stays_away(kept: Kept, whole: bool) -> None:
    """The backup knows two families, and the mother twice. Looked for in every page of it, decrypted."""
    other, again = FamilyCode("OTHER"), PersonId("again")
    with kept.home.vault.work() as work:
        here = work.families.get(CODE)
        assert here is not None
        name = MARKER if whole else ""
        work.families.put(replace(here, name=name))
        work.families.put(Family(other, NOON - timedelta(9), name=name))
        work.people.put(Person(again, other, PersonKind.CAREGIVER, name=MARKER))
        work.commit()

    def merge_and_erase() -> None:
        merge_families(kept.home.vault, kept.home.clock, CODE, other, {again: MOTHER})
        with kept.home.vault.work() as work:
            assert again in (work.settings.get(FORMER_IDS) or "")
        if whole:
            erase_family(kept.home.vault, kept.home.clock, CODE)
        else:
            erase_person(kept.home.vault, kept.home.clock, MOTHER)
        with kept.home.vault.work() as work:
            assert again not in (work.settings.get(FORMER_IDS) or "")

    kept.since(merge_and_erase)
    with kept.came.work() as work:
        assert work.families.all() == ([] if whole else [CODE, other])
        assert work.people.get(again) is None
        assert work.people.get(MOTHER) is None
    assert MARKER.encode() not in plain_pages(kept.new / STORE, kept.new_keeper._open_key().derived("store"))


def test_a_family_that_another_became_part_of_twice_over_is_known_all_the_way_back(kept: Kept) -> None:
    first, second = FamilyCode("FIRST"), FamilyCode("SECOND")
    with kept.home.vault.work() as work:
        for code in (first, second):
            work.families.put(Family(code, NOON, name=MARKER))
        work.commit()

    def merge_and_erase() -> None:
        merge_families(kept.home.vault, kept.home.clock, second, first)
        merge_families(kept.home.vault, kept.home.clock, CODE, second)
        erase_family(kept.home.vault, kept.home.clock, CODE)

    kept.since(merge_and_erase)
    with kept.came.work() as work:
        assert work.families.all() == []


def test_without_a_newer_list_what_the_backup_knows_holds(kept: Kept) -> None:
    """Erased before the backup: it is not in it at all."""
    gone = kept.home.film()
    delete_recording(kept.home.vault, kept.home.clock, gone)
    came = kept.restore(kept.back_up())
    assert (came.films, came.erased) == (0, 0)
    with kept.came.work() as work:
        assert work.erased.holds(gone)
        assert len(work.receipts.all()) == 1


def test_a_film_that_stays_on_the_camcorder_comes_back_with_its_marks(kept: Kept) -> None:
    marked = Recording(RecordingId(new_id()), CODE, SourceKind.CAMCORDER, RecordingState.READY, NOON, 0, duration_us=60_000_000)
    with kept.home.vault.work() as work:
        work.recordings.put(marked)
        work.commit()
    came = kept.restore(kept.back_up())
    assert (came.films, came.missing) == (0, 0)
    with kept.came.work() as work:
        assert work.recordings.all() == [marked]


def test_a_weak_passphrase_is_refused_before_anything_is_made(kept: Kept) -> None:
    backup = open_backup(kept.back_up(), kept.passphrase, is_code=False)
    weak = Restore(backup, "abc")
    assert code_when(lambda: restore(kept.new_keeper, kept.home.clock, weak, nothing, Never())) is ErrorCode.PASSPHRASE_TOO_WEAK
    backup.close()
    assert not kept.new.exists()


def test_that_there_is_a_backup_is_known_and_written_down(kept: Kept) -> None:
    with kept.home.vault.work() as work:
        assert last_backup(work) is None
    kept.back_up()
    with kept.home.vault.work() as work:
        assert last_backup(work) == kept.home.clock.now()
        assert work.audit.last(1)[0].deed is Deed.BACKED_UP


def test_a_receipt_says_that_a_backup_may_hold_the_film(kept: Kept) -> None:
    before = kept.home.film()
    assert delete_recording(kept.home.vault, kept.home.clock, kept.home.film()).unreached == ()
    file = kept.back_up()
    kept.home.clock.turn(hours=1)
    after = kept.home.film()
    assert delete_recording(kept.home.vault, kept.home.clock, before).unreached == (Unreached.BACKUP,)
    assert delete_recording(kept.home.vault, kept.home.clock, after).unreached == ()
    kept.restore(file)
    assert delete_recording(kept.came, kept.home.clock, before).unreached == (Unreached.BACKUP,)


def test_nothing_is_backed_up_while_a_film_is_being_taken(kept: Kept) -> None:
    film = kept.home.film_without_reel()
    writer = kept.home.vault.create_reel(film)
    assert code_when(kept.back_up) is ErrorCode.ALREADY_FILMING
    writer.close()
    assert kept.restore(kept.back_up()).missing == 1


def test_what_was_sent_has_the_same_names_and_new_revisions(kept: Kept) -> None:
    """Nothing is counted twice at the team base, and nothing that was sent after the backup is in the way."""
    visit, _ = kept.home.visit(kept.home.film(MOTHER))
    with kept.home.vault.work() as work:
        [episode] = work.episodes.of(CODE)
        names = (work.outbox.record_of(SummaryKind.VISIT, visit), work.episodes.token(episode.id, 2026))
        work.outbox.keep(Outgoing(names[0], SummaryKind.VISIT, visit, CODE, KeptState.SENT, made=3, sent=3))
        for due in work.outbox.due(99):
            work.outbox.not_due(due)
        work.commit()
    kept.restore(kept.back_up())
    with kept.came.work() as work:
        assert (work.outbox.record_of(SummaryKind.VISIT, visit), work.episodes.token(episode.id, 2026)) == names
        assert work.outbox.floor() >= 103
        assert Due(SummaryKind.VISIT, visit, names[0]) in work.outbox.due(99)


def test_what_was_erased_since_is_due_for_its_tombstone(kept: Kept) -> None:
    visit, _ = kept.home.visit(kept.home.film(MOTHER))
    with kept.home.vault.work() as work:
        record = work.outbox.record_of(SummaryKind.VISIT, visit)
        work.outbox.keep(Outgoing(record, SummaryKind.VISIT, visit, CODE, KeptState.SENT, made=1, sent=1))
        work.commit()
    kept.since(lambda: erase_visit(kept.home.vault, kept.home.clock, visit, with_films=False))
    with kept.came.work() as work:
        assert Due(SummaryKind.VISIT, None, record) in work.outbox.due(99)

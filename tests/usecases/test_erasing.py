"""Erasing a family, a visit, a person: no word of them is left in any page of the store, and what stays is what should."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.consent import Purpose
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Family, Person, PersonKind
from app.domain.ids import FamilyCode, HoldId, NoteId, PersonId, VisitId, new_id
from app.domain.receipt import DeletionRule, Unreached
from app.domain.retention import Hold
from app.domain.visit import Note
from app.usecases.backups import note_backup
from app.usecases.change_family import known_family
from app.usecases.consent_gate import require_filming
from app.usecases.erase_family import erase_family, erased_name
from app.usecases.erase_person import erase_person
from app.usecases.erase_visit import erase_visit
from app.usecases.erasures import Erasure, Kind, erasures
from app.usecases.forget_at_start import finish_erasures
from app.usecases.lift_hold import lift_hold
from app.usecases.open_family import open_family
from app.usecases.withdraw_consent import withdraw_consent
from storage.device_secret import FileSecrets
from storage.keys import unlock_with_passphrase
from storage.layout import STORE
from storage.practice import practice_passphrase
from tests.storage.making import code_when
from tests.storage.pages import plain_pages
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NOON, TODAY, Home, begin_erasing

OTHER = FamilyCode("OTHER")
MARKER = "Hemmelig{}Ord7391"
NAMES, NOTES, MARKS, PAPERS, REASONS, FAMILY_WORDS = (
    MARKER.format(what) for what in ("Navn", "Notat", "Merke", "Papir", "Grunn", "Familie")
)
KEPT = "BlirVærende5512"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "vault", marker=NAMES)
    yield made
    made.vault.close()


def found(home: Home, *words: str) -> set[str]:
    """Which of these words any page of the store or of its log still shows, decrypted."""
    key = unlock_with_passphrase(home.folder, practice_passphrase(home.folder), FileSecrets(home.folder)).derived("store")
    pages = plain_pages(home.folder / STORE, key)
    return {word for word in words if any(shape.encode() in pages for shape in (word, word.lower()))}


def live(home: Home) -> tuple[VisitId, NoteId]:
    """A family with words in every place that takes some; and another family, which stays."""
    recording = home.film(MOTHER, CHILD, marker=MARKS)
    visit, note = home.visit(recording, marker=NOTES)
    home.agree(MOTHER, marker=PAPERS)
    home.agree(CHILD, marker=PAPERS)
    with home.vault.work() as work:
        work.families.put(Family(CODE, NOON, name=FAMILY_WORDS, language=FAMILY_WORDS))
        work.notes.put(Note(NoteId(new_id()), visit, NOON, saw=NOTES, signed_at=NOON, addendum_to=note))
        work.holds.place(Hold(HoldId("lifted"), recording, REASONS, REASONS, NOON, NOON))
        work.families.put(Family(OTHER, NOON, name=KEPT))
        work.people.put(Person(PersonId("kept"), OTHER, PersonKind.CHILD, name=KEPT))
        work.audit.append(NOON, Deed.OPENED, OTHER, "film")
        work.commit()
    return visit, note


def assert_the_other_family_is_whole(home: Home) -> None:
    with home.vault.work() as work:
        other = work.families.get(OTHER)
        assert other is not None
        assert (other.name, [one.name for one in work.people.of(OTHER)], len(work.audit.of(OTHER))) == (KEPT, [KEPT], 1)
        assert work.audit.fault() is None


def test_of_a_family_nothing_is_left_but_receipts_without_words(home: Home) -> None:
    live(home)
    everything = (NAMES, NOTES, MARKS, PAPERS, REASONS, FAMILY_WORDS)
    assert found(home, *everything, KEPT) == {*everything, KEPT}
    with home.vault.work() as work:
        family = work.families.get(CODE)
        assert family is not None
        rows = (work.people.of(CODE), work.visits.of(CODE), work.notes.of(CODE), work.ledger.of(CODE), work.recordings.all(CODE))
        ids = {erased_name(family), *(one.id for kind in rows for one in kind)}
        deeds = len(work.audit.of(CODE))
    receipts = erase_family(home.vault, home.clock, CODE)
    assert [(one.rule, one.family, one.marks, one.clips) for one in receipts] == [
        (DeletionRule.FAMILY_ERASED, CODE, 0, 0),
        (DeletionRule.ERASURE, CODE, 2, 1),
    ]
    assert found(home, *everything, KEPT) == {KEPT}
    with home.vault.work() as work:
        assert (work.families.get(CODE), work.audit.of(CODE), erasures(work)) == (None, [], [])
        assert work.erased.all() == ids
        assert set(work.receipts.all()) == set(receipts)
        emptied = work.audit.last(1)[0]
        assert (emptied.deed, emptied.subject) == (Deed.EMPTIED, str(deeds + 1))  # the deletion of its film too
        assert work.search.find("Hemmelig") == []
    assert_the_other_family_is_whole(home)
    home.vault.close()
    assert found(home, *everything, KEPT) == {KEPT}
    home.again()


def test_nobody_gets_its_code_again(home: Home) -> None:
    erase_family(home.vault, home.clock, CODE)
    assert code_when(lambda: open_family(home.vault, home.clock, CODE)) is ErrorCode.FAMILY_CODE_TAKEN
    assert code_when(lambda: erase_family(home.vault, home.clock, CODE)) is ErrorCode.FAMILY_CODE_INVALID


def test_a_family_is_known_again_as_erased_and_not_mistaken_for_another() -> None:
    family = Family(CODE, NOON)
    assert erased_name(family) == erased_name(Family(CODE, NOON, name="x"))
    assert len({erased_name(one) for one in (family, Family(OTHER, NOON), Family(CODE, NOON + timedelta(1)))}) == 3


@pytest.mark.parametrize("with_films", [True, False])
def test_of_a_visit_its_notes_go_and_its_film_if_that_is_asked(home: Home, with_films: bool) -> None:
    visit, note = live(home)
    shown = home.film(MOTHER, marker=KEPT)
    with home.vault.work() as work:
        notes = {one.id for one in work.notes.of_visit(visit)}
        taken = {film.recording for film in work.visits.films_of(CODE)}
    kept, _ = home.visit(shown, used=True, marker=KEPT)
    receipts = erase_visit(home.vault, home.clock, visit, with_films=with_films)
    assert [one.rule for one in receipts] == [DeletionRule.VISIT_ERASED, *[DeletionRule.ERASURE] * with_films]
    assert home.films() == ({shown} if with_films else {shown, *taken})
    assert found(home, NOTES, MARKS, NAMES, KEPT) == ({NAMES, KEPT} if with_films else {MARKS, NAMES, KEPT})
    with home.vault.work() as work:
        assert [one.id for one in work.visits.of(CODE)] == [kept]
        assert work.erased.all() == {visit, *notes} | (taken if with_films else set())
        assert note in notes
        assert work.audit.of(CODE)[0].subject == visit
        assert work.audit.fault() is None
    assert erase_visit(home.vault, home.clock, visit, with_films=with_films) == []
    assert_the_other_family_is_whole(home)


def test_film_that_was_only_used_at_a_visit_stays(home: Home) -> None:
    film = home.film(MOTHER)
    visit, _ = home.visit(film, used=True)
    receipts = erase_visit(home.vault, home.clock, visit, with_films=True)
    assert [one.rule for one in receipts] == [DeletionRule.VISIT_ERASED]
    assert home.films() == {film}


def test_of_a_person_go_films_consents_and_what_was_given_for_others(home: Home) -> None:
    live(home)
    fathers = home.film(FATHER)
    in_passing = home.film(FATHER)
    with home.vault.work() as work:
        work.appearances.put(Appearance(in_passing, MOTHER, 5, 9))
        for person in (FATHER, CHILD):
            known = work.people.get(person)
            assert known
            work.people.put(Person(known.id, CODE, known.kind, known.role, name=KEPT, has_responsibility=known.has_responsibility))
        work.people.put(Person(PersonId("neighbour"), CODE, PersonKind.OTHER, name=KEPT))
        consents = {one.id for one in work.ledger.of(CODE)}
        work.commit()
    home.agree(FATHER)
    receipts = erase_person(home.vault, home.clock, MOTHER)
    assert [one.rule for one in receipts] == [DeletionRule.PERSON_ERASED, DeletionRule.ERASURE, DeletionRule.ERASURE]
    assert home.films() == {fathers}
    assert found(home, NAMES, PAPERS, MARKS, NOTES, KEPT) == {NOTES, KEPT}
    with home.vault.work() as work:
        assert [one.person for one in work.ledger.of(CODE)] == [FATHER]
        assert {MOTHER, *consents} < work.erased.all()
        with pytest.raises(Circumstance) as caught:  # the child's consent was the mother's word
            require_filming(work, TODAY, CODE, [FATHER])
        assert caught.value.code is ErrorCode.CONSENT_NOT_GIVEN
        assert work.audit.fault() is None
    assert erase_person(home.vault, home.clock, MOTHER) == []
    assert_the_other_family_is_whole(home)


def test_after_a_withdrawal_no_word_of_the_film_is_left(home: Home) -> None:
    live(home)
    withdraw_consent(home.vault, home.clock, CHILD, [Purpose.FILM])
    assert found(home, MARKS, REASONS, NOTES) == {NOTES}


def test_an_erasure_that_was_begun_waits_for_a_hold_and_is_finished_then(home: Home) -> None:
    live(home)
    recording = next(iter(home.films()))
    with home.vault.work() as work:
        asked = NOON - timedelta(days=1)
        begin_erasing(work, Kind.FAMILY, CODE, asked)
        work.holds.place(Hold(HoldId("hold"), recording, "reason", "Kari", NOON))
        work.commit()
    finish_erasures(home.vault, home.clock)
    with home.vault.work() as work:
        assert work.families.get(CODE) is not None
        assert erasures(work) == [Erasure(Kind.FAMILY, CODE, asked)]
        assert work.receipts.all() == [], "nothing has gone"
    lift_hold(home.vault, home.clock, HoldId("hold"), lambda: True)
    finish_erasures(home.vault, home.clock)
    with home.vault.work() as work:
        assert work.families.get(CODE) is None
        receipts = work.receipts.all()
    assert {one.rule for one in receipts} == {DeletionRule.FAMILY_ERASED, DeletionRule.ERASURE}
    assert {one.asked_at for one in receipts} == {asked}
    assert found(home, NAMES, NOTES, MARKS) == set()


@pytest.mark.parametrize(("backed_up", "unreached"), [(None, ()), (-timedelta(1), ()), (timedelta(), (Unreached.BACKUP,))])
def test_what_is_erased_without_film_leaves_a_receipt_that_tells_of_the_backup(
    home: Home, backed_up: timedelta | None, unreached: tuple[Unreached, ...]
) -> None:
    visit, _ = home.visit()
    with home.vault.work() as work:
        family = known_family(work, CODE)
        if backed_up is not None:
            note_backup(work, family.added_at + backed_up)
        work.commit()
    erase_visit(home.vault, home.clock, visit, with_films=False)
    erase_person(home.vault, home.clock, FATHER)
    erase_family(home.vault, home.clock, CODE)
    with home.vault.work() as work:
        kept = {(one.rule, one.family, one.unreached, one.film_bytes) for one in work.receipts.all()}
    rules = (DeletionRule.VISIT_ERASED, DeletionRule.PERSON_ERASED, DeletionRule.FAMILY_ERASED)
    assert kept == {(rule, CODE, unreached, 0) for rule in rules}

"""Families, their people, visits and notes in the vault: given back as they were put, listed, made one, taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.errors import Bug
from app.domain.family import Family, FamilyState, Person, PersonKind
from app.domain.ids import FamilyCode, MarkId, NoteId, PersonId, RecordingId, VisitId
from app.domain.mark import Mark
from app.domain.receipt import Receipt
from app.domain.visit import DiaryLine, NoteLine, Visit, VisitFilm, VisitKind, VisitState
from storage.vault import Vault
from storage.work import VaultWork
from tests.storage.keep_store import ADDENDUM, BABY, CONSENT, FULL_FAMILY, MOTHER, NOTE, RECEIPT, RECORDING, TEXT, VISIT, keep_family
from tests.storage.making import FAMILY, NOW

OTHER = FamilyCode("B2B")
DAY = VISIT.starts_at.date()
RECORDING_MARK = MarkId("mark")


def put_all(work: VaultWork) -> None:
    """The family of the kept store, open, with its recording."""
    work.families.add(FAMILY, NOW)
    work.recordings.put(RECORDING)
    keep_family(work)
    work.families.put(replace(FULL_FAMILY, state=FamilyState.OPEN, closed_on=None, closure_reason=None))


def test_a_family_known_by_its_code_only_is_open_and_bare(vault: Vault) -> None:
    with vault.work() as work:
        work.families.add(FAMILY, NOW)
        assert work.families.get(FAMILY) == Family(FAMILY, NOW)
        work.families.put(FULL_FAMILY)
        work.families.add(FAMILY, NOW + timedelta(1))
        assert work.families.get(FAMILY) == FULL_FAMILY
        assert work.families.get(OTHER) is None


def test_putting_a_family_or_a_person_again_keeps_what_hangs_on_it(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        work.families.put(FULL_FAMILY)
        work.people.put(replace(BABY, name="Åse Marie"))
        work.visits.put(replace(VISIT, minutes=40))
        assert work.people.of(FAMILY) == [replace(BABY, name="Åse Marie"), MOTHER]
        assert work.ledger.of(FAMILY) == [CONSENT]
        assert work.notes.of_visit(VISIT.id) == [NOTE, ADDENDUM]
        assert len(work.visits.films_of(FAMILY)) == 2


def test_people_children_first_and_the_prompt(vault: Vault) -> None:
    twin = replace(BABY, id=PersonId("twin"), born_on=None, due_on=date(2027, 1, 1))
    neighbour = Person(PersonId("n"), FAMILY, PersonKind.OTHER)
    with vault.work() as work:
        put_all(work)
        for person in (neighbour, twin):
            work.people.put(person)
        assert work.people.of(FAMILY) == [BABY, twin, MOTHER, neighbour]
        assert work.people.of(OTHER) == []
        assert work.people.get(twin.id) == twin
        assert work.people.of_kind(PersonKind.CHILD) == [BABY, twin]
        for first, last, found in ((0, 0, [BABY]), (-9, 9, [BABY]), (1, 9, []), (-9, -1, [])):
            assert work.people.children_born(date(2026, 4, 1) + timedelta(first), date(2026, 4, 1) + timedelta(last)) == found
        work.families.put(FULL_FAMILY)
        assert work.people.children_born(date(2026, 4, 1), date(2026, 4, 1)) == []


def test_a_person_goes_with_consents_and_appearances(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        work.people.remove(MOTHER.id)  # who gave the baby's consent
        assert work.people.of(FAMILY) == [BABY]
        assert work.ledger.of(FAMILY) == []
        assert [one.person for one in work.appearances.of(RECORDING.id)] == [BABY.id]
        assert work.visits.of(FAMILY) == [replace(VISIT, took_part=frozenset({BABY.id}))]


def test_appearances(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        work.appearances.put(Appearance(RECORDING.id, BABY.id, 1_000_000, 3_000_000))
        work.appearances.put(Appearance(RECORDING.id, BABY.id, 5_000_000))
        mother, first, second = work.appearances.of(RECORDING.id)
        assert (mother.is_whole, first.end_us, second.end_us) == (True, 3_000_000, None)
        assert work.appearances.of_family(FAMILY) == [mother, first, second]
        assert work.appearances.of_family(OTHER) == []
        work.appearances.remove(RECORDING.id, BABY.id)
        assert work.appearances.of(RECORDING.id) == [mother]


@pytest.mark.parametrize(("first", "last", "found"), [(0, 0, True), (-3, 3, True), (-3, -1, False), (1, 3, False)])
def test_the_diary_has_whole_days(vault: Vault, first: int, last: int, found: bool) -> None:
    late = replace(VISIT, starts_at=VISIT.starts_at.replace(hour=23, minute=59, second=59, microsecond=999_999))
    early = replace(
        VISIT, id=VisitId("early"), starts_at=VISIT.starts_at.replace(hour=0, minute=0, second=0, microsecond=0), took_part=frozenset()
    )
    with vault.work() as work:
        put_all(work)
        family = work.families.get(FAMILY)
        assert family is not None
        for visit in (late, early):
            work.visits.put(visit)
        lines = work.visits.between(DAY + timedelta(first), DAY + timedelta(last))
        assert lines == ([DiaryLine(early, family), DiaryLine(late, family)] if found else [])
        assert work.visits.get(early.id) == early
        assert work.visits.get(VisitId("none")) is None


def test_visits_held_without_a_signed_note(vault: Vault) -> None:
    bare = replace(VISIT, id=VisitId("bare"), took_part=frozenset())
    planned = replace(bare, id=VisitId("planned"), state=VisitState.PLANNED)
    with vault.work() as work:
        put_all(work)
        for visit in (bare, planned):
            work.visits.put(visit)
        assert [line.visit for line in work.visits.without_signed_note(DAY)] == [bare]
        assert work.visits.without_signed_note(DAY + timedelta(1)) == []
        draft = replace(NOTE, id=NoteId("draft"), visit=bare.id, signed_at=None)
        work.notes.put(draft)
        assert [line.visit for line in work.visits.without_signed_note(DAY)] == [bare]
        work.notes.put(replace(draft, signed_at=NOW))
        assert work.visits.without_signed_note(DAY) == []


def test_films_of_visits(vault: Vault) -> None:
    taken, used = (VisitFilm(VISIT.id, RECORDING.id, used) for used in (False, True))
    with vault.work() as work:
        put_all(work)
        work.visits.link(taken)
        assert work.visits.films_of(FAMILY) == [taken, used]
        work.visits.unlink(taken)
        work.visits.unlink(taken)
        assert work.visits.films_of(FAMILY) == [used]
        work.recordings.remove(RECORDING.id)
        assert work.visits.films_of(FAMILY) == []
        assert work.visits.of(FAMILY) == [VISIT]


def test_a_draft_changes_a_signed_note_does_not(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        work.notes.put(replace(ADDENDUM, saw="annet"))
        work.notes.put(NOTE)  # as it is
        work.notes.exported(NOTE.id, NOW + timedelta(1))
        for change in ({"saw": "annet"}, {"parent_said": ""}, {"signed_at": None}, {"signed_at": NOW + timedelta(1)}, {"agreed_film": "x"}):
            with pytest.raises(Bug):
                work.notes.put(replace(NOTE, **change))
        assert work.notes.get(NOTE.id) == replace(NOTE, exported_at=NOW + timedelta(1))
        assert work.notes.of(FAMILY)[1].saw == "annet"


def test_unsigned_notes(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        assert work.notes.unsigned() == [NoteLine(ADDENDUM.id, VISIT.id, FAMILY, VISIT.kind, VISIT.starts_at, ADDENDUM.written_at)]
        work.notes.remove(NOTE.id)
        assert work.notes.of(FAMILY) == []
        assert work.notes.unsigned() == []


def test_the_list_of_families(vault: Vault) -> None:
    coming = [Visit(VisitId(f"v{n}"), FAMILY, VISIT.starts_at + timedelta(n), VisitKind.PHONE) for n in (9, 2)]
    cancelled = replace(coming[0], id=VisitId("c"), starts_at=VISIT.starts_at + timedelta(1), state=VisitState.NO_ACCESS)
    with vault.work() as work:
        put_all(work)
        work.families.add(OTHER, NOW)
        for visit in (*coming, cancelled):
            work.visits.put(visit)
        bare, full = work.families.lines(DAY + timedelta(1))
        assert (bare.family.code, bare.children, bare.last_visit, bare.next_visit, bare.recordings) == (OTHER, (), None, None, 0)
        assert (full.children, full.last_visit, full.next_visit, full.recordings) == ((BABY,), VISIT.starts_at, coming[1].starts_at, 1)
        assert work.families.lines(DAY - timedelta(1))[1].last_visit is None
        assert work.families.lines(DAY + timedelta(10))[1].next_visit is None
        work.families.put(FULL_FAMILY)
        assert [line.family.code for line in work.families.lines(DAY, FamilyState.CLOSED)] == [FAMILY]
        assert [line.family.code for line in work.families.lines(DAY, FamilyState.OPEN)] == [OTHER]


@pytest.mark.parametrize("known", [False, True])
def test_another_code_takes_everything_along(vault: Vault, known: bool) -> None:
    with vault.work() as work:
        put_all(work)
        work.marks.put(Mark(RECORDING_MARK, RECORDING.id, "invites", 1, note="lampen"))
        work.receipts.add(RECEIPT)
        if known:
            work.families.put(Family(OTHER, NOW, name="Lie"))
            work.people.put(Person(PersonId("there"), OTHER, PersonKind.CAREGIVER))
        work.families.rename(FAMILY, OTHER)
        found = work.families.get(OTHER)
        assert found is not None
        assert (found.name, found.language) == ("Lie" if known else "Nordahl", "tigrinja")
        assert work.families.all() == [OTHER]
        assert [one.id for one in work.people.of(OTHER)] == [BABY.id, MOTHER.id, *(["there"] if known else [])]
        assert [visit.id for visit in work.visits.of(OTHER)] == [VISIT.id]
        assert [one.id for one in work.recordings.all(OTHER)] == [RECORDING.id]
        assert [one.id for one in work.ledger.of(OTHER)] == [CONSENT.id]
        assert [one.family for one in work.receipts.all()] == [OTHER]
        assert {hit.id for hit in work.search.find("lampen", OTHER)} == {RECORDING_MARK}
        assert {hit.id for hit in work.search.find("ro", OTHER)} == {NOTE.id}
        assert work.search.find("ro", FAMILY) == []
        assert [entry.deed for entry in work.audit.of(OTHER)] == [Deed.FILMED]
        assert work.audit.fault() is None


def test_renaming_what_is_not_known_or_to_itself(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        work.families.rename(OTHER, FAMILY)
        work.families.rename(FAMILY, FAMILY)
        assert [one.id for one in work.people.of(FAMILY)] == [BABY.id, MOTHER.id]


def test_a_family_goes_with_all_of_it_once_its_films_are_gone(vault: Vault) -> None:
    with vault.work() as work:
        put_all(work)
        with pytest.raises(Bug):
            work.families.remove(FAMILY)
        work.recordings.remove(RECORDING.id)
        work.families.remove(FAMILY)
        assert work.families.all() == []
        assert (work.people.get(BABY.id), work.visits.get(VISIT.id)) == (None, None)
        assert (work.notes.get(NOTE.id), work.ledger.get(CONSENT.id)) == (None, None)
        assert work.search.find("ro") == []
        assert work.ledger.text(TEXT.id) == TEXT
        work.commit()
    assert vault.check_store() == (0, 0)


def test_films_nobody_has_looked_at(vault: Vault) -> None:
    bookmark = Mark(RECORDING_MARK, RECORDING.id, "bookmark", 1)
    with vault.work() as work:
        put_all(work)
        work.recordings.put(replace(RECORDING, id=RecordingId("second"), filmed_at=VISIT.starts_at - timedelta(99)))
        assert [one.id for one in work.recordings.not_looked_at()] == [RECORDING.id, "second"]
        work.marks.put(bookmark)
        assert [one.id for one in work.recordings.not_looked_at()] == [RECORDING.id, "second"]
        work.marks.put(replace(bookmark, code="invites"))
        assert [one.id for one in work.recordings.not_looked_at()] == ["second"]
        assert work.marks.counts(FAMILY) == {RECORDING.id: 1}


def test_receipts_outlive_the_family(vault: Vault) -> None:
    receipt: Receipt = RECEIPT
    with vault.work() as work:
        work.families.add(FAMILY, NOW)
        work.receipts.add(receipt)
        work.families.remove(FAMILY)
        assert work.receipts.all() == [receipt]

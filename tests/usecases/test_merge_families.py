"""Merging: everything of both is there afterwards, once, under the code that stays; or nothing has happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.appearance import Appearance
from app.domain.audit import Deed
from app.domain.consent import Purpose
from app.domain.errors import ErrorCode
from app.domain.family import ClosureReason, FamilyState, Person, PersonKind, Role
from app.domain.ids import FamilyCode, PersonId, RecordingId, VisitId, new_id
from app.domain.recording import Recording, RecordingState, SourceKind
from app.domain.visit import Visit, VisitKind
from app.usecases.change_people import PersonFacts, add_person, change_person
from app.usecases.consent_gate import require_filming
from app.usecases.consent_texts import text_to_show
from app.usecases.end_episode import close_episode
from app.usecases.erasures import Kind
from app.usecases.give_consent import Giving, give_consent
from app.usecases.merge_families import likely_same, merge_families
from app.usecases.open_family import open_family
from tests.storage.making import code_when
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, NEIGHBOUR, NOON, STROKES, TODAY, Home, begin_erasing

OTHER = FamilyCode("TW1N")
BABY, MUM = PersonId("baby"), PersonId("mum")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "vault")
    add_other(made)
    yield made
    made.vault.close()


def add_other(home: Home) -> None:
    """The same family once more: mother and child, the child's film and consents under ids of their own."""
    open_family(home.vault, home.clock, OTHER, people=())
    with home.vault.work() as work:
        work.people.put(Person(MUM, OTHER, PersonKind.CAREGIVER, Role.MOTHER, "Kari", has_responsibility=True))
        work.people.put(Person(BABY, OTHER, PersonKind.CHILD, due_on=date(2026, 6, 20)))
        work.visits.put(Visit(VisitId("visit"), OTHER, NOON.replace(tzinfo=None), VisitKind.FILM, took_part=frozenset({MUM, BABY})))
        work.commit()
    text = text_to_show(home.vault, home.clock, Purpose.FILM, "nb").id
    for person in (MUM, BABY):
        give_consent(home.vault, home.clock, Giving(person, Purpose.FILM, MUM, text, strokes=STROKES))
    home.code = OTHER
    home.film(BABY)
    home.code = CODE


def test_everything_of_both_is_in_one(home: Home) -> None:
    film = home.film(CHILD)
    merged = merge_families(home.vault, home.clock, CODE, OTHER, {BABY: CHILD, MUM: MOTHER})
    home.again()
    with home.vault.work() as work:
        assert work.families.all() == [CODE] and work.families.get(CODE) == merged.family
        people = {person.id: person for person in work.people.of(CODE)}
        assert set(people) == {MOTHER, FATHER, CHILD, NEIGHBOUR}
        assert (people[MOTHER].name, people[MOTHER].role) == ("Kari", Role.MOTHER)
        assert (people[CHILD].born_on, people[CHILD].due_on) == (date(2026, 6, 1), date(2026, 6, 20))
        consents = work.ledger.of(CODE)
        assert {(one.person, one.giver) for one in consents} == {(MOTHER, MOTHER), (CHILD, MOTHER)} and len(consents) == 2
        assert [visit.took_part for visit in work.visits.of(CODE)] == [{MOTHER, CHILD}]
        assert {recording.id for recording in work.recordings.all(CODE)} == {
            film,
            *(one.recording for one in work.appearances.of_family(CODE)),
        }
        assert {one.person for one in work.appearances.of_family(CODE)} == {CHILD}
        newest = work.audit.of(CODE)[0]
        assert (newest.deed, newest.subject) == (Deed.FAMILY_MERGED, OTHER)
        assert sum(entry.deed is Deed.CONSENT_GIVEN for entry in work.audit.of(CODE)) == 2
        assert work.audit.fault() is None
        require_filming(work, TODAY, CODE, [MOTHER])


def test_a_baby_that_stays_two_needs_two_consents(home: Home) -> None:
    """Why `same` exists: without it nobody can film until the other of the two has a consent of its own."""
    home.agree(CHILD)
    merge_families(home.vault, home.clock, CODE, OTHER)
    with home.vault.work() as work:
        assert sum(person.kind is PersonKind.CHILD for person in work.people.of(CODE)) == 2
        require_filming(work, TODAY, CODE, [])
        work.ledger.withdraw(next(one.id for one in work.ledger.of(CODE) if one.person == BABY), NOON)
        assert code_when(lambda: require_filming(work, TODAY, CODE, [])) is ErrorCode.CONSENT_WITHDRAWN


def test_a_consent_that_was_withdrawn_stays_withdrawn(home: Home) -> None:
    with home.vault.work() as work:
        before = {one.id: one for one in work.ledger.of(OTHER)}
        for one in before:
            work.ledger.withdraw(one, NOON)
        work.commit()
    merge_families(home.vault, home.clock, CODE, OTHER, {BABY: CHILD, MUM: MOTHER})
    with home.vault.work() as work:
        after = work.ledger.of(CODE)
    assert {one.id for one in after} == set(before)
    assert all(one.withdrawn_at == NOON and one.strokes == STROKES for one in after)


@pytest.mark.parametrize(
    ("given_h", "withdrawn_h", "holds"),
    [(-2, -1, True), (0, 0, False), (-1, 1, False), (2, 1, True), (None, 1, True)],
)
def test_who_withdrew_under_one_code_has_withdrawn_under_the_other(home: Home, given_h: int | None, withdrawn_h: int, holds: bool) -> None:
    """The kept family's consent is of noon; the other's was given and withdrawn so many hours from then (None: not withdrawn)."""
    kept = home.agree(CHILD)
    with home.vault.work() as work:
        if given_h is not None:
            gone = next(one for one in work.ledger.of(OTHER) if one.person == BABY)
            work.people.remove(BABY)
            work.people.put(Person(BABY, OTHER, PersonKind.CHILD))
            given_at, withdrawn_at = NOON + timedelta(hours=given_h), NOON + timedelta(hours=max(given_h, withdrawn_h))
            taken_back = given_h <= withdrawn_h
            work.ledger.add(replace(gone, given_at=given_at, withdrawn_at=withdrawn_at if taken_back else None))
        work.commit()
    merged = merge_families(home.vault, home.clock, CODE, OTHER, {BABY: CHILD})
    assert merged.withdrawn == (() if holds else (CHILD,))
    with home.vault.work() as work:
        consent = work.ledger.get(kept.id)
        assert consent is not None and (consent.withdrawn_at is None) is holds
        if not holds:
            assert code_when(lambda: require_filming(work, TODAY, CODE, [])) is ErrorCode.CONSENT_WITHDRAWN


@pytest.mark.parametrize("state", list(RecordingState))
@pytest.mark.parametrize("code", [CODE, OTHER])
def test_a_film_under_way_keeps_its_family(home: Home, code: FamilyCode, state: RecordingState) -> None:
    with home.vault.work() as work:
        work.recordings.put(Recording(RecordingId("film"), code, SourceKind.LIVE, state, NOON, 0))
        work.commit()
    if state in (RecordingState.READY, RecordingState.DESTROYING):
        merge_families(home.vault, home.clock, CODE, OTHER)
    else:
        assert code_when(lambda: merge_families(home.vault, home.clock, CODE, OTHER)) is ErrorCode.FAMILY_BUSY


@pytest.mark.parametrize(
    ("kind", "of"), [(Kind.FAMILY, CODE), (Kind.FAMILY, OTHER), (Kind.PERSON, BABY), (Kind.PERSON, FATHER), (Kind.FAMILY, "ELSE")]
)
def test_what_is_being_erased_is_not_merged(home: Home, kind: Kind, of: str) -> None:
    with home.vault.work() as work:
        begin_erasing(work, kind, of)
        work.commit()
    if of == "ELSE":
        merge_families(home.vault, home.clock, CODE, OTHER)
    else:
        assert code_when(lambda: merge_families(home.vault, home.clock, CODE, OTHER)) is ErrorCode.NO_LONGER_THERE


@pytest.mark.parametrize(("ends", "until"), [((5, 9), 9), ((9, 5), 9), ((None, 5), None), ((5, None), None)])
def test_whoever_was_seen_twice_at_once_is_seen_as_long_as_either(
    home: Home, ends: tuple[int | None, int | None], until: int | None
) -> None:
    film = home.film()
    with home.vault.work() as work:
        work.appearances.put(Appearance(film, CHILD, 2, ends[0]))
        work.appearances.put(Appearance(film, BABY, 2, ends[1]))
        work.appearances.put(Appearance(film, BABY, 20, 30))
        work.commit()
    merge_families(home.vault, home.clock, CODE, OTHER, {BABY: CHILD})
    with home.vault.work() as work:
        assert work.appearances.of(film) == [Appearance(film, CHILD, 2, until), Appearance(film, CHILD, 20, 30)]


@pytest.mark.parametrize(
    ("one", "other", "state"),
    [
        (True, True, FamilyState.OPEN),
        (True, False, FamilyState.OPEN),
        (False, True, FamilyState.OPEN),
        (False, False, FamilyState.CLOSED),
    ],
)
def test_an_episode_that_runs_goes_on(home: Home, one: bool, other: bool, state: FamilyState) -> None:
    for code, is_open in ((CODE, one), (OTHER, other)):
        if not is_open:
            close_episode(home.vault, home.clock, code, ClosureReason.COMPLETED)
    assert merge_families(home.vault, home.clock, CODE, OTHER).family.state is state


def test_what_cannot_be_merged(home: Home) -> None:
    def merge(kept: FamilyCode, other: FamilyCode, same: dict[PersonId, PersonId] | None = None) -> object:
        return merge_families(home.vault, home.clock, kept, other, same)

    nobody = PersonId("nobody")
    for gone in (
        lambda: merge(CODE, FamilyCode("GONE1")),
        lambda: merge(FamilyCode("GONE1"), CODE),
        lambda: merge(CODE, OTHER, {nobody: CHILD}),
        lambda: merge(CODE, OTHER, {BABY: nobody}),
        lambda: merge(CODE, OTHER, {CHILD: BABY}),
    ):
        assert code_when(gone) is ErrorCode.NO_LONGER_THERE
    twin = add_person(home.vault, home.clock, OTHER, PersonFacts(PersonKind.CHILD)).id
    for pair, same, why in (
        ((CODE, CODE), {}, "a family is"),
        ((CODE, OTHER), {BABY: MOTHER}, "a child is"),
        ((CODE, OTHER), {BABY: CHILD, twin: CHILD}, "two people"),
    ):
        with pytest.raises(ValueError, match=why):
            merge(*pair, same)
    with home.vault.work() as work:
        assert work.families.all() == [CODE, OTHER] and len(work.people.of(OTHER)) == 3


def test_who_is_probably_whom(home: Home) -> None:
    assert likely_same(home.vault, CODE, OTHER) == {BABY: CHILD, MUM: MOTHER}
    twin = add_person(home.vault, home.clock, OTHER, PersonFacts(PersonKind.CHILD, born_on=date(2026, 6, 2)))
    assert twin.id not in likely_same(home.vault, CODE, OTHER)
    change_person(home.vault, home.clock, MUM, PersonFacts(PersonKind.CAREGIVER))
    assert MUM not in likely_same(home.vault, CODE, OTHER)  # either parent could be meant


@pytest.mark.parametrize(
    "last", ["app.usecases.merge_families.retire_code", "storage.audit_log.AuditRows.append", "storage.work.VaultWork.commit"]
)
def test_a_merge_that_fails_in_the_middle_has_not_happened(home: Home, monkeypatch: pytest.MonkeyPatch, last: str) -> None:
    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(last, fail)
    with pytest.raises(OSError):
        merge_families(home.vault, home.clock, CODE, OTHER, {BABY: CHILD})
    home.again()
    with home.vault.work() as work:
        assert work.families.all() == [CODE, OTHER]
        assert {person.id for person in work.people.of(OTHER)} == {BABY, MUM}
        assert len(work.ledger.of(OTHER)) == 2 and len(work.visits.of(OTHER)) == 1


family = st.lists(st.tuples(st.sampled_from(PersonKind), st.integers(0, 2)), max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=family, other=family, joined=st.integers(0, 4))
def test_nothing_is_lost_and_nothing_doubled(
    home: Home, one: list[tuple[PersonKind, int]], other: list[tuple[PersonKind, int]], joined: int
) -> None:
    """People, visits and appearances of two families of any shape, some of whose people are the same."""
    film = home.film()
    codes = [open_family(home.vault, home.clock, people=()).code for _ in range(2)]
    made: list[list[Person]] = []
    for code, shape in zip(codes, (one, other), strict=True):
        made.append([add_person(home.vault, home.clock, code, PersonFacts(kind)) for kind, _visits in shape])
        with home.vault.work() as work:
            for person, (_kind, visits) in zip(made[-1], shape, strict=True):
                work.appearances.put(Appearance(film, person.id))
                for n in range(visits):
                    at = NOON.replace(tzinfo=None) + timedelta(hours=n)
                    work.visits.put(Visit(VisitId(new_id()), code, at, VisitKind.FILM, took_part=frozenset({person.id})))
            work.commit()
    pairs = [(gone, stays) for gone, stays in zip(made[1], made[0], strict=False) if gone.kind is stays.kind][:joined]
    same = {gone.id: stays.id for gone, stays in pairs}
    merge_families(home.vault, home.clock, codes[0], codes[1], same)
    with home.vault.work() as work:
        expected = {person.id for person in (*made[0], *made[1])} - same.keys()
        assert {person.id for person in work.people.of(codes[0])} == expected
        assert work.people.of(codes[1]) == [] and work.visits.of(codes[1]) == []
        kept = work.visits.of(codes[0])
        assert len(kept) == sum(n for _kind, n in (*one, *other))
        assert all(len(visit.took_part) == 1 and visit.took_part <= expected for visit in kept)
        assert {seen.person for seen in work.appearances.of(film)} == expected

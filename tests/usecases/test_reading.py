"""What is read out of a vault for others: words found, who has seen us, and the facts for the data protection officer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.audit import Deed, FaultKind
from app.domain.card import CardFilm, CardFilmState
from app.domain.consent import Purpose
from app.domain.errors import ErrorCode
from app.domain.family import ClosureReason, FamilyState
from app.domain.ids import CardId, FamilyCode, HoldId, RecordingId
from app.domain.receipt import DeletionRule
from app.domain.retention import HeldBack, Hold, Policy
from app.domain.search import Where
from app.usecases.change_family import change_family
from app.usecases.delete_recording import delete_recording
from app.usecases.end_episode import close_episode
from app.usecases.evidence import DiskState, Evidence, Machine, evidence_written, gather_evidence
from app.usecases.open_family import FamilyFacts, open_family
from app.usecases.search_words import search_words
from app.usecases.who_has_seen_us import SHOWN, family_history, history_printed
from app.usecases.withdraw_consent import withdraw_consent
from tests.storage.making import code_when
from tests.usecases.caring import CHILD, CODE, MOTHER, NOON, TODAY, Home

GONE = FamilyCode("GONE1")
MACHINE = Machine(Path("/vault"), DiskState.ENCRYPTED, "Keyring", 10, (("footage", "SQLCipher 4"),), (("samspill", "0.1.0"),))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "vault", marker="NAVN")
    change_family(made.vault, CODE, FamilyFacts("NAVN Hansen"))
    yield made
    made.vault.close()


# --- words ------------------------------------------------------------------------------------------------------------------


def test_what_was_found_says_where_it_is_and_when_it_was(home: Home) -> None:
    film = home.film(filmed_on=TODAY - timedelta(3), marker="trøst i armkroken")
    visit, note = home.visit(marker="Hun søker trøst hos far", on=TODAY - timedelta(2))
    found = search_words(home.vault, "trøs")
    assert {one.hit.where for one in found} == {Where.MARK, Where.CLIP, Where.NOTE} and len(found) == 4
    for one in found:
        assert (one.name, one.hit.family) == ("NAVN Hansen", CODE)
        assert [one.hit.text[start:end] for start, end in one.hit.spans] == ["trøst"]
        if one.hit.where is Where.NOTE:
            assert (one.hit.id, one.hit.visit, one.at) == (note, visit, datetime(2026, 11, 19, 10))
        else:
            assert (one.hit.recording, one.at) == (film, datetime(2026, 11, 18))
    assert sorted(one.hit.start_us for one in found if one.hit.where is Where.MARK and one.hit.start_us is not None) == [0, 1000]
    assert "NAVN" not in repr(found) and "trøst" not in repr(found)


def test_words_are_looked_for_in_one_family_and_only_so_many(home: Home) -> None:
    home.film(marker="trøst")
    other = open_family(home.vault, home.clock)
    home.code = other.code
    home.film(marker="trøst")
    assert len(search_words(home.vault, "trøst")) == 6
    assert {one.hit.family for one in search_words(home.vault, "trøst", other.code)} == {other.code}
    assert {one.name for one in search_words(home.vault, "trøst", other.code)} == {""}
    assert len(search_words(home.vault, "trøst", most=2)) == 2
    assert search_words(home.vault, " ") == [] == search_words(home.vault, "trøst nobody")


# --- who has seen us --------------------------------------------------------------------------------------------------------


def put_deeds(home: Home, *deeds: tuple[int, Deed, str]) -> None:
    """Each so many hours after noon."""
    with home.vault.work() as work:
        for hours, deed, subject in deeds:
            work.audit.append(NOON + timedelta(hours=hours), deed, CODE, subject)
        work.commit()


def test_the_same_deed_with_the_same_film_on_one_day_is_one_line(home: Home) -> None:
    film, other = home.film(filmed_on=TODAY - timedelta(3)), home.film(filmed_on=TODAY - timedelta(1))
    with home.vault.work() as work:
        clip = work.clips.of(film)[0].id
    put_deeds(
        home,
        (-72, Deed.FILMED, film),
        (0, Deed.OPENED, film),
        (1, Deed.OPENED, film),
        (2, Deed.OPENED, other),
        (3, Deed.PLAYED, clip),
        (3, Deed.NOTE_SIGNED, "note"),
        (4, Deed.HOLD_PLACED, film),
        (48, Deed.OPENED, film),
    )
    days = {film: date(2026, 11, 18), other: date(2026, 11, 20)}
    told = [(line.deed, line.first_at.date(), line.times, line.film_on) for line in family_history(home.vault, CODE)]
    assert told == [
        (Deed.OPENED, date(2026, 11, 23), 1, days[film]),
        (Deed.PLAYED, TODAY, 1, days[film]),
        (Deed.OPENED, TODAY, 1, days[other]),
        (Deed.OPENED, TODAY, 2, days[film]),
        (Deed.FILMED, date(2026, 11, 18), 1, days[film]),
    ]
    twice = family_history(home.vault, CODE)[3]
    assert twice.last_at - twice.first_at == timedelta(hours=1) and twice.first_at.tzinfo is None


@pytest.mark.parametrize("deed", list(Deed))
def test_what_a_parent_is_told(home: Home, deed: Deed) -> None:
    put_deeds(home, (0, deed, "0" if deed is Deed.EMPTIED else ""))
    assert [line.deed for line in family_history(home.vault, CODE)] == ([deed] if deed in SHOWN else [])


def test_a_film_that_is_gone_is_still_told_of_and_two_of_them_are_two(home: Home) -> None:
    put_deeds(home, (0, Deed.OPENED, "one"), (0, Deed.OPENED, "two"))
    assert [(line.film_on, line.times) for line in family_history(home.vault, CODE)] == [(None, 1), (None, 1)]


def test_nothing_of_another_family_is_told(home: Home) -> None:
    put_deeds(home, (0, Deed.OPENED, "one"))
    other = open_family(home.vault, home.clock)
    assert family_history(home.vault, other.code) == ()


def test_printing_it_is_written_down(home: Home) -> None:
    history_printed(home.vault, home.clock, CODE)
    assert [line.deed for line in family_history(home.vault, CODE)] == [Deed.EXPORTED]
    calls: tuple[Callable[[], object], ...] = (
        lambda: family_history(home.vault, GONE),
        lambda: history_printed(home.vault, home.clock, GONE),
    )
    for call in calls:
        assert code_when(call) is ErrorCode.NO_LONGER_THERE


# --- evidence ---------------------------------------------------------------------------------------------------------------


def evidence(home: Home) -> Evidence:
    return gather_evidence(home.vault, home.clock, MACHINE)


def test_the_facts_of_a_vault(home: Home) -> None:
    kept, late = home.film(filmed_on=TODAY), home.film(filmed_on=TODAY - timedelta(91))
    home.visit(kept)
    delete_recording(home.vault, home.clock, home.film())
    home.agree(MOTHER)
    home.agree(CHILD, until=TODAY + timedelta(14))
    closed = open_family(home.vault, home.clock)
    close_episode(home.vault, home.clock, closed.code, ClosureReason.COMPLETED)
    with home.vault.work() as work:
        work.holds.place(Hold(HoldId("hold"), late, "NAVN", "NAVN", NOON))
        for n in range(2):
            work.cards.put(CardFilm(CardId("card"), f"key{n}", RecordingId(f"film{n}"), CardFilmState.VERIFIED, NOON, "NAVN"))
        work.commit()
    facts = evidence(home)
    assert (facts.at, facts.machine) == (NOON, MACHINE)
    assert facts.families == {FamilyState.OPEN: 1, FamilyState.CLOSED: 1}
    assert (facts.films, facts.film_bytes, facts.policy) == (2, 200, Policy())
    assert (facts.consents[Purpose.FILM], facts.consents[Purpose.TEACHING], facts.consents_expiring) == (2, 0, 1)
    assert (facts.overdue, facts.held_back, facts.holds) == (1, {HeldBack.HOLD: 1, HeldBack.NO_SIGNED_NOTE: 1}, 1)
    assert (facts.deletions, facts.last_deletions[0].rule, facts.last_deletions[0].marks) == (1, DeletionRule.ON_REQUEST, 2)
    assert (facts.cards_not_wiped, facts.audit_fault, facts.clock_doubted) == (1, None, False)
    with home.vault.work() as work:
        assert facts.audit_entries == work.audit.head().number > 0


def test_nobody_can_be_told_from_it(home: Home) -> None:
    """Hunted in everything that is in it: names, codes, ids."""
    film = home.film(marker="NAVN")
    home.visit(film, marker="NAVN")
    home.all_agree()
    delete_recording(home.vault, home.clock, home.film())
    said = "".join(str(getattr(evidence(home), field.name)) for field in fields(Evidence))
    assert len(said) > 500
    assert not [word for word in ("NAVN", CODE, film, MOTHER, CHILD) if word in said]


def test_a_withdrawn_consent_is_no_longer_in_force(home: Home) -> None:
    home.agree(MOTHER, Purpose.TEACHING)
    assert evidence(home).consents[Purpose.TEACHING] == 1
    withdraw_consent(home.vault, home.clock, MOTHER, [Purpose.TEACHING])
    assert evidence(home).consents[Purpose.TEACHING] == 0


@pytest.mark.parametrize(("days", "overdue"), [(90, 0), (91, 1)])
def test_overdue_begins_the_day_after(home: Home, days: int, overdue: int) -> None:
    home.film(filmed_on=TODAY - timedelta(days))
    assert evidence(home).overdue == overdue


def test_a_broken_log_is_told(home: Home) -> None:
    put_deeds(home, (0, Deed.OPENED, "one"), (1, Deed.OPENED, "two"))
    home.vault._db.run("UPDATE audit SET deed = 'played' WHERE number = 2")
    fault = evidence(home).audit_fault
    assert fault is not None and (fault.kind, fault.number) == (FaultKind.BROKEN, 2)


def test_making_it_is_written_down(home: Home) -> None:
    evidence_written(home.vault, home.clock)
    with home.vault.work() as work:
        assert [(entry.deed, entry.family) for entry in work.audit.last(1)] == [(Deed.EXPORTED, None)]
